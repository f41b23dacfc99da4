import { constants, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { createCommands } from '../../../gateway/src/conversations/commands.ts';
import { type Received, type Stored, storeEvents } from '../../../gateway/src/ingest/store-events.ts';
import { type Ids, ulidIds } from '../../../gateway/src/model/ids.ts';
import type { Flushed } from '../../../gateway/src/store/flush.ts';
import { createPeopleCache } from '../../../gateway/src/store/people-cache.ts';
import { type Store, openStore } from '../../../gateway/src/store/store.ts';
import type { ActiveSubscription } from '../../../gateway/src/store/write-events.ts';
import { factsOf as whatsappLike } from './inbound.ts';

/** A clock that tests move by hand. */
export interface TestClock {
  now: number;
}

/** A clock that goes on by itself, and can still be moved: lanes and the store must see the same time pass. */
export function runningClock(begin = Date.parse('2026-11-20T10:00:00Z')): TestClock {
  let ahead = begin - Date.now();
  return {
    get now() {
      return Date.now() + ahead;
    },
    set now(moment) {
      ahead = moment - Date.now();
    },
  };
}

/** One process's view of a store, with what writes into it. */
export interface OpenedStore {
  readonly store: Store;
  readonly ids: Ids;
  readonly clock: TestClock;
  readonly ingest: (received: Received) => Promise<Stored>;
  readonly run: ReturnType<typeof createCommands>;
  /** What commits have made due since the last look. */
  readonly woken: Flushed[];
  readonly subscriptions: ActiveSubscription[];
}

/** A folder that is gone after the test. */
export function temporaryFolder(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parley-test-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Puts a database with nothing in it where there is none, so that it need not be migrated: see `test/support/stores-setup.mjs`. */
export function beginWithEmpty(dataDir: string): void {
  const template = process.env['PARLEY_TEST_SQLITE'];
  const file = path.join(dataDir, 'parley.db');
  if (template !== undefined && existsSync(dataDir) && !existsSync(file)) copyFileSync(template, file, constants.COPYFILE_EXCL);
}

/** Opens a store with ingest and commands on it, as the gateway does. */
export async function open(options: {
  readonly dataDir: string;
  readonly databaseUrl?: string;
  readonly clock?: TestClock;
  readonly factsOf?: typeof whatsappLike;
}): Promise<OpenedStore> {
  const clock = options.clock ?? { now: Date.parse('2026-11-20T10:00:00Z') };
  const now = () => clock.now;
  if (options.databaseUrl === undefined) beginWithEmpty(options.dataDir);
  const store = await openStore({ dataDir: options.dataDir, databaseUrl: options.databaseUrl, now });
  if (typeof store === 'string') throw new Error(store);
  const ids = ulidIds(now, randomBytes);
  const woken: Flushed[] = [];
  const subscriptions: ActiveSubscription[] = [];
  const people = store.dialect === 'sqlite' ? createPeopleCache() : undefined;
  const shared = {
    ids,
    factsOf: options.factsOf ?? whatsappLike,
    people,
    subscriptions: () => Promise.resolve(subscriptions),
    wake: (flushed: Flushed) => woken.push(flushed),
  };
  return {
    store,
    ids,
    clock,
    ingest: store.committer.register(storeEvents(shared)),
    run: createCommands({ ...shared, committer: store.committer }),
    woken,
    subscriptions,
  };
}
