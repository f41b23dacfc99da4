import type { Tx } from './committer.ts';

/** Something said to everybody on a widget's pages. One row, however many see it. */
export interface AnnouncementRow {
  id: string;
  channelId: string;
  /** `Content` */
  contentJson: string;
  /** Who made it: an `Actor`. */
  authorJson: string;
  startsAt: number;
  /** Not shown from then on. Set to the moment of the withdrawal by one. */
  endsAt: number;
  withdrawnAt: number | null;
  createdAt: number;
}

export async function findAnnouncement(tx: Tx, id: string): Promise<AnnouncementRow | undefined> {
  return tx.db.selectFrom('announcements').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function addAnnouncement(tx: Tx, row: AnnouncementRow): Promise<void> {
  await tx.db.insertInto('announcements').values(row).execute();
}

/** How many of a channel run or are still to run. */
export async function countUnfinished(tx: Tx, channelId: string): Promise<number> {
  const row = await tx.db
    .selectFrom('announcements')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('channelId', '=', channelId)
    .where('endsAt', '>', tx.now)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** Ends it now. */
export async function endAnnouncement(tx: Tx, id: string, at: number): Promise<void> {
  await tx.db.updateTable('announcements').set({ endsAt: at, withdrawnAt: at }).where('id', '=', id).execute();
}
