import type { AnnouncementRow } from '../announcements.ts';
import type { Viewer } from '../sight.ts';
import { type CampaignFigures, withFigures } from './campaigns.ts';
import { type Page, type Reads, pageOf } from './page.ts';

/** With what came of it: sessions that began with an answer to it. */
export type CountedAnnouncement = AnnouncementRow & CampaignFigures;

/** Announcements of connected channels, newest first, before an id, with their figures. */
export async function listAnnouncements(
  reads: Reads,
  filter: { readonly channelId?: string | undefined },
  viewer: Viewer,
  page: { readonly after: string | null; readonly limit: number },
): Promise<Page<CountedAnnouncement, string>> {
  let query = shown(reads)
    .orderBy('announcements.id', 'desc')
    .limit(page.limit + 1);
  if (filter.channelId !== undefined) query = query.where('announcements.channelId', '=', filter.channelId);
  if (page.after !== null) query = query.where('announcements.id', '<', page.after);
  const found = pageOf(await query.execute(), page.limit, (row) => row.id);
  return { rows: await counted(reads, found.rows, viewer), next: found.next };
}

/** One of a connected channel. */
export async function readAnnouncement(reads: Reads, id: string, viewer: Viewer): Promise<CountedAnnouncement | undefined> {
  const row = await shown(reads).where('announcements.id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : (await counted(reads, [row], viewer))[0];
}

/** One that a page may have shown: it has begun, whatever became of it since. */
export async function findBegun({ reader }: Reads, channelId: string, id: string, now: number): Promise<AnnouncementRow | undefined> {
  return reader
    .selectFrom('announcements')
    .selectAll()
    .where('id', '=', id)
    .where('channelId', '=', channelId)
    .where('startsAt', '<=', now)
    .executeTakeFirst();
}

/** Those of all channels that have not ended, in the order in which they begin. Asked twice a second. */
export function unfinishedQuery({ reader }: Pick<Reads, 'reader'>, now: number) {
  return reader.selectFrom('announcements').selectAll().where('endsAt', '>', now).orderBy('startsAt').orderBy('id');
}

export async function readUnfinished(reads: Reads, now: number): Promise<readonly AnnouncementRow[]> {
  return unfinishedQuery(reads, now).execute();
}

function shown({ reader }: Reads) {
  return reader
    .selectFrom('announcements')
    .innerJoin('channels', 'channels.id', 'announcements.channelId')
    .selectAll('announcements')
    .where('channels.deletedAt', 'is', null);
}

/** The `ref` of a source that is an announcement is its id. */
async function counted(reads: Reads, rows: readonly AnnouncementRow[], viewer: Viewer): Promise<readonly CountedAnnouncement[]> {
  return withFigures(reads, rows.map((row) => ({ ...row, ref: row.id })), viewer); // prettier-ignore
}
