import type { MemberRow } from '../schema.ts';
import { type Page, type Reads, pageOf } from './page.ts';

/** The people of the organisation, oldest first. */
export async function listMembers(
  { reader }: Reads,
  page: { readonly after: string | null; readonly limit: number },
): Promise<Page<MemberRow, string>> {
  let query = reader
    .selectFrom('members')
    .selectAll()
    .where('removedAt', 'is', null)
    .orderBy('id')
    .limit(page.limit + 1);
  if (page.after !== null) query = query.where('id', '>', page.after);
  return pageOf(await query.execute(), page.limit, (row) => row.id);
}

/** A member who was not removed. */
export async function readMember({ reader }: Reads, id: string): Promise<MemberRow | undefined> {
  return reader.selectFrom('members').selectAll().where('id', '=', id).where('removedAt', 'is', null).executeTakeFirst();
}
