import { sql } from 'kysely';
import { envelopeJson } from './envelope.ts';
import type { Store } from './store.ts';

/** A place in the log: the transaction and the position within the whole log. */
export interface Cursor {
  readonly tx: number;
  readonly position: number;
}

/** The cursor that a text names, or undefined when it names none. The empty text is the log's beginning. */
export function parseCursor(text: string): Cursor | undefined {
  if (text === '') return { tx: 0, position: 0 };
  const match = /^(\d{1,16})\.(\d{1,16})$/.exec(text);
  return match === null ? undefined : { tx: Number(match[1]), position: Number(match[2]) };
}

export function cursorText(cursor: Cursor): string {
  return `${cursor.tx}.${cursor.position}`;
}

/** Some of the log, in order. */
export interface EventPage {
  /** Envelopes as JSON, except for the signatures of their files' addresses. */
  readonly json: readonly string[];
  /** Where to go on; the same as asked when there was nothing new. */
  readonly next: Cursor;
}

/**
 * What happened after a cursor.
 *
 * On PostgreSQL many transactions write at once and commit in any order, so a row may appear behind one that was read already.
 * Readers therefore go by the transaction's number and stop before the oldest one that is still open
 * (https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-PG-SNAPSHOT): what lies before it cannot change any more.
 */
export async function readEvents(
  store: Store,
  query: { readonly after: Cursor; readonly limit: number; readonly types?: readonly string[] },
): Promise<EventPage> {
  let select = store.reader
    .selectFrom('events')
    .select(['id', 'tx', 'position', 'type', 'occurredAt', 'conversationSeq', 'actorJson', 'dataJson'])
    .limit(query.limit);
  if (store.dialect === 'postgres') {
    select = select
      .where(sql<boolean>`("tx", "position") > (${query.after.tx}, ${query.after.position})`)
      .where(IS_SETTLED)
      .orderBy('tx')
      .orderBy('position');
  } else {
    // One writer: the position alone is the order, and SQLite would not use an index for both.
    select = select.where('position', '>', query.after.position).orderBy('position');
  }
  if (query.types !== undefined && query.types.length > 0) select = select.where('type', 'in', query.types);
  const rows = await select.execute();
  const last = rows.at(-1);
  return { json: rows.map((row) => envelopeJson(row)), next: last === undefined ? query.after : { tx: last.tx, position: last.position } };
}

/** Not of a transaction that is still open, nor behind one that is. */
export const IS_SETTLED = sql<boolean>`"tx" < pg_snapshot_xmin(pg_current_snapshot())::text::bigint`;

/** The end of the log as a reader sees it now. */
export async function lastCursor(store: Store): Promise<Cursor> {
  const select = store.reader.selectFrom('events').select(['tx', 'position']).limit(1);
  const row = await (
    store.dialect === 'postgres'
      ? select.where(IS_SETTLED).orderBy('tx', 'desc').orderBy('position', 'desc')
      : select.orderBy('position', 'desc')
  ).executeTakeFirst();
  return row ?? { tx: 0, position: 0 };
}
