import type { WidgetMessage } from '../net/wire.ts';
import { type State, unseenIn } from '../talk/state.ts';
import type { Talk } from '../talk/talk.ts';
import { belongsTogether, isOpenChoice, lastOwn, wasRead, withAnnouncements } from '../talk/thread.ts';
import { bubble, waitingBubble } from './bubble.ts';
import { contentView } from './content.ts';
import { type Child, h, icon } from './element.ts';
import { DOWN } from './icons.ts';
import type { Kit, LoadPart } from './kit.ts';

export interface Log {
  readonly element: HTMLElement;
  draw(now: State, before: State | undefined): void;
  /** Whether the newest message is on the screen. */
  isAtEnd(): boolean;
  toEnd(): void;
}

/** So near to the end counts as being there. */
const NEAR_PX = 48;

/** The messages, newest at the end; earlier ones are fetched when somebody scrolls up. */
export function createLog(kit: Kit, loadPart: LoadPart, talk: Talk, onChosen: () => void, onSeen: () => void): Log {
  const { say, formats } = kit;
  const list = h('ol', { class: 'lines' });
  const older = h('p', { class: 'faint older', hidden: true }, say('older'));
  const fresh = h('button', { type: 'button', class: 'fresh', hidden: true, click: () => toEnd() }, say('newMessages'), icon(DOWN, 16));
  // What is new is said by the panel's own quiet region: a log that is filled or scrolled back would be read out in full.
  const scroller = h('div', { class: 'log', role: 'log', 'aria-live': 'off', 'aria-label': say('log'), tabindex: '0' }, older, list);
  const element = h('div', { class: 'thread' }, scroller, fresh);
  const drawn = new Map<string, { readonly element: HTMLElement; readonly by: string }>();
  const contents = new Map<string, { readonly by: string; readonly content: Child }>();
  let isLoading = false;

  const isAtEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_PX;
  const toEnd = () => {
    scroller.scrollTop = scroller.scrollHeight;
    fresh.hidden = true;
  };
  scroller.addEventListener(
    'scroll',
    () => {
      if (isAtEnd()) {
        fresh.hidden = true;
        onSeen();
      }
      if (scroller.scrollTop < 80 && !isLoading && !older.hidden) {
        isLoading = true;
        void talk.loadOlder().finally(() => (isLoading = false));
      }
    },
    { passive: true },
  );
  // Pictures get their height when they are here.
  list.addEventListener('load', () => wasAtEnd && toEnd(), true);
  let wasAtEnd = true;

  /** A message's content keeps its elements while it says the same, so that what is playing plays on. */
  const contentOf = (message: WidgetMessage, state: State): Child => {
    const isOpen = isOpenChoice(message, state.messages, state.waiting);
    const { content } = message;
    const by = JSON.stringify([message.editedAt, 'attachment' in content ? content.attachment?.state : 0, isOpen]);
    const known = contents.get(message.id);
    if (known?.by === by) return known.content;
    const made = contentView(content, {
      kit,
      loadPart,
      isOpen,
      fields: state.settings.preChat ?? [],
      onChoose({ id, label }) {
        void talk.outbox.say({ content: { type: 'choice_reply', optionId: id, label, repliesTo: message.id } });
        onChosen();
      },
    });
    contents.set(message.id, { by, content: made });
    return made;
  };

  /** Puts a line before `at`, or leaves it where it is. @returns what the next line comes before */
  const put = (key: string, by: string, make: () => HTMLElement, at: Element | null): Element | null => {
    const known = drawn.get(key);
    const element = known?.by === by ? known.element : make();
    drawn.set(key, { element, by });
    const next = at?.nextElementSibling ?? null;
    const isInPlace = known !== undefined && known.element === at;
    if (element === at) return next;
    if (known !== undefined && element !== known.element) known.element.remove();
    list.insertBefore(element, isInPlace ? next : at);
    return isInPlace ? next : at;
  };

  return {
    element,
    isAtEnd,
    toEnd,
    draw(now, before) {
      wasAtEnd = before === undefined || isAtEnd() || now.waiting.length > before.waiting.length;
      const fromEnd = scroller.scrollHeight - scroller.scrollTop;
      older.hidden = now.hasMore !== true;
      const keys = new Set<string>();
      let at: Element | null = list.firstElementChild;
      const next = (key: string, by: string, make: () => HTMLElement) => {
        keys.add(key);
        at = put(key, by, make, at);
      };
      const { welcome, appearance } = now.settings;
      if (now.hasMore !== true && welcome !== undefined)
        next('welcome', JSON.stringify([welcome, appearance.title]), () => welcomeLine(welcome, appearance.title));
      const own = lastOwn(now.messages);
      const shown = withAnnouncements(now);
      shown.forEach((message, i) => {
        const [earlier, later] = [shown[i - 1], shown[i + 1]];
        const day = formats.day(message.sentAt);
        const isNewDay = earlier === undefined || formats.day(earlier.sentAt) !== day;
        if (isNewDay) next(`day ${message.id}`, day, () => h('li', { class: 'day' }, day));
        const isRead = message.id === own?.id && wasRead(message, now.messages, now.readUpTo);
        const standing = {
          isFirst: isNewDay || !belongsTogether(earlier, message),
          isLast: later === undefined || !belongsTogether(message, later),
          receipt: message.id === own?.id ? (isRead ? ('read' as const) : ('sent' as const)) : null,
        };
        const content = contentOf(message, now);
        const { editedAt, deletedAt, reactions } = message;
        const by = JSON.stringify([standing, editedAt, deletedAt, reactions, contents.get(message.id)?.by]);
        next(message.id, by, () => bubble(message, standing, content, kit));
      });
      const isOffline = now.line === 'lost' || !navigator.onLine;
      for (const one of now.waiting) {
        const make = () =>
          waitingBubble(
            one,
            isOffline,
            kit,
            () => void talk.outbox.retry(one.clientId),
            () => void talk.outbox.drop(one.clientId),
          );
        next(one.clientId, JSON.stringify([one.refused, isOffline]), make);
      }
      if (now.typing !== null) next('typing', now.typing.name ?? '', () => typingLine(now.typing?.name ?? null));
      for (const [key, { element: gone }] of drawn) {
        if (keys.has(key)) continue;
        gone.remove();
        drawn.delete(key);
      }
      if (wasAtEnd) toEnd();
      else if (before !== undefined && now.messages[0]?.id !== before.messages[0]?.id) scroller.scrollTop = scroller.scrollHeight - fromEnd;
      else if (unseenIn(now) > (before === undefined ? 0 : unseenIn(before))) fresh.hidden = false;
    },
  };

  function welcomeLine(text: string, name: string): HTMLElement {
    return h(
      'li',
      { class: 'line other first' },
      h('span', { class: 'name', dir: 'auto' }, name),
      h('div', { class: 'bubble' }, h('p', { class: 'words', dir: 'auto' }, text)),
    );
  }

  function typingLine(name: string | null): HTMLElement {
    const words = name === null ? say('someoneWrites') : say('writes', { name });
    return h(
      'li',
      { class: 'line other first typing' },
      h('div', { class: 'bubble' }, h('span', { class: 'hidden' }, words), h('i'), h('i'), h('i')),
    );
  }
}
