import type { Logger } from '../log/logger.ts';
import { isServerGone } from '../store/postgres.ts';
import { openSpool } from '../store/spool.ts';
import type { Store } from '../store/store.ts';
import { type SetAside, createSpooling } from './spooling.ts';
import { type Received, type StoreEventsOptions, storeEvents, storeTogether } from './store-events.ts';

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

/** What is acknowledged is stored already. */
const NO_SPOOL: Omit<Ingest, 'store'> = {
  length: () => 0,
  setAside: { list: () => [], replay: () => false },
  start: () => undefined,
  stop: () => Promise.resolve(),
};

/** On PostgreSQL, which can be gone while this process is there, with a spool before it. SQLite is as near as a spool would be. */
export function createIngest(
  { store, log, now, dataDir }: { readonly store: Store; readonly log: Logger; readonly now: () => number; readonly dataDir: string },
  options: StoreEventsOptions,
): Ingest {
  const work = storeEvents(options);
  if (store.dialect === 'sqlite') return { ...NO_SPOOL, store: store.committer.register(work) };
  const storeAll = store.committer.register(storeTogether(work));
  return createSpooling({ spool: openSpool(dataDir), storeAll, isGone: isServerGone, log, now });
}
