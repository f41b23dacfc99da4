import type { LineState } from '../net/tabs.ts';
import type { Announcement, ConversationView, Session, Settings, WidgetMessage } from '../net/wire.ts';
import type { Waiting } from './outbox.ts';

/** Everything the widget shows. */
export interface State {
  readonly settings: Settings;
  /** Null until the visitor opens the chat for the first time: before that nothing is kept and nobody is told of them. */
  readonly visitor: Session['visitor'] | null;
  readonly conversation: ConversationView | null;
  /** The team has read the visitor's messages up to this `seq`. */
  readonly readUpTo: number;
  readonly messages: readonly WidgetMessage[];
  /** Whether there are older messages than those here; null until the first are here. */
  readonly hasMore: boolean | null;
  readonly waiting: readonly Waiting[];
  /** Who of the team writes now. */
  readonly typing: { readonly name: string | null } | null;
  readonly unread: number;
  /** What everybody on the site is told, and how many of these nobody has seen in this browser. */
  readonly announcements: readonly Announcement[];
  readonly news: number;
  readonly line: LineState;
  readonly isOpen: boolean;
  /** Why there is no conversation to be had, in words of the gateway. */
  readonly refused: string | null;
}

/** How much there is to be seen. */
export function unseenIn({ unread, news }: Pick<State, 'unread' | 'news'>): number {
  return unread + news;
}

/** What is shown of a visitor while there is none. */
export const NOBODY = {
  visitor: null,
  conversation: null,
  readUpTo: 0,
  messages: [],
  hasMore: null,
  typing: null,
  unread: 0,
  line: 'none',
  refused: null,
} as const;

export interface Holder<S> {
  get(): S;
  set(change: Partial<S>): void;
  /** Calls back after each change, once for all that were made at a time. */
  watch(watcher: (now: S, before: S) => void): void;
}

export function createHolder<S extends object>(first: S): Holder<S> {
  let now = first;
  let told = first;
  let isDue = false;
  const watchers: ((now: S, before: S) => void)[] = [];
  return {
    get: () => now,
    set(change) {
      now = { ...now, ...change };
      if (isDue) return;
      isDue = true;
      queueMicrotask(() => {
        isDue = false;
        const before = told;
        told = now;
        for (const watcher of watchers) watcher(now, before);
      });
    },
    watch: (watcher) => void watchers.push(watcher),
  };
}
