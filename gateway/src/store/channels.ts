import type { Tx } from './committer.ts';
import type { ChannelRow } from './schema.ts';

/** A channel that is not deleted, as this transaction sees it. */
export async function findLiveChannel(tx: Tx, id: string): Promise<ChannelRow | undefined> {
  return tx.db.selectFrom('channels').selectAll().where('id', '=', id).where('deletedAt', 'is', null).executeTakeFirst();
}

export async function addChannel(tx: Tx, row: ChannelRow): Promise<void> {
  await tx.db.insertInto('channels').values(row).execute();
}

export async function updateChannel(tx: Tx, id: string, values: Partial<Omit<ChannelRow, 'id'>>): Promise<void> {
  await tx.db
    .updateTable('channels')
    .set({ ...values, updatedAt: tx.now })
    .where('id', '=', id)
    .execute();
}
