import { useMemo, useSyncExternalStore } from 'react';
import { useMembers } from '../api/queries.ts';
import type { Conversation, EventEnvelope } from '../api/wire.ts';
import type { Member } from '../api/wire-organisation.ts';
import { useStrings } from '../strings/strings.ts';
import type { Strings } from '../strings/en.ts';
import type { Happening } from './days.ts';
import { sentenceOf } from './happening.ts';
import { onRemembered, rememberedOf } from './remembered.ts';

/** Who joined, left, got it, as lines of the thread: what the conversation itself says, and what was heard since the page was opened. */
export function useHappenings(conversation: Conversation): readonly Happening[] {
  const s = useStrings();
  const members = useMembers().data;
  const events = useSyncExternalStore(onRemembered, () => rememberedOf(conversation.id));
  return useMemo(() => happeningsOf(conversation, events, members ?? [], s), [conversation.participants, events, members, s]);
}

/** Oldest first; who is in a conversation is told once, by the event or else by the conversation. */
export function happeningsOf(
  { participants }: Pick<Conversation, 'participants'>,
  events: readonly EventEnvelope[],
  members: readonly Pick<Member, 'id' | 'name'>[],
  s: Strings,
): readonly Happening[] {
  const told = events.flatMap((event): readonly Happening[] => {
    const text = sentenceOf(event, s);
    return text === undefined ? [] : [{ is: 'event', key: event.id, text, at: event.occurredAt }];
  });
  const heard = new Set(events.filter(({ type }) => type === 'conversation.joined').map(({ data }) => data.member?.id));
  const joined = participants.flatMap(({ memberId, joinedAt }): readonly Happening[] => {
    const member = members.find((one) => one.id === memberId);
    if (member === undefined || heard.has(memberId)) return [];
    return [{ is: 'event', key: `joined ${memberId}`, text: s.thread.events.joined(member.name), at: joinedAt }];
  });
  return [...joined, ...told].toSorted((one, other) => one.at.localeCompare(other.at));
}
