import { anyOf } from './any-of.ts';
import type { Tx } from './committer.ts';
import type { AttachmentRow } from './schema.ts';

/** Registers a file that was uploaded and belongs to no message yet. */
export async function addUpload(tx: Tx, row: AttachmentRow): Promise<void> {
  await tx.db.insertInto('attachments').values(row).execute();
}

/** Marks those of these files for removal that no message has. */
export async function withdrawUnused(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.db
    .updateTable('attachments')
    .set({ state: 'withdrawn', dueAt: tx.now })
    .where('messageId', 'is', null)
    .where(anyOf(tx.dialect, 'id', ids))
    .execute();
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
