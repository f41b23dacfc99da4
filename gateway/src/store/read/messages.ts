import { type MessageRecord, messageRecord } from '../records.ts';
import { type Page, type Reads, pageOf } from './page.ts';

/** A conversation's messages, newest first, before a number in it. */
export async function listMessages(
  { reader }: Reads,
  conversationId: string,
  page: { readonly before: number | null; readonly limit: number },
): Promise<Page<MessageRecord, number>> {
  let query = reader
    .selectFrom('messages')
    .selectAll()
    .where('conversationId', '=', conversationId)
    .orderBy('seq', 'desc')
    .limit(page.limit + 1);
  if (page.before !== null) query = query.where('seq', '<', page.before);
  const found = pageOf(await query.execute(), page.limit, (row) => row.seq);
  return { rows: found.rows.map(messageRecord), next: found.next };
}
