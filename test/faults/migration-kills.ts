import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Kysely, KyselyPlugin } from 'kysely';
import { migrate } from '../../gateway/src/store/migrate.ts';
import { openPostgres } from '../../gateway/src/store/postgres.ts';
import type { Schema } from '../../gateway/src/store/schema.ts';
import { openSqlite } from '../../gateway/src/store/sqlite.ts';
import { startGateway } from '../support/gateway-process.ts';
import { type Query, type TestStore, newFolder, postgresQuery, sqliteQuery } from './database.ts';
import type { Report } from './report.ts';

/** Kills the process that migrates after each of its statements, and looks at what the next start makes of the rest. */
export async function surviveMigrationKills(store: TestStore, report: Report): Promise<void> {
  const whole = await newPlace(store);
  const statements = migrateInProcess(store, whole.target, 0).statements;
  const complete = await describeSchema(whole.query, store.name);
  whole.remove();
  const broken: string[] = [];
  const survivors: string[] = [];
  for (let after = 1; after <= statements; after++) {
    const place = await newPlace(store);
    const end = migrateInProcess(store, place.target, after);
    if (end.signal !== 'SIGKILL') survivors.push(`at statement ${after}: ${end.problem}`);
    await migrateHere(store, place.target);
    const found = await describeSchema(place.query, store.name);
    if (found !== complete) broken.push(`after statement ${after}`);
    place.remove();
  }
  report.check(`a migration was killed after each of its ${statements} statements`, statements > 20 && survivors.length === 0, survivors);
  report.check('the next migration completes the schema each time', broken.length === 0, broken);
  await startAfterKill(store, Math.floor(statements / 2), complete, report);
}

/** The same with the whole gateway: it starts on what a killed start left. */
async function startAfterKill(store: TestStore, after: number, complete: string, report: Report): Promise<void> {
  const place = await newPlace(store);
  migrateInProcess(store, place.target, after);
  const gateway = await startGateway(store.name === 'sqlite' ? { folder: place.target } : { databaseUrl: place.target });
  const found = await describeSchema(place.query, store.name);
  report.check('a gateway starts on what a killed start left', found === complete);
  await gateway.stop();
  await gateway.dispose();
  place.remove();
}

interface Place {
  /** The folder or the address of the database. */
  readonly target: string;
  readonly query: Query;
  remove(): void;
}

async function newPlace(store: TestStore): Promise<Place> {
  const url = await store.newDatabaseUrl();
  if (url !== undefined) return { target: url, query: postgresQuery(url), remove: () => undefined };
  const { folder, remove } = newFolder();
  return { target: folder, query: sqliteQuery(path.join(folder, 'parley.db')), remove };
}

/** Migrates in a process that kills itself after so many statements; 0 for never. */
function migrateInProcess(store: TestStore, target: string, after: number) {
  const args = [fileURLToPath(import.meta.url), store.name, target, String(after)];
  const { signal, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (after === 0 && stdout.trim() === '') throw new Error(`the migration failed: ${stderr}`);
  return { signal, statements: Number(stdout), problem: stderr.slice(-500) };
}

async function migrateHere(store: TestStore, target: string): Promise<void> {
  const db = openDatabase(store.name, target);
  await migrate(db, store.name);
  await db.destroy();
}

function openDatabase(store: TestStore['name'], target: string): Kysely<Schema> {
  return store === 'sqlite' ? openSqlite(path.join(target, 'parley.db'), { readOnly: false }) : openPostgres(target, Infinity);
}

/** All tables, columns and indexes, and the schema's number, as one text. */
async function describeSchema(query: Query, store: TestStore['name']): Promise<string> {
  const parts =
    store === 'sqlite'
      ? [await query('select "type", "name", "sql" from "sqlite_master" order by "type", "name"')]
      : [
          await query(
            `select "table_name", "column_name", "data_type", "is_nullable" from "information_schema"."columns" where "table_schema" = 'public' order by 1, 2`,
          ),
          await query(`select "indexdef" from "pg_indexes" where "schemaname" = 'public' order by 1`),
        ];
  const version = await query(`select "value" from "meta" where "key" = 'schema'`);
  return JSON.stringify([...parts, version]);
}

/** Ends this very process after the n-th statement came back. */
function killAfter(limit: number): { plugin: KyselyPlugin; count: () => number } {
  let count = 0;
  return {
    count: () => count,
    plugin: {
      transformQuery: ({ node }) => node,
      transformResult({ result }) {
        count += 1;
        if (count === limit) process.kill(process.pid, 'SIGKILL');
        return Promise.resolve(result);
      },
    },
  };
}

if (import.meta.main) {
  const [store = '', target = '', after = '0'] = process.argv.slice(2);
  const dialect = store === 'postgres' ? 'postgres' : 'sqlite';
  const killer = killAfter(Number(after));
  const db = openDatabase(dialect, target);
  await migrate(db.withPlugin(killer.plugin), dialect);
  await db.destroy();
  console.log(killer.count());
}
