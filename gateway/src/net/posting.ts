import { Worker } from 'node:worker_threads';
import type { NetPolicy } from './addresses.ts';
import type { NetOptions, PostEnd } from './client.ts';

/*
 * Deliveries leave from a thread of their own: half of what a delivery costs is HTTP, which the thread that takes webhooks in need not
 * pay for. What crosses between the two are lists of many, since each crossing costs the same.
 */

/** Posts from another thread. */
export interface PostingThread {
  /** As `Net.post`. */
  post(url: string, headers: Readonly<Record<string, string>>, body: string | Buffer, timeoutMs: number): Promise<PostEnd>;
  /** What is under way ends without an answer. */
  close(): Promise<void>;
}

/** A post on its way to the thread. */
export interface ThreadPost {
  readonly id: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  readonly timeoutMs: number;
}

/** What the thread is told: posts, or that it is over. */
export type ToThread = readonly ThreadPost[] | 'close';

/** What the thread tells: how posts ended, a line for the log, or that it has closed its connections. */
export type FromThread =
  | { readonly ends: readonly (readonly [id: number, end: PostEnd])[] }
  | { readonly warning: string; readonly fields: Readonly<Record<string, unknown>> }
  | 'closed';

/** What the thread goes by. Networks as they are written: what they were read into does not cross. */
export interface ThreadPolicy {
  readonly allowedNetworks: string;
  readonly allowLoopback: boolean;
}

/** The same file, as it is written or as it was built. */
const PROGRAM = new URL(import.meta.url.endsWith('.ts') ? './posting-thread.ts' : './posting-thread.js', import.meta.url);

/** The thread begins with the first post, and anew with the next one should it ever end by a fault of ours. */
export function createPostingThread({ policy, log }: { readonly policy: NetPolicy; readonly log: NetOptions['log'] }): PostingThread {
  const underWay = new Map<number, (end: PostEnd) => void>();
  let next: ThreadPost[] = [];
  let lastId = 0;
  let running: Worker | undefined;
  let closed = false;

  function start(): Worker {
    const { allowedNetworks, allowLoopback } = policy;
    const workerData: ThreadPolicy = { allowedNetworks: allowedNetworks.map(({ text }) => text).join(' '), allowLoopback };
    const worker = new Worker(PROGRAM, { name: 'deliveries', workerData });
    worker.unref();
    worker.on('message', hear);
    worker.on('error', (error) => log?.warn({ err: error }, 'the thread that delivers ended; the next delivery starts another'));
    worker.on('exit', () => {
      if (running === worker) running = undefined;
      cutAll('maybe');
    });
    return worker;
  }

  function hear(told: FromThread): void {
    if (told === 'closed') return;
    if ('warning' in told) log?.warn(told.fields, told.warning);
    else for (const [id, end] of told.ends) settle(id, end);
  }

  function settle(id: number, end: PostEnd): void {
    const resolve = underWay.get(id);
    underWay.delete(id);
    resolve?.(end);
  }

  function cutAll(reached: 'no' | 'maybe'): void {
    for (const id of [...underWay.keys()]) settle(id, { is: 'no_answer', why: 'the connections were closed', reached });
  }

  function tell(): void {
    const posts = next;
    next = [];
    if (closed) for (const { id } of posts) settle(id, { is: 'no_answer', why: 'the connections are closed', reached: 'no' });
    else (running ??= start()).postMessage(posts satisfies ToThread);
  }

  return {
    post: (url, headers, body, timeoutMs) =>
      new Promise((resolve) => {
        const id = ++lastId;
        underWay.set(id, resolve);
        // All that are posted in one go, as deliveries are, cross together.
        if (next.push({ id, url, headers, body, timeoutMs }) === 1) queueMicrotask(tell);
      }),
    async close() {
      closed = true;
      const worker = running;
      if (worker !== undefined) {
        await new Promise<void>((resolve) => {
          // The process waits for it, too, where it has nothing else to do.
          worker.ref();
          worker.on('message', (told: FromThread) => told === 'closed' && resolve());
          worker.on('exit', () => resolve());
          worker.postMessage('close' satisfies ToThread);
        });
        await worker.terminate();
      }
      cutAll('maybe');
    },
  };
}
