import { type ChildProcess, fork } from 'node:child_process';
import { type KeyObject, createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { type Socket, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type CpuTime, cpuTimeOf } from './cpu-time.ts';
import { seededRandom } from './seeded.ts';

/** One event as it arrived, in the order of arrival. */
export interface Arrival {
  readonly webhookId: string;
  readonly eventId: string;
  readonly conversationId: string | null;
  readonly conversationSeq: number | null;
}

/** What a receiver saw so far. */
export interface ReceiverCounts {
  readonly requests: number;
  /** Different events that were taken; where arrivals are not kept, one for each address that took it. */
  readonly events: number;
  readonly forged: number;
  readonly refused: number;
  readonly cut: number;
  /** The most connections that were open at once. */
  readonly mostOpen: number;
}

/** A subscriber in a process of its own, so that it takes nothing from the event loop of those it listens to. */
export interface Receiver {
  readonly url: string;
  cpuTime(): CpuTime;
  /** Must be told before the first delivery. */
  useSecret(secret: string): void;
  /** Sets the clock by which it judges the age of a delivery: so many milliseconds beside the machine's. */
  moveClock(byMs: number): void;
  /** Refuses everything from now on, or takes what comes again. */
  refuseAll(isOn: boolean): void;
  counts(): Promise<ReceiverCounts>;
  arrivals(): Promise<readonly Arrival[]>;
  stop(): void;
}

export interface ReceiverPlan {
  /** Share of requests that fail: half are answered 500 unseen, half are taken and then cut off, as real receivers do. */
  readonly failing: number;
  readonly seed: number;
  /** Keep every arrival, for `arrivals()`. */
  readonly keeps: boolean;
}

type Asked =
  | { readonly ask: 'counts' | 'arrivals' }
  | { readonly secret: string }
  | { readonly movedBy: number }
  | { readonly refusesAll: boolean }
  | { readonly plan: ReceiverPlan };
type Told = { readonly port: number } | { readonly counts: ReceiverCounts } | { readonly arrivals: readonly Arrival[] };

const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

export async function startReceiver(plan: ReceiverPlan): Promise<Receiver> {
  const child = fork(fileURLToPath(import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  running.add(child);
  child.on('exit', () => running.delete(child));
  const ask = (asked: Asked) => child.send(asked);
  const hear = <T>(read: (told: Told) => T | undefined) =>
    new Promise<T>((resolve, reject) => {
      const listen = (told: Told) => {
        const found = read(told);
        if (found === undefined) return;
        child.off('message', listen);
        child.off('exit', end);
        resolve(found);
      };
      const end = () => reject(new Error('the receiver ended'));
      child.on('message', listen);
      child.on('exit', end);
    });
  const port = hear((told) => ('port' in told ? told.port : undefined));
  ask({ plan });
  return {
    url: `http://127.0.0.1:${await port}/events`,
    cpuTime: () => cpuTimeOf(child.pid ?? 0),
    useSecret: (secret) => ask({ secret }),
    moveClock: (movedBy) => ask({ movedBy }),
    refuseAll: (refusesAll) => ask({ refusesAll }),
    counts() {
      const counts = hear((told) => ('counts' in told ? told.counts : undefined));
      ask({ ask: 'counts' });
      return counts;
    },
    arrivals() {
      const arrivals = hear((told) => ('arrivals' in told ? told.arrivals : undefined));
      ask({ ask: 'arrivals' });
      return arrivals;
    },
    stop: () => child.kill('SIGKILL'),
  };
}

/** What is under way when clocks are set still carries the time of before. */
const MOVING_MS = 5_000;

interface Envelope {
  readonly id: string;
  readonly conversationSeq: number | null;
  readonly data: { readonly conversation?: { readonly id: string }; readonly message?: { readonly conversationId: string } };
}

function serve(plan: ReceiverPlan): void {
  const random = seededRandom(plan.seed);
  const arrivals: Arrival[] = [];
  const seen = new Set<string>();
  const counted = { requests: 0, forged: 0, refused: 0, cut: 0, mostOpen: 0 };
  let open = 0;
  let key = createSecretKey(Buffer.alloc(0));
  let movedBy = 0;
  let movedBefore = 0;
  let movedAt = -Infinity;
  let refusesAll = false;

  function take({ path, id: webhookId, body }: Post): void {
    if (!plan.keeps) {
      // An event has the same id in every subscription, and each of them has an address of its own.
      seen.add(`${path} ${webhookId}`);
      return;
    }
    const { events } = JSON.parse(body.toString('utf8')) as { events: readonly Envelope[] };
    for (const { id, conversationSeq, data } of events) {
      seen.add(id);
      arrivals.push({
        webhookId,
        eventId: id,
        conversationId: data.message?.conversationId ?? data.conversation?.id ?? null,
        conversationSeq,
      });
    }
  }

  function answer(socket: Socket, post: Post): void {
    counted.requests += 1;
    const fresh = [movedBy, ...(performance.now() - movedAt < MOVING_MS ? [movedBefore] : [])];
    if (!fresh.some((by) => isGenuine(post, key, Date.now() + by))) {
      counted.forged += 1;
      socket.write(answerOf('401 Unauthorized'));
      return;
    }
    const luck = plan.failing === 0 ? 1 : random();
    if (refusesAll || luck < plan.failing / 2) {
      counted.refused += 1;
      socket.write(answerOf('500 Internal Server Error'));
      return;
    }
    take(post);
    if (luck < plan.failing) {
      counted.cut += 1;
      socket.destroy();
      return;
    }
    socket.write(OK);
  }

  const server = createServer({ noDelay: true }, (socket) => {
    let rest: Buffer = Buffer.alloc(0);
    open += 1;
    counted.mostOpen = Math.max(counted.mostOpen, open);
    socket.on('close', () => (open -= 1));
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      for (let read = readPost(rest); read !== undefined && !socket.destroyed; read = readPost(rest)) {
        rest = rest.subarray(read.bytes);
        answer(socket, read);
      }
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (typeof address === 'object' && address !== null) process.send?.({ port: address.port } satisfies Told);
  });
  process.on('message', (asked: Asked) => {
    if ('movedBy' in asked) {
      movedBefore = movedBy;
      movedAt = performance.now();
      ({ movedBy } = asked);
    } else if ('refusesAll' in asked) ({ refusesAll } = asked);
    else if ('secret' in asked) key = createSecretKey(asked.secret.slice('whsec_'.length), 'base64');
    else if ('ask' in asked) {
      process.send?.(
        asked.ask === 'counts' ? ({ counts: { ...counted, events: seen.size } } satisfies Told) : ({ arrivals } satisfies Told),
      );
    }
  });
  process.on('disconnect', () => process.exit());
}

/** A POST of which all is here. */
interface Post {
  readonly path: string;
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
  readonly body: Buffer;
  /** Of the whole request. */
  readonly bytes: number;
}

/*
 * HTTP only as Parley's deliveries need it. Node's own server takes twice the time of a core, which on two cores is taken from the
 * gateway that is measured.
 */

const answerOf = (status: string) => `HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`;
const OK = answerOf('200 OK');
const END_OF_HEAD = Buffer.from('\r\n\r\n');

function readPost(bytes: Buffer): Post | undefined {
  const end = bytes.indexOf(END_OF_HEAD);
  if (end < 0) return undefined;
  const head = bytes.toString('latin1', 0, end + 2);
  const from = end + END_OF_HEAD.length;
  const length = Number(headerOf(head, 'content-length'));
  if (!Number.isSafeInteger(length)) throw new Error(`a delivery without its length: ${head}`);
  if (bytes.length < from + length) return undefined;
  return {
    path: head.slice(head.indexOf(' ') + 1, head.indexOf(' HTTP/')),
    id: headerOf(head, 'webhook-id'),
    timestamp: headerOf(head, 'webhook-timestamp'),
    signature: headerOf(head, 'webhook-signature'),
    body: bytes.subarray(from, from + length),
    bytes: from + length,
  };
}

/** @param head with every line's end; names as Parley writes them, in lower case */
function headerOf(head: string, name: string): string {
  const at = head.indexOf(`\r\n${name}: `);
  if (at < 0) return '';
  const from = at + name.length + 4;
  return head.slice(from, head.indexOf('\r\n', from));
}

/** Standard Webhooks: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
function isGenuine({ id, timestamp, signature, body }: Post, key: KeyObject, now: number): boolean {
  const expected = Buffer.from(`v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`);
  const given = Buffer.from(signature);
  const isFresh = Math.abs(now / 1000 - Number(timestamp)) < 300;
  return isFresh && given.length === expected.length && timingSafeEqual(given, expected);
}

if (import.meta.main) {
  process.once('message', (asked: Asked) => {
    if ('plan' in asked) serve(asked.plan);
  });
}
