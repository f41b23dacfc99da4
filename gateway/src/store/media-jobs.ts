import type { Tx } from './committer.ts';
import type { AttachmentRow } from './schema.ts';
import type { Store } from './store.ts';

/** Files to fetch, and withdrawn ones to remove, that are due. */
export async function dueMedia(store: Store, now: number, limit: number): Promise<readonly AttachmentRow[]> {
  return store.reader
    .selectFrom('attachments')
    .selectAll()
    .where('dueAt', 'is not', null)
    .where('dueAt', '<=', now)
    .orderBy('dueAt')
    .limit(limit)
    .execute();
}

/** Puts a file off, so that another gateway does not fetch it at the same time. False when another one did so first. */
export async function takeMedia(tx: Tx, row: Pick<AttachmentRow, 'id' | 'dueAt'>, until: number): Promise<boolean> {
  const result = await tx.db
    .updateTable('attachments')
    .set((query) => ({ dueAt: until, attempts: query('attempts', '+', 1) }))
    .where('id', '=', row.id)
    .where('dueAt', '=', row.dueAt)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Writes what is known of a file now. */
export async function updateMedia(tx: Tx, id: string, change: Partial<Omit<AttachmentRow, 'id'>>): Promise<void> {
  await tx.db.updateTable('attachments').set(change).where('id', '=', id).execute();
}

/** Writes how fetching a file ended. False where its message was taken back meanwhile: then nothing of it is kept. */
export async function endMedia(tx: Tx, id: string, change: Partial<Omit<AttachmentRow, 'id'>>): Promise<boolean> {
  const result = await tx.db.updateTable('attachments').set(change).where('id', '=', id).where('state', '=', 'pending').executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** One file, for serving. */
export async function findMedia(store: Store, id: string): Promise<AttachmentRow | undefined> {
  return store.reader.selectFrom('attachments').selectAll().where('id', '=', id).executeTakeFirst();
}
