import type { Reads } from './page.ts';

/** The address that a contact's answers go to; null: none is known. */
export async function readContactEmail({ reader }: Pick<Reads, 'reader'>, contactId: string): Promise<string | null> {
  return (await reader.selectFrom('contacts').select('email').where('id', '=', contactId).executeTakeFirst())?.email ?? null;
}
