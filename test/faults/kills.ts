import { setTimeout as pause } from 'node:timers/promises';
import { describeMachine } from '../bench/figures.ts';
import { callApi, connectWhatsapp, subscribe } from '../support/gateway-api.ts';
import { type GatewayProcess, startGateway } from '../support/gateway-process.ts';
import { startReceiver } from '../support/receiver.ts';
import { seededRandom } from '../support/seeded.ts';
import { startLoad } from '../support/webhook-load.ts';
import { type Query, type TestStore, eventually, queryOf } from './database.ts';
import { type Findings, judge } from './findings.ts';
import type { Report } from './report.ts';

/** How much comes in, and how often the gateway is killed meanwhile. */
export interface KillPlan {
  readonly webhooks: number;
  readonly kills: number;
}

/** R1 in full, and what every run has time for. */
const KILL_PLANS = { full: { webhooks: 20_000, kills: 50 }, usual: { webhooks: 5_000, kills: 10 } } as const;

/** By `--full`, and `--kills=<n>` with as many webhooks for each kill. */
export function killPlanOf(args: readonly string[]): KillPlan {
  const plan = args.includes('--full') ? KILL_PLANS.full : KILL_PLANS.usual;
  const given = args.find((arg) => arg.startsWith('--kills='))?.slice('--kills='.length);
  return given === undefined ? plan : { kills: Number(given), webhooks: Math.max(plan.webhooks, Number(given) * 400) };
}

const USERS = 200;
const REPEATED = 0.1;
const FAILING = 0.1;
const CONNECTIONS = 32;
/** Among them the ones that n8n listens to most; several an event's transaction, so that order means something. */
const EVENTS = ['message.received', 'conversation.created', 'conversation.status_changed', 'contact.created'];
const DRAIN_MS = 180_000;

/** What each finding that should be 0 means when it is. */
export const SENTENCES: Readonly<Record<Exclude<keyof Findings, 'messages' | 'events' | 'repeats'>, string>> = {
  lost: 'no acknowledged webhook is lost',
  storedTwice: 'no message is stored twice',
  gapsInSeq: 'messages are numbered 1..n in every conversation',
  gapsInEventSeq: 'events are numbered 1..n in every conversation',
  storedOutOfOrder: 'stored order is commit order',
  undelivered: 'every event is delivered',
  unknownEvents: 'no event is delivered that was not committed',
  deliveredOutOfOrder: 'events arrive in order within a conversation',
  repeatedBehindLater: 'no event is repeated behind a later one of its conversation',
  changedWebhookIds: 'an event keeps its webhook-id over all tries',
  unfinishedDeliveries: 'no delivery is left over',
  customersWithTwoConversations: 'no customer has two conversations or two identities',
};

/** R1: webhooks, some posted twice, while the gateway is killed again and again and the receiver fails one request in ten. */
export async function surviveKills(store: TestStore, seed: number, { webhooks, kills: wanted }: KillPlan, report: Report): Promise<void> {
  const databaseUrl = await store.newDatabaseUrl();
  const gateway = await startGateway(databaseUrl === undefined ? {} : { databaseUrl });
  const receiver = await startReceiver({ failing: FAILING, seed, keeps: true });
  const path = await connectWhatsapp(gateway);
  await subscribe(gateway, receiver, EVENTS);
  const query = queryOf(gateway, databaseUrl);

  const killer = createKiller(gateway, seed, { webhooks, kills: wanted });
  const load = startLoad(
    { port: gateway.port, path, connections: CONNECTIONS, from: 0, count: webhooks, users: USERS, repeated: REPEATED, seed, timestamp: Math.floor(Date.now() / 1000), progressEvery: 10 }, // prettier-ignore
    killer.onProgress,
  );
  const result = await load.result;
  const kills = await killer.done();
  const drained = await eventually(() => isDrained(query), DRAIN_MS, 250);
  const listed = await eventsByApi(gateway);
  const exit = await gateway.stop();
  const arrivals = await receiver.arrivals();
  const counts = await receiver.counts();
  const findings = await judge(query, arrivals, webhooks, EVENTS);
  const figures = { posts: result.posts, answers: result.answers, kills, restartMs: killer.restartMs(), ...counts, ...findings };
  console.log(JSON.stringify({ faults: 'kills', store: store.name, version: store.version, ...figures, ...describeMachine(), seed }));

  report.check(
    `the gateway was killed ${wanted} times while webhooks came in`,
    kills.length === wanted && kills.every((kill) => kill < result.posts),
    kills,
  );
  report.check('every answer was 200 or a broken connection', Object.keys(result.answers).every((one) => ['200', 'refused', 'cut'].includes(one)), result.answers); // prettier-ignore
  report.check(`everything is delivered within ${DRAIN_MS / 1000} s`, drained);
  report.check(`all ${webhooks} messages are there`, findings.messages === webhooks, findings.messages);
  for (const [name, sentence] of Object.entries(SENTENCES)) {
    const found = findings[name as keyof typeof SENTENCES];
    report.check(sentence, found === 0, found);
  }
  report.check('every signature is genuine', counts.forged === 0, counts.forged);
  report.check('the API lists every message.received once, in order', listed === webhooks, listed);
  report.check('the gateway stops cleanly', exit.code === 0, exit);
  if (store.name === 'sqlite') {
    const [row] = await query('pragma integrity_check');
    report.check('PRAGMA integrity_check is ok', row?.['integrity_check'] === 'ok', row);
  }
  receiver.stop();
  await gateway.dispose();
}

/** Kills the gateway at seeded moments of the load: after so many acknowledged posts, and up to 20 ms more. */
function createKiller(gateway: GatewayProcess, seed: number, { webhooks, kills }: KillPlan) {
  const random = seededRandom(seed);
  const moments = Array.from({ length: kills }, (_, i) => Math.floor(((i + random() * 0.9) / kills) * webhooks * 0.95) + 20);
  const killedAt: number[] = [];
  const restarts: number[] = [];
  let busy: Promise<void> = Promise.resolve();
  let isBusy = false;

  async function killOnce(acknowledged: number): Promise<void> {
    await pause(random() * 20);
    killedAt.push(acknowledged);
    await gateway.kill();
    await gateway.restart();
    restarts.push(Math.round(gateway.coldStartMs()));
    isBusy = false;
  }

  return {
    onProgress(acknowledged: number): void {
      if (isBusy || acknowledged < (moments[killedAt.length] ?? Infinity)) return;
      isBusy = true;
      busy = killOnce(acknowledged);
    },
    async done(): Promise<readonly number[]> {
      await busy;
      return killedAt;
    },
    restartMs: () => restarts,
  };
}

/** Whether nothing waits to be delivered. */
export async function isDrained(query: Query): Promise<boolean> {
  const [row] = await query(`select count(*) as n from "deliveries" where "state" = 'pending'`);
  return Number(row?.['n']) === 0;
}

/** Reads the log as an integrator does; the number of different messages received, or -1 when one came out of order. */
async function eventsByApi(gateway: GatewayProcess): Promise<number> {
  const seen = new Set<string>();
  const last = new Map<string, number>();
  let after = '';
  for (;;) {
    const page = await callApi<{
      data: { id: string; conversationSeq: number; data: { message: { conversationId: string } } }[];
      nextCursor: string;
    }>(gateway, 'GET', `/events?after=${after}&limit=200&types=message.received`);
    for (const event of page.data) {
      const { conversationId } = event.data.message;
      if (seen.has(event.id) || event.conversationSeq <= (last.get(conversationId) ?? 0)) return -1;
      seen.add(event.id);
      last.set(conversationId, event.conversationSeq);
    }
    if (page.data.length === 0) return seen.size;
    after = page.nextCursor;
  }
}
