import type { Logger } from '../log/logger.ts';
import type { Spool, Spooled } from '../store/spool.ts';
import { createWorker } from '../work/worker.ts';
import type { Received } from './store-events.ts';

/** Takes webhooks while the database cannot, and stores them in the same order once it can. */
export interface Spooling {
  /**
   * Stores, or keeps on this machine's disk where the database is gone. Resolves only when one of both is on a disk; rejects where neither
   * could be, or where the database is there and refuses.
   */
  store(received: Received): Promise<void>;
  start(): void;
  /** Tries to store what is kept. Used by `start`; tests call it themselves. */
  drain(): Promise<void>;
  /** How many webhooks are kept. */
  length(): number;
  readonly setAside: SetAside;
  stop(): Promise<void>;
}

/** Webhooks that were acknowledged and could not be stored, on this machine's disk. */
export interface SetAside {
  /** Those after a position, in order, without what is in them. */
  list(
    after: number,
    limit: number,
  ): readonly { readonly position: number; readonly channelId: string; readonly at: number | null; readonly why: string }[];
  /** Tries to store one again, behind all that waits. False where there is no such one. */
  replay(position: number): boolean;
}

/** As long as the bodies of webhooks that were stored. */
const ASIDE_KEPT_MS = 30 * 24 * 3_600_000;
/** A platform waits for its answer for 5 s at least (WeChat), of which taking a connection may have used 3; who takes longer counts as gone. */
const PATIENCE_MS = 1_500;
/** Nobody waits for what was kept. */
const DRAIN_PATIENCE_MS = 30_000;
const DRAIN_MS = 500;
const AT_ONCE = 250;

/**
 * As long as something is kept, everything else is kept behind it, so that what a customer wrote is stored in the order in which it came. An
 * event that was stored although its answer got lost is known by its key when it comes out of the spool.
 */
export function createSpooling(options: {
  readonly spool: Spool;
  /** Stores webhooks in this order, all of them or none. */
  readonly storeAll: (several: readonly Received[]) => Promise<unknown>;
  /** Whether a failure means that the database cannot be reached now. */
  readonly isGone: (error: unknown) => boolean;
  readonly log: Logger;
  readonly now: () => number;
  readonly patienceMs?: number;
}): Spooling {
  const { spool, log, isGone, now } = options;
  const patienceMs = options.patienceMs ?? PATIENCE_MS;

  function keep(received: Received): void {
    if (spool.isEmpty) log.error('the database cannot be reached; webhooks are kept on this machine’s disk until it can');
    spool.add(JSON.stringify(received));
  }

  /** What became of these, which are stored together or not at all. */
  async function attempt(several: readonly Received[], withinMs: number): Promise<Attempt> {
    try {
      await withinPatience(options.storeAll(several), withinMs);
      return { is: 'stored' };
    } catch (error) {
      return error instanceof OutOfPatience || isGone(error) ? { is: 'gone' } : { is: 'refused', error };
    }
  }

  async function store(received: Received): Promise<void> {
    const end: Attempt = spool.isEmpty ? await attempt([received], patienceMs) : { is: 'gone' };
    if (end.is === 'refused') throw end.error;
    if (end.is === 'gone') keep(received);
  }

  /** Once an hour: the worker looks twice a second. */
  let forgottenAt = 0;
  function forgetOld(): void {
    if (now() - forgottenAt < 3_600_000) return;
    forgottenAt = now();
    spool.forgetAside(now() - ASIDE_KEPT_MS);
  }

  async function drain(isStopping: () => boolean): Promise<void> {
    if (spool.isEmpty) forgetOld();
    while (!spool.isEmpty && !isStopping()) {
      const kept = spool.oldest(AT_ONCE);
      const end = await attempt(
        kept.map(({ json }) => read(json)),
        DRAIN_PATIENCE_MS,
      );
      if (end.is === 'gone') return;
      if (end.is === 'stored') spool.remove(kept.map(({ position }) => position));
      else if (!(await drainSingly(kept))) return;
      if (spool.isEmpty) log.info('the database is back, and everything that was kept is stored');
    }
  }

  /** Finds the one that cannot be stored among those that could not be together. False when the database is gone again. */
  async function drainSingly(kept: readonly Spooled[]): Promise<boolean> {
    for (const { position, json } of kept) {
      const end = await attempt([read(json)], DRAIN_PATIENCE_MS);
      if (end.is === 'gone') return false;
      if (end.is === 'stored') spool.remove([position]);
      else {
        log.error({ err: end.error, position }, 'a kept webhook can never be stored; it is set aside in the spool');
        spool.setAside(position, end.error instanceof Error ? end.error.message : String(end.error), now());
      }
    }
    return true;
  }

  const worker = createWorker({ what: 'emptying the spool', everyMs: DRAIN_MS, log, tick: drain });
  return {
    store,
    drain: worker.tick,
    start: worker.start,
    length: () => spool.length,
    setAside: {
      list: (after, limit) =>
        spool
          .listAside(after, limit)
          .map(({ json, ...one }) => ({ ...one, channelId: read(json).channelId }))
          .map(({ position, channelId, at, why }) => ({ position, channelId, at, why })),
      replay(position) {
        const isThere = spool.putBack(position);
        if (isThere) worker.wake();
        return isThere;
      },
    },
    async stop() {
      await worker.stop();
      spool.close();
    },
  };
}

/** What became of webhooks that are stored together or not at all. */
type Attempt = { readonly is: 'stored' } | { readonly is: 'gone' } | { readonly is: 'refused'; readonly error: unknown };

class OutOfPatience extends Error {}

async function withinPatience<T>(work: Promise<T>, patienceMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new OutOfPatience('the database takes too long')), patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What `keep` wrote. */
function read(json: string): Received {
  const received: Received = JSON.parse(json);
  return received;
}
