import type { Page, Time } from '../api/wire.ts';
import type { ContactChange, Session } from '../api/wire-organisation.ts';

/** One entry of a customer's timeline: a session of any of their conversations, or a change of what is known of them. */
export type TimelineEntry = { readonly at: Time } & (
  { readonly is: 'session'; readonly session: Session } | { readonly is: 'change'; readonly change: ContactChange }
);

/**
 * Sessions and changes in one order, newest first. What is older than the end of a list of which more follows is left out, since
 * something of that list may belong in between.
 */
export function timelineOf(sessions: Page<Session>, changes: Page<ContactChange>): readonly TimelineEntry[] {
  const entries: readonly TimelineEntry[] = [
    ...sessions.data.map((session) => ({ is: 'session' as const, at: session.openedAt, session })),
    ...changes.data.map((change) => ({ is: 'change' as const, at: change.at, change })),
  ];
  const ends = [
    sessions.nextCursor === null ? '' : (sessions.data.at(-1)?.openedAt ?? ''),
    changes.nextCursor === null ? '' : (changes.data.at(-1)?.at ?? ''),
  ];
  return entries.filter(({ at }) => ends.every((end) => at >= end)).toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}
