import { useEffect, useRef } from 'react';
import { readKept, writeKept } from './kept.ts';

/** What keys do. The first three work everywhere, the others while no text field has the focus. */
export type ShortcutName = 'palette' | 'help' | 'search' | 'next' | 'previous' | 'reply' | 'note' | 'join' | 'close' | 'details' | 'escape';

export const SHORTCUT_KEYS: Readonly<Record<ShortcutName, string>> = {
  palette: 'Ctrl K',
  help: '?',
  search: '/',
  next: 'J',
  previous: 'K',
  reply: 'R',
  note: 'N',
  join: 'G',
  close: 'E',
  details: 'I',
  escape: 'Esc',
};

const BY_KEY: Readonly<Record<string, ShortcutName>> = {
  '?': 'help',
  '/': 'search',
  j: 'next',
  k: 'previous',
  r: 'reply',
  n: 'note',
  g: 'join',
  e: 'close',
  i: 'details',
};

type Handlers = Readonly<Partial<Record<ShortcutName, () => void>>>;
const active: Handlers[] = [];

/** WCAG 2.1.4: shortcuts of a single letter can be switched off. */
export function areShortcutsOn(): boolean {
  return readKept('shortcuts') !== 'off';
}

export function switchShortcuts(isOn: boolean): void {
  writeKept('shortcuts', isOn ? null : 'off');
}

function nameOf(event: KeyboardEvent): ShortcutName | undefined {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') return 'palette';
  if (event.key === 'Escape') return 'escape';
  const isTyping =
    event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [role=menu], [role=dialog]') !== null;
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || !areShortcutsOn()) return undefined;
  return BY_KEY[event.key.toLowerCase()];
}

addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const name = nameOf(event);
  if (name === undefined) return;
  const handle = active.findLast((handlers) => handlers[name] !== undefined)?.[name];
  if (handle === undefined) return;
  // Escape also closes dialogs and menus, which come first by themselves.
  if (name === 'escape' && document.querySelector('[role=dialog], [role=menu]') !== null) return;
  event.preventDefault();
  handle();
});

/** Gives keys a meaning while the component is there; what was mounted last counts. */
export function useShortcuts(handlers: Handlers): void {
  const latest = useRef(handlers);
  useEffect(() => void (latest.current = handlers));
  useEffect(() => {
    const names = Object.keys(latest.current);
    const own: Handlers = Object.fromEntries(
      names.map((name) => [name, () => Object.entries(latest.current).find(([one]) => one === name)?.[1]()]),
    );
    active.push(own);
    return () => void active.splice(active.indexOf(own), 1);
  }, []);
}
