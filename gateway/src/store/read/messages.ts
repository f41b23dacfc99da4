import { sql } from 'kysely';
import { type MessageRecord, messageRecord } from '../records.ts';
import { type Viewer, isOfSeen } from '../sight.ts';
import { type Page, type Reads, pageOf } from './page.ts';

interface Asked {
  /** Messages before this number; null for the newest. */
  readonly before: number | null;
  readonly limit: number;
  /** Only notes, or only what is no note; undefined for all. */
  readonly visibility?: MessageRecord['visibility'] | undefined;
}

/** A conversation's messages, newest first, one more than was asked for; none where the viewer may not see it. */
export function messagesQuery({ reader }: Reads, conversationId: string, viewer: Viewer, { before, limit, visibility }: Asked) {
  let query = reader
    .selectFrom('messages')
    .selectAll()
    .where('conversationId', '=', conversationId)
    .where(isOfSeen(viewer, sql`${conversationId}`))
    .orderBy('seq', 'desc')
    .limit(limit + 1);
  if (before !== null) query = query.where('seq', '<', before);
  // Written out: an index of notes alone cannot be chosen for a value that is only bound.
  return visibility === undefined ? query : query.where('visibility', '=', sql.lit(visibility));
}

/** A page of a conversation's messages, newest first; empty where the viewer may not see it. */
export async function listMessages(
  reads: Reads,
  conversationId: string,
  viewer: Viewer,
  page: Asked,
): Promise<Page<MessageRecord, number>> {
  const rows = await messagesQuery(reads, conversationId, viewer, page).execute();
  const found = pageOf(rows, page.limit, (row) => row.seq);
  return { rows: found.rows.map(messageRecord), next: found.next };
}
