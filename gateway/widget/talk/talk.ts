import { pause } from '../net/live.ts';
import type { Answer, Gateway } from '../net/request.ts';
import type { Tabs } from '../net/tabs.ts';
import type { Facts, Identity, Session, WidgetMessage } from '../net/wire.ts';
import { onPageChange, pageNow } from '../site/page.ts';
import { createAnnouncements } from './announcements.ts';
import { type Beginning, createBeginning } from './beginning.ts';
import { type Line, createLine } from './line.ts';
import { createOutbox, type Outbox, type Waiting } from './outbox.ts';
import { noticePresence } from './presence.ts';
import type { Kept } from './kept.ts';
import type { Sessions } from './session.ts';
import { createShelf } from './shelf.ts';
import { type Holder, NOBODY, type State } from './state.ts';
import { createSigns } from './signs.ts';
import { answeredNow, shown } from './thread.ts';

export interface TalkParts {
  readonly channelId: string;
  readonly gateway: Gateway;
  readonly tabs: Tabs;
  readonly sessions: Sessions;
  /** What outlives the page. */
  readonly kept: Kept;
  readonly state: Holder<State>;
  /** Somebody of the team wrote. */
  onFresh(message: WidgetMessage): void;
  /** The gateway has taken what the visitor said. */
  onSent(message: WidgetMessage): void;
  onAgreed(): void;
}

/** The conversation of this visitor: what the screen and the site's scripts may do with it. */
export interface Talk {
  /** Goes on with the conversation there is; without one nothing happens until the visitor opens the chat. */
  start(): void;
  /** Makes sure that there is a visitor: the chat was opened. Resolves with what the gateway says to it, once it says something. */
  begin(): Promise<Answer<Session>>;
  readonly outbox: Outbox;
  loadOlder(): Promise<void>;
  /** Everything that was said is on the screen and seen. */
  sawAll(): void;
  /** The visitor writes, or has stopped. */
  typing(isWriting: boolean): void;
  /** Resolves with undefined while nothing may be told of the visitor because they have not agreed. */
  identify(identity: Identity): Promise<Answer<Session> | undefined>;
  tell(facts: Facts): Promise<void>;
  signOut(): Promise<void>;
  /** The visitor has agreed to the privacy text, in the chat or elsewhere on the site: what waited for it goes on. */
  agree(): void;
  hasAgreed(): boolean;
  /** Whether the site has said who the visitor is. */
  isIdentified(): boolean;
}

export function createTalk(parts: TalkParts): Talk {
  const { gateway, tabs, sessions, kept, state, onFresh } = parts;
  const announcements = createAnnouncements({ gateway, tabs, kept, state, onFresh });
  const signs = createSigns({ gateway, tabs, sessions, state });
  const line: Line = createLine({
    ...{ gateway, tabs, sessions, state, announcements, onFresh },
    onOver: (token) => void beginning.over(token),
    onForgotten: () => void beginning.renew(),
  });
  const beginning: Beginning = createBeginning({
    sessions,
    state,
    async took(session) {
      await line.open(session);
      signs.begin(session.unread === 0);
      await outbox.look();
    },
    left: line.close,
  });
  const outbox = outboxOf(parts, line, beginning);
  whenPagesTell(parts, line, beginning, outbox);

  return {
    start() {
      announcements.take(state.get().settings.announcements, false);
      void outbox.look();
      if (sessions.canGoOn()) void beginning.begin();
    },
    begin: beginning.begin,
    outbox,
    loadOlder: line.loadOlder,
    sawAll() {
      announcements.sawAll();
      signs.sawAll();
    },
    typing: signs.typing,
    identify: identifying(parts, line, beginning),
    tell: (facts) => sessions.tell(facts),
    async signOut() {
      await outbox.clear();
      await sessions.signOut();
      beginning.reset();
      state.set({ ...NOBODY, waiting: [] });
      tabs.tell({ is: 'session' });
    },
    agree() {
      if (sessions.hasAgreed()) return;
      sessions.agree();
      parts.onAgreed();
      state.set({});
      beginning.beginIfWanted();
    },
    hasAgreed: () => sessions.hasAgreed(),
    isIdentified: () => sessions.isIdentified(),
  };
}

function outboxOf({ channelId, gateway, tabs, sessions, state, onSent }: TalkParts, line: Line, beginning: Beginning): Outbox {
  return createOutbox({
    shelf: createShelf<Waiting>(`parley ${channelId}`),
    gateway,
    tabs,
    async token() {
      await beginning.begin();
      return sessions.token();
    },
    answers: () => answeredNow(state.get()),
    onSent(message) {
      line.take({ is: 'message', data: message });
      onSent(message);
    },
    onChange(waiting) {
      state.set(shown(state.get().messages, waiting));
    },
    onForgotten: () => void beginning.over(sessions.token()),
    pause,
  });
}

/** Where the visitor is, what other tabs have heard and done, and pages that come back from the browser's memory. */
function whenPagesTell({ gateway, tabs, sessions, state }: TalkParts, line: Line, beginning: Beginning, outbox: Outbox): void {
  const presence = noticePresence(tabs, (attention) => {
    const token = sessions.token();
    if (token !== undefined && line.isOpen())
      void gateway.call('POST', 'presence', { body: { page: pageNow(), state: attention }, token, keepalive: attention === 'away' });
  });
  onPageChange(presence.here);
  tabs.listen((told) => {
    line.hear(told);
    if (told.is === 'queue') void outbox.look();
    else if (told.is === 'read') state.set({ unread: 0, news: 0 });
    else if (told.is === 'here') presence.heardHere();
    else if (told.is === 'session') {
      beginning.reset();
      state.set(NOBODY);
      if (sessions.canGoOn()) void beginning.begin();
    }
  });
  // A page that is kept for the way back holds no connection; it begins anew when it is shown again.
  addEventListener('pagehide', line.pause);
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted && beginning.asked() !== undefined) void beginning.renew();
  });
}

function identifying({ tabs, sessions, state }: TalkParts, line: Line, beginning: Beginning): Talk['identify'] {
  return async (identity) => {
    const isBegun = (await beginning.asked())?.is === 'ok';
    sessions.hold(identity);
    if (!isBegun) return state.get().settings.consent === undefined || sessions.hasAgreed() ? beginning.begin() : undefined;
    // The gateway ends what was heard under the old token, which is nothing to begin anew for.
    line.pause();
    const answer = await sessions.identify();
    if (answer.is === 'ok') {
      tabs.tell({ is: 'session' });
      beginning.goOnWith(answer.value, answer);
    } else {
      if (answer.is === 'refused') sessions.hold(undefined);
      void beginning.renew();
    }
    return answer;
  };
}
