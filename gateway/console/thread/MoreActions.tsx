import { useMutation } from '@tanstack/react-query';
import { useMe } from '../app/me.ts';
import { call } from '../api/request.ts';
import type { Contact, Conversation } from '../api/wire.ts';
import { isIn } from '../conversations/view.ts';
import { IconButton } from '../parts/Button.tsx';
import { Menu, type MenuEntry } from '../parts/Menu.tsx';
import { sayProblem } from '../parts/toasts.tsx';
import { useStrings } from '../strings/strings.ts';
import { snoozeTimes } from './snooze-times.ts';
import { useAct } from './use-actions.ts';

/** What is done less often, under the three dots. */
export function MoreActions({
  conversation,
  contact,
  onTransfer,
}: {
  readonly conversation: Conversation;
  readonly contact: Contact | undefined;
  readonly onTransfer: () => void;
}) {
  const s = useStrings();
  const me = useMe();
  const act = useAct(conversation);
  const block = useMutation({
    mutationFn: () => call(`/contacts/${conversation.contactId}/block`, { method: 'POST', body: { blocked: contact?.blockedAt === null } }),
    onError: (error) => sayProblem(error, s.app.offline),
  });
  const isClosed = conversation.closedAt !== null;
  const disabled = isClosed || !(isIn(conversation, me.id) || me.role !== 'agent');
  const times = snoozeTimes(Date.now());
  const snooze = (until: number) => act.mutate({ path: '/snooze', body: { until: new Date(until).toISOString() } });
  const isSnoozed = conversation.snoozedUntil !== null;
  const snoozing: readonly MenuEntry[] = isSnoozed
    ? [{ label: s.header.unsnooze, icon: 'moon', disabled, onSelect: () => act.mutate({ path: '/snooze', body: { until: null } }) }]
    : [
        { heading: s.header.snooze },
        { label: s.header.snoozes.hour, icon: 'moon', disabled, onSelect: () => snooze(times.hour) },
        { label: s.header.snoozes.tomorrow, icon: 'moon', disabled, onSelect: () => snooze(times.tomorrow) },
        { label: s.header.snoozes.week, icon: 'moon', disabled, onSelect: () => snooze(times.week) },
      ];
  const isBots = conversation.handler === 'bot';
  return (
    <Menu
      trigger={<IconButton icon="more" label={s.header.more} />}
      entries={[
        { label: s.header.transfer, icon: 'right', disabled, onSelect: onTransfer },
        {
          label: isBots ? s.header.toPeople : s.header.toBot,
          icon: 'bot',
          disabled: isClosed,
          onSelect: () => act.mutate({ path: '/hand-over', body: { to: isBots ? 'people' : 'bot' } }),
        },
        ...(isIn(conversation, me.id) && !isClosed
          ? [{ label: s.header.leave, icon: 'out', onSelect: () => act.mutate({ path: '/leave' }) } as const]
          : []),
        null,
        ...snoozing,
        null,
        {
          label: contact?.blockedAt === null ? s.header.block : s.header.unblock,
          danger: contact?.blockedAt === null,
          disabled: contact === undefined,
          onSelect: () => block.mutate(),
        },
      ]}
    />
  );
}
