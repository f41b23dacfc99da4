import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type HttpLane, openLane } from './http-lane.ts';
import { seededRandom } from './seeded.ts';
import { ACCOUNT, signatureOf, textWebhook } from './whatsapp-webhooks.ts';

/** What to post, and how. */
export interface LoadPlan {
  readonly port: number;
  /** Several servers that take turns, as behind a load balancer; `port` alone without them. */
  readonly ports?: readonly number[];
  readonly path: string;
  /** With so many requests under way at once. */
  readonly connections: number;
  /** Messages `from` to `from + count - 1`. */
  readonly from: number;
  readonly count: number;
  readonly users: number;
  /** Share of the webhooks that are posted a second time, somewhere later. */
  readonly repeated: number;
  /** Posted in any order, instead of one after the other. */
  readonly isShuffled?: boolean;
  readonly seed: number;
  /** Of the messages, in seconds since 1970. */
  readonly timestamp: number;
  /** Tell the parent after so many acknowledged posts; 0 for never. */
  readonly progressEvery: number;
}

/** What came of it. Every webhook was posted until it was answered 200, as Meta does it. */
export interface LoadResult {
  readonly posts: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** What generating it took of the cores, in milliseconds. */
  readonly cpuMs: number;
  /** From writing the request to having the 200, in milliseconds. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Answers and broken connections, by status, `refused` and `cut`. */
  readonly answers: Readonly<Record<string, number>>;
}

/** A load that runs in a process of its own. */
export interface RunningLoad {
  readonly result: Promise<LoadResult>;
  readonly acknowledged: () => number;
}

type Told = { readonly acknowledged: number } | { readonly result: LoadResult };

const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** Starts the load; `onProgress` hears how many posts were acknowledged. */
export function startLoad(plan: LoadPlan, onProgress: (acknowledged: number) => void = () => undefined): RunningLoad {
  const child = fork(fileURLToPath(import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  running.add(child);
  let acknowledged = 0;
  const result = new Promise<LoadResult>((resolve, reject) => {
    child.on('message', (told: Told) => {
      if ('result' in told) {
        resolve(told.result);
        child.disconnect();
        return;
      }
      ({ acknowledged } = told);
      onProgress(acknowledged);
    });
    child.on('exit', (code) => {
      running.delete(child);
      reject(new Error(`the load generator ended with ${code}`));
    });
  });
  child.send(plan);
  return { result, acknowledged: () => acknowledged };
}

/** Runs a load to its end. */
export function runLoad(plan: LoadPlan): Promise<LoadResult> {
  return startLoad(plan).result;
}

/** The order in which messages are posted: one after the other, and some of them again within the next few hundred posts. */
function orderOf(plan: LoadPlan): readonly number[] {
  const random = seededRandom(plan.seed);
  const order: number[] = [];
  const again: { at: number; index: number }[] = [];
  for (let index = plan.from; index < plan.from + plan.count; index++) {
    order.push(index);
    if (random() < plan.repeated) again.push({ at: order.length + Math.floor(random() * 300), index });
  }
  for (const { at, index } of again.reverse()) order.splice(at, 0, index);
  return plan.isShuffled === true ? shuffled(order, random) : order;
}

/** https://en.wikipedia.org/wiki/Fisher%E2%80%93Yates_shuffle */
function shuffled(order: number[], random: () => number): readonly number[] {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return order;
}

function requestOf(plan: LoadPlan, index: number, port: number): Buffer {
  const body = textWebhook(ACCOUNT, { index, users: plan.users, timestamp: plan.timestamp });
  const head =
    `POST ${plan.path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nUser-Agent: facebookexternalua\r\n` +
    `X-Hub-Signature-256: ${signatureOf(ACCOUNT, body)}\r\nContent-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

/** Soon enough to be there when a gateway comes back, and no more than a trifle of the cores it starts on. */
const RETRY_MS = 25;

async function generate(plan: LoadPlan): Promise<void> {
  const order = orderOf(plan);
  const latencies = new Float64Array(order.length);
  const answers: Record<string, number> = {};
  let next = 0;
  let done = 0;

  async function postUntilTaken(lane: HttpLane, request: Buffer): Promise<void> {
    for (;;) {
      const startedAt = performance.now();
      const answer = await lane.post(request);
      const name = answer.is === 'answer' ? String(answer.status) : answer.is;
      answers[name] = (answers[name] ?? 0) + 1;
      if (name === '200') {
        latencies[done++] = performance.now() - startedAt;
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  const ports = plan.ports ?? [plan.port];

  /** Each works on its own turn: by the message's number the same customer would come to the same server again and again. */
  async function work(_: unknown, first: number): Promise<void> {
    const lanes = ports.map((port) => ({ port, lane: openLane(port) }));
    let turn = first;
    for (let index = order[next++]; index !== undefined; index = order[next++]) {
      const taker = lanes[turn++ % lanes.length];
      if (taker === undefined) break;
      await postUntilTaken(taker.lane, requestOf(plan, index, taker.port));
      if (plan.progressEvery > 0 && done % plan.progressEvery === 0) process.send?.({ acknowledged: done } satisfies Told);
    }
    for (const { lane } of lanes) lane.close();
  }

  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: plan.connections }, work));
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  latencies.sort();
  const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  const cpuMs = (user + system) / 1000;
  const result = { posts: done, seconds, perSecond: done / seconds, cpuMs, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1), answers };
  process.send?.({ result } satisfies Told);
}

if (import.meta.main) process.once('message', (plan: LoadPlan) => void generate(plan));
