import { memo } from 'react';
import { useMe } from '../app/me.ts';
import { useContact } from '../api/contacts.ts';
import type { Conversation, Id } from '../api/wire.ts';
import type { Channel, Member } from '../api/wire-organisation.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { ChannelBadge } from '../parts/ChannelBadge.tsx';
import { Icon } from '../parts/icons.tsx';
import { nameOf } from '../parts/name.ts';
import { shortTime } from '../parts/times.ts';
import { useLanguage, useStrings } from '../strings/strings.ts';
import { shownSummary } from '../thread/summary.ts';
import { useEntrance } from '../thread/use-actions.ts';
import { SwipeActions } from './SwipeActions.tsx';
import { WaitingClock } from './WaitingClock.tsx';
import { isIn } from './view.ts';

/** One conversation in the list: who, where, what last, how long they wait, who has it. */
export const ConversationRow = memo(function ConversationRow({
  conversation,
  channel,
  owner,
  way,
  isOpen,
  isSelected,
  onToggle,
  onOpen,
}: {
  readonly conversation: Conversation;
  readonly channel: Channel | undefined;
  readonly owner: Member | undefined;
  /** How one could get in. */
  readonly way: 'join' | 'grab' | null;
  readonly isOpen: boolean;
  /** Undefined while nothing is being selected. */
  readonly isSelected: boolean | undefined;
  readonly onToggle: (id: Id) => void;
  readonly onOpen: (id: Id) => void;
}) {
  const s = useStrings();
  const me = useMe();
  const language = useLanguage();
  const contact = useContact(conversation.contactId);
  const name = nameOf(contact, s, conversation);
  const unread = conversation.unread ?? 0;
  const { lastMessage } = conversation;
  const at = lastMessage?.createdAt ?? conversation.updatedAt;
  return (
    <SwipeActions conversation={conversation}>
      <div className={`row ${isOpen ? 'row-open' : ''} ${unread > 0 ? 'row-unread' : ''}`}>
        {isSelected !== undefined && (
          <input
            type="checkbox"
            className="row-check"
            aria-label={`${s.list.select}: ${name}`}
            checked={isSelected}
            onChange={() => onToggle(conversation.id)}
          />
        )}
        <button type="button" className="row-main" aria-current={isOpen ? 'true' : undefined} onClick={() => onOpen(conversation.id)}>
          <span className="row-face">
            <Avatar name={name} id={conversation.contactId} url={contact?.avatarUrl ?? null} />
            <ChannelBadge type={channel?.type} name={channel?.name} />
          </span>
          <span className="row-text">
            <span className="row-line">
              <span className="row-name">{name}</span>
              <time className="row-time" dateTime={at}>
                {shortTime(at, Date.now(), language)}
              </time>
            </span>
            <span className="row-line">
              <span className="row-said">{saidOf(conversation, s)}</span>
              {unread > 0 && (
                <span className="unread" aria-label={s.list.unread(unread)}>
                  {unread > 99 ? '99+' : unread}
                </span>
              )}
            </span>
            <RowFacts conversation={conversation} owner={owner} />
          </span>
        </button>
        {way !== null && conversation.closedAt === null && !isIn(conversation, me.id) && (
          <JoinButton conversation={conversation} way={way} />
        )}
      </div>
    </SwipeActions>
  );
});

function saidOf({ lastMessage }: Conversation, s: ReturnType<typeof useStrings>): string {
  if (lastMessage === null) return s.list.nothingSaid;
  const prefix = lastMessage.visibility === 'internal' ? s.list.noteSaid : lastMessage.direction === 'outbound' ? s.list.youSaid : '';
  return prefix + shownSummary(lastMessage.summary, s);
}

function RowFacts({ conversation, owner }: { readonly conversation: Conversation; readonly owner: Member | undefined }) {
  const s = useStrings();
  const me = useMe();
  return (
    <span className="row-facts">
      {conversation.waiting !== null ? (
        <WaitingClock waiting={conversation.waiting} />
      ) : (
        conversation.closedAt !== null && <span className="faint">{s.status.closed}</span>
      )}
      {conversation.handler === 'bot' && conversation.closedAt === null && (
        <span className="row-fact">
          <Icon name="bot" size={14} />
          {s.status.bot}
        </span>
      )}
      {conversation.snoozedUntil !== null && (
        <span className="row-fact">
          <Icon name="moon" size={14} />
          {s.list.snoozed}
        </span>
      )}
      {owner !== undefined && (
        <span className="row-fact">
          <Icon name="user" size={14} />
          {owner.id === me.id ? s.list.you : owner.name}
        </span>
      )}
    </span>
  );
}

/** JOIN, or GRAB, in the row of what one is not in. */
function JoinButton({ conversation, way }: { readonly conversation: Conversation; readonly way: 'join' | 'grab' }) {
  const entrance = useEntrance(conversation, way);
  return (
    <button type="button" className="row-join" disabled={entrance.busy} onClick={entrance.run}>
      {entrance.label}
    </button>
  );
}
