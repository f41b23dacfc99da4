import { MOST_UNFINISHED, runOf } from '../model/announcement.ts';
import type { AttachmentInput, Content } from '../model/content.ts';
import type { Actor } from '../model/events.ts';
import { type AnnouncementRow, addAnnouncement, countUnfinished, endAnnouncement, findAnnouncement } from '../store/announcements.ts';
import { findLiveChannel } from '../store/channels.ts';
import type { Unit } from '../store/unit.ts';
import { type Failure, badField, failure, isFailure } from './failure.ts';
import { findFiles, sharedFiles } from './files.ts';

/** What is to be said to everybody, and when. */
export interface AnnouncementDraft {
  readonly channelId: string;
  readonly content: Content<AttachmentInput>;
  /** Milliseconds since 1970; null: now. */
  readonly startsAt: number | null;
  /** Null: as long as usual. */
  readonly endsAt: number | null;
}

/** Makes an announcement. From the commit on, or from its beginning, every page of the channel shows it. */
export async function announce(unit: Unit, draft: AnnouncementDraft, author: Actor): Promise<AnnouncementRow | Failure> {
  const channel = await findLiveChannel(unit.tx, draft.channelId);
  if (channel === undefined) return badField('channelId', 'There is no such channel.');
  if (channel.type !== 'widget') return badField('channelId', 'Only a widget has pages that can show an announcement.');
  const run = runOf(draft, unit.now);
  if ('wrong' in run) return badField(run.wrong, run.why);
  if ((await countUnfinished(unit.tx, channel.id)) >= MOST_UNFINISHED) {
    return badField('channelId', `This channel has ${MOST_UNFINISHED} announcements that have not ended. Withdraw one first.`);
  }
  const found = await findFiles(unit, draft.content, unit.factsOf(channel.id).mediaRules);
  if (isFailure(found)) return found;
  const content = sharedFiles(unit, draft.content, found);
  if (isFailure(content)) return content;
  const row: AnnouncementRow = {
    id: unit.ids.next('ann'),
    channelId: channel.id,
    contentJson: JSON.stringify(content),
    authorJson: JSON.stringify(author),
    ...run,
    withdrawnAt: null,
    createdAt: unit.now,
  };
  await addAnnouncement(unit.tx, row);
  unit.announces = true;
  return row;
}

/** Takes an announcement back: no page shows it any more. One that has ended stays as it is, so that this is safe to repeat. */
export async function withdraw(unit: Unit, id: string): Promise<AnnouncementRow | Failure> {
  const row = await findAnnouncement(unit.tx, id);
  if (row === undefined) return failure('not_found', 'There is no such announcement.');
  if (row.endsAt <= unit.now) return row;
  await endAnnouncement(unit.tx, id, unit.now);
  unit.announces = true;
  return { ...row, endsAt: unit.now, withdrawnAt: unit.now };
}
