import { randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Kysely } from 'kysely';
import { beginRests, followDatabase } from './lane-clock.ts';
import { createSteadyClock } from '../model/steady-clock.ts';
import { createCheckpoints } from './checkpoints.ts';
import { type Committer, createCommitter } from './committer.ts';
import type { DialectName } from './dialect.ts';
import { PassingFault } from './load.ts';
import { migrate } from './migrate.ts';
import { openPostgres } from './postgres.ts';
import type { Schema } from './schema.ts';
import { openSqlite } from './sqlite.ts';
import { type StartupLock, takeStartupLock } from './sqlite-lock.ts';

/** The database, open and up to date. */
export interface Store {
  readonly dialect: DialectName;
  /** For reading outside of transactions. On SQLite it sees the last commit; it cannot write. */
  readonly reader: Kysely<Schema>;
  /** The only way to write. */
  readonly committer: Committer;
  /** When lanes are due goes by this clock: milliseconds since 1970 that do not jump when the machine's clock is set. */
  laneNow(): number;
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly dataDir: string;
  /** PostgreSQL when given, else SQLite in the data folder. */
  readonly databaseUrl: string | undefined;
  readonly now: () => number;
  /** Milliseconds that never jump, for the clock of the lanes; without it they go by `now`. */
  readonly elapsed?: (() => number) | undefined;
  /** Told of each commit: milliseconds it took, and how much shared it. */
  readonly onCommit?: (ms: number, items: number) => void;
  /**
   * Told when another file took the place of SQLite's while it was open, before anybody hears that the commit which found out is done: it went
   * into a file that nobody finds again. Every commit fails from then on.
   */
  readonly onReplaced?: (file: string) => void;
  /** Pages of SQLite's log from which on they are copied into its file; see `createCheckpoints`. */
  readonly copiedFromPages?: number;
}

/** Opens the store, or says in a sentence why it cannot be opened. */
export async function openStore(options: StoreOptions): Promise<Store | string> {
  return options.databaseUrl === undefined ? openSqliteStore(options) : openPostgresStore(options.databaseUrl, options);
}

async function openSqliteStore(options: StoreOptions): Promise<Store | string> {
  const opened = await openSqliteFiles(options);
  if (typeof opened === 'string') return opened;
  const { lock, checkpoints, writer, reader } = opened;
  const laneNow = options.elapsed === undefined ? options.now : createSteadyClock(options.now(), options.elapsed).now;
  await beginRests(writer, laneNow());
  const committer = createCommitter({
    db: writer,
    dialect: 'sqlite',
    writer: 0,
    now: options.now,
    laneNow,
    isPassing: isPassingFault,
    onCommit: options.onCommit,
  });
  return {
    dialect: 'sqlite',
    reader,
    committer,
    laneNow,
    async close() {
      await committer.close();
      await reader.destroy();
      await checkpoints.close();
      await writer.destroy();
      lock.release();
    },
  };
}

/** Takes the data folder, and brings the database in it up to date. */
async function openSqliteFiles({ dataDir, onReplaced, copiedFromPages }: StoreOptions) {
  const file = path.join(dataDir, 'parley.db');
  let lock: StartupLock | string | undefined;
  try {
    mkdirSync(dataDir, { recursive: true });
    lock = takeStartupLock(path.join(dataDir, 'parley.lock'));
    if (typeof lock === 'string') return lock;
    const checkpoints = createCheckpoints(file, copiedFromPages);
    const writer = openSqlite(file, { readOnly: false, onReplaced, onCommitted: checkpoints.committed });
    await migrate(writer, 'sqlite');
    return { lock, checkpoints, writer, reader: openSqlite(file, { readOnly: true }) };
  } catch (error) {
    if (typeof lock === 'object') lock.release();
    return `The database in the data folder ${dataDir} cannot be used: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function openPostgresStore(databaseUrl: string, { now, elapsed, onCommit }: StoreOptions): Promise<Store | string> {
  const migrating = openPostgres(databaseUrl, Infinity);
  try {
    await migrate(migrating, 'postgres');
  } catch (error) {
    return `PostgreSQL at DATABASE_URL cannot be used: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    await migrating.destroy();
  }
  const db = openPostgres(databaseUrl);
  const clock = elapsed === undefined ? undefined : await followDatabase(db, elapsed);
  const laneNow = clock?.now ?? now;
  const writer = randomInt(1, 2 ** 31);
  const committer = createCommitter({ db, dialect: 'postgres', writer, now, laneNow, isPassing: isPassingFault, onCommit });
  return {
    dialect: 'postgres',
    reader: db,
    committer,
    laneNow,
    async close() {
      clock?.stop();
      await committer.close();
      await db.destroy();
    },
  };
}

/** serialization_failure, deadlock_detected, unique_violation: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const PASSING_CODES = new Set(['40001', '40P01', '23505']);

function isPassingFault(error: unknown): boolean {
  if (error instanceof PassingFault) return true;
  return typeof error === 'object' && error !== null && 'code' in error && PASSING_CODES.has(String(error.code));
}
