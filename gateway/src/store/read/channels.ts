import type { ChannelRow } from '../schema.ts';
import { type Page, type Reads, pageOf } from './page.ts';

/** Every channel there ever was: conversations of a deleted one are still shown. */
export async function readChannelRows({ reader }: Reads): Promise<readonly ChannelRow[]> {
  return reader.selectFrom('channels').selectAll().execute();
}

/** Channels that are not deleted, oldest first. */
export async function listChannels(
  { reader }: Reads,
  filter: { readonly type?: string | undefined },
  page: { readonly after: string | null; readonly limit: number },
): Promise<Page<ChannelRow, string>> {
  let query = reader
    .selectFrom('channels')
    .selectAll()
    .where('deletedAt', 'is', null)
    .orderBy('id')
    .limit(page.limit + 1);
  if (filter.type !== undefined) query = query.where('type', '=', filter.type);
  if (page.after !== null) query = query.where('id', '>', page.after);
  return pageOf(await query.execute(), page.limit, (row) => row.id);
}

/** A channel that is not deleted. */
export async function findChannel({ reader }: Reads, id: string): Promise<ChannelRow | undefined> {
  return reader.selectFrom('channels').selectAll().where('id', '=', id).where('deletedAt', 'is', null).executeTakeFirst();
}
