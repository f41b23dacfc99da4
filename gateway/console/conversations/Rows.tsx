import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useMe } from '../app/me.ts';
import { useChannels, useMembers, useTeams } from '../api/queries.ts';
import type { Conversation, Id } from '../api/wire.ts';
import { useStrings } from '../strings/strings.ts';
import { wayIn } from '../thread/standing.ts';
import { ConversationRow } from './ConversationRow.tsx';

const ROW_PX = 84;
const MORE_BEFORE_END = 10;

/** Only rows in sight are in the page, however long the list is. */
export function Rows({
  conversations,
  openId,
  selected,
  onToggle,
  onOpen,
  onEnd,
}: {
  readonly conversations: readonly Conversation[];
  readonly openId: Id | null;
  readonly selected: ReadonlySet<Id> | null;
  readonly onToggle: (id: Id) => void;
  readonly onOpen: (id: Id) => void;
  readonly onEnd: (() => void) | undefined;
}) {
  const s = useStrings();
  const channels = useChannels().data;
  const members = useMembers().data;
  const teams = useTeams().data ?? [];
  const me = useMe();
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: conversations.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
  });
  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (onEnd !== undefined && last >= conversations.length - MORE_BEFORE_END) onEnd();
  }, [last, conversations.length, onEnd]);
  useEffect(() => {
    const at = conversations.findIndex((one) => one.id === openId);
    if (at !== -1) virtual.scrollToIndex(at, { align: 'auto' });
    // Only when another one is opened: a list that moves by itself must not carry the reader away.
  }, [openId]);
  return (
    <div className="rows" ref={frame} tabIndex={0} role="group" aria-label={s.list.title}>
      <ul style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {rows.map((row) => {
          const conversation = conversations[row.index];
          if (conversation === undefined) return null;
          return (
            <li key={conversation.id} className="row-place" style={{ height: ROW_PX, transform: `translateY(${row.start}px)` }}>
              <ConversationRow
                conversation={conversation}
                channel={channels?.find((one) => one.id === conversation.channelId)}
                owner={members?.find((one) => one.id === conversation.assigneeId)}
                way={wayIn(conversation, teams, me)}
                isOpen={conversation.id === openId}
                isSelected={selected === null ? undefined : selected.has(conversation.id)}
                onToggle={onToggle}
                onOpen={onOpen}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
