import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import * as Popover from 'radix-ui/popover';
import { useEffect, useRef, useState } from 'react';
import { readKept, writeKept } from '../app/kept.ts';
import { goTo } from '../app/location.ts';
import { keys } from '../api/keys.ts';
import { ApiProblem, call } from '../api/request.ts';
import type { Page } from '../api/wire.ts';
import { Button } from '../parts/Button.tsx';
import { Empty, Failed } from '../parts/Empty.tsx';
import { Check } from '../parts/Field.tsx';
import { Icon } from '../parts/icons.tsx';
import { say } from '../parts/toasts.tsx';
import { shownName } from '../parts/name.ts';
import { useStrings } from '../strings/strings.ts';
import { NotificationLine } from './NotificationLine.tsx';
import { type Notification as Told, isUnread } from './notification.ts';
import { chime } from './chime.ts';

const MOST = 30;

/** The bell, bottom left: what happened that concerns whoever is signed in. */
export function NotificationCentre() {
  const s = useStrings();
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const found = useQuery({
    queryKey: keys.notifications,
    queryFn: () => call<Page<Told>>('/notifications', { query: { limit: MOST } }),
    // A gateway without them simply has none.
    retry: (failures, error) => failures < 2 && !(error instanceof ApiProblem && error.status === 404),
  });
  const markAll = useMutation({
    mutationFn: () => call('/notifications/read', { method: 'POST', body: { all: true } }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.notifications }),
  });
  const all = found.data?.data ?? [];
  const unread = all.filter(isUnread);
  useTelling(found.data === undefined ? undefined : unread);
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <button
          type="button"
          className="rail-link"
          title={s.notifications.title}
          aria-label={unread.length === 0 ? s.notifications.title : s.notifications.unread(unread.length)}
        >
          <Icon name="bell" size={22} />
          {unread.length > 0 && <span className="rail-number">{unread.length > 99 ? '99+' : unread.length}</span>}
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="popover notifications"
          side="right"
          align="end"
          sideOffset={8}
          collisionPadding={8}
          aria-label={s.notifications.title}
        >
          <header className="block-head">
            <h2>{s.notifications.title}</h2>
            {unread.length > 0 && (
              <Button small look="quiet" busy={markAll.isPending} onClick={() => markAll.mutate()}>
                {s.notifications.markAll}
              </Button>
            )}
          </header>
          {found.isError && !(found.error instanceof ApiProblem && found.error.status === 404) ? (
            <Failed error={found.error} onRetry={() => void found.refetch()} />
          ) : all.length === 0 ? (
            <Empty icon="bell" title={s.notifications.empty} />
          ) : (
            <ul className="notification-list" tabIndex={0}>
              {all.map((one) => (
                <NotificationLine
                  key={one.id}
                  notification={one}
                  onOpen={() => {
                    setOpen(false);
                    if (one.conversation !== null) goTo({ page: 'inbox', conversationId: one.conversation.id });
                  }}
                />
              ))}
            </ul>
          )}
          <Choices />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Sound and the browser's own notifications: off until somebody wants them. */
function Choices() {
  const s = useStrings();
  const [sound, setSound] = useState(readKept('sound') === 'on');
  const [browser, setBrowser] = useState(readKept('browser notifications') === 'on');
  const wantBrowser = async (isOn: boolean) => {
    const allowed = !isOn || (await Notification.requestPermission()) === 'granted';
    if (!allowed) say(s.notifications.denied, true);
    writeKept('browser notifications', isOn && allowed ? 'on' : null);
    setBrowser(isOn && allowed);
  };
  return (
    <footer className="notification-choices">
      <Check
        label={s.notifications.sound}
        checked={sound}
        onChange={(event) => {
          const isOn = event.currentTarget.checked;
          writeKept('sound', isOn ? 'on' : null);
          setSound(isOn);
          if (isOn) chime();
        }}
      />
      {'Notification' in window && (
        <Check label={s.notifications.browser} checked={browser} onChange={(event) => void wantBrowser(event.currentTarget.checked)} />
      )}
    </footer>
  );
}

/** Tells of what is new since the page knows the list; never of what was there when it began. */
function useTelling(unread: readonly Told[] | undefined): void {
  const s = useStrings();
  const told = useRef<ReadonlySet<string> | undefined>(undefined);
  useEffect(() => {
    if (unread === undefined) return;
    const now = new Set(unread.map((one) => `${one.id} ${one.updatedAt}`));
    const before = told.current;
    told.current = now;
    if (before === undefined) return;
    const fresh = unread.filter((one) => !before.has(`${one.id} ${one.updatedAt}`));
    const [first] = fresh;
    if (first === undefined) return;
    if (readKept('sound') === 'on') chime();
    if (readKept('browser notifications') !== 'on' || document.visibilityState === 'visible' || Notification.permission !== 'granted')
      return;
    const shown = new Notification(s.notifications.kinds[first.kind] ?? s.notifications.title, {
      body: [shownName(first.contact?.name ?? '', s), first.text].filter(Boolean).join(': '),
      tag: first.id,
    });
    shown.onclick = () => {
      window.focus();
      if (first.conversation !== null) goTo({ page: 'inbox', conversationId: first.conversation.id });
    };
  }, [unread?.map((one) => one.id + one.updatedAt).join()]);
}
