import { anyOf } from './any-of.ts';
import type { Tx } from './committer.ts';
import type { AttachmentRow } from './schema.ts';

/** Registers a file that was uploaded and belongs to no message yet. */
export async function addUpload(tx: Tx, row: AttachmentRow): Promise<void> {
  await tx.db.insertInto('attachments').values(row).execute();
}

/** Files that can be sent, by their ids. */
export async function findStoredFiles(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, AttachmentRow>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.db
    .selectFrom('attachments')
    .selectAll()
    .where('state', '=', 'stored')
    .where(anyOf(tx.dialect, 'id', ids))
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}
