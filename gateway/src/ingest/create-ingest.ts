import type { Logger } from '../log/logger.ts';
import type { Metrics } from '../log/metrics.ts';
import { type Tracing, spanTime } from '../log/tracing.ts';
import type { Work } from '../store/committer.ts';
import { isServerGone } from '../store/postgres.ts';
import { openSpool } from '../store/spool.ts';
import type { Store } from '../store/store.ts';
import { type SetAside, createSpooling } from './spooling.ts';
import { type Received, type StoreEventsOptions, type Stored, type Traced, storeEvents, storeTogether } from './store-events.ts';

/** The way of verified webhooks into the store, with what it needs to run. */
export interface Ingest {
  /** Resolves when the webhook is on a disk. */
  readonly store: (received: Received) => Promise<unknown>;
  /** How many verified webhooks wait on this machine's disk for the database. */
  length(): number;
  readonly setAside: SetAside;
  start(): void;
  stop(): Promise<void>;
}

interface IngestBase {
  readonly store: Store;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly now: () => number;
  readonly dataDir: string;
  readonly tracing?: Tracing | undefined;
}

/** What is acknowledged is stored already. */
const NO_SPOOL: Omit<Ingest, 'store'> = {
  length: () => 0,
  setAside: { list: () => [], replay: () => false },
  start: () => undefined,
  stop: () => Promise.resolve(),
};

/** On PostgreSQL, which can be gone while this process is there, with a spool before it. SQLite is as near as a spool would be. */
export function createIngest({ store, log, metrics, now, dataDir, tracing }: IngestBase, options: StoreEventsOptions): Ingest {
  // Only who reads such lines pays for them.
  const trace = log.isLevelEnabled('debug') ? (one: Traced) => log.debug(one, 'a webhook was stored') : undefined;
  const counting = counted(storeEvents({ ...options, trace }), metrics);
  const work = tracing === undefined ? counting : traced(counting, tracing);
  if (store.dialect === 'sqlite') return { ...NO_SPOOL, store: store.committer.register(work) };
  const storeAll = store.committer.register(storeTogether(work));
  return createSpooling({ spool: openSpool(dataDir), storeAll, isGone: isServerGone, log, now });
}

/** The work, with what it has stored counted once that is on the disk. */
function counted(work: Work<Received, Stored>, { storedEvents }: Pick<Metrics, 'storedEvents'>): Work<Received, Stored> {
  return {
    ...work,
    async run(tx, items) {
      const stored = await work.run(tx, items);
      tx.afterCommit(() => {
        const sum = (what: keyof Stored) => stored.reduce((total, one) => total + one[what], 0);
        storedEvents.inc({ result: 'fresh' }, sum('fresh'));
        storedEvents.inc({ result: 'repeated' }, sum('repeated'));
      });
      return stored;
    },
  };
}

/** The work, with two spans for each webhook: the wait for its commit, and the commit that it shared. */
function traced(work: Work<Received, Stored>, tracing: Tracing): Work<Received, Stored> {
  return {
    ...work,
    async run(tx, items) {
      const begunAt = spanTime();
      const stored = await work.run(tx, items);
      tx.afterCommit(() => {
        const endedAt = spanTime();
        items.forEach(({ span }, i) => {
          if (span === undefined) return;
          const { traceparent: parent, since } = span;
          tracing.note('wait for commit', { parent, startedAt: since, endedAt: begunAt });
          const facts = {
            'parley.webhooks': items.length,
            'parley.fresh': stored[i]?.fresh ?? 0,
            'parley.repeated': stored[i]?.repeated ?? 0,
          };
          tracing.note('commit', { parent, startedAt: begunAt, endedAt, facts });
        });
      });
      return stored;
    },
  };
}
