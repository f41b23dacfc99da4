import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { Handler, Status } from '../../model/status.ts';
import { anyOf } from '../any-of.ts';
import type { Schema } from '../schema.ts';
import type { Viewer } from '../sight.ts';
import type { Reads } from './page.ts';
import { type Found, findConversationsWith } from './search.ts';

/** Which conversations are asked for. What is absent does not matter. */
export interface ConversationFilter {
  /** Only what this member may see; undefined: everything. */
  readonly viewer?: Viewer;
  /** `all`: not closed; `joined`: not closed and the viewer, or without one anybody, has joined; `online`: on the website now. */
  readonly view?: 'all' | 'joined' | 'online' | undefined;
  readonly status?: readonly Status[] | undefined;
  readonly waiting?: 'any' | 'none' | 'ok' | 'soon' | 'overdue' | undefined;
  readonly channelId?: readonly string[] | undefined;
  readonly teamId?: string | undefined;
  /** Null: those that nobody owns. */
  readonly assigneeId?: string | null | undefined;
  readonly contactId?: string | undefined;
  readonly handler?: Handler | undefined;
  /** Whether there is something that the viewer has not read. Needs a viewer. */
  readonly unread?: boolean | undefined;
  /** What was found by words, see `withFound`. */
  readonly found?: Found | undefined;
}

/** A filter as it is asked: `q`, words that are looked for in what was said and in people's details. */
export type AskedFilter = Omit<ConversationFilter, 'found'> & { readonly q?: string | undefined };

/** Looks for the words of a filter first. */
export async function withFound(reads: Reads, { q, ...filter }: AskedFilter): Promise<ConversationFilter> {
  return q === undefined ? filter : { ...filter, found: await findConversationsWith(reads, q) };
}

export type Where = ExpressionBuilder<Schema, 'conversations'>;

/** Open or closed conversations: each kind has its own indexes. */
export type Openness = 'open' | 'closed';

/** `updated`: last changed first; `created`: newest first; `waiting`: who waits longest first, nobody else. */
export type ConversationSort = 'updated' | 'created' | 'waiting';

/** Where a filter leads: some views, waits and statuses are only of open conversations, and some of none at all. */
export function opennessOf({ view, waiting, status }: ConversationFilter, sort?: ConversationSort): readonly Openness[] {
  const waits = sort === 'waiting' || (waiting !== undefined && waiting !== 'none');
  const mayBeOpen = status === undefined || status.some((one) => one !== 'closed' && !(waits && one === 'active'));
  const mayBeClosed = view === undefined && !waits && (status === undefined || status.includes('closed'));
  return [...(mayBeOpen ? (['open'] as const) : []), ...(mayBeClosed ? (['closed'] as const) : [])];
}

/** All of the filter but the team and the viewer, which say where to look. */
export function matching(where: Where, { reader, dialect }: Reads, filter: ConversationFilter, now: number): Expression<SqlBool> {
  const all: Expression<SqlBool>[] = [];
  if (filter.view !== undefined) all.push(inView(where, reader, filter.view, filter.viewer, now));
  if (filter.status !== undefined) all.push(where.or(filter.status.map((status) => hasStatus(where, status, now))));
  if (filter.waiting !== undefined) all.push(isWaiting(where, filter.waiting, now));
  if (filter.channelId !== undefined) all.push(anyOf(dialect, 'channelId', filter.channelId));
  if (filter.assigneeId === null) all.push(where('assigneeId', 'is', null));
  else if (filter.assigneeId !== undefined) all.push(where('assigneeId', '=', filter.assigneeId));
  if (filter.contactId !== undefined) all.push(where('contactId', '=', filter.contactId));
  if (filter.handler !== undefined) all.push(where('handler', '=', filter.handler));
  if (filter.unread !== undefined) all.push(hasUnread(where, filter.viewer, filter.unread));
  const { found } = filter;
  if (found !== undefined) all.push(found.is === 'few' ? anyOf(dialect, 'conversations.id', found.ids) : found.where);
  return where.and(all);
}

function inView(
  where: Where,
  reader: Reads['reader'],
  view: 'all' | 'joined' | 'online',
  viewer: Viewer,
  now: number,
): Expression<SqlBool> {
  // Only the widget knows who is on the website.
  if (view === 'online')
    return sql<SqlBool>`"id" in (select "conversationId" from "visitors" where "onlineUntil" > ${now} and "conversationId" is not null)`;
  const isOpen = where('closedAt', 'is', null);
  if (view === 'all') return isOpen;
  if (viewer === undefined) return where.and([isOpen, where('isJoined', '=', 1)]);
  const joined = reader.selectFrom('participants').select('conversationId').where('memberId', '=', viewer).where('isOpen', '=', 1);
  return where.and([isOpen, where('id', 'in', joined)]);
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

/** See `waitingAt`: a level begins when its time is over, not when it is reached. A wait that has no such time never comes to it. */
export function isLevel(where: Where, level: 'ok' | 'soon' | 'overdue', now: number): Expression<SqlBool> {
  const isBefore = (column: 'soonAt' | 'overdueAt') => where.or([where(column, '>=', now), where(column, 'is', null)]);
  if (level === 'ok') return where.and([isBefore('soonAt'), isBefore('overdueAt')]);
  if (level === 'overdue') return where('overdueAt', '<', now);
  return where.and([where('soonAt', '<', now), isBefore('overdueAt')]);
}

/** Whether the customer has written more than the viewer has read. Nobody in particular has nothing unread. */
function hasUnread(where: Where, viewer: Viewer, wanted: boolean): Expression<SqlBool> {
  if (viewer === undefined) return sql<SqlBool>`${wanted ? 1 : 0} = 0`;
  const unread = sql<SqlBool>`"inboundCount" > coalesce((
    select "inboundRead" from "reads" where "reads"."memberId" = ${viewer} and "reads"."conversationId" = "conversations"."id"), 0)`;
  return wanted ? unread : where.not(unread);
}
