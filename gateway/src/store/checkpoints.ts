import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';

/*
 * SQLite copies its log into its file after some commit, and that commit then takes many times as long as the others, with all requests
 * that share it. So the copying is done by a thread of its own: in WAL mode it holds up neither readers nor the writer
 * (https://www.sqlite.org/wal.html#ckpt). The thread begins when there is enough to copy, so that a quiet gateway has none.
 */

/** Has SQLite's log copied into its file beside the commits. */
export interface Checkpoints {
  /** Called after a commit by the connection that writes. */
  committed(database: DatabaseSync): void;
  /** Ends the thread. Before the connection that writes is closed, which copies what is left. */
  close(): Promise<void>;
}

/** What the thread is told: to copy, or that it is over. */
export type ToThread = 'copy' | 'close';
/** What it tells: that it has copied what it could, or why not. */
export type FromThread = 'copied' | { readonly failed: string };

/**
 * Pages of the log that are not in the file yet, from which on they are copied. Measured under full load: with fewer, the disk is asked
 * more often for the same pages; with more, finding a page in the log costs more.
 */
export const COPIED_FROM_PAGES = 4000;
/** Where the thread does not get round to it, the connection that writes copies by itself from here on. */
export const SELF_COPIED_FROM_PAGES = 32_000;
/** After a failure, such as a full disk. */
const AGAIN_MS = 1000;

/** The same file, as it is written or as it was built. */
const PROGRAM = new URL(import.meta.url.endsWith('.ts') ? './checkpoint-thread.ts' : './checkpoint-thread.js', import.meta.url);

/** @param from pages, see `COPIED_FROM_PAGES` */
export function createCheckpoints(file: string, from = COPIED_FROM_PAGES): Checkpoints {
  let look: StatementSync | undefined;
  let thread: Worker | undefined;
  let restsUntil = 0;
  let isCopying = false;

  const start = () => {
    const worker = new Worker(PROGRAM, { name: 'checkpoints', workerData: file });
    worker.unref();
    worker.on('message', (told: FromThread) => {
      isCopying = false;
      if (told !== 'copied') restsUntil = performance.now() + AGAIN_MS;
    });
    // Nothing is lost by it: the log keeps everything, and the next commit starts another.
    worker.on('error', () => (restsUntil = performance.now() + AGAIN_MS));
    worker.on('exit', () => {
      if (thread === worker) thread = undefined;
      isCopying = false;
    });
    return worker;
  };

  return {
    committed(database) {
      if (isCopying || performance.now() < restsUntil) return;
      // Only tells how much there is (https://www.sqlite.org/pragma.html#pragma_wal_checkpoint).
      look ??= database.prepare('PRAGMA wal_checkpoint(NOOP)');
      const found = look.get();
      if (Number(found?.['log']) - Number(found?.['checkpointed']) < from) return;
      isCopying = true;
      (thread ??= start()).postMessage('copy' satisfies ToThread);
    },
    async close() {
      restsUntil = Infinity;
      const ending = thread;
      if (ending === undefined) return;
      await new Promise<void>((resolve) => {
        // Whoever closes waits for it: the process does, too, where it has nothing else to do.
        ending.ref();
        ending.on('exit', () => resolve());
        ending.postMessage('close' satisfies ToThread);
      });
    },
  };
}
