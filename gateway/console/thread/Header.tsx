import { useState } from 'react';
import { goTo } from '../app/location.ts';
import { useMe } from '../app/me.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { useMembers } from '../api/queries.ts';
import type { Contact, Conversation } from '../api/wire.ts';
import type { Channel } from '../api/wire-organisation.ts';
import { WaitingClock } from '../conversations/WaitingClock.tsx';
import { isIn } from '../conversations/view.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { Button, IconButton } from '../parts/Button.tsx';
import { ChannelBadge } from '../parts/ChannelBadge.tsx';
import { presenceWords } from '../panel/presence.ts';
import { nameOf } from '../parts/name.ts';
import { useLanguage, useStrings } from '../strings/strings.ts';
import { CloseDialog } from './CloseDialog.tsx';
import { MoreActions } from './MoreActions.tsx';
import { TransferDialog } from './TransferDialog.tsx';
import { WindowClock } from './WindowClock.tsx';
import { useAct, useJoin } from './use-actions.ts';

/** Who one talks with, who else is here, how much time there is, and what can be done. */
export function Header({
  conversation,
  contact,
  channel,
  details,
}: {
  readonly conversation: Conversation;
  readonly contact: Contact | undefined;
  readonly channel: Channel | undefined;
  readonly details: boolean;
}) {
  const s = useStrings();
  const language = useLanguage();
  const { presence } = conversation;
  const me = useMe();
  const act = useAct(conversation);
  const join = useJoin(conversation);
  const [dialog, setDialog] = useState<'close' | 'transfer' | null>(null);
  const name = nameOf(contact, s, conversation);
  const isClosed = conversation.closedAt !== null;
  const isInside = isIn(conversation, me.id);
  const mayEnd = isInside || me.role !== 'agent';
  const showDetails = () => goTo({ details: !details });
  useShortcuts({
    join: () => !isInside && !isClosed && join.isPossible && join.run(),
    close: () => mayEnd && !isClosed && setDialog('close'),
    details: showDetails,
  });
  return (
    <header className="talk-head">
      <h1 className="hidden">{name}</h1>
      <IconButton icon="left" label={s.app.back} className="only-phone" onClick={() => goTo({ conversationId: null, details: false })} />
      <button type="button" className="talk-who" aria-expanded={details} onClick={showDetails}>
        <Avatar name={name} id={conversation.contactId} url={contact?.avatarUrl ?? null} />
        <span className="talk-names">
          <span className="talk-name">{name}</span>
          <span className="talk-where">
            <ChannelBadge type={channel?.type} name={channel?.name} />
            <span>{channel?.name}</span>
            {presence && (
              <span>{`· ${[presenceWords(presence, s, language), presence.online && presence.page?.title].filter(Boolean).join(' · ')}`}</span>
            )}
          </span>
        </span>
      </button>
      <div className="talk-facts">
        {conversation.waiting !== null && <WaitingClock waiting={conversation.waiting} />}
        {!isClosed && <WindowClock window={conversation.window} />}
        <Representatives conversation={conversation} />
      </div>
      <div className="talk-actions">
        {isClosed && (
          <Button small busy={act.isPending} onClick={() => act.mutate({ path: '/reopen' })}>
            {s.header.reopen}
          </Button>
        )}
        {!isClosed && !isInside && join.isPossible && (
          <Button small look="accent" busy={join.busy} onClick={join.run}>
            {join.label}
          </Button>
        )}
        {!isClosed && isInside && (
          <Button small className="talk-leave" busy={act.isPending} onClick={() => act.mutate({ path: '/leave' })}>
            {s.header.leave}
          </Button>
        )}
        {!isClosed && mayEnd && (
          <Button small icon="check" onClick={() => setDialog('close')}>
            {s.header.close}
          </Button>
        )}
        <MoreActions conversation={conversation} contact={contact} onTransfer={() => setDialog('transfer')} />
        <IconButton icon="panel" label={s.header.details} aria-pressed={details} onClick={showDetails} />
      </div>
      {dialog === 'close' && <CloseDialog conversation={conversation} onClose={() => setDialog(null)} />}
      {dialog === 'transfer' && <TransferDialog conversation={conversation} onClose={() => setDialog(null)} />}
    </header>
  );
}

function Representatives({ conversation }: { readonly conversation: Conversation }) {
  const s = useStrings();
  const members = useMembers().data ?? [];
  const ids = conversation.participants.map((one) => one.memberId);
  if (conversation.assigneeId !== null && !ids.includes(conversation.assigneeId)) ids.unshift(conversation.assigneeId);
  const found = ids.flatMap((id) => members.filter((one) => one.id === id));
  if (found.length === 0) return null;
  return (
    <ul className="reps" aria-label={s.header.representatives}>
      {found.slice(0, 4).map((member) => {
        const isOwner = member.id === conversation.assigneeId;
        const label = isOwner ? `${member.name} (${s.header.owner})` : member.name;
        return (
          <li key={member.id} className={isOwner ? 'rep-owner' : ''} title={label}>
            <Avatar name={member.name} id={member.id} size={28} />
            <span className="hidden">{label}</span>
          </li>
        );
      })}
      {found.length > 4 && <li className="reps-more">+{found.length - 4}</li>}
    </ul>
  );
}
