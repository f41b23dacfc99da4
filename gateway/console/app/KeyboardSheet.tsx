import { useState } from 'react';
import { Dialog } from '../parts/Dialog.tsx';
import { Check } from '../parts/Field.tsx';
import { useStrings } from '../strings/strings.ts';
import { SHORTCUT_KEYS, type ShortcutName, areShortcutsOn, switchShortcuts } from './shortcuts.ts';

/** `?`: every key and what it does. */
export function KeyboardSheet({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const s = useStrings();
  const [isOn, setOn] = useState(areShortcutsOn);
  const names = Object.keys(SHORTCUT_KEYS).filter((name): name is ShortcutName => name in SHORTCUT_KEYS);
  return (
    <Dialog title={s.keyboard.title} lead={s.keyboard.lead} open={open} onClose={onClose}>
      <dl className="keys">
        {names.map((name) => (
          <div key={name}>
            <dt>{s.keyboard.items[name]}</dt>
            <dd>
              {SHORTCUT_KEYS[name].split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <Check
        label={s.keyboard.enabled}
        checked={isOn}
        onChange={(event) => {
          switchShortcuts(event.currentTarget.checked);
          setOn(event.currentTarget.checked);
        }}
      />
    </Dialog>
  );
}
