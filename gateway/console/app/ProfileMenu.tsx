import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '../api/keys.ts';
import { useMembers } from '../api/queries.ts';
import { call } from '../api/request.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { Menu, type MenuEntry } from '../parts/Menu.tsx';
import { sayProblem } from '../parts/toasts.tsx';
import { LANGUAGES, type Language, useStrings } from '../strings/strings.ts';
import { type Theme, useLook } from './Look.tsx';
import { goTo } from './location.ts';
import { useMe } from './me.ts';
import { useSignOut } from './session.ts';

const AVAILABILITIES = ['online', 'away', 'offline'] as const;
const THEMES: readonly Theme[] = ['light', 'dark', 'system'];
const LANGUAGE_CODES = Object.keys(LANGUAGES).filter((code): code is Language => code in LANGUAGES);

/** Whoever is signed in: whether they take customers, how the console looks, the way out. */
export function ProfileMenu({ onKeyboard }: { readonly onKeyboard: () => void }) {
  const s = useStrings();
  const me = useMe();
  const look = useLook();
  const client = useQueryClient();
  const members = useMembers();
  const signOut = useSignOut();
  const mine = members.data?.find((member) => member.id === me.id);
  const setAvailability = useMutation({
    mutationFn: (availability: (typeof AVAILABILITIES)[number]) => call('/me', { method: 'PATCH', body: { availability } }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.members }),
    onError: (error) => sayProblem(error, s.app.offline),
  });
  const entries: readonly MenuEntry[] = [
    { heading: s.profile.availability },
    ...AVAILABILITIES.map((one) => ({
      label: s.profile[one],
      checked: mine?.availability === one,
      onSelect: () => setAvailability.mutate(one),
    })),
    null,
    { heading: s.look.title },
    ...THEMES.map((one) => ({ label: s.look[one], checked: look.theme === one, onSelect: () => look.setTheme(one) })),
    null,
    { heading: s.look.language },
    ...LANGUAGE_CODES.map((one) => ({ label: LANGUAGES[one], checked: look.language === one, onSelect: () => look.setLanguage(one) })),
    null,
    { label: s.profile.title, icon: 'user', onSelect: () => goTo({ page: 'settings/account', conversationId: null }) },
    { label: s.keyboard.title, icon: 'keyboard', onSelect: onKeyboard },
    { label: s.signIn.signOut, icon: 'out', onSelect: signOut },
  ];
  return (
    <Menu
      align="start"
      entries={entries}
      trigger={
        <button type="button" className="rail-link" aria-label={`${s.profile.menu}: ${me.name}`} title={me.name}>
          <span className={`presence presence-${mine?.availability ?? 'offline'}`}>
            <Avatar name={me.name} id={me.id} size={32} />
          </span>
        </button>
      }
    />
  );
}
