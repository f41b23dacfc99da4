import { sql } from 'kysely';
import { type MessageRecord, messageRecord } from '../records.ts';
import { type Viewer, isOfSeen } from '../sight.ts';
import { type Page, type Reads, pageOf } from './page.ts';

/** A conversation's messages, newest first, before a number in it; none where the viewer may not see it. */
export async function listMessages(
  { reader }: Reads,
  conversationId: string,
  viewer: Viewer,
  page: { readonly before: number | null; readonly limit: number },
): Promise<Page<MessageRecord, number>> {
  let query = reader
    .selectFrom('messages')
    .selectAll()
    .where('conversationId', '=', conversationId)
    .where(isOfSeen(viewer, sql`${conversationId}`))
    .orderBy('seq', 'desc')
    .limit(page.limit + 1);
  if (page.before !== null) query = query.where('seq', '<', page.before);
  const found = pageOf(await query.execute(), page.limit, (row) => row.seq);
  return { rows: found.rows.map(messageRecord), next: found.next };
}
