import { setImmediate as letOthersRun } from 'node:timers/promises';
import { sql } from 'kysely';
import { envelopeJson } from './envelope.ts';
import { type Viewer, isMember, isOfSeen } from './sight.ts';
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
  /** Whether there was no more. */
  readonly isEnd: boolean;
}

export interface EventQuery {
  readonly after: Cursor;
  readonly limit: number;
  readonly types?: readonly string[];
  /** Only what this member may see at this moment. */
  readonly viewer?: Viewer;
}

/**
 * What happened after a cursor.
 *
 * On PostgreSQL many transactions write at once and commit in any order, so a row may appear behind one that was read already.
 * Readers therefore go by the transaction's number and stop before the oldest one that is still open
 * (https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-PG-SNAPSHOT): what lies before it cannot change any more.
 */
export async function readEvents(store: Store, query: EventQuery): Promise<EventPage> {
  const { viewer, limit } = query;
  const json: string[] = [];
  let next = query.after;
  // What a member may not see is passed over some at a time: most of a long log may be other teams'.
  for (;;) {
    const stretch = viewer === undefined ? undefined : await stretchAfter(store, next);
    if (stretch?.end === null) return { json, next, isEnd: true };
    const rows = await readStretch(store, { ...query, after: next, limit: limit - json.length }, stretch?.end);
    json.push(...rows.map((row) => envelopeJson(row)));
    const last = rows.at(-1);
    if (stretch === undefined || json.length === limit) {
      return { json, next: last === undefined ? next : { tx: last.tx, position: last.position }, isEnd: json.length < limit };
    }
    next = stretch.end;
    if (stretch.isLast) return { json, next, isEnd: true };
    await letOthersRun();
  }
}

async function readStretch(store: Store, { after, limit, types, viewer }: EventQuery, end: Cursor | undefined) {
  let select = inOrder(store, after)
    .select(['id', 'tx', 'position', 'type', 'occurredAt', 'conversationSeq', 'actorJson', 'dataJson'])
    .limit(limit);
  if (end !== undefined) select = select.where(isUpTo(store, end));
  if (types !== undefined && types.length > 0) select = select.where('type', 'in', types);
  if (viewer !== undefined) select = select.where(isToldTo(viewer));
  return select.execute();
}

/** What is about no conversation is every member's to know. */
function isToldTo(viewer: string) {
  const seen = isOfSeen(viewer, sql.ref('events.conversationId'));
  return sql<boolean>`(("events"."conversationId" is null and ${isMember(viewer)}) or ${seen})`;
}

/** An event of which only those are read whole that somebody wants. */
export interface EventPlace {
  readonly type: string;
  readonly conversationId: string | null;
}
export interface WantedEvent extends EventPlace {
  readonly dataJson: string;
}

/** What happened after a cursor, of which only what `isWanted` is read whole: most of a busy log may be others'. */
export async function readWanted(
  store: Store,
  after: Cursor,
  limit: number,
  isWanted: (place: EventPlace) => boolean,
): Promise<{ readonly events: readonly WantedEvent[]; readonly next: Cursor; readonly isEnd: boolean }> {
  const places = await inOrder(store, after).select(['id', 'tx', 'position', 'type', 'conversationId']).limit(limit).execute();
  const wanted = places.filter(isWanted);
  const last = places.at(-1);
  const next = last === undefined ? after : { tx: last.tx, position: last.position };
  const positions = wanted.map((place) => place.position);
  const rows = positions.length === 0 ? [] : await dataOf(store, positions);
  const data = new Map(rows.map((row) => [row.position, row.dataJson]));
  const events = wanted.flatMap(({ type, conversationId, position }) => {
    const dataJson = data.get(position);
    return dataJson === undefined ? [] : { type, conversationId, dataJson };
  });
  return { events, next, isEnd: places.length < limit };
}

function dataOf({ reader, dialect }: Store, positions: readonly number[]) {
  const among =
    dialect === 'sqlite'
      ? sql<boolean>`"position" in (select "value" from json_each(${JSON.stringify(positions)}))`
      : sql<boolean>`"position" = any(${positions}::bigint[])`;
  return reader.selectFrom('events').select(['position', 'dataJson']).where(among).execute();
}

const STRETCH = 1000;

/** Where the next events end, of which there are at most so many; null: there are none. What lies before it cannot change any more. */
async function stretchAfter(
  store: Store,
  after: Cursor,
): Promise<{ readonly end: Cursor; readonly isLast: boolean } | { readonly end: null }> {
  const rows = await inOrder(store, after).select(['tx', 'position']).limit(STRETCH).execute();
  return { end: rows.at(-1) ?? null, isLast: rows.length < STRETCH };
}

function inOrder({ reader, dialect }: Store, after: Cursor) {
  const select = reader.selectFrom('events');
  if (dialect === 'sqlite') {
    // One writer: the position alone is the order, and SQLite would not use an index for both.
    return select.where('position', '>', after.position).orderBy('position');
  }
  return select
    .where(sql<boolean>`("tx", "position") > (${after.tx}, ${after.position})`)
    .where(IS_SETTLED)
    .orderBy('tx')
    .orderBy('position');
}

function isUpTo({ dialect }: Store, end: Cursor) {
  return dialect === 'sqlite'
    ? sql<boolean>`"position" <= ${end.position}`
    : sql<boolean>`("tx", "position") <= (${end.tx}, ${end.position})`;
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
