import type { RequestHandler, Response } from 'express';
import type { Platform, StandIn } from './stand-in.ts';

const HEARTBEAT_MS = 20_000;

/** What a page needs to know of a platform besides its chats. */
export function describePlatform(standIn: StandIn): unknown {
  return {
    platform: standIn.platform,
    customers: standIn.customers(),
    callbackUrl: standIn.callbackUrl(),
    trouble: standIn.trouble.current(),
    behaviour: standIn.behaviour(),
    clockAheadMs: standIn.clock.aheadMs(),
  };
}

/** Everything there is to see: sent when a page opens, and again when it comes back after a break. */
export function describeAll(standIns: readonly StandIn[], gateway: unknown): unknown {
  return {
    gateway,
    platforms: standIns.map((standIn) => ({
      ...Object.assign({}, describePlatform(standIn)),
      entries: standIn.customers().flatMap((customer) => standIn.chats.of(customer.id)),
    })),
  };
}

/**
 * Server-sent events: `state` once, then `entry {platform, entry}`, `typing {platform, customer, forMs}` and
 * `platform {…}` as they happen.
 */
export function liveStream(standIns: readonly StandIn[], gateway: unknown): RequestHandler {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    send(response, 'state', describeAll(standIns, gateway));
    const leave = standIns.map((standIn) =>
      standIn.onChange((change) => {
        const platform: Platform = standIn.platform;
        if (change.what === 'platform') send(response, 'platform', describePlatform(standIn));
        else send(response, change.what, { platform, ...change });
      }),
    );
    const heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS);
    response.on('close', () => {
      clearInterval(heartbeat);
      for (const stop of leave) stop();
    });
  };
}

function send(response: Response, event: string, data: unknown): void {
  response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
