import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { DialectName } from './dialect.ts';

/**
 * `column in (values)` with the values as one parameter, so that the statement's text, and with it its plan, is the same for any
 * number of values.
 */
export function anyOf(dialect: DialectName, column: string, values: readonly string[]): Expression<SqlBool> {
  if (dialect === 'postgres') return sql<SqlBool>`${sql.ref(column)} = any(${values}::text[])`;
  return sql<SqlBool>`${sql.ref(column)} in (select "value" from json_each(${JSON.stringify(values)}))`;
}

/** The values as the rows of a table with one column, "value". */
export function rowsOf(dialect: DialectName, values: readonly string[]): RawBuilder<unknown> {
  if (dialect === 'postgres') return sql`(select unnest(${values}::text[]) as "value")`;
  return sql`(select "value" from json_each(${JSON.stringify(values)}))`;
}
