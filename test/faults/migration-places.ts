import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Kysely } from 'kysely';
import pg from 'pg';
import { openPostgres } from '../../gateway/src/store/postgres.ts';
import type { Schema } from '../../gateway/src/store/schema.ts';
import { openSqlite } from '../../gateway/src/store/sqlite.ts';
import { quickFolder } from '../support/quick-folder.mjs';
import { type Query, type Row, type TestStore, newFolder, postgresQuery } from './database.ts';

/** A database that is migrated and looked at in turn. */
export interface Place {
  /** The folder or the address of the database. */
  readonly target: string;
  /** Asks and tells it many things over one connection. */
  use<T>(work: (run: Query) => Promise<T>): Promise<T>;
  remove(): Promise<void>;
}

export async function newPlace(store: TestStore): Promise<Place> {
  const url = await store.newDatabaseUrl();
  return url === undefined ? sqlitePlace() : postgresPlace(url);
}

/** What a start opens at such a place. */
export function openDatabase(store: TestStore['name'], target: string): Kysely<Schema> {
  return store === 'sqlite' ? openSqlite(fileIn(target), { readOnly: false }) : openPostgres(target, Infinity);
}

const fileIn = (folder: string) => path.join(folder, 'parley.db');

function sqlitePlace(): Place {
  const { folder, remove } = newFolder(quickFolder());
  return {
    target: folder,
    async use(work) {
      // Open only now, and not read-only: what a killed process left in the log is taken back by whoever opens the file first.
      const database = new DatabaseSync(fileIn(folder));
      try {
        return await work((sql) => Promise.resolve(database.prepare(sql).all()));
      } finally {
        database.close();
      }
    },
    remove: () => Promise.resolve(remove()),
  };
}

function postgresPlace(url: string): Place {
  const server = new URL(url);
  const name = server.pathname.slice(1);
  server.pathname = '/postgres';
  let opened: Promise<pg.Client> | undefined;
  const open = async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return client;
  };
  return {
    target: url,
    async use(work) {
      const client = await (opened ??= open());
      return work(async (sql) => (await client.query<Row>(sql)).rows);
    },
    async remove() {
      await (await opened)?.end();
      await postgresQuery(server.href)(`drop database "${name}" with (force)`);
    },
  };
}

/** All there is in a database; what is alike is the same text. */
export interface Contents {
  /** Tables, columns, indexes, constraints, triggers, and the schema's number. */
  readonly schema: string;
  /** Every row, by table. */
  readonly rows: ReadonlyMap<string, readonly string[]>;
}

export function read(place: Place, store: TestStore['name']): Promise<Contents> {
  return place.use(async (run) => {
    const rows = new Map<string, string[]>();
    const tables = await tablesOf(run, store);
    for (const table of tables) rows.set(table, []);
    if (store === 'sqlite') {
      for (const table of tables)
        rows.set(
          table,
          (await run(`select * from "${table}"`)).map((row) => JSON.stringify(row)),
        );
    } else if (tables.length > 0) {
      const parts = tables.map((table) => `select '${table}' as "in", to_jsonb("one")::text as "row" from "${table}" as "one"`);
      for (const row of await run(parts.join(' union all '))) rows.get(String(row['in']))?.push(String(row['row']));
    }
    for (const found of rows.values()) found.sort();
    const version = rows.get('meta')?.filter((row) => row.includes('"schema"'));
    return { schema: JSON.stringify([await run(SCHEMA[store]), version]), rows };
  });
}

export const isSame = (one: Contents, other: Contents) => one.schema === other.schema && rowsOf(one) === rowsOf(other);

const rowsOf = ({ rows }: Contents) => JSON.stringify([...rows]);

const SCHEMA: Readonly<Record<TestStore['name'], string>> = {
  sqlite: 'select "type", "name", "sql" from "sqlite_master" order by "type", "name"',
  postgres: `
    with "relations" as (select "oid", "relname" from "pg_class" where "relnamespace" = 'public'::regnamespace)
    select 'column' as "kind", "relname" || '.' || "attname" as "name", concat_ws(' ', format_type("atttypid", "atttypmod"), "attnotnull", pg_get_expr("adbin", "adrelid")) as "is"
      from "relations" join "pg_attribute" on "attrelid" = "relations"."oid" and "attnum" > 0 and not "attisdropped"
      left join "pg_attrdef" on "adrelid" = "attrelid" and "adnum" = "attnum"
    union all select 'index', "relname", pg_get_indexdef("indexrelid") from "relations" join "pg_index" on "indexrelid" = "oid"
    union all select 'constraint', "relname" || '.' || "conname", pg_get_constraintdef("pg_constraint"."oid")
      from "relations" join "pg_constraint" on "conrelid" = "relations"."oid"
    union all select 'trigger', "relname" || '.' || "tgname", pg_get_triggerdef("pg_trigger"."oid")
      from "relations" join "pg_trigger" on "tgrelid" = "relations"."oid" where not "tgisinternal"
    union all select 'function', "proname", "prosrc" from "pg_proc" where "pronamespace" = 'public'::regnamespace
    order by 1, 2, 3`,
};

/** The tables that rows are put into: none of those SQLite keeps for a virtual one. */
export async function tablesOf(run: Query, store: TestStore['name']): Promise<readonly string[]> {
  const rows = await run(
    store === 'sqlite'
      ? `select "name" from pragma_table_list where "schema" = 'main' and "type" = 'table' and "name" not like 'sqlite\\_%' escape '\\' order by 1`
      : `select "tablename" as "name" from "pg_tables" where "schemaname" = 'public' order by 1`,
  );
  return rows.map((row) => String(row['name']));
}
