import { setTimeout as pause } from 'node:timers/promises';
import { type CpuTime, cpuBetween } from '../support/cpu-time.ts';
import { untilAllKnow } from '../faults/fleet.ts';
import { connectWhatsapp, subscribe } from '../support/gateway-api.ts';
import { type GatewayProcess, startGateway } from '../support/gateway-process.ts';
import { startReceiver } from '../support/receiver.ts';
import { type LoadPlan, type LoadResult, runLoad } from '../support/webhook-load.ts';
import { startFloor } from './floor.ts';

/** How large a load is. */
export interface LoadSize {
  /** Of one round. */
  readonly webhooks: number;
  readonly warmUp: number;
  readonly rounds: number;
  /** A gateway rests so long before its idle memory is read. */
  readonly idleMs: number;
}

/** One round under load, and what the server took of the cores for it. */
export interface ServedRound extends LoadResult {
  readonly serverCpu: CpuTime;
  /** From the last acknowledgement until all that follows from the webhooks was done. */
  readonly drainSeconds: number;
}

/** One round of Parley under load. Its time on the cores counts until the last delivery. */
export interface ParleyRound extends ServedRound {
  /** Deliveries that were done when the last webhook was acknowledged. */
  readonly deliveredDuring: number;
  /** The most of them all; `rssEachMb` of each gateway. */
  readonly rssMb: number;
  readonly rssEachMb: readonly number[];
  readonly receiverCpu: CpuTime;
}

/** Gateways on one store that are measured as one. */
export interface Parley extends Contender<ParleyRound> {
  /** Of the first. */
  readonly idleRssMb: number;
  readonly gateways: readonly GatewayProcess[];
}

/** A server that is measured round after round, and rests while it is another's turn. */
export interface Contender<Round> {
  measure(round: number): Promise<Round>;
  stop(): Promise<void>;
}

const USERS = 2000;
const CONNECTIONS = 64;
const SAMPLE_MS = 200;
/** Who does nothing for so long has lost something. */
const STUCK_MS = 30_000;

/** Round 0 warms up. The same round is the same webhooks, whoever gets them. */
export function planOf(size: LoadSize, seed: number, round: number, to: Pick<LoadPlan, 'port' | 'ports' | 'path'>): LoadPlan {
  const from = round === 0 ? 0 : size.warmUp + (round - 1) * size.webhooks;
  const count = round === 0 ? size.warmUp : size.webhooks;
  const timestamp = Math.floor(Date.now() / 1000);
  return { ...to, connections: CONNECTIONS, users: USERS, repeated: 0, seed, timestamp, progressEvery: 0, from, count };
}

/** The floor, warm. */
export async function openFloor(size: LoadSize, seed: number): Promise<Contender<ServedRound>> {
  const floor = await startFloor();
  const measure = async (round: number) => {
    const before = floor.cpuTime();
    const result = onlyAccepted(await runLoad(planOf(size, seed, round, { port: floor.port, path: '/' })));
    return { ...result, drainSeconds: 0, serverCpu: cpuBetween(before, floor.cpuTime()) };
  };
  await measure(0);
  return {
    measure,
    stop() {
      floor.stop();
      return Promise.resolve();
    },
  };
}

/** A gateway on SQLite with a WhatsApp channel and a subscriber, warm. A round ends when everything is delivered. */
export async function openParley(size: LoadSize, seed: number, nodeArguments: readonly string[]): Promise<Parley> {
  return openGateways([await startGateway({ nodeArguments, from: 'built' })], size, seed);
}

/** The same with gateways that were started, which may be several on one PostgreSQL and then take turns. */
export async function openGateways(gateways: readonly GatewayProcess[], size: LoadSize, seed: number, subscriptions = 1): Promise<Parley> {
  const [first] = gateways;
  if (first === undefined) throw new Error('no gateway');
  const receiver = await startReceiver({ failing: 0, seed, keeps: false });
  const path = await connectWhatsapp(first);
  await subscribe(first, receiver, ['message.received'], subscriptions);
  await untilAllKnow(gateways, path);
  await pause(size.idleMs);
  const idleRssMb = first.memory().rssMb;
  const cpuTime = () => sumOf(gateways.map((gateway) => gateway.cpuTime()));

  async function measure(round: number): Promise<ParleyRound> {
    const plan = planOf(size, seed, round, { port: first?.port ?? 0, ports: gateways.map(({ port }) => port), path });
    const memories = gateways.map(watchMemory);
    const before = { server: cpuTime(), receiver: receiver.cpuTime() };
    const result = onlyAccepted(await runLoad(plan));
    const deliveredDuring = (await receiver.counts()).events - plan.from * subscriptions;
    const drainSeconds = await untilDone(async () => (await receiver.counts()).events, (plan.from + plan.count) * subscriptions);
    const serverCpu = cpuBetween(before.server, cpuTime());
    const receiverCpu = cpuBetween(before.receiver, receiver.cpuTime());
    const rssEachMb = memories.map((memory) => memory.most());
    return { ...result, deliveredDuring, drainSeconds, rssMb: Math.max(...rssEachMb), rssEachMb, serverCpu, receiverCpu };
  }

  await measure(0);
  return {
    idleRssMb,
    gateways,
    measure,
    async stop() {
      await Promise.all(gateways.map((gateway) => gateway.stop()));
      await Promise.all(gateways.map((gateway) => gateway.dispose()));
      receiver.stop();
    },
  };
}

function sumOf(times: readonly CpuTime[]): CpuTime {
  return times.reduce((sum, one) => ({ mainMs: sum.mainMs + one.mainMs, othersMs: sum.othersMs + one.othersMs }), {
    mainMs: 0,
    othersMs: 0,
  });
}

/** Starts on new folders, the schema made at each; in milliseconds. */
export async function measureColdStarts(times: number): Promise<readonly number[]> {
  const found: number[] = [];
  for (let i = 0; i < times; i++) {
    const gateway = await startGateway({ from: 'built' });
    found.push(gateway.coldStartMs());
    await gateway.dispose();
  }
  return found;
}

/** A bench in which requests failed has measured something else. */
export function onlyAccepted(result: LoadResult): LoadResult {
  const others = Object.keys(result.answers).filter((answer) => answer !== '200');
  if (others.length > 0) throw new Error(`not every webhook was answered 200: ${JSON.stringify(result.answers)}`);
  return result;
}

/** Waits until so many are done; how long that took, in seconds. */
export async function untilDone(count: () => Promise<number>, wanted: number): Promise<number> {
  const startedAt = performance.now();
  let last = -1;
  let movedAt = startedAt;
  for (;;) {
    const done = await count();
    const now = performance.now();
    if (done >= wanted) return (now - startedAt) / 1000;
    if (done > last) {
      last = done;
      movedAt = now;
    }
    if (now - movedAt > STUCK_MS) throw new Error(`only ${done} of ${wanted} were done`);
    await pause(50);
  }
}

function watchMemory(gateway: GatewayProcess): { most(): number } {
  let most = 0;
  const look = () => (most = Math.max(most, gateway.memory().rssMb));
  const timer = setInterval(look, SAMPLE_MS);
  return {
    most() {
      clearInterval(timer);
      return look();
    },
  };
}
