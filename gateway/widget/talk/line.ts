import { listenLive, pause } from '../net/live.ts';
import type { Gateway } from '../net/request.ts';
import type { Tabs, Told } from '../net/tabs.ts';
import type { LiveEvent, MessagePage, Session, Settings, WidgetMessage } from '../net/wire.ts';
import type { Announcements } from './announcements.ts';
import { hear } from './hearing.ts';
import type { Sessions } from './session.ts';
import { type Holder, NOBODY, type State } from './state.ts';
import { shown, withMessages } from './thread.ts';

const PAGE_SIZE = 30;
/** The gateway's own word for how long a sign of writing holds. */
const TYPING_MS = 8000;
const AGAIN_MS = 5000;
const SPREAD_MS = 1000;

export interface LineParts {
  readonly gateway: Gateway;
  readonly tabs: Tabs;
  readonly sessions: Pick<Sessions, 'token'>;
  readonly state: Holder<State>;
  readonly announcements: Announcements;
  /** Somebody of the team wrote. */
  onFresh(message: WidgetMessage): void;
  /** The token with which this was heard is good no more. */
  onOver(token: string | undefined): void;
  /** What was missed is no longer known: another beginning is needed. */
  onForgotten(): void;
}

/** What comes from the gateway: the messages there are, and what happens from then on. */
export interface Line {
  /** Shows what a session brings and listens from there on. Resolves once its messages are there. */
  open(session: Session): Promise<void>;
  isOpen(): boolean;
  close(): void;
  /** Listens no more, and goes on as if it did until the next session. */
  pause(): void;
  /** Something happened. */
  take(event: LiveEvent): void;
  /** Another tab, which listens for this one, has told of something. */
  hear(told: Told): void;
  loadOlder(): Promise<void>;
}

export function createLine({ gateway, tabs, sessions, state, announcements, onFresh, onOver, onForgotten }: LineParts): Line {
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
    else if (todo === 'over') onOver(token);
  };

  const renewSettings = async () => {
    // All open pages are told at the same moment.
    await pause(Math.random() * SPREAD_MS);
    const answer = await gateway.call<Settings>('GET', 'settings', { cache: 'reload' });
    if (answer.is === 'ok') state.set({ settings: answer.value });
  };

  const page = (place: string, token: string | undefined) =>
    gateway.call<MessagePage>('GET', `messages?limit=${PAGE_SIZE}${place}`, token === undefined ? {} : { token });

  const load = async () => {
    const token = sessions.token();
    late ??= [];
    const answer = await page('', token);
    if (answer.is === 'ok') state.set({ ...shown(answer.value.messages, state.get().waiting), hasMore: answer.value.hasMore });
    const heard = late ?? [];
    late = undefined;
    for (const event of heard) take(event, token);
  };

  const listen = ({ token, cursor }: Session) =>
    listenLive({
      gateway,
      tabs,
      token,
      cursor,
      settings: () => state.get().settings.version,
      announcements: () => state.get().announcements,
      onEvent: (event) => take(event, token),
      onState: (line) => state.set({ line }),
      onForgotten: () => void pause(AGAIN_MS).then(onForgotten),
    });

  return {
    async open(session) {
      live?.stop();
      state.set(beginningOf(session, state.get()));
      announcements.take(session.announcements, false);
      late = [];
      live = listen(session);
      await load();
    },
    isOpen: () => live !== undefined,
    close() {
      live?.stop();
      live = undefined;
    },
    pause: () => live?.stop(),
    take,
    hear: (told) => live?.hear(told),
    async loadOlder() {
      const { messages, hasMore } = state.get();
      const before = messages[0]?.seq;
      const token = sessions.token();
      if (hasMore !== true || before === undefined || token === undefined) return;
      const answer = await page(`&before=${before}`, token);
      if (answer.is === 'ok')
        state.set({ messages: withMessages(state.get().messages, answer.value.messages), hasMore: answer.value.hasMore });
    },
  };
}

/** What a session changes on the screen before its messages are there. */
function beginningOf({ visitor, conversation, unread }: Session, before: State): Partial<State> {
  const isOther = before.visitor !== null && before.visitor.id !== visitor.id;
  return {
    ...(isOther ? NOBODY : {}),
    visitor,
    conversation,
    readUpTo: conversation?.readUpTo ?? 0,
    unread,
    refused: null,
    line: 'connecting',
  };
}
