import { CompiledQuery, type Kysely } from 'kysely';
import type { DialectName } from './dialect.ts';
import type { Schema } from './schema.ts';

/**
 * Rows in one statement. Sizes are powers of two, so that a table has few texts and every one of them is prepared once
 * (measured: a message in multi-row statements costs 26 µs, row by row 86 µs).
 */
const LARGEST_CHUNK = 64;

/** A fixed multi-row insert: its table, its columns in order, and what follows the values. */
export interface BulkInsert {
  readonly table: keyof Schema;
  readonly columns: readonly string[];
  readonly suffix: string;
}

/** By dialect and table, then suffix, then number of rows. Suffixes are long: to put them into one key would cost more than the row. */
const texts = new Map<string, Map<string, Map<number, string>>>();

/** Inserts all rows, each a list of values in the order of the columns; gives back what the suffix's `returning` says, in order. */
export async function insertMany<R>(
  db: Kysely<Schema>,
  dialect: DialectName,
  insert: BulkInsert,
  rows: readonly (readonly unknown[])[],
): Promise<readonly R[]> {
  const returned: R[] = [];
  for (const chunk of chunks(rows)) {
    const text = textOf(dialect, insert, chunk.length);
    const result = await db.executeQuery<R>(CompiledQuery.raw(text, chunk.flat()));
    returned.push(...result.rows);
  }
  return returned;
}

/**
 * Inserts all rows into a table whose key counts up by itself; gives back their keys, in order, or fewer where a row was there already.
 *
 * SQLite has one writer and counts without a gap within a statement (https://www.sqlite.org/autoinc.html), so that the last key says all of
 * them; asking for each with `returning` costs it a table of its own for every statement.
 *
 * @param key the column, which the rows leave out
 */
export async function insertNumbered(
  db: Kysely<Schema>,
  dialect: DialectName,
  insert: BulkInsert,
  key: string,
  rows: readonly (readonly unknown[])[],
): Promise<readonly number[]> {
  if (dialect === 'postgres') {
    const returned = await insertMany<Readonly<Record<string, number>>>(
      db,
      dialect,
      { ...insert, suffix: `${insert.suffix} returning "${key}"` },
      rows,
    );
    return returned.flatMap((row) => row[key] ?? []);
  }
  const keys: number[] = [];
  for (const chunk of chunks(rows)) {
    const result = await db.executeQuery(CompiledQuery.raw(textOf(dialect, insert, chunk.length), chunk.flat()));
    const { insertId = 0n, numAffectedRows = 0n } = result;
    // A row that was there already has another key, and there is no telling which row it is.
    if (numAffectedRows !== BigInt(chunk.length)) continue;
    const last = Number(insertId);
    for (let i = chunk.length - 1; i >= 0; i--) keys.push(last - i);
  }
  return keys;
}

/** The columns of an `on conflict … do update` that takes every value of the new row. */
export function takeAll(conflict: readonly string[], columns: readonly string[]): string {
  const kept = new Set(conflict);
  const sets = columns.filter((column) => !kept.has(column)).map((column) => `"${column}" = excluded."${column}"`);
  return `on conflict (${conflict.map((column) => `"${column}"`).join(', ')}) do update set ${sets.join(', ')}`;
}

/** A list cut into runs of 64, 32, … 1 items. */
export function* chunks<T>(rows: readonly T[]): Generator<readonly T[]> {
  let from = 0;
  let size = LARGEST_CHUNK;
  while (from < rows.length) {
    while (size > rows.length - from) size /= 2;
    yield rows.slice(from, from + size);
    from += size;
  }
}

function textOf(dialect: DialectName, insert: BulkInsert, count: number): string {
  const table = `${dialect} ${insert.table}`;
  const bySuffix = texts.get(table) ?? new Map<string, Map<number, string>>();
  const byCount = bySuffix.get(insert.suffix) ?? new Map<number, string>();
  const known = byCount.get(count);
  if (known !== undefined) return known;
  texts.set(table, bySuffix.set(insert.suffix, byCount));
  let parameter = 0;
  const row = () => `(${insert.columns.map(() => (dialect === 'sqlite' ? '?' : `$${++parameter}`)).join(', ')})`;
  const values = Array.from({ length: count }, row).join(', ');
  const columns = insert.columns.map((column) => `"${column}"`).join(', ');
  const text = `insert into "${insert.table}" (${columns}) values ${values} ${insert.suffix}`.trim();
  byCount.set(count, text);
  return text;
}
