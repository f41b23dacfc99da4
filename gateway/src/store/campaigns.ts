import { anyOf } from './any-of.ts';
import type { Tx } from './committer.ts';

/** A link into conversations on one channel. */
export interface CampaignRow {
  id: string;
  name: string;
  channelId: string;
  /** Unique in its channel, and never changed. */
  ref: string;
  text: string | null;
  pageUrl: string | null;
  /** See `Utm`. */
  utmJson: string;
  /** Where it leads, as the platform wants it. */
  url: string;
  createdAt: number;
  updatedAt: number;
}

export async function findCampaign(tx: Tx, id: string): Promise<CampaignRow | undefined> {
  return tx.db.selectFrom('campaigns').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Which of these refs a channel has a campaign for, with the campaign's id. */
export async function findCampaignsOf(tx: Tx, channelId: string, refs: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.db
    .selectFrom('campaigns')
    .select(['id', 'ref'])
    .where('channelId', '=', channelId)
    .where(anyOf(tx.dialect, 'ref', refs))
    .execute();
  return new Map(rows.map((row) => [row.ref, row.id]));
}

/** Writes a new campaign, or every value of a known one. */
export async function saveCampaign(tx: Tx, row: CampaignRow): Promise<void> {
  const { id: _id, ...values } = row;
  await tx.db
    .insertInto('campaigns')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
}

export async function removeCampaign(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('campaigns').where('id', '=', id).execute();
}
