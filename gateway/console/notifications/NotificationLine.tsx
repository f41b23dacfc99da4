import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '../api/keys.ts';
import { call } from '../api/request.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/icons.tsx';
import { shownName } from '../parts/name.ts';
import { sayProblem } from '../parts/toasts.tsx';
import { shortTime } from '../parts/times.ts';
import { useLanguage, useStrings } from '../strings/strings.ts';
import { type Notification, isUnread } from './notification.ts';

/** One notification: what, of whom, and what can be done at once. */
export function NotificationLine({ notification, onOpen }: { readonly notification: Notification; readonly onOpen: () => void }) {
  const s = useStrings();
  const language = useLanguage();
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: keys.notifications });
  const read = useMutation({
    mutationFn: () => call(`/notifications/${notification.id}/read`, { method: 'POST', body: {} }),
    onSuccess: refresh,
  });
  const act = useMutation({
    mutationFn: (path: string) => call(path.replace(/^\/api\/v1/, ''), { method: 'POST', body: {} }),
    onSuccess: onOpen,
    onError: (error) => sayProblem(error, s.app.offline),
    onSettled: refresh,
  });
  const { contact, actor, ended } = notification;
  const name = shownName(contact?.name ?? actor.name ?? '', s);
  const takenBy = ended?.by?.name;
  return (
    <li className={`notification ${isUnread(notification) ? 'notification-unread' : ''}`}>
      <button
        type="button"
        className="notification-main"
        onClick={() => {
          if (isUnread(notification)) read.mutate();
          onOpen();
        }}
      >
        {contact === null ? (
          <span className="notification-icon">
            <Icon name="alert" size={18} />
          </span>
        ) : (
          <Avatar name={name} id={contact.id} url={contact.avatarUrl} size={32} />
        )}
        <span className="notification-text">
          <span className="row-line">
            <strong className="row-name">{s.notifications.kinds[notification.kind] ?? notification.kind}</strong>
            <time className="row-time" dateTime={notification.updatedAt}>
              {shortTime(notification.updatedAt, Date.now(), language)}
            </time>
          </span>
          <span className="notification-said">{[name, notification.text ?? notification.detail].filter(Boolean).join(': ')}</span>
          {takenBy !== undefined && takenBy !== null && <span className="faint">{s.notifications.takenBy(takenBy)}</span>}
        </span>
      </button>
      {notification.actions.map((action) => (
        <Button key={action.name} small look="accent" busy={act.isPending} onClick={() => act.mutate(action.path)}>
          {s.list[action.name]}
        </Button>
      ))}
    </li>
  );
}
