import type { Gateway } from '../net/request.ts';
import type { Tabs } from '../net/tabs.ts';
import type { Announcement, Settings, WidgetMessage } from '../net/wire.ts';
import type { Kept } from './kept.ts';
import type { Holder, State } from './state.ts';
import { asMessage } from './thread.ts';

/** What everybody on the site is told. */
export interface Announcements {
  /** Shows these and no others. @param areHeard they come while the page is open: what is new among them is told */
  take(all: readonly Announcement[], areHeard: boolean): void;
  /** All of them are on the screen and seen: they are counted no more, here and on later pages. */
  sawAll(): void;
}

export interface AnnouncementParts {
  readonly gateway: Gateway;
  readonly tabs: Tabs;
  readonly kept: Kept;
  readonly state: Holder<State>;
  /** One that nobody here has seen has come. */
  onFresh(message: WidgetMessage): void;
}

/** A page without a connection asks again so often: a little more than browsers keep the answer, for all their tabs. */
const LOOK_EACH_MS = 61_000;

/** Where nobody has opened the chat nothing is kept: what was seen is noted when it is. */
export function createAnnouncements({ gateway, tabs, kept, state, onFresh }: AnnouncementParts): Announcements {
  const unseen = (all: readonly Announcement[]) => {
    const seen = (kept.get('seen') ?? '').split(' ');
    return all.filter(({ id }) => !seen.includes(id));
  };
  const take: Announcements['take'] = (all, areHeard) => {
    const before = state.get().announcements;
    const news = unseen(all);
    state.set({ announcements: all, news: news.length });
    if (!areHeard) return;
    for (const one of news) {
      if (!before.some(({ id }) => id === one.id)) onFresh(asMessage(one, state.get().settings.appearance.title));
    }
  };
  setInterval(() => {
    // Whoever has a connection hears of it at once.
    if (state.get().visitor !== null || document.visibilityState === 'hidden') return;
    void gateway.call<Settings>('GET', 'settings', { cache: 'default' }).then((answer) => {
      if (answer.is === 'ok' && state.get().visitor === null) take(answer.value.announcements, true);
    });
  }, LOOK_EACH_MS);
  return {
    take,
    sawAll() {
      const { announcements, news } = state.get();
      if (news === 0) return;
      kept.set('seen', announcements.map(({ id }) => id).join(' '));
      state.set({ news: 0 });
      tabs.tell({ is: 'read' });
    },
  };
}
