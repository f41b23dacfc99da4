import { useEffect, useRef, useState } from 'react';
import { currentPlace, goTo } from '../app/location.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { IconButton } from '../parts/Button.tsx';
import { Icon } from '../parts/icons.tsx';
import { useStrings } from '../strings/strings.ts';

const PAUSE_MS = 250;

/** What is typed is looked for after a moment's pause; it stands in the address. */
export function SearchField({ q }: { readonly q: string }) {
  const s = useStrings();
  const [text, setText] = useState(q);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => setText(q), [q]);
  useEffect(() => {
    if (text.trim() === q) return;
    const timer = setTimeout(() => goTo({ view: { ...currentPlace().view, q: text.trim() } }, { replace: q !== '' }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, q]);
  useShortcuts({ search: () => field.current?.focus() });
  return (
    <div className="search" role="search">
      <Icon name="search" size={18} />
      <input
        ref={field}
        className="input"
        type="search"
        aria-label={s.list.search}
        placeholder={s.list.search}
        value={text}
        maxLength={200}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {text !== '' && <IconButton icon="close" label={s.list.clear} onClick={() => setText('')} />}
    </div>
  );
}
