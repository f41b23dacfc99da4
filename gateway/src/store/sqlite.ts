import { statSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { Kysely, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely';
import { SELF_COPIED_FROM_PAGES } from './checkpoints.ts';
import type { Schema } from './schema.ts';

/** Texts differ only by the number of rows, which are few: see `chunks`. The rest is the routes' own handful of queries. */
const CACHED_STATEMENTS = 1000;
/** The system's own cache holds the rest of the file. */
const WRITER_CACHE_KIB = 16_384;
const READER_CACHE_KIB = 8_192;

export interface SqliteOptions {
  readonly readOnly: boolean;
  /** See `StoreOptions`. */
  readonly onReplaced?: ((file: string) => void) | undefined;
  /** Told after each commit. */
  readonly onCommitted?: ((database: DatabaseSync) => void) | undefined;
}

/**
 * Opens a SQLite file for Kysely. The writing connection is the only one in the process; readers open the file again, read-only.
 *
 * WAL with `synchronous=FULL`: a commit is on the disk when it returns (https://www.sqlite.org/pragma.html#pragma_synchronous).
 */
export function openSqlite(file: string, options: SqliteOptions): Kysely<Schema> {
  // At the first query: what Kysely has not used it does not close, and a file that is still open keeps its log beside it.
  const open = () => Promise.resolve(asKyselyDatabase(openFile(file, options), file, options));
  return new Kysely<Schema>({ dialect: new SqliteDialect({ database: open }) });
}

function openFile(file: string, { readOnly }: SqliteOptions): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly });
  database.exec('PRAGMA busy_timeout = 5000');
  if (!readOnly) {
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    database.exec('PRAGMA foreign_keys = OFF');
    database.exec(`PRAGMA wal_autocheckpoint = ${SELF_COPIED_FROM_PAGES}`);
  }
  database.exec('PRAGMA temp_store = MEMORY');
  database.exec(`PRAGMA cache_size = -${readOnly ? READER_CACHE_KIB : WRITER_CACHE_KIB}`);
  return database;
}

function asKyselyDatabase(database: DatabaseSync, file: string, { onReplaced, onCommitted }: SqliteOptions): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  const isReplaced = watchPlace(file);
  const whenCommitted = () => {
    if (isReplaced()) whenReplaced(file, onReplaced);
    onCommitted?.(database);
  };
  const prepareFor = (sql: string) => {
    if (sql === 'rollback') return rollback(database);
    const statement = asKyselyStatement(database.prepare(sql));
    return sql === 'commit' ? commit(statement, whenCommitted) : statement;
  };
  return {
    close: () => {
      statements.clear();
      database.close();
    },
    prepare: (sql) => {
      const known = statements.get(sql);
      if (known !== undefined) return known;
      const statement = prepareFor(sql);
      if (statements.size >= CACHED_STATEMENTS) statements.delete(statements.keys().next().value ?? '');
      statements.set(sql, statement);
      return statement;
    },
  };
}

/**
 * Where a commit finds no room on the disk, SQLite has rolled back by itself (https://www.sqlite.org/lang_transaction.html, 2.3): to fail at
 * doing it again would hide why.
 */
function rollback(database: DatabaseSync): SqliteStatement {
  const statement = asKyselyStatement(database.prepare('rollback'));
  return { ...statement, run: (parameters) => (database.isTransaction ? statement.run(parameters) : { changes: 0, lastInsertRowid: 0 }) };
}

/** What a commit wrote is only kept if the file is still where the next start looks for it. */
function commit(statement: SqliteStatement, whenCommitted: () => void): SqliteStatement {
  const run: SqliteStatement['run'] = (parameters) => {
    const done = statement.run(parameters);
    whenCommitted();
    return done;
  };
  return { ...statement, run };
}

/** Whether the file at a place is no longer the one that was there. Costs 2 µs. */
function watchPlace(file: string): () => boolean {
  const opened = statSync(file);
  return () => {
    const found = statSync(file, { throwIfNoEntry: false });
    return found?.ino !== opened.ino || found.dev !== opened.dev;
  };
}

function whenReplaced(file: string, onReplaced: SqliteOptions['onReplaced']): never {
  onReplaced?.(file);
  throw new Error(`${file} was moved, removed or replaced while it was open`);
}

function asKyselyStatement(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...parameters.map(asSqliteValue)),
    run: (parameters) => statement.run(...parameters.map(asSqliteValue)),
    iterate: (parameters) => statement.iterate(...parameters.map(asSqliteValue)),
  };
}

function asSqliteValue(value: unknown): string | number | bigint | Uint8Array | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`SQLite cannot store a ${typeof value}`);
}
