import type { ApiKeyRow } from '../schema.ts';
import { type Page, type Reads, pageOf } from './page.ts';

/** API keys that were not taken back, oldest first. */
export async function listApiKeys(
  { reader }: Reads,
  page: { readonly after: string | null; readonly limit: number },
): Promise<Page<ApiKeyRow, string>> {
  let query = reader
    .selectFrom('apiKeys')
    .selectAll()
    .where('revokedAt', 'is', null)
    .orderBy('id')
    .limit(page.limit + 1);
  if (page.after !== null) query = query.where('id', '>', page.after);
  return pageOf(await query.execute(), page.limit, (row) => row.id);
}

/** The API key with this SHA-256 in hexadecimal. */
export async function findApiKeyByHash({ reader }: Reads, hash: string): Promise<ApiKeyRow | undefined> {
  return reader.selectFrom('apiKeys').selectAll().where('hash', '=', hash).executeTakeFirst();
}
