import { type Socket, connect } from 'node:net';
import { describeMachine } from '../bench/figures.ts';
import { connectWhatsapp, subscribe } from '../support/gateway-api.ts';
import { startGateway } from '../support/gateway-process.ts';
import { startReceiver } from '../support/receiver.ts';
import { startLoad } from '../support/webhook-load.ts';
import { type TestStore, eventually, queryOf } from './database.ts';
import { judge } from './findings.ts';
import type { Report } from './report.ts';

/** RELIABILITY section 3, T23. */
const SOCKETS = 2000;
const MOST_P99_MS = 100;
/** The gateway lets go of a request whose head is not there after 15 s, and looks every 5 s. */
const LET_GO_MS = 30_000;
const WEBHOOKS = 3000;
const EVENTS = ['message.received'];

/** Half a request each: some stop in the middle of their head, some of their body, some say nothing at all. */
const OPENINGS = [
  (path: string) => `POST ${path} HTTP/1.1\r\nHost: parley\r\nX-Slow: `,
  () => 'GET /api/v1/conversations HTTP/1.1\r\n',
  () => 'GE',
  () => '',
];

/** Thousands of clients that begin a request and never end it: the others are served as if they were not there. */
export async function ignoreHalfOpen(store: TestStore, seed: number, report: Report): Promise<void> {
  const databaseUrl = await store.newDatabaseUrl();
  const gateway = await startGateway(databaseUrl === undefined ? {} : { databaseUrl });
  const receiver = await startReceiver({ failing: 0, seed, keeps: true });
  const path = await connectWhatsapp(gateway);
  await subscribe(gateway, receiver, EVENTS);
  const plan = {
    port: gateway.port, path, connections: 16, count: WEBHOOKS, users: 100, repeated: 0, seed,
    timestamp: Math.floor(Date.now() / 1000), progressEvery: 0,
  }; // prettier-ignore
  const alone = await startLoad({ ...plan, from: 0 }).result;
  const slow = await openHalf(gateway.port, path);
  const beganAt = performance.now();
  const result = await startLoad({ ...plan, from: WEBHOOKS }).result;
  const stillOpen = slow.open();
  await eventually(() => Promise.resolve(slow.open() === 0), LET_GO_MS);
  const letGoMs = Math.round(performance.now() - beganAt);
  await eventually(async () => (await receiver.counts()).events === 2 * WEBHOOKS, 30_000);
  await gateway.stop();
  const findings = await judge(queryOf(gateway, databaseUrl), await receiver.arrivals(), 2 * WEBHOOKS, EVENTS);
  const figures = {
    ...{ sockets: SOCKETS, openDuringLoad: stillOpen, letGoMs },
    ...{ p50Ms: result.p50Ms, p99Ms: result.p99Ms, perSecond: result.perSecond },
    alone: { p50Ms: alone.p50Ms, p99Ms: alone.p99Ms, perSecond: alone.perSecond },
  };
  console.log(JSON.stringify({ faults: 'half-open', store: store.name, version: store.version, ...figures, ...describeMachine(), seed }));
  report.check('all of them were open while webhooks came', stillOpen === SOCKETS, stillOpen);
  // Where the machine has other work, the figure without them says what it could do.
  const isQuick = result.p99Ms < Math.max(MOST_P99_MS, 2 * alone.p99Ms);
  report.check('webhooks are acknowledged within 100 ms beside them (p99), or as they were before', isQuick, figures);
  report.check('every one of the half-open sockets is let go', slow.open() === 0, slow.open());
  report.check(
    'nothing is lost, doubled or undelivered beside them',
    findings.lost + findings.storedTwice + findings.undelivered === 0,
    findings,
  );
  receiver.stop();
  slow.end();
  await gateway.dispose();
}

async function openHalf(port: number, path: string): Promise<{ open(): number; end(): void }> {
  const sockets: Socket[] = [];
  const open = new Set<Socket>();
  for (let i = 0; i < SOCKETS; i++) {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    // A reset is one way of being let go.
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    open.add(socket);
    // What the gateway answers is read, so that its end is heard.
    socket.resume();
    const opening = OPENINGS[i % OPENINGS.length]?.(path) ?? '';
    if (opening !== '') socket.write(opening);
  }
  return { open: () => open.size, end: () => sockets.forEach((socket) => socket.destroy()) };
}
