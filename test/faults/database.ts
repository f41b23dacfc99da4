import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';

export type Row = Readonly<Record<string, unknown>>;

/** A gateway's database, read from outside. */
export type Query = (sql: string) => Promise<readonly Row[]>;

/** One of the two stores, with room for as many gateways as a suite starts. */
export interface TestStore {
  readonly name: 'sqlite' | 'postgres';
  /** The server's version. */
  readonly version: string;
  /** A new, empty database: undefined on SQLite, where every gateway has its own folder. */
  newDatabaseUrl(): Promise<string | undefined>;
}

export function sqliteStore(): TestStore {
  const memory = new DatabaseSync(':memory:');
  const version = String(memory.prepare('select sqlite_version() as version').get()?.['version']);
  memory.close();
  return { name: 'sqlite', version, newDatabaseUrl: () => Promise.resolve(undefined) };
}

export async function postgresStore(serverUrl: string): Promise<TestStore> {
  const query = postgresQuery(serverUrl);
  const [row] = await query('show server_version');
  return {
    name: 'postgres',
    version: String(row?.['server_version']),
    async newDatabaseUrl() {
      const name = `faults_${randomBytes(6).toString('hex')}`;
      await query(`create database ${name}`);
      const url = new URL(serverUrl);
      url.pathname = `/${name}`;
      return url.href;
    },
  };
}

/** Asks the database of a gateway, by its address or else by its file; a connection for each question, so that nothing stays open. */
export function queryOf(gateway: { readonly databaseFile: string }, databaseUrl: string | undefined): Query {
  return databaseUrl === undefined ? sqliteQuery(gateway.databaseFile) : postgresQuery(databaseUrl);
}

export function sqliteQuery(file: string): Query {
  return (sql) => {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      return Promise.resolve(database.prepare(sql).all());
    } finally {
      database.close();
    }
  };
}

export function postgresQuery(url: string): Query {
  const types = new pg.TypeOverrides();
  // 64-bit integers: ours are counters and milliseconds.
  types.setTypeParser(20, Number);
  return async (sql) => {
    const client = new pg.Client({ connectionString: url, types });
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  };
}

/** A folder that is gone after the run. */
export function newFolder(under = os.tmpdir()): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(path.join(under, 'parley-faults-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Waits until a question answers yes; false when it did not in time. */
export async function eventually(isTrue: () => Promise<boolean>, mostMs: number, everyMs = 100): Promise<boolean> {
  const until = performance.now() + mostMs;
  for (;;) {
    if (await isTrue()) return true;
    if (performance.now() > until) return false;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
