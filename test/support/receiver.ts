import { type ChildProcess, fork } from 'node:child_process';
import { type KeyObject, createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
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
  /** Different events that were taken. */
  readonly events: number;
  readonly forged: number;
  readonly refused: number;
  readonly cut: number;
}

/** A subscriber in a process of its own, so that it takes nothing from the event loop of those it listens to. */
export interface Receiver {
  readonly url: string;
  cpuTime(): CpuTime;
  /** Must be told before the first delivery. */
  useSecret(secret: string): void;
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

type Asked = { readonly ask: 'counts' | 'arrivals' } | { readonly secret: string } | { readonly plan: ReceiverPlan };
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

interface Envelope {
  readonly id: string;
  readonly conversationSeq: number | null;
  readonly data: { readonly conversation?: { readonly id: string }; readonly message?: { readonly conversationId: string } };
}

function serve(plan: ReceiverPlan): void {
  const random = seededRandom(plan.seed);
  const arrivals: Arrival[] = [];
  const seen = new Set<string>();
  const counted = { requests: 0, forged: 0, refused: 0, cut: 0 };
  let key = createSecretKey(Buffer.alloc(0));

  function take(request: IncomingMessage, body: Buffer): void {
    const webhookId = String(request.headers['webhook-id']);
    if (!plan.keeps) {
      seen.add(webhookId);
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

  function answer(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    counted.requests += 1;
    if (!isGenuine(request, body, key)) {
      counted.forged += 1;
      response.writeHead(401).end();
      return;
    }
    const luck = plan.failing === 0 ? 1 : random();
    if (luck < plan.failing / 2) {
      counted.refused += 1;
      response.writeHead(500).end();
      return;
    }
    take(request, body);
    if (luck < plan.failing) {
      counted.cut += 1;
      request.socket.destroy();
      return;
    }
    response.writeHead(200, { 'content-length': '0' }).end();
  }

  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(request, response, chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks)));
    request.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (typeof address === 'object' && address !== null) process.send?.({ port: address.port } satisfies Told);
  });
  process.on('message', (asked: Asked) => {
    if ('secret' in asked) key = createSecretKey(asked.secret.slice('whsec_'.length), 'base64');
    else if ('ask' in asked) {
      process.send?.(
        asked.ask === 'counts' ? ({ counts: { ...counted, events: seen.size } } satisfies Told) : ({ arrivals } satisfies Told),
      );
    }
  });
  process.on('disconnect', () => process.exit());
}

/** Standard Webhooks: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
function isGenuine(request: IncomingMessage, body: Buffer, key: KeyObject): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = request.headers;
  const expected = Buffer.from(
    `v1,${createHmac('sha256', key)
      .update(`${String(id)}.${String(timestamp)}.`)
      .update(body)
      .digest('base64')}`,
  );
  const given = Buffer.from(String(signature));
  const isFresh = Math.abs(Date.now() / 1000 - Number(timestamp)) < 300;
  return isFresh && given.length === expected.length && timingSafeEqual(given, expected);
}

if (import.meta.main) {
  process.once('message', (asked: Asked) => {
    if ('plan' in asked) serve(asked.plan);
  });
}
