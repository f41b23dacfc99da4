import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { Handler, Status } from '../../model/status.ts';
import { STATUSES } from '../../model/status.ts';
import { anyOf } from '../any-of.ts';
import { type ConversationRecord, conversationRecord } from '../records.ts';
import type { Schema } from '../schema.ts';
import { type Page, type Reads, contains, pageOf } from './page.ts';

/** Which conversations are asked for. What is absent does not matter. */
export interface ConversationFilter {
  /** `all`: not closed; `joined`: not closed and a member (this one, where `memberId` is given) has joined; `online`: on the website now. */
  readonly view?: 'all' | 'joined' | 'online' | undefined;
  readonly memberId?: string | undefined;
  readonly status?: readonly Status[] | undefined;
  readonly waiting?: 'any' | 'none' | 'ok' | 'soon' | 'overdue' | undefined;
  readonly channelId?: readonly string[] | undefined;
  readonly teamId?: string | undefined;
  /** Null: those that nobody owns. */
  readonly assigneeId?: string | null | undefined;
  readonly contactId?: string | undefined;
  readonly handler?: Handler | undefined;
  /** Words in the contact's name, email or phone, or in the last message. */
  readonly q?: string | undefined;
}

/** `updated`: last changed first; `created`: newest first; `waiting`: who waits longest first, nobody else. */
export type ConversationSort = 'updated' | 'created' | 'waiting';
/** Where a list goes on: the sorted value and the id of the last row. */
export type ConversationPlace = readonly [value: number, id: string];

type Where = ExpressionBuilder<Schema, 'conversations'>;
const SORTED = { updated: 'updatedAt', created: 'createdAt', waiting: 'waitingSince' } as const;

/** One page of conversations. */
export async function listConversations(
  { reader, dialect }: Reads,
  filter: ConversationFilter,
  now: number,
  page: { readonly sort: ConversationSort; readonly after: ConversationPlace | null; readonly limit: number },
): Promise<Page<ConversationRecord, ConversationPlace>> {
  const column = SORTED[page.sort];
  const direction = page.sort === 'waiting' ? 'asc' : 'desc';
  let query = reader
    .selectFrom('conversations')
    .selectAll()
    .where((where) => matching(where, { reader, dialect }, filter, now))
    .orderBy(column, direction)
    .orderBy('id', direction)
    .limit(page.limit + 1);
  if (page.sort === 'waiting') query = query.where('waitingSince', 'is not', null).where('closedAt', 'is', null);
  if (page.after !== null) {
    const [value, id] = page.after;
    const beyond = sql.raw(direction === 'asc' ? '>' : '<');
    query = query.where(sql<SqlBool>`(${sql.ref(column)}, "id") ${beyond} (${value}, ${id})`);
  }
  const found = pageOf(await query.execute(), page.limit, (row): ConversationPlace => [row[column] ?? 0, row.id]);
  return { rows: found.rows.map(conversationRecord), next: found.next };
}

function matching(where: Where, { reader, dialect }: Reads, filter: ConversationFilter, now: number): Expression<SqlBool> {
  const all: Expression<SqlBool>[] = [];
  if (filter.view !== undefined) all.push(inView(where, filter.view, filter.memberId));
  if (filter.status !== undefined) all.push(where.or(filter.status.map((status) => hasStatus(where, status, now))));
  if (filter.waiting !== undefined) all.push(isWaiting(where, filter.waiting, now));
  if (filter.channelId !== undefined) all.push(anyOf(dialect, 'channelId', filter.channelId));
  if (filter.teamId !== undefined) all.push(where('teamId', '=', filter.teamId));
  if (filter.assigneeId === null) all.push(where('assigneeId', 'is', null));
  else if (filter.assigneeId !== undefined) all.push(where('assigneeId', '=', filter.assigneeId));
  if (filter.contactId !== undefined) all.push(where('contactId', '=', filter.contactId));
  if (filter.handler !== undefined) all.push(where('handler', '=', filter.handler));
  if (filter.q !== undefined) all.push(mentions(where, { reader, dialect }, filter.q));
  return where.and(all);
}

function inView(where: Where, view: 'all' | 'joined' | 'online', memberId: string | undefined): Expression<SqlBool> {
  // Only the widget knows who is on the website.
  if (view === 'online') return sql<SqlBool>`1 = 0`;
  const isOpen = where('closedAt', 'is', null);
  if (view === 'all') return isOpen;
  const joined =
    memberId === undefined ? where('participantsJson', '!=', '[]') : where('participantsJson', 'like', `%"memberId":"${memberId}"%`);
  return where.and([isOpen, joined]);
}

/**
 * The status as it is now. The stored one is brought into line at every change, so that only the waiting clock can have moved on:
 * a `pending` row may be `overdue` by now.
 */
function hasStatus(where: Where, status: Status, now: number): Expression<SqlBool> {
  if (status !== 'pending' && status !== 'soon_overdue' && status !== 'overdue') return where('status', '=', status);
  const level = status === 'pending' ? 'ok' : status === 'soon_overdue' ? 'soon' : 'overdue';
  return where.and([where('status', 'in', ['pending', 'soon_overdue', 'overdue']), isLevel(where, level, now)]);
}

function isWaiting(where: Where, waiting: 'any' | 'none' | 'ok' | 'soon' | 'overdue', now: number): Expression<SqlBool> {
  const waits = where.and([where('waitingSince', 'is not', null), where('closedAt', 'is', null)]);
  if (waiting === 'none') return where.not(waits);
  return waiting === 'any' ? waits : where.and([waits, isLevel(where, waiting, now)]);
}

/** See `waitingAt`: a level begins when its time is over, not when it is reached. */
function isLevel(where: Where, level: 'ok' | 'soon' | 'overdue', now: number): Expression<SqlBool> {
  if (level === 'ok') return where.and([where('soonAt', '>=', now), where('overdueAt', '>=', now)]);
  if (level === 'overdue') return where('overdueAt', '<', now);
  return where.and([where('soonAt', '<', now), where('overdueAt', '>=', now)]);
}

function mentions(where: Where, { reader, dialect }: Reads, q: string): Expression<SqlBool> {
  const summary = dialect === 'sqlite' ? sql`json_extract("lastMessageJson", '$.summary')` : sql`("lastMessageJson"::json ->> 'summary')`;
  const people = reader
    .selectFrom('contacts')
    .select('id')
    .where((contact) => contact.or((['name', 'email', 'phone'] as const).map((column) => contains(dialect, contact.ref(column), q))));
  return where.or([contains(dialect, summary, q), where('contactId', 'in', people)]);
}

/** How many conversations there are of every kind. */
export interface ConversationCounts {
  readonly statuses: Readonly<Record<Status, number>>;
  readonly views: { readonly all: number; readonly joined: number; readonly online: number };
  /** Open conversations in which a customer waits, by level. */
  readonly waiting: { readonly ok: number; readonly soon: number; readonly overdue: number };
}

/** Every category's number, by one statement. */
export async function countConversations(reads: Reads, filter: ConversationFilter, now: number): Promise<ConversationCounts> {
  const row = await reads.reader
    .selectFrom('conversations')
    .where((where) => matching(where, reads, filter, now))
    .select((select) => {
      const number = (condition: Expression<SqlBool>) => sql<number>`count(case when ${condition} then 1 end)`;
      return [
        ...STATUSES.map((status) => number(hasStatus(select, status, now)).as(`status_${status}` as const)),
        number(inView(select, 'all', undefined)).as('view_all'),
        number(inView(select, 'joined', filter.memberId)).as('view_joined'),
        ...(['ok', 'soon', 'overdue'] as const).map((level) => number(isWaiting(select, level, now)).as(`waiting_${level}` as const)),
      ];
    })
    .executeTakeFirstOrThrow();
  const statuses = {
    bot: row.status_bot,
    rep_needed: row.status_rep_needed,
    pending: row.status_pending,
    soon_overdue: row.status_soon_overdue,
    overdue: row.status_overdue,
    active: row.status_active,
    closed: row.status_closed,
  };
  return {
    statuses,
    views: { all: row.view_all, joined: row.view_joined, online: 0 },
    waiting: { ok: row.waiting_ok, soon: row.waiting_soon, overdue: row.waiting_overdue },
  };
}

/** A conversation, or undefined. */
export async function findConversation({ reader }: Reads, id: string): Promise<ConversationRecord | undefined> {
  const row = await reader.selectFrom('conversations').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : conversationRecord(row);
}

/** The conversations of a contact, on every channel. */
export async function conversationIdsOfContact({ reader }: Reads, contactId: string): Promise<readonly string[]> {
  const rows = await reader.selectFrom('conversations').select('id').where('contactId', '=', contactId).execute();
  return rows.map((row) => row.id);
}

/** The conversation of whoever goes by this key on the channel. */
export async function conversationIdOfKey(
  { reader }: Reads,
  channelId: string,
  key: { readonly kind: string; readonly value: string },
): Promise<string | undefined> {
  const row = await reader
    .selectFrom('identityKeys')
    .innerJoin('conversations', 'conversations.identityId', 'identityKeys.identityId')
    .select('conversations.id')
    .where('identityKeys.channelId', '=', channelId)
    .where('identityKeys.kind', '=', key.kind)
    .where('identityKeys.value', '=', key.value)
    .executeTakeFirst();
  return row?.id;
}
