import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Kysely, sql } from 'kysely';
import { chunks } from './bulk.ts';
import { migrate } from './migrate.ts';
import { openPostgres } from './postgres.ts';
import type { Schema } from './schema.ts';
import { searchAllAnew } from './search-index.ts';
import { takeStartupLock } from './sqlite-lock.ts';
import { openSqlite } from './sqlite.ts';

/** What was moved. */
export interface Moved {
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  /** Texts that held a NUL character, which PostgreSQL cannot store: it is `U+FFFD` there. */
  readonly mendedTexts: number;
}

/** A row of any table, by the names of its columns. */
type Row = Readonly<Record<string, unknown>>;

/** PostgreSQL takes 65,535 parameters in a statement (https://www.postgresql.org/docs/current/limits.html). */
const MOST_PARAMETERS = 60_000;
const MOST_ROWS = 500;
/** Kept by `migrate` on each side for itself. */
const SCHEMA_VERSION_KEY = 'schema';

/**
 * Copies a SQLite installation into an empty PostgreSQL, in one transaction there: all of it, counted on both sides, or nothing. The
 * file is brought up to date and otherwise left as it is. Cursors of the event log, ids and whatever waits to be sent or delivered go on
 * where they were.
 *
 * @returns what was moved, or a sentence that says why nothing was
 */
export async function moveToPostgres(options: {
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly now: () => number;
  /** Told of each table as it is copied. */
  readonly tell?: (table: string, rows: number) => void;
}): Promise<Moved | string> {
  const file = path.join(options.dataDir, 'parley.db');
  if (!existsSync(file)) return `There is no SQLite database in ${options.dataDir}.`;
  const lock = takeStartupLock(path.join(options.dataDir, 'parley.lock'));
  if (typeof lock === 'string') return lock;
  const from = openSqlite(file, { readOnly: false });
  const into = openPostgres(options.databaseUrl, Infinity);
  try {
    await migrate(from, 'sqlite');
    await migrate(into, 'postgres');
    const taken = await whatIsThere(into);
    if (taken !== undefined) return `DATABASE_URL already holds a Parley: its table ${taken} is not empty. Nothing was changed.`;
    return await into.transaction().execute((tx) => copyAll(from, tx, options));
  } catch (error) {
    return `Nothing was moved: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    await from.destroy();
    await into.destroy();
    lock.release();
  }
}

/** The first table with rows in it, besides what `migrate` writes. */
async function whatIsThere(db: Kysely<Schema>): Promise<string | undefined> {
  for (const name of await tablesOf(db, 'postgres')) {
    if (name !== 'meta' && (await countOf(db, name)) > 0) return name;
  }
  return undefined;
}

async function copyAll(
  from: Kysely<Schema>,
  into: Kysely<Schema>,
  { now, tell }: { readonly now: () => number; readonly tell?: (table: string, rows: number) => void },
): Promise<Moved> {
  const moved: { name: string; rows: number }[] = [];
  let mendedTexts = 0;
  for (const name of await tablesOf(from, 'sqlite')) {
    mendedTexts += await copyTable(from, into, name);
    const [rows, copied] = [await countOf(from, name), await countOf(into, name)];
    if (rows !== copied) throw new Error(`the table ${name} has ${rows} rows, and ${copied} of them arrived`);
    moved.push({ name, rows });
    tell?.(name, rows);
  }
  await searchAllAnew(into);
  await goOnCounting(into);
  await makeLanes(into, now());
  return { tables: moved, mendedTexts };
}

async function copyTable(from: Kysely<Schema>, into: Kysely<Schema>, name: string): Promise<number> {
  const columns = await columnsOf(into, name);
  const mend = { texts: 0 };
  let batch: Row[] = [];
  const most = Math.min(MOST_ROWS, Math.floor(MOST_PARAMETERS / columns.size));
  for await (const row of rowsOf(from, name)) {
    batch.push(row);
    if (batch.length >= most) batch = await insertAll(into, name, columns, batch, mend);
  }
  for (const rest of chunks(batch)) await insertAll(into, name, columns, rest, mend);
  return mend.texts;
}

/** All rows, one after the other: a log may be larger than memory. */
function rowsOf(db: Kysely<Schema>, name: string): AsyncIterableIterator<Row> {
  const table = sql.table(name).as('t');
  const rows = db.selectFrom(table).selectAll();
  return (name === 'meta' ? rows.where(sql.ref('key'), '!=', SCHEMA_VERSION_KEY) : rows).stream();
}

async function insertAll(
  db: Kysely<Schema>,
  name: string,
  columns: ReadonlyMap<string, string>,
  rows: readonly Row[],
  mend: { texts: number },
): Promise<Row[]> {
  if (rows.length === 0) return [];
  const names = Object.keys(rows[0] ?? {});
  const unknown = names.find((column) => !columns.has(column));
  if (unknown !== undefined) throw new Error(`PostgreSQL’s table ${name} has no column ${unknown}`);
  const values = rows.map((row) => sql`(${sql.join(names.map((column) => valueFor(columns.get(column) ?? '', row[column], mend)))})`);
  await sql`insert into ${sql.table(name)} (${sql.join(names.map((column) => sql.ref(column)))}) values ${sql.join(values)}`.execute(db);
  return [];
}

/** A value of SQLite as a column of PostgreSQL takes it. */
function valueFor(type: string, value: unknown, mend: { texts: number }): unknown {
  if (type === 'boolean' && typeof value === 'number') return value !== 0;
  if (type.startsWith('timestamp') && typeof value === 'number') return new Date(value);
  if (typeof value !== 'string' || !value.includes('\0')) return value;
  mend.texts++;
  return value.replaceAll('\0', '\uFFFD');
}

async function tablesOf(db: Kysely<Schema>, dialect: 'sqlite' | 'postgres'): Promise<readonly string[]> {
  const { rows } = await (
    dialect === 'sqlite'
      ? sql<{ name: string }>`select "name" from "sqlite_master" where "type" = 'table' and "name" not like 'sqlite_%' order by "name"`
      : sql<{ name: string }>`select "tablename" as "name" from "pg_tables" where "schemaname" = current_schema() order by "tablename"`
  ).execute(db);
  return rows.map((row) => row.name).filter((name) => !isMadeAnew(name));
}

/** What search goes by is another thing on each store. */
function isMadeAnew(table: string): boolean {
  return table.startsWith('search');
}

async function columnsOf(db: Kysely<Schema>, table: string): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ name: string; type: string }>`select "column_name" as "name", "data_type" as "type"
    from "information_schema"."columns" where "table_schema" = current_schema() and "table_name" = ${table}`.execute(db);
  if (rows.length === 0) throw new Error(`PostgreSQL has no table ${table}`);
  return new Map(rows.map((row) => [row.name, row.type]));
}

async function countOf(db: Kysely<Schema>, table: string): Promise<number> {
  const { rows } = await sql<{ rows: number }>`select count(*) as "rows" from ${sql.table(table)}`.execute(db);
  return Number(rows[0]?.rows ?? 0);
}

/** Keys that count up by themselves go on after the last one that was copied. */
async function goOnCounting(db: Kysely<Schema>): Promise<void> {
  const { rows } = await sql<{ table: string; column: string }>`select "table_name" as "table", "column_name" as "column"
    from "information_schema"."columns" where "table_schema" = current_schema() and "column_default" like 'nextval(%'`.execute(db);
  for (const { table, column } of rows) {
    await sql`select setval(pg_get_serial_sequence(${`"${table}"`}, ${column}), coalesce(max(${sql.ref(column)}), 0) + 1, false)
      from ${sql.table(table)}`.execute(db);
  }
}

/** SQLite keeps the lanes of deliveries in memory, PostgreSQL in rows; nobody holds a lane of a gateway that has stopped. */
async function makeLanes(db: Kysely<Schema>, now: number): Promise<void> {
  await db.updateTable('lanes').set({ leaseToken: null, leaseUntil: null }).execute();
  await sql`insert into "lanes" ("id", "kind", "destinationId", "conversationId", "dueAt", "version", "attempts")
    select "deliveries"."laneId", 'delivery', min("deliveries"."subscriptionId"), min("events"."conversationId"), ${now}, 1, 0
    from "deliveries" left join "events" on "events"."id" = "deliveries"."eventId"
    where "deliveries"."state" = 'pending' group by "deliveries"."laneId"
    on conflict ("id") do update set "dueAt" = excluded."dueAt"`.execute(db);
}
