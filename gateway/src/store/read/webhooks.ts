import { sql } from 'kysely';
import { type Page, type Reads, pageOf } from './page.ts';

/** A platform's webhook that brought something new. */
export interface KeptWebhook {
  readonly id: string;
  readonly channelId: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly characters: number;
}

/** Webhooks whose bodies are kept, latest first: all of them, or the one that brought a message. */
export async function listWebhooks(
  { reader }: Pick<Reads, 'reader'>,
  { messageId }: { readonly messageId?: string | undefined },
  page: { readonly before: string | null; readonly limit: number },
): Promise<Page<KeptWebhook, string>> {
  let query = reader
    .selectFrom('webhooks')
    .select(['id', 'channelId', 'receivedAt', sql<number>`length("body")`.as('characters')])
    .orderBy('id', 'desc')
    .limit(page.limit + 1);
  if (messageId !== undefined) {
    const its = reader.selectFrom('messages').select('webhookId').where('id', '=', messageId).where('webhookId', 'is not', null);
    query = query.where('id', 'in', its.$castTo<{ webhookId: string }>());
  }
  if (page.before !== null) query = query.where('id', '<', page.before);
  return pageOf(await query.execute(), page.limit, (row) => row.id);
}

/** One with its body as it came; undefined where it was never kept or is past its time. */
export async function findWebhook({ reader }: Pick<Reads, 'reader'>, id: string) {
  return reader.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst();
}
