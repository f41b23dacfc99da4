import { type ReactNode, useState } from 'react';
import { NotificationCentre } from '../notifications/NotificationCentre.tsx';
import { Icon, type IconName } from '../parts/icons.tsx';
import { useStrings } from '../strings/strings.ts';
import { CommandPalette } from './CommandPalette.tsx';
import { KeyboardSheet } from './KeyboardSheet.tsx';
import { ProfileMenu } from './ProfileMenu.tsx';
import { useStreamState } from './Live.tsx';
import { goTo, usePlace } from './location.ts';
import { useShortcuts } from './shortcuts.ts';

/** What is around every page: the way to the others, who one is, and what happened meanwhile. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const s = useStrings();
  const { page, conversationId } = usePlace();
  const [over, setOver] = useState<'palette' | 'keyboard' | null>(null);
  const state = useStreamState();
  useShortcuts({ palette: () => setOver('palette'), help: () => setOver('keyboard') });
  const isTalking = page === 'inbox' && conversationId !== null;
  return (
    <div className={`shell ${isTalking ? 'shell-talking' : ''}`}>
      <a className="skip" href={page === 'inbox' ? '#list' : '#page'}>
        {s.app.skip}
      </a>
      <nav className="rail" aria-label={s.app.name}>
        <span className="rail-mark" aria-hidden="true">
          <svg viewBox="0 0 32 32" width="32" height="32">
            <rect width="32" height="32" rx="8" fill="var(--accent)" />
            <path
              d="M8 10.5A2.5 2.5 0 0 1 10.5 8h11a2.5 2.5 0 0 1 2.5 2.5v7a2.5 2.5 0 0 1-2.5 2.5H15l-4.5 4v-4a2.5 2.5 0 0 1-2.5-2.5z"
              fill="var(--accent-text)"
            />
          </svg>
        </span>
        <RailLink icon="inbox" label={s.app.inbox} isHere={page === 'inbox'} page="inbox" />
        <RailLink icon="chart" label={s.app.analytics} isHere={page === 'analytics'} page="analytics" />
        <RailLink icon="gear" label={s.app.settings} isHere={page.startsWith('settings')} page="settings" />
        <span className="rail-gap" />
        <NotificationCentre />
        <ProfileMenu onKeyboard={() => setOver('keyboard')} />
      </nav>
      {state === 'lost' && (
        <p className="lost" role="alert">
          {s.live.lost}
        </p>
      )}
      {children}
      <CommandPalette open={over === 'palette'} onClose={() => setOver(null)} onKeyboard={() => setOver('keyboard')} />
      <KeyboardSheet open={over === 'keyboard'} onClose={() => setOver(null)} />
    </div>
  );
}

function RailLink({
  icon,
  label,
  isHere,
  page,
}: {
  readonly icon: IconName;
  readonly label: string;
  readonly isHere: boolean;
  readonly page: string;
}) {
  return (
    <a
      className="rail-link"
      href={page === 'inbox' ? '/' : `/${page}`}
      title={label}
      aria-label={label}
      aria-current={isHere ? 'page' : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        goTo({ page, conversationId: null, details: false });
      }}
    >
      <Icon name={icon} size={22} />
    </a>
  );
}
