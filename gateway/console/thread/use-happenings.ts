import { useMemo, useState } from 'react';
import { useEvents } from '../app/Live.tsx';
import type { EventEnvelope, Id } from '../api/wire.ts';
import { useStrings } from '../strings/strings.ts';
import type { Line } from './days.ts';
import { sentenceOf } from './happening.ts';

/** Who joined, left, got it: lines at the end of a thread, of what happens while one looks at it. */
export function useHappenings(conversationId: Id): readonly Line[] {
  const s = useStrings();
  const [events, setEvents] = useState<readonly EventEnvelope[]>([]);
  useEvents((event) => {
    if (event.data.conversation?.id !== conversationId) return;
    // A new message begins a new page of the record: what happened before it is told by the sessions.
    if (event.data.message !== undefined && event.type.startsWith('message.')) setEvents((known) => known.slice(-2));
    else setEvents((known) => [...known, event].slice(-6));
  });
  return useMemo(
    () =>
      events.flatMap((event): readonly Line[] => {
        const text = sentenceOf(event, s);
        return text === undefined ? [] : [{ is: 'event', key: event.id, text, at: event.occurredAt }];
      }),
    [events, s],
  );
}
