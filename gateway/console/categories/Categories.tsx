import type { ReactNode } from 'react';
import { goTo } from '../app/location.ts';
import { useMe } from '../app/me.ts';
import { useChannels, useCounts, useTeams } from '../api/queries.ts';
import type { Status } from '../api/wire.ts';
import type { Team } from '../api/wire-organisation.ts';
import type { View } from '../conversations/view.ts';
import { IconButton } from '../parts/Button.tsx';
import { Icon, type IconName } from '../parts/icons.tsx';
import { useStrings } from '../strings/strings.ts';
import { ChannelPicker } from './ChannelPicker.tsx';

const STATUS_ICONS: readonly { readonly status: Status; readonly icon: IconName; readonly look: string }[] = [
  { status: 'rep_needed', icon: 'bell', look: 'accent' },
  { status: 'pending', icon: 'clock', look: '' },
  { status: 'soon_overdue', icon: 'clock', look: 'warn' },
  { status: 'overdue', icon: 'alert', look: 'bad' },
  { status: 'bot', icon: 'bot', look: '' },
  { status: 'closed', icon: 'check', look: '' },
];

/** The first block: which conversations to look at, each with its number. */
export function Categories({ view, onClose }: { readonly view: View; readonly onClose: () => void }) {
  const s = useStrings();
  const me = useMe();
  const channels = useChannels();
  const teams = useTeams();
  const within = { channelId: view.channelIds, memberId: me.id };
  const counts = useCounts({ ...within, teamId: view.teamId ?? undefined }).data;
  const hasWidget = channels.data?.some((channel) => channel.type === 'widget') === true;
  const show = (change: Partial<View>) => {
    goTo({ view: { ...view, q: '', ...change }, conversationId: null, details: false });
    onClose();
  };
  const mine = teams.data?.filter((team) => me.role !== 'agent' || team.members.some((one) => one.memberId === me.id)) ?? [];
  const isPlain = view.status === null && view.q === '';
  return (
    <section className="categories" aria-label={s.categories.title}>
      <header className="block-head categories-head">
        <h2>{s.app.inbox}</h2>
        <IconButton icon="close" label={s.app.close} className="only-drawer" onClick={onClose} />
      </header>
      <div className="categories-body">
        <Group title={s.categories.views}>
          <Category
            icon="inbox"
            label={s.categories.all}
            number={counts?.views['all']}
            isHere={isPlain && view.view === 'all'}
            onClick={() => show({ view: 'all', status: null })}
          />
          <Category
            icon="users"
            label={s.categories.joined}
            number={counts?.views['joined']}
            isHere={isPlain && view.view === 'joined'}
            onClick={() => show({ view: 'joined', status: null })}
          />
          <Category
            icon="user"
            label={s.categories.mine}
            isHere={isPlain && view.view === 'mine'}
            onClick={() => show({ view: 'mine', status: null })}
          />
        </Group>
        <Group title={s.categories.status}>
          {/* Only of a website's visitors one knows whether they are there. */}
          {hasWidget && (
            <Category
              icon="plug"
              label={s.categories.online}
              number={counts?.views['online']}
              isHere={isPlain && view.view === 'online'}
              onClick={() => show({ view: 'online', status: null })}
            />
          )}
          {STATUS_ICONS.map(({ status, icon, look }) => (
            <Category
              key={status}
              icon={icon}
              look={look}
              label={s.status[status]}
              number={counts?.statuses[status]}
              isHere={view.status === status}
              onClick={() => show({ status, view: 'all', sort: status === 'closed' && view.sort === 'waiting' ? 'updated' : view.sort })}
            />
          ))}
        </Group>
        {mine.length > 0 && (
          <Group title={s.categories.teams}>
            {mine.map((team) => (
              <TeamCategory
                key={team.id}
                team={team}
                within={within}
                isHere={view.teamId === team.id}
                onClick={() => show({ teamId: view.teamId === team.id ? null : team.id })}
              />
            ))}
          </Group>
        )}
        <Group title={s.categories.channels}>
          <ChannelPicker
            channels={channels.data ?? []}
            chosen={view.channelIds}
            onChoose={(channelIds) => goTo({ view: { ...view, channelIds } })}
          />
        </Group>
      </div>
    </section>
  );
}

function TeamCategory({
  team,
  within,
  isHere,
  onClick,
}: {
  readonly team: Team;
  readonly within: Readonly<Record<string, string | readonly string[]>>;
  readonly isHere: boolean;
  readonly onClick: () => void;
}) {
  const counts = useCounts({ ...within, teamId: team.id }).data;
  return <Category icon="users" label={team.name} number={counts?.views['all']} isHere={isHere} onClick={onClick} />;
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="category-group" role="group" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </div>
  );
}

function Category({
  icon,
  label,
  number,
  isHere,
  look = '',
  onClick,
}: {
  readonly icon: IconName;
  readonly label: string;
  readonly number?: number | undefined;
  readonly isHere: boolean;
  readonly look?: string;
  readonly onClick: () => void;
}) {
  return (
    <button type="button" className="category" aria-current={isHere ? 'true' : undefined} onClick={onClick}>
      <Icon name={icon} size={18} />
      <span className="category-name">{label}</span>
      {number !== undefined && (
        <span className={`category-number ${number > 0 && look !== '' ? `category-${look}` : ''}`}>{number > 9999 ? '9999+' : number}</span>
      )}
    </button>
  );
}
