import { type State, unseenIn } from '../talk/state.ts';
import type { Language } from '../strings/language.ts';
import { launcherWords } from '../strings/launcher.ts';
import { h, icon } from './element.ts';
import { CHAT, DOWN } from './icons.ts';

export interface Launcher {
  readonly element: HTMLButtonElement;
  /** Tells those who do not see the badge, in their own time. */
  readonly quiet: HTMLElement;
  /** Something has come just now. */
  tell(now: State): void;
  draw(now: State, isBusy: boolean): void;
}

/**
 * The button that is on every page.
 *
 * @param onNear the visitor is about to press it
 */
export function createLauncher(language: Language, onPress: () => void, onNear: () => void): Launcher {
  const badge = h('span', { class: 'badge', 'aria-hidden': 'true', hidden: true });
  const quiet = h('p', { class: 'hidden', role: 'status' });
  const text = h('span', { class: 'launcher-text', dir: 'auto' });
  const element = h(
    'button',
    { type: 'button', class: 'launcher', click: onPress, pointerenter: onNear, focus: onNear, touchstart: onNear },
    icon(CHAT, 28),
    text,
    badge,
  );
  return {
    element,
    quiet,
    tell(now) {
      const { unread } = launcherWords(language, now.settings.appearance.texts);
      if (!now.isOpen) quiet.textContent = unread.replace('{n}', String(unseenIn(now)));
    },
    draw(now, isBusy) {
      const { isOpen } = now;
      const { appearance } = now.settings;
      const unread = unseenIn(now);
      const say = launcherWords(language, appearance.texts);
      const words = [appearance.launcherText, say.open, unread > 0 && say.unread.replace('{n}', String(unread))];
      element.setAttribute('aria-label', isOpen ? say.closeChat : words.filter(Boolean).join(', '));
      element.setAttribute('aria-expanded', String(isOpen));
      element.setAttribute('aria-busy', String(isBusy));
      if (isOpen || unread === 0) quiet.textContent = '';
      text.textContent = isOpen ? '' : (appearance.launcherText ?? '');
      badge.hidden = unread === 0 || isOpen;
      badge.textContent = unread > 99 ? '99+' : String(unread);
      element.querySelector('svg')?.replaceWith(icon(isOpen ? DOWN : CHAT, 28));
    },
  };
}
