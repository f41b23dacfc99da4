import { useMemo, useState } from 'react';
import { Dialog } from '../parts/Dialog.tsx';
import { Icon } from '../parts/icons.tsx';
import { pagesOf } from '../settings/pages.ts';
import { useStrings } from '../strings/strings.ts';
import { useLook } from './Look.tsx';
import { fitting } from './commands.ts';
import { goTo } from './location.ts';
import { useMe } from './me.ts';
import { useSignOut } from './session.ts';

/** Ctrl K: any page and any look by its name. */
export function CommandPalette({
  open,
  onClose,
  onKeyboard,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onKeyboard: () => void;
}) {
  const s = useStrings();
  return (
    <Dialog title={s.palette.title} open={open} onClose={onClose}>
      {open && <Commands onClose={onClose} onKeyboard={onKeyboard} />}
    </Dialog>
  );
}

function Commands({ onClose, onKeyboard }: { readonly onClose: () => void; readonly onKeyboard: () => void }) {
  const s = useStrings();
  const me = useMe();
  const look = useLook();
  const signOut = useSignOut();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const commands = useMemo(
    () => [
      { label: s.app.inbox, run: () => goTo({ page: 'inbox' }) },
      { label: s.app.analytics, run: () => goTo({ page: 'analytics' }) },
      ...pagesOf(me).map((name) => ({
        label: `${s.app.settings}: ${s.settings.pages[name]}`,
        run: () => goTo({ page: `settings/${name}`, conversationId: null }),
      })),
      ...(['light', 'dark', 'system'] as const).map((theme) => ({
        label: `${s.look.title}: ${s.look[theme]}`,
        run: () => look.setTheme(theme),
      })),
      { label: s.keyboard.title, run: onKeyboard },
      { label: s.signIn.signOut, run: signOut },
    ],
    [s, me, look, onKeyboard, signOut],
  );
  const shown = fitting(commands, text);
  const run = (i: number) => {
    const command = shown[i];
    if (command === undefined) return;
    onClose();
    command.run();
  };
  return (
    <div className="palette">
      <input
        className="input"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={shown[at] === undefined ? undefined : `palette-${at}`}
        aria-label={s.palette.placeholder}
        placeholder={s.palette.placeholder}
        value={text}
        autoFocus
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
          if (step !== 0) {
            event.preventDefault();
            setAt((at + step + shown.length) % Math.max(1, shown.length));
          } else if (event.key === 'Enter') run(at);
        }}
      />
      <ul id="palette-list" role="listbox" aria-label={s.palette.title}>
        {shown.map((command, i) => (
          <li key={command.label} id={`palette-${i}`} role="option" aria-selected={i === at} onClick={() => run(i)}>
            {command.label}
            <Icon name="right" size={16} />
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="faint">{s.palette.nothing}</p>}
    </div>
  );
}
