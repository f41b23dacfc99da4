import { memo } from 'react';
import type { Contact, Conversation, Message } from '../api/wire.ts';
import type { Channel } from '../api/wire-organisation.ts';
import { dateOf, hourOf } from '../parts/times.ts';
import { useLanguage, useStrings } from '../strings/strings.ts';
import { Bubble } from './Bubble.tsx';
import { type Line, dayOf } from './days.ts';

const DAY_MS = 86_400_000;

/** A day, a session's beginning or end, something that happened, or a message. */
export const ThreadLine = memo(function ThreadLine({
  line,
  conversation,
  contact,
  channel,
  onQuote,
}: {
  readonly line: Line;
  readonly conversation: Conversation;
  readonly contact: Contact | undefined;
  readonly channel: Channel | undefined;
  readonly onQuote: (message: Message) => void;
}) {
  const s = useStrings();
  const language = useLanguage();
  if (line.is === 'day') return <DayLine at={line.at} />;
  if (line.is === 'session') {
    const { session, what } = line;
    const reason = session.closeReason ?? '';
    const words = what === 'opened' ? s.thread.opened(session.number) : reason === '' ? s.thread.closed : s.thread.closedFor(reason);
    const at = what === 'opened' ? session.openedAt : (session.closedAt ?? session.openedAt);
    return <p className="happening">{`${words} · ${hourOf(at, language)}`}</p>;
  }
  if (line.is === 'event') return <p className="happening">{`${line.text} · ${hourOf(line.at, language)}`}</p>;
  const { message } = line;
  return (
    <Bubble
      message={message}
      conversation={conversation}
      contact={contact}
      channel={channel}
      quoted={line.quoted}
      isFirst={line.isFirst}
      isLast={line.isLast}
      onQuote={onQuote}
    />
  );
});

function DayLine({ at }: { readonly at: string }) {
  const s = useStrings();
  const language = useLanguage();
  const today = dayOf(new Date().toISOString());
  const yesterday = dayOf(new Date(Date.now() - DAY_MS).toISOString());
  const day = dayOf(at);
  return (
    <p className="day">
      <span>{day === today ? s.thread.today : day === yesterday ? s.thread.yesterday : dateOf(at, language)}</span>
    </p>
  );
}
