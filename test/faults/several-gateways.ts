import { setTimeout as pause } from 'node:timers/promises';
import { describeMachine } from '../bench/figures.ts';
import { connectWhatsapp, subscribe } from '../support/gateway-api.ts';
import type { GatewayProcess } from '../support/gateway-process.ts';
import { openLane } from '../support/http-lane.ts';
import { startReceiver } from '../support/receiver.ts';
import { seededRandom } from '../support/seeded.ts';
import { type LoadResult, startLoad } from '../support/webhook-load.ts';
import { ACCOUNT, signatureOf, textWebhook } from '../support/whatsapp-webhooks.ts';
import { type TestStore, eventually } from './database.ts';
import { SENTENCES, isDrained } from './kills.ts';
import { judge } from './findings.ts';
import { startFleet, untilAllKnow } from './fleet.ts';
import type { Report } from './report.ts';

const GATEWAYS = 4;

const SAME = 10_000;
const SAME_AT_ONCE = 16;

/** R3: the same event posted to four gateways at once, 10,000 times. */
export async function takeEachEventOnce(store: TestStore, seed: number, report: Report): Promise<void> {
  const { gateways, query, dispose } = await startFleet(store, GATEWAYS);
  const [first] = gateways;
  if (first === undefined) throw new Error('no gateway');
  const path = await connectWhatsapp(first);
  await untilAllKnow(gateways, path);
  const answers: Record<string, number> = {};
  const timestamp = Math.floor(Date.now() / 1000);
  let next = 0;
  const startedAt = performance.now();

  async function work(): Promise<void> {
    const lanes = gateways.map((gateway) => openLane(gateway.port));
    for (let index = next++; index < SAME; index = next++) {
      const body = textWebhook(ACCOUNT, { index, users: 200, timestamp });
      for (const answer of await Promise.all(lanes.map((lane) => lane.post(requestOf(path, body))))) {
        const name = answer.is === 'answer' ? String(answer.status) : answer.is;
        answers[name] = (answers[name] ?? 0) + 1;
      }
    }
    for (const lane of lanes) lane.close();
  }

  await Promise.all(Array.from({ length: SAME_AT_ONCE }, work));
  const seconds = (performance.now() - startedAt) / 1000;
  // Where the database took longer than a platform waits, an event is on the disks of gateways first, and may still be.
  const spooled = await spooledBy(gateways);
  await eventually(async () => (await spooledBy(gateways)) === 0, 60_000, 100);
  const findings = await judge(query, [], SAME, []);
  console.log(
    JSON.stringify({ faults: 'the same event at four gateways', store: store.name, version: store.version, seconds, answers, spooled, ...findings, ...describeMachine(), seed }), // prettier-ignore
  );
  report.check('every gateway answers each of them 200', answers['200'] === SAME * GATEWAYS, answers);
  report.check(`exactly ${SAME} messages are stored`, findings.messages === SAME && findings.lost === 0, findings.messages);
  for (const name of ['storedTwice', 'gapsInSeq', 'gapsInEventSeq', 'customersWithTwoConversations'] as const) {
    report.check(SENTENCES[name], findings[name] === 0, findings[name]);
  }
  await dispose();
}

/** How many webhooks wait on the disks of gateways, by their own figures. */
async function spooledBy(gateways: readonly GatewayProcess[]): Promise<number> {
  const texts = await Promise.all(gateways.map(async ({ url }) => (await fetch(`${url}/metrics`)).text()));
  const lengths = texts.map((text) => Number(/^parley_spooled_webhooks(?:\{.*\})? (\d+)/m.exec(text)?.[1]));
  return lengths.reduce((sum, length) => sum + length, 0);
}

function requestOf(path: string, body: Buffer): Buffer {
  const head =
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n` +
    `X-Hub-Signature-256: ${signatureOf(ACCOUNT, body)}\r\nContent-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

const WEBHOOKS = 12_000;
const KILLS = 20;
const PAUSES = 6;
/** Longer than every lease. */
const PAUSE_MS = 11_000;
const DRAIN_MS = 90_000;
const EVENTS = ['message.received', 'conversation.created', 'conversation.status_changed', 'contact.created'];

/** R2: four gateways, 20 kills and 6 pauses that are longer than a lease, and a receiver that fails one request in ten. */
export async function surviveKillsAndPauses(store: TestStore, seed: number, report: Report): Promise<void> {
  const { gateways, query, dispose } = await startFleet(store, GATEWAYS);
  const [first] = gateways;
  if (first === undefined) throw new Error('no gateway');
  const receiver = await startReceiver({ failing: 0.1, seed, keeps: true });
  const path = await connectWhatsapp(first);
  await subscribe(first, receiver, EVENTS);
  await untilAllKnow(gateways, path);
  const share = WEBHOOKS / GATEWAYS;
  const loads = gateways.map(
    (gateway, i) =>
    startLoad({ port: gateway.port, path, connections: 8, from: i * share, count: share, users: 200, repeated: 0.1, seed: seed + i, timestamp: Math.floor(Date.now() / 1000), progressEvery: 10 }), // prettier-ignore
  );
  const ended = Promise.all(loads.map((load) => load.result));
  const blows = await strike(gateways, seed);
  const results = await ended;
  const drained = await eventually(() => isDrained(query), DRAIN_MS, 250);
  const arrivals = await receiver.arrivals();
  const counts = await receiver.counts();
  const findings = await judge(query, arrivals, WEBHOOKS, EVENTS);
  const figures = { ...blows, answers: sumOf(results), ...counts, ...findings };
  console.log(
    JSON.stringify({ faults: 'four gateways', store: store.name, version: store.version, ...figures, ...describeMachine(), seed }),
  );
  report.check(`gateways were killed ${KILLS} times and slept ${PAUSES} times`, blows.kills === KILLS && blows.pauses === PAUSES, blows);
  report.check('every answer was 200 or a broken connection', Object.keys(figures.answers).every((one) => ['200', 'refused', 'cut'].includes(one)), figures.answers); // prettier-ignore
  report.check(`everything is delivered within ${DRAIN_MS / 1000} s`, drained);
  report.check(`all ${WEBHOOKS} messages are there`, findings.messages === WEBHOOKS, findings.messages);
  // A gateway that is stopped between its last look at a lease and the socket posts when it wakes, whatever the database says: that event
  // is a repeat under its own id. How many there were is among the figures; the first arrivals are in order all the same.
  const { repeatedBehindLater: _, ...asked } = SENTENCES;
  for (const [name, sentence] of Object.entries(asked)) {
    const found = findings[name as keyof typeof SENTENCES];
    report.check(sentence, found === 0, found);
  }
  report.check('every signature is genuine', counts.forged === 0, counts.forged);
  receiver.stop();
  await dispose();
}

/** Kills and stops gateways one after the other, never all at once, so that somebody is always there. */
async function strike(gateways: readonly GatewayProcess[], seed: number): Promise<{ readonly kills: number; readonly pauses: number }> {
  const random = seededRandom(seed);
  const victim = () => gateways[Math.floor(random() * gateways.length)];
  let kills = 0;
  let pauses = 0;
  let asleep: { readonly gateway: GatewayProcess; readonly awake: Promise<void> } | undefined;
  while (kills < KILLS || pauses < PAUSES) {
    if (asleep === undefined && pauses < PAUSES) {
      const gateway = victim();
      if (gateway === undefined) throw new Error('no gateway');
      gateway.freeze();
      const awake = pause(PAUSE_MS).then(() => gateway.thaw());
      asleep = { gateway, awake };
      pauses += 1;
      void awake.then(() => (asleep = undefined));
    }
    await pause(200 + random() * 600);
    const gateway = victim();
    if (kills >= KILLS || gateway === undefined || gateway === asleep?.gateway) continue;
    await gateway.kill();
    await gateway.restart();
    kills += 1;
  }
  await asleep?.awake;
  return { kills, pauses };
}

function sumOf(results: readonly LoadResult[]): Readonly<Record<string, number>> {
  const answers: Record<string, number> = {};
  for (const result of results) for (const [name, n] of Object.entries(result.answers)) answers[name] = (answers[name] ?? 0) + n;
  return answers;
}
