import { useMemo, useSyncExternalStore } from 'react';
import { useMembers } from '../api/queries.ts';
import type { Conversation } from '../api/wire.ts';
import { useStrings } from '../strings/strings.ts';
import type { Happening } from './days.ts';
import { happeningsOf } from './happening.ts';
import { onRemembered, rememberedOf } from './remembered.ts';

/** Who joined, left, got it, as lines of the thread: what the conversation itself says, and what was heard since the page was opened. */
export function useHappenings(conversation: Conversation): readonly Happening[] {
  const s = useStrings();
  const members = useMembers().data;
  const events = useSyncExternalStore(onRemembered, () => rememberedOf(conversation.id));
  return useMemo(() => happeningsOf(conversation, events, members ?? [], s), [conversation.participants, events, members, s]);
}
