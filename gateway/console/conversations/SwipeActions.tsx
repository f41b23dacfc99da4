import { type ReactNode, useRef, useState } from 'react';
import { goTo } from '../app/location.ts';
import { useIsNarrow } from '../app/narrow.ts';
import { useMe } from '../app/me.ts';
import type { Conversation } from '../api/wire.ts';
import { Icon, type IconName } from '../parts/icons.tsx';
import { useStrings } from '../strings/strings.ts';
import { CloseDialog } from '../thread/CloseDialog.tsx';
import { isIn } from './view.ts';

/**
 * On a phone a row is pushed aside, and what can be done with it lies behind. The browser's own scrolling moves it, so that it feels as
 * everything else there, and a keyboard or a screen reader finds the buttons as any others.
 */
export function SwipeActions({ conversation, children }: { readonly conversation: Conversation; readonly children: ReactNode }) {
  // Elsewhere nothing lies behind, and a row is only itself.
  return useIsNarrow() ? <Swiped conversation={conversation}>{children}</Swiped> : <div className="swipe">{children}</div>;
}

function Swiped({ conversation, children }: { readonly conversation: Conversation; readonly children: ReactNode }) {
  const s = useStrings();
  const me = useMe();
  const frame = useRef<HTMLDivElement>(null);
  const [ends, setEnds] = useState(false);
  const { id } = conversation;
  const mayEnd = conversation.closedAt === null && (isIn(conversation, me.id) || me.role !== 'agent');
  const act = (what: () => void) => () => {
    frame.current?.scrollTo({ left: 0 });
    what();
  };
  return (
    <div className="swipe" ref={frame}>
      {children}
      <div className="swipe-actions" role="group" aria-label={s.header.more}>
        <Action icon="note" label={s.list.notes} onPress={act(() => goTo({ conversationId: id, shows: 'note' }))} />
        <Action icon="panel" label={s.panel.title} onPress={act(() => goTo({ conversationId: id, details: true }))} />
        <Action icon="clock" label={s.list.history} onPress={act(() => goTo({ conversationId: id, details: true, shows: 'history' }))} />
        {mayEnd && <Action icon="check" label={s.list.end} danger onPress={act(() => setEnds(true))} />}
      </div>
      {ends && <CloseDialog conversation={conversation} onClose={() => setEnds(false)} />}
    </div>
  );
}

function Action({
  icon,
  label,
  danger = false,
  onPress,
}: {
  readonly icon: IconName;
  readonly label: string;
  readonly danger?: boolean;
  readonly onPress: () => void;
}) {
  return (
    <button type="button" className={`swipe-action ${danger ? 'swipe-danger' : ''}`} onClick={onPress}>
      <Icon name={icon} size={20} />
      {label}
    </button>
  );
}
