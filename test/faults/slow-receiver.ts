import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { describeMachine, percentile } from '../bench/figures.ts';
import { callApi, connectWhatsapp } from '../support/gateway-api.ts';
import { startGateway } from '../support/gateway-process.ts';
import { runLoad } from '../support/webhook-load.ts';
import { type TestStore, eventually } from './database.ts';
import type { Report } from './report.ts';

const RECEIVERS = 50;
const HANGS_MS = 30_000;
const MOST_P99_MS = 1_000;
const CUSTOMERS = 40;
/** Few enough that a busy machine keeps up with fifty deliveries of each. */
const A_SECOND = 4;
/** While it still answers, and for longer than a try at it lasts. */
const SECONDS = { alone: 10, hanging: 35 };
const EVENTS = ['message.received'];

/** F7: one receiver of fifty takes every delivery and answers none for 30 s. The others do not wait for it. */
export async function goPastAHangingReceiver(store: TestStore, seed: number, report: Report): Promise<void> {
  const databaseUrl = await store.newDatabaseUrl();
  const gateway = await startGateway(databaseUrl === undefined ? {} : { databaseUrl });
  const receivers = await startReceivers();
  const path = await connectWhatsapp(gateway);
  for (let i = 0; i < RECEIVERS; i++) await callApi(gateway, 'POST', '/subscriptions', { url: `${receivers.url}/${i}`, events: EVENTS });
  const plan = { port: gateway.port, path, connections: 4, users: CUSTOMERS, repeated: 0, seed, progressEvery: 0 };
  for (let second = 0; second < SECONDS.alone + SECONDS.hanging; second++) {
    if (second === SECONDS.alone) receivers.hang();
    const rest = pause(1_000);
    await runLoad({ ...plan, from: second * A_SECOND, count: A_SECOND, timestamp: Math.floor(Date.now() / 1000) });
    await rest;
  }
  const expected = SECONDS.hanging * A_SECOND * (RECEIVERS - 1);
  const isDelivered = await eventually(() => Promise.resolve(receivers.tookMs.length >= expected), 20_000);
  const aloneP99Ms = percentile(receivers.before, 0.99);
  const figures = {
    ...{ receivers: RECEIVERS, deliveries: receivers.tookMs.length, hanging: receivers.hanging() },
    ...{
      p50Ms: percentile(receivers.tookMs, 0.5),
      p99Ms: percentile(receivers.tookMs, 0.99),
      maxMs: Math.max(...receivers.tookMs),
      aloneP99Ms,
    },
  };
  console.log(JSON.stringify({ faults: 'a hanging receiver', store: store.name, version: store.version, ...figures, ...describeMachine(), seed })); // prettier-ignore
  report.check('one receiver hung all the time', figures.hanging >= CUSTOMERS / 2, figures.hanging);
  report.check('the others get every event', isDelivered, figures.deliveries);
  // Where the machine has other work, the figure of before it hung says what it could do.
  const isQuick = figures.p99Ms < Math.max(MOST_P99_MS, 2 * aloneP99Ms);
  report.check(`their p99 is below ${MOST_P99_MS / 1000} s, or as it was before`, isQuick, figures);
  await gateway.kill();
  receivers.close();
  await gateway.dispose();
}

/** Receivers at one address each, of which the first hangs. */
async function startReceivers() {
  const tookMs: number[] = [];
  const before: number[] = [];
  let hangs = false;
  let hanging = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url === '/0' && hangs) {
        hanging += 1;
        setTimeout(() => response.writeHead(200).end(), HANGS_MS).unref();
        return;
      }
      const { events } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { events: readonly { readonly occurredAt: string }[] };
      const times = hangs ? tookMs : before;
      for (const { occurredAt } of events) times.push(Date.now() - Date.parse(occurredAt));
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    tookMs,
    before,
    hang: () => void (hangs = true),
    hanging: () => hanging,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
