import { type Expression, type SqlBool, sql } from 'kysely';
import type { DialectName } from '../dialect.ts';
import type { Store } from '../store.ts';

/** What a read needs of the store. */
export type Reads = Pick<Store, 'reader' | 'dialect'>;

/** Some rows of a list, and the place of the last one when there are more. */
export interface Page<Row, Place> {
  readonly rows: readonly Row[];
  readonly next: Place | null;
}

/** A page of rows of which one more than `limit` was asked for, so that it is known whether there are more. */
export function pageOf<Row, Place>(rows: readonly Row[], limit: number, placeOf: (row: Row) => Place): Page<Row, Place> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return { rows: kept, next: rows.length > limit && last !== undefined ? placeOf(last) : null };
}

/** Whether a text column contains the words, letters of the Latin alphabet in either case. Nothing in the words is a pattern. */
export function contains(dialect: DialectName, text: Expression<unknown>, words: string): Expression<SqlBool> {
  const position = sql.raw(dialect === 'sqlite' ? 'instr' : 'strpos');
  return sql<SqlBool>`${position}(lower(${text}), lower(${words})) > 0`;
}
