import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Contact, Conversation, Message } from '../api/wire.ts';
import type { Channel, Session } from '../api/wire-organisation.ts';
import { usePending } from '../composer/outgoing.ts';
import { Button } from '../parts/Button.tsx';
import { Failed, Waiting } from '../parts/Empty.tsx';
import { Icon } from '../parts/icons.tsx';
import { shownName } from '../parts/name.ts';
import { useStrings } from '../strings/strings.ts';
import { ThreadLine } from './ThreadLine.tsx';
import { type Happening, linesOf } from './days.ts';
import { PendingBubble } from './PendingBubble.tsx';
import { Writing } from './Writing.tsx';
import { type Stretch, stretchesOf } from './stretches.ts';
import { summaryOf } from './summary.ts';
import { useHappenings } from './use-happenings.ts';
import { useMessages, useSessions } from './use-messages.ts';

/** Of a line, before it was measured. */
const GUESS_PX = 64;
/** Stretches from the beginning of what is loaded. */
const EARLIER_WITHIN = 2;
/** So near to the end one reads along, and new messages may scroll. */
const AT_END_PX = 120;

/** What was said, oldest above. Only what is in sight is in the page; scrolling up loads earlier messages. */
export function Thread({
  conversation,
  contact,
  channel,
  onQuote,
}: {
  readonly conversation: Conversation;
  readonly contact: Contact | undefined;
  readonly channel: Channel | undefined;
  readonly onQuote: (message: Message) => void;
}) {
  const s = useStrings();
  const found = useMessages(conversation.id);
  const sessions = useSessions(conversation.id);
  const happenings = useHappenings(conversation.id, found.messages[0]?.createdAt);
  const pending = usePending(conversation.id, found.messages);
  const stretches = useStretches(found.messages, sessions.data, happenings, !found.hasEarlier);
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: stretches.length + pending.length,
    getScrollElement: () => frame.current,
    estimateSize: (i) => (stretches[i]?.lines.length ?? 1) * GUESS_PX,
    // Another function makes it place everything anew.
    getItemKey: useCallback((i: number) => stretches[i]?.key ?? pending[i - stretches.length]?.key ?? i, [stretches, pending]),
    overscan: 1,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: AT_END_PX,
    paddingEnd: 12,
    paddingStart: 12,
  });
  const isReady = !found.isPending;
  // Until the reader scrolls away, the end stays in sight, whatever grows: pictures arrive, notes and sessions come in between.
  const stays = useRef(true);
  const top = useRef(0);
  useLayoutEffect(() => {
    if (isReady && stays.current && !virtual.isAtEnd()) virtual.scrollToEnd();
  });
  // The composer grows and shrinks with what is written in it, and the thread's frame with it.
  useEffect(() => {
    if (frame.current === null) return;
    const observer = new ResizeObserver(() => stays.current && virtual.scrollToEnd());
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, [isReady]);
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const isPlaced = items.length > 0;
  useEffect(() => {
    if (isReady && isPlaced && first < EARLIER_WITHIN && found.messages.length > 0) found.loadEarlier();
  }, [first, isReady, isPlaced, found.messages.length]);
  const announcement = useAnnouncement(found.messages);
  if (found.error !== null && found.messages.length === 0) return <Failed error={found.error} onRetry={found.retry} />;
  if (found.isPending) {
    return (
      <div className="thread">
        <Waiting rows={4} />
      </div>
    );
  }
  return (
    <div className="thread-frame">
      <div
        className="thread"
        ref={frame}
        tabIndex={0}
        role="log"
        aria-label={s.thread.label}
        aria-live="off"
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          // What grows moves the thread down; up goes only the reader, by whatever means. Asked of the element: the virtualizer has
          // not heard of this scroll yet.
          if (scrollHeight - scrollTop - clientHeight <= AT_END_PX) stays.current = true;
          else if (scrollTop < top.current) stays.current = false;
          top.current = scrollTop;
        }}
      >
        {!found.hasEarlier && <p className="thread-begin">{s.thread.beginning}</p>}
        {found.isLoadingEarlier && <p className="thread-earlier">{s.thread.loadEarlier}</p>}
        <div className="thread-lines" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const stretch = stretches[item.index];
            const waiting = pending[item.index - stretches.length];
            return (
              <div
                key={item.key}
                className="thread-place"
                data-index={item.index}
                ref={virtual.measureElement}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {stretch?.lines.map((line) => (
                  <ThreadLine
                    key={line.key}
                    line={line}
                    conversation={conversation}
                    contact={contact}
                    channel={channel}
                    onQuote={onQuote}
                  />
                ))}
                {stretch === undefined && waiting !== undefined && <PendingBubble pending={waiting} />}
              </div>
            );
          })}
        </div>
      </div>
      <Writing conversation={conversation} contact={contact} />
      {!virtual.isAtEnd(AT_END_PX) && isPlaced && (
        <Button small className="thread-down" onClick={() => virtual.scrollToEnd()}>
          <Icon name="down" size={16} />
          {s.thread.newest}
        </Button>
      )}
      <p className="hidden" role="status">
        {announcement}
      </p>
    </div>
  );
}

function useStretches(
  messages: readonly Message[],
  sessions: readonly Session[] | undefined,
  happenings: readonly Happening[],
  isWhole: boolean,
): readonly Stretch[] {
  const before = useRef<readonly Stretch[]>([]);
  const stretches = useMemo(
    () => stretchesOf(linesOf(messages, sessions, happenings), isWhole, before.current),
    [messages, sessions, happenings, isWhole],
  );
  useEffect(() => void (before.current = stretches), [stretches]);
  return stretches;
}

/** What a screen reader hears of a new message; nothing of those that were there. */
function useAnnouncement(messages: readonly Message[]): string {
  const s = useStrings();
  const [words, setWords] = useState('');
  const last = messages.at(-1);
  const known = useRef<number | undefined>(undefined);
  useEffect(() => {
    if (last === undefined) return;
    if (known.current !== undefined && last.seq > known.current && last.direction === 'inbound') {
      setWords(`${shownName(last.author.name ?? '', s)}: ${summaryOf(last.content, s)}`);
    }
    known.current = last.seq;
  }, [last]);
  return words;
}
