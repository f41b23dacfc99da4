import { listenLive, pause } from '../net/live.ts';
import type { Answer, Gateway } from '../net/request.ts';
import type { Tabs } from '../net/tabs.ts';
import type { Facts, Identity, LiveEvent, MessagePage, Session, Settings, WidgetMessage } from '../net/wire.ts';
import { onPageChange, pageNow } from '../site/page.ts';
import { createAnnouncements } from './announcements.ts';
import { hear } from './hearing.ts';
import { createOutbox, type Outbox, type Waiting } from './outbox.ts';
import { noticePresence } from './presence.ts';
import type { Kept } from './kept.ts';
import type { Sessions } from './session.ts';
import { createShelf } from './shelf.ts';
import { type Holder, NOBODY, type State } from './state.ts';
import { createSigns } from './signs.ts';
import { answeredNow, withMessages } from './thread.ts';

const PAGE_SIZE = 30;
/** The gateway's own word for how long a sign of writing holds. */
const TYPING_MS = 8000;
const AGAIN_MS = 5000;
const OVER_MS = 1000;
const SPREAD_MS = 1000;

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

export function createTalk({ channelId, gateway, tabs, sessions, kept, state, onFresh, onSent, onAgreed }: TalkParts): Talk {
  let beginning: Promise<Answer<Session>> | undefined;
  let live: ReturnType<typeof listenLive> | undefined;
  /** What is heard while the first messages are on their way: they may be older than it. */
  let late: LiveEvent[] | undefined;
  let typingEnds: ReturnType<typeof setTimeout> | undefined;

  /** @param token with which it was heard */
  const take = (event: LiveEvent, token?: string) => {
    if (event.is === 'announcements') return announcements.take(event.data, true);
    if (late !== undefined) return void late.push(event);
    const { change, fresh, todo } = hear(state.get(), event);
    state.set(change);
    if (event.is === 'typing') {
      clearTimeout(typingEnds);
      if (event.data.on) typingEnds = setTimeout(() => state.set({ typing: null }), TYPING_MS);
    }
    if (fresh !== undefined) onFresh(fresh);
    if (todo === 'settings') void renewSettings();
    else if (todo === 'reload') void load();
    else if (todo === 'over') void over(token);
  };

  const renewSettings = async () => {
    // All open pages are told at the same moment.
    await pause(Math.random() * SPREAD_MS);
    const answer = await gateway.call<Settings>('GET', 'settings', { cache: 'reload' });
    if (answer.is === 'ok') state.set({ settings: answer.value });
  };

  const load = async () => {
    const token = sessions.token();
    late ??= [];
    const answer = await gateway.call<MessagePage>('GET', `messages?limit=${PAGE_SIZE}`, token === undefined ? {} : { token });
    if (answer.is === 'ok') state.set({ messages: answer.value.messages, hasMore: answer.value.hasMore });
    const heard = late ?? [];
    late = undefined;
    for (const event of heard) take(event, token);
  };

  const took = async (session: Session) => {
    const { token, visitor, conversation, unread, cursor } = session;
    const isOther = state.get().visitor !== null && state.get().visitor?.id !== visitor.id;
    live?.stop();
    state.set({
      ...(isOther ? NOBODY : {}),
      visitor,
      conversation,
      readUpTo: conversation?.readUpTo ?? 0,
      unread,
      refused: null,
      line: 'connecting',
    });
    announcements.take(session.announcements, false);
    late = [];
    live = listenLive({
      gateway,
      tabs,
      token,
      cursor,
      settings: () => state.get().settings.version,
      announcements: () => state.get().announcements,
      onEvent: (event) => take(event, token),
      onState: (line) => state.set({ line }),
      onForgotten: () => void pause(AGAIN_MS).then(renew),
    });
    await load();
    signs.begin(unread === 0);
    await outbox.look();
  };

  const begin = () =>
    (beginning ??= (async () => {
      for (;;) {
        const answer = await sessions.begin();
        if (answer.is === 'ok') {
          await took(answer.value);
          return answer;
        }
        if (answer.is === 'refused' && answer.status !== 429 && answer.status < 500) {
          beginning = undefined;
          if (sessions.isIdentified() && !state.get().settings.requireIdentity) {
            // A signature that does not hold proves nobody; whoever it is can still write, as somebody unknown.
            sessions.hold(undefined);
            if (state.get().isOpen) void begin();
          } else state.set({ refused: answer.detail });
          return answer;
        }
        state.set({ line: 'lost' });
        await pause(answer.is === 'refused' ? Math.max(answer.retryAfterMs, AGAIN_MS) : AGAIN_MS);
      }
    })());

  const reset = () => {
    live?.stop();
    live = beginning = undefined;
  };
  const renew = () => {
    reset();
    return begin();
  };
  /** @param token is good no more. Another tab may just be getting the next one: then that is gone on with. */
  const over = async (token: string | undefined) => {
    reset();
    await pause(OVER_MS);
    if (beginning !== undefined) return;
    if (sessions.token() === token) {
      sessions.forget();
      state.set(NOBODY);
    }
    if (state.get().isOpen || sessions.canGoOn()) void begin();
  };

  const announcements = createAnnouncements({ gateway, tabs, kept, state, onFresh });
  const outbox = createOutbox({
    shelf: createShelf<Waiting>(`parley ${channelId}`),
    gateway,
    tabs,
    async token() {
      await begin();
      return sessions.token();
    },
    answers: () => answeredNow(state.get()),
    onSent(message) {
      take({ is: 'message', data: message });
      onSent(message);
    },
    onChange(waiting) {
      const isThere = new Set(state.get().messages.map((one) => one.clientId));
      state.set({ waiting: waiting.filter((one) => !isThere.has(one.clientId)) });
    },
    onForgotten: () => void over(sessions.token()),
    pause,
  });

  const presence = noticePresence(tabs, (attention) => {
    const token = sessions.token();
    if (token !== undefined && live !== undefined)
      void gateway.call('POST', 'presence', { body: { page: pageNow(), state: attention }, token, keepalive: attention === 'away' });
  });
  onPageChange(presence.here);

  tabs.listen((told) => {
    live?.hear(told);
    if (told.is === 'queue') void outbox.look();
    else if (told.is === 'read') state.set({ unread: 0, news: 0 });
    else if (told.is === 'here') presence.heardHere();
    else if (told.is === 'session') {
      reset();
      state.set(NOBODY);
      if (sessions.canGoOn()) void begin();
    }
  });
  // A page that is kept for the way back holds no connection; it begins anew when it is shown again.
  addEventListener('pagehide', () => live?.stop());
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted && beginning !== undefined) void renew();
  });

  const signs = createSigns({ gateway, tabs, sessions, state });
  return {
    start() {
      announcements.take(state.get().settings.announcements, false);
      void outbox.look();
      if (sessions.canGoOn()) void begin();
    },
    begin,
    outbox,
    async loadOlder() {
      const { messages, hasMore } = state.get();
      const before = messages[0]?.seq;
      const token = sessions.token();
      if (hasMore !== true || before === undefined || token === undefined) return;
      const answer = await gateway.call<MessagePage>('GET', `messages?limit=${PAGE_SIZE}&before=${before}`, { token });
      if (answer.is === 'ok')
        state.set({ messages: withMessages(state.get().messages, answer.value.messages), hasMore: answer.value.hasMore });
    },
    sawAll() {
      announcements.sawAll();
      signs.sawAll();
    },
    typing: signs.typing,
    async identify(identity) {
      const isBegun = beginning !== undefined && (await beginning).is === 'ok';
      sessions.hold(identity);
      if (!isBegun) return state.get().settings.consent === undefined || sessions.hasAgreed() ? begin() : undefined;
      // The gateway ends what was heard under the old token, which is nothing to begin anew for.
      live?.stop();
      const answer = await sessions.identify();
      if (answer.is === 'ok') {
        reset();
        tabs.tell({ is: 'session' });
        beginning = took(answer.value).then(() => answer);
      } else {
        if (answer.is === 'refused') sessions.hold(undefined);
        void renew();
      }
      return answer;
    },
    tell: (facts) => sessions.tell(facts),
    async signOut() {
      await outbox.clear();
      await sessions.signOut();
      reset();
      state.set({ ...NOBODY, waiting: [] });
      tabs.tell({ is: 'session' });
    },
    agree() {
      if (sessions.hasAgreed()) return;
      sessions.agree();
      onAgreed();
      state.set({});
      if (state.get().isOpen || sessions.canGoOn()) void begin();
    },
    hasAgreed: () => sessions.hasAgreed(),
    isIdentified: () => sessions.isIdentified(),
  };
}
