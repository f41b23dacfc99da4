import type { AttachmentRow } from '../schema.ts';
import type { Reads } from './page.ts';

/** A file as it is registered, or undefined. */
export async function findAttachment({ reader }: Reads, id: string): Promise<AttachmentRow | undefined> {
  return reader.selectFrom('attachments').selectAll().where('id', '=', id).executeTakeFirst();
}
