import { type RawBuilder, sql } from 'kysely';

/** What the two stores call differently in a table. */
export interface DialectTypes {
  /** Milliseconds and counters: 64 bits. */
  readonly ms: 'integer' | 'bigint';
  /** A key that counts up by itself. */
  readonly identity: string;
  /** The event log's transaction column, see `EventRow.tx`. */
  readonly transactionColumn: string;
  /** Whether the log is read in the order of transactions. */
  readonly readsByTransaction: boolean;
  /** Ends a table that is little more than its key: SQLite then keeps one tree instead of two. */
  readonly keyedTable: string;
  /** Ends a table of counters: PostgreSQL leaves room beside each row, so that a new number needs no new place in the index. */
  readonly countersTable: string;
  readonly name: DialectName;
  /** A table of the items of a column that holds a JSON list, each in "value". */
  jsonItems(column: string): string;
}

/** This moment by the database's own clock, in milliseconds. */
export function databaseNow(dialect: DialectName): RawBuilder<number> {
  return dialect === 'sqlite'
    ? sql<number>`cast(unixepoch('subsec') * 1000 as integer)`
    : sql<number>`(extract(epoch from now()) * 1000)::bigint`;
}

export type DialectName = 'sqlite' | 'postgres';

export const DIALECT_TYPES: Readonly<Record<DialectName, DialectTypes>> = {
  sqlite: {
    ms: 'integer',
    identity: 'integer primary key autoincrement',
    transactionColumn: 'integer not null default 0',
    readsByTransaction: false,
    keyedTable: 'without rowid',
    countersTable: 'without rowid',
    name: 'sqlite',
    jsonItems: (column) => `json_each(${column})`,
  },
  postgres: {
    ms: 'bigint',
    identity: 'bigserial primary key',
    transactionColumn: 'bigint not null default (pg_current_xact_id()::text::bigint)',
    readsByTransaction: true,
    keyedTable: '',
    countersTable: 'with (fillfactor = 50)',
    name: 'postgres',
    jsonItems: (column) => `json_array_elements(${column}::json)`,
  },
};
