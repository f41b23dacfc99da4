import { describeMachine } from '../bench/figures.ts';
import { connectWhatsapp, subscribe } from '../support/gateway-api.ts';
import { startGateway } from '../support/gateway-process.ts';
import { startReceiver } from '../support/receiver.ts';
import { runLoad } from '../support/webhook-load.ts';
import { type TestStore, eventually, queryOf } from './database.ts';
import { judge } from './findings.ts';
import { SENTENCES, isDrained } from './kills.ts';
import type { Report } from './report.ts';

const CONVERSATIONS = 200;
const MESSAGES_EACH = { usual: 25, full: 100 };
const EVENTS = ['message.received'];
const DRAIN_MS = 180_000;

/**
 * R4: the sender posts everybody's messages in any order, one in five twice, on many connections, and the receiver fails one request in ten.
 * The order in which they were committed is that in which they are stored and delivered.
 */
export async function keepTheOrder(store: TestStore, seed: number, isFull: boolean, report: Report): Promise<void> {
  const count = CONVERSATIONS * (isFull ? MESSAGES_EACH.full : MESSAGES_EACH.usual);
  const databaseUrl = await store.newDatabaseUrl();
  const gateway = await startGateway(databaseUrl === undefined ? {} : { databaseUrl });
  const receiver = await startReceiver({ failing: 0.1, seed, keeps: true });
  const path = await connectWhatsapp(gateway);
  await subscribe(gateway, receiver, EVENTS);
  const query = queryOf(gateway, databaseUrl);
  const { posts, answers } = await runLoad({
    port: gateway.port, path, connections: 32, from: 0, count, users: CONVERSATIONS, repeated: 0.2, isShuffled: true, seed,
    timestamp: Math.floor(Date.now() / 1000), progressEvery: 0,
  }); // prettier-ignore
  await eventually(async () => (await receiver.counts()).events >= count, DRAIN_MS, 250);
  const drained = await eventually(() => isDrained(query), DRAIN_MS, 250);
  const exit = await gateway.stop();
  const counts = await receiver.counts();
  const findings = await judge(query, await receiver.arrivals(), count, EVENTS);
  const figures = { conversations: CONVERSATIONS, posts, answers, ...counts, ...findings };
  console.log(JSON.stringify({ faults: 'shuffled by the sender', store: store.name, version: store.version, ...figures, ...describeMachine(), seed })); // prettier-ignore
  report.check('every answer was 200', Object.keys(answers).join() === '200', answers);
  report.check(`all ${count} messages are there`, findings.messages === count, findings.messages);
  report.check('everything is delivered', drained);
  for (const [name, sentence] of Object.entries(SENTENCES)) {
    const found = findings[name as keyof typeof SENTENCES];
    report.check(sentence, found === 0, found);
  }
  report.check('the gateway stops cleanly', exit.code === 0, exit);
  receiver.stop();
  await gateway.dispose();
}
