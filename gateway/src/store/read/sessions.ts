import { sql } from 'kysely';
import type { SessionRow } from '../schema.ts';
import { type Viewer, seenBy } from '../sight.ts';
import { type Page, type Reads, pageOf } from './page.ts';

/** A session's row; of an open one with the team that its conversation has now. */
export type SessionFacts = SessionRow;

function allSessions({ reader }: Reads) {
  return reader
    .selectFrom('sessions')
    .innerJoin('conversations', 'conversations.id', 'sessions.conversationId')
    .selectAll('sessions')
    .select(
      sql<string | null>`case when "sessions"."closedAt" is null then "conversations"."teamId" else "sessions"."teamId" end`.as('teamId'),
    );
}

/** A conversation's sessions, newest first, before a number in it. By the unique index of conversation and number. */
export async function listSessions(
  reads: Reads,
  conversationId: string,
  viewer: Viewer,
  page: { readonly before: number | null; readonly limit: number },
): Promise<Page<SessionFacts, number>> {
  let query = allSessions(reads)
    .where('sessions.conversationId', '=', conversationId)
    .where(seenBy(viewer))
    .orderBy('sessions.number', 'desc')
    .limit(page.limit + 1);
  if (page.before !== null) query = query.where('sessions.number', '<', page.before);
  return pageOf(await query.execute(), page.limit, (row) => row.number);
}

/** Sessions of all conversations of a contact, newest first, before a time and id. By `conversationsByContact`. */
export async function listSessionsOfContact(
  reads: Reads,
  contactId: string,
  viewer: Viewer,
  page: { readonly before: readonly [number, string] | null; readonly limit: number },
): Promise<Page<SessionFacts, readonly [number, string]>> {
  let query = allSessions(reads)
    .where('conversations.contactId', '=', contactId)
    .where(seenBy(viewer))
    .orderBy('sessions.openedAt', 'desc')
    .orderBy('sessions.id', 'desc')
    .limit(page.limit + 1);
  const { before } = page;
  if (before !== null) {
    const [openedAt, id] = before;
    query = query.where((where) =>
      where.or([
        where('sessions.openedAt', '<', openedAt),
        where.and([where('sessions.openedAt', '=', openedAt), where('sessions.id', '<', id)]),
      ]),
    );
  }
  return pageOf(await query.execute(), page.limit, (row) => [row.openedAt, row.id] as const);
}
