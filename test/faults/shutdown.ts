import { setTimeout as pause } from 'node:timers/promises';
import { describeMachine } from '../bench/figures.ts';
import { connectWhatsapp, subscribe } from '../support/gateway-api.ts';
import { type Exit, startGateway } from '../support/gateway-process.ts';
import { startReceiver } from '../support/receiver.ts';
import { seededRandom } from '../support/seeded.ts';
import { startLoad } from '../support/webhook-load.ts';
import { type TestStore, eventually, queryOf } from './database.ts';
import { judge } from './findings.ts';
import type { Report } from './report.ts';

const SIZES = { usual: { webhooks: 9_000, stops: 3 }, full: { webhooks: 60_000, stops: 50 } };
const EXIT_MS = 10_000;
const EVENTS = ['message.received'];

/** SIGTERM in the middle of a load: what was taken is answered and kept, nothing is sent again because of it. */
export async function stopUnderLoad(store: TestStore, seed: number, isFull: boolean, report: Report): Promise<void> {
  const { webhooks, stops } = isFull ? SIZES.full : SIZES.usual;
  const random = seededRandom(seed);
  const databaseUrl = await store.newDatabaseUrl();
  const gateway = await startGateway(databaseUrl === undefined ? {} : { databaseUrl });
  const receiver = await startReceiver({ failing: 0, seed, keeps: true });
  const path = await connectWhatsapp(gateway);
  await subscribe(gateway, receiver, EVENTS);
  const load = startLoad({
    port: gateway.port, path, connections: 32, from: 0, count: webhooks, users: 200, repeated: 0, seed,
    timestamp: Math.floor(Date.now() / 1000), progressEvery: 10,
  }); // prettier-ignore
  const exits: Exit[] = [];
  const acknowledgedAtExit: number[] = [];
  for (let i = 1; i <= stops; i++) {
    const moment = ((i - 1 + random()) / stops) * webhooks * 0.5;
    while (load.acknowledged() < moment) await pause(1);
    exits.push(await gateway.stop());
    acknowledgedAtExit.push(load.acknowledged());
    await gateway.restart();
  }
  const result = await load.result;
  await eventually(async () => (await receiver.counts()).events === webhooks, 120_000);
  await gateway.stop();
  const findings = await judge(queryOf(gateway, databaseUrl), await receiver.arrivals(), webhooks, EVENTS);
  const failures = Object.keys(result.answers).filter((answer) => !['200', 'refused', 'cut'].includes(answer));
  // A request that crosses the closing of its keep-alive connection is cut; nobody acknowledged it, so it comes again.
  const figures = {
    answers: result.answers,
    acknowledgedAtExit,
    exitMs: exits.map((exit) => Math.round(exit.tookMs)),
    repeats: findings.repeats,
  };
  console.log(JSON.stringify({ faults: 'sigterm', store: store.name, version: store.version, ...figures, ...describeMachine(), seed }));
  report.check('no request is answered 5xx after it was accepted', failures.length === 0, result.answers);
  report.check('the gateway exits with 0 in less than 10 s', exits.every((exit) => exit.code === 0 && exit.tookMs < EXIT_MS), exits); // prettier-ignore
  const endedFirst = acknowledgedAtExit.every((acknowledged) => acknowledged < webhooks - 100);
  report.check('it does not wait for the load to end', endedFirst, acknowledgedAtExit);
  report.check('nothing is lost, doubled or undelivered', findings.lost + findings.storedTwice + findings.undelivered === 0, findings);
  report.check('no delivery is repeated because of it', findings.repeats === 0, findings.repeats);
  receiver.stop();
  await gateway.dispose();
}
