import { anyOf } from '../any-of.ts';
import type { CampaignRow } from '../campaigns.ts';
import { type Viewer, seenBy } from '../sight.ts';
import { type Page, type Reads, pageOf } from './page.ts';

/** What came of a campaign, in sessions that the viewer may see. */
export interface CampaignFigures {
  readonly sessions: number;
  readonly conversations: number;
  /** When the latest of the sessions began; null: there is none. */
  readonly lastSessionAt: number | null;
}
export type CountedCampaign = CampaignRow & CampaignFigures;

/** Campaigns of connected channels, oldest first, after an id, with their figures. */
export async function listCampaigns(
  reads: Reads,
  filter: { readonly channelId?: string | undefined },
  viewer: Viewer,
  page: { readonly after: string | null; readonly limit: number },
): Promise<Page<CountedCampaign, string>> {
  let query = shown(reads)
    .orderBy('campaigns.id')
    .limit(page.limit + 1);
  if (filter.channelId !== undefined) query = query.where('campaigns.channelId', '=', filter.channelId);
  if (page.after !== null) query = query.where('campaigns.id', '>', page.after);
  const found = pageOf(await query.execute(), page.limit, (row) => row.id);
  return { rows: await withFigures(reads, found.rows, viewer), next: found.next };
}

/** One of a connected channel. */
export async function readCampaign(reads: Reads, id: string, viewer: Viewer): Promise<CountedCampaign | undefined> {
  const row = await shown(reads).where('campaigns.id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : (await withFigures(reads, [row], viewer))[0];
}

function shown({ reader }: Reads) {
  return reader
    .selectFrom('campaigns')
    .innerJoin('channels', 'channels.id', 'campaigns.channelId')
    .selectAll('campaigns')
    .where('channels.deletedAt', 'is', null);
}

/** What sessions name as their source, with the figures of all of them in one statement, by `sessionsByRef`. */
export async function withFigures<Row extends Pick<CampaignRow, 'channelId' | 'ref'>>(
  reads: Reads,
  rows: readonly Row[],
  viewer: Viewer,
): Promise<readonly (Row & CampaignFigures)[]> {
  if (rows.length === 0) return [];
  const channels = [...new Set(rows.map((row) => row.channelId))];
  const refs = [...new Set(rows.map((row) => row.ref))];
  const figures = await reads.reader
    .selectFrom('sessions')
    .innerJoin('conversations', 'conversations.id', 'sessions.conversationId')
    .select(({ fn }) => [
      'sessions.channelId',
      'sessions.sourceRef',
      fn.countAll().as('sessions'),
      fn.count('sessions.conversationId').distinct().as('conversations'),
      fn.max('sessions.openedAt').as('lastSessionAt'),
    ])
    .where('sessions.sourceRef', 'is not', null)
    .where(anyOf(reads.dialect, 'sessions.channelId', channels))
    .where(anyOf(reads.dialect, 'sessions.sourceRef', refs))
    .where(seenBy(viewer))
    .groupBy(['sessions.channelId', 'sessions.sourceRef'])
    .execute();
  const known = new Map(figures.map((one) => [`${one.channelId} ${one.sourceRef ?? ''}`, one]));
  return rows.map((row) => {
    const one = known.get(`${row.channelId} ${row.ref}`);
    return {
      ...row,
      sessions: Number(one?.sessions ?? 0),
      conversations: Number(one?.conversations ?? 0),
      lastSessionAt: one === undefined ? null : Number(one.lastSessionAt),
    };
  });
}
