import type { Content } from './content.ts';

/** What an announcement may be: what a page can show to somebody who has no conversation, and answer with a press. */
export const ANNOUNCED_TYPES = ['text', 'image', 'video', 'audio', 'file', 'choice', 'card'] as const satisfies readonly Content['type'][];

/** So long it runs where nobody says when it ends: who comes once a week sees it. */
export const USUAL_RUN_MS = 7 * 86_400_000;
/** What has to be said for longer belongs into the page, or into the widget's welcome message. */
export const LONGEST_RUN_MS = 90 * 86_400_000;
export const LATEST_START_MS = 366 * 86_400_000;
/** Of one channel, scheduled ones too: every page gets all that run, and people read none of many. */
export const MOST_UNFINISHED = 10;

/** `scheduled`: not yet; `running`: shown; `ended`: its time is over; `withdrawn`: taken back before. */
export const ANNOUNCEMENT_STATES = ['scheduled', 'running', 'ended', 'withdrawn'] as const;
export type AnnouncementState = (typeof ANNOUNCEMENT_STATES)[number];

/** When an announcement is shown. Milliseconds since 1970. */
export interface Run {
  readonly startsAt: number;
  /** Not shown from then on. */
  readonly endsAt: number;
  readonly withdrawnAt: number | null;
}

export function announcementState({ startsAt, endsAt, withdrawnAt }: Run, now: number): AnnouncementState {
  if (withdrawnAt !== null) return 'withdrawn';
  if (now >= endsAt) return 'ended';
  return now >= startsAt ? 'running' : 'scheduled';
}

/** When it runs, by what was asked for; or which of the two times is wrong, and why. */
export function runOf(
  asked: { readonly startsAt: number | null; readonly endsAt: number | null },
  now: number,
): Pick<Run, 'startsAt' | 'endsAt'> | { readonly wrong: 'startsAt' | 'endsAt'; readonly why: string } {
  // What should have begun already begins now: nobody is shown something as older than it is.
  const startsAt = Math.max(now, asked.startsAt ?? now);
  if (startsAt > now + LATEST_START_MS) return { wrong: 'startsAt', why: 'It can begin at most 366 days from now.' };
  const endsAt = asked.endsAt ?? startsAt + USUAL_RUN_MS;
  if (endsAt <= startsAt) return { wrong: 'endsAt', why: 'It must end after it begins, and not have ended already.' };
  if (endsAt > startsAt + LONGEST_RUN_MS) return { wrong: 'endsAt', why: 'It can run for at most 90 days.' };
  return { startsAt, endsAt };
}

/** What stands for a list of announcements: another one for every other list. An announcement never changes. */
export function versionOf(announcements: readonly { readonly id: string }[]): string {
  return announcements.map(({ id }) => id).join(',');
}
