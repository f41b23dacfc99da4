// The one script of the widget. It shows a button; everything else begins when the visitor presses it, or when they have talked before.
import { focusedIn } from './look/element.ts';
import { type Frame, createFrame } from './look/frame.ts';
import type { Chat } from './look/chat.ts';
import type { LoadPart, Parts } from './look/kit.ts';
import { createLauncher } from './look/launcher.ts';
import { deepFocus } from './site/focus.ts';
import { createGateway } from './net/request.ts';
import { createTabs } from './net/tabs.ts';
import type { Settings } from './net/wire.ts';
import { type Bell, type ParleyApi, createBell, factsOf, runCall, told } from './site/api.ts';
import { originOf, takeLink } from './site/page.ts';
import { type Language, chooseLocale, languageOf } from './strings/language.ts';
import { type Kept, keptIn } from './talk/kept.ts';
import { createSessions } from './talk/session.ts';
import { type Holder, type State, createHolder } from './talk/state.ts';
import { type Talk, createTalk } from './talk/talk.ts';

/** The names of the files of the parts, from the build. */
declare const PARTS: Readonly<Record<keyof Parts, string>>;

/** How the site has put the script on its page. */
interface Tag {
  readonly origin: string;
  readonly channelId: string;
  readonly locale: string | undefined;
  readonly theme: 'light' | 'dark' | undefined;
  /** `none`: the site has a button of its own. */
  readonly hasLauncher: boolean;
}

function readTag(): Tag | undefined {
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement)) return undefined;
  const { channel, locale, theme, launcher } = script.dataset;
  if (channel === undefined) return undefined;
  return {
    origin: new URL(script.src).origin,
    channelId: channel,
    locale,
    theme: theme === 'light' || theme === 'dark' ? theme : undefined,
    hasLauncher: launcher !== 'none',
  };
}

function partLoader(origin: string): LoadPart {
  return async (name) => {
    const { default: part } = await import(/* @vite-ignore */ `${origin}/widget/${PARTS[name]}`);
    return part;
  };
}

/** What was kept of an earlier page of the same visit, or begun before the script was here. */
function takeQueue(): readonly unknown[] {
  const queued: unknown = Reflect.get(globalThis, 'parley');
  return Array.isArray(queued) ? queued : [];
}

/** Resolves when the browser has nothing better to do: the page comes first. */
function whenIdle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: 2000 });
    else setTimeout(resolve, 1);
  });
}

async function start(tag: Tag): Promise<void> {
  const bell = createBell();
  const link = takeLink();
  const queue: unknown[] = [...takeQueue()];
  let run = (call: unknown): void => void queue.push(call);
  const later =
    (name: string) =>
    (...given: readonly unknown[]) =>
      run([name, ...given]);
  const face: ParleyApi = {
    open: later('open'),
    close: later('close'),
    identify: later('identify'),
    setAttributes: later('setAttributes'),
    signOut: later('signOut'),
    agree: later('agree'),
    on: bell.on,
    push: (...calls) => calls.forEach((call) => run(call)),
  };
  Reflect.set(globalThis, 'parley', face);

  const gateway = createGateway(tag.origin, tag.channelId);
  const [answer] = await Promise.all([gateway.call<Settings>('GET', 'settings', { cache: 'default' }), whenIdle()]);
  if (answer.is !== 'ok') {
    console.warn(`Parley: the chat is not shown. ${answer.is === 'lost' ? `${tag.origin} does not answer this site.` : answer.detail}`);
    return;
  }
  const settings = answer.value;
  const loadPart = partLoader(tag.origin);
  const locale = chooseLocale(tag.locale, settings.locale, document.documentElement.lang, navigator.language);
  const { talk, state, kept, tabs } = createModel(tag, settings, locale, { bell, link });
  const frame = createFrame(locale, tag.theme);
  const shown = show({ tag, locale, language: languageOf(locale), loadPart, talk, state, kept, bell, frame });
  run = (call) => runCall(shown.api, call);
  bell.on('message', chime);
  queue.splice(0).forEach(run);
  talk.start();
  if (link !== undefined) shown.api.open();
  // As it was on the page before; on a phone that would hide what the visitor has just gone to.
  if (kept.page.get('open') !== null && !matchMedia('(max-width: 520px)').matches) shown.reopen();
  bell.ring('ready', undefined);

  function chime(): void {
    if (kept.site.get('sound') === null || navigator.userActivation?.hasBeenActive === false) return;
    // Of several tabs one sounds.
    const sound = async () => {
      (await loadPart('chime'))();
      await new Promise((resolve) => setTimeout(resolve, 1500));
    };
    void tabs.alone('chime', sound, { ifFree: true }).catch(() => undefined);
  }
}

interface Storages {
  readonly site: Kept;
  /** Of this tab only. */
  readonly page: Kept;
}

function createModel(
  tag: Tag,
  settings: Settings,
  locale: string,
  { bell, link }: { readonly bell: Bell; readonly link: string | undefined },
) {
  const { origin, channelId } = tag;
  const kept: Storages = { site: keptIn('localStorage', channelId), page: keptIn('sessionStorage', channelId) };
  const gateway = createGateway(origin, channelId);
  const tabs = createTabs(channelId);
  const cameBy = kept.page.get('origin') ?? location.search;
  // Where the visitor came from is told when the chat is opened, which may be some pages later.
  const from = originOf(cameBy);
  if (from.ref !== undefined || from.utm !== undefined) kept.page.set('origin', cameBy);
  const sessions = createSessions({ gateway, tabs, kept: kept.site, origin: from, locale, link: link === 'open' ? undefined : link });
  const state = createHolder<State>({
    settings,
    visitor: null,
    conversation: null,
    readUpTo: 0,
    messages: [],
    hasMore: null,
    waiting: [],
    typing: null,
    unread: 0,
    line: 'none',
    isOpen: false,
    refused: null,
  });
  const talk = createTalk({
    channelId,
    gateway,
    tabs,
    sessions,
    state,
    onFresh: (message) => bell.ring('message', told(message)),
    onSent: (message) => bell.ring('sent', told(message)),
    onAgreed: () => bell.ring('agreed', undefined),
  });
  return { talk, state, kept, tabs };
}

interface Showing {
  readonly tag: Tag;
  readonly locale: string;
  readonly language: Language;
  readonly loadPart: LoadPart;
  readonly talk: Talk;
  readonly state: Holder<State>;
  readonly kept: Storages;
  readonly bell: Bell;
  readonly frame: Frame;
}

/** Puts the button on the page, and the chat when it is opened for the first time. */
function show(showing: Showing): { readonly api: ParleyApi; readonly reopen: () => void } {
  const { tag, language, talk, state, kept, bell, frame } = showing;
  let chat: Chat | undefined;
  let loading: Promise<Chat | undefined> | undefined;
  let focusBefore: HTMLElement | undefined;
  const load = () => (loading ??= loadChat(showing, close, onSeen));
  const launcher = createLauncher(
    language,
    () => (state.get().isOpen ? close() : void open()),
    () => void load(),
  );
  launcher.element.hidden = !tag.hasLauncher;
  frame.element.append(launcher.element);

  function onSeen(): void {
    if (state.get().isOpen && document.visibilityState === 'visible' && document.hasFocus()) talk.sawAll();
  }
  async function open(withFocus = true): Promise<void> {
    if (state.get().isOpen) return;
    focusBefore = deepFocus();
    state.set({ isOpen: true });
    kept.page.set('open', '1');
    const { consent, requireIdentity } = state.get().settings;
    if (requireIdentity && !talk.isIdentified()) state.set({ refused: '' });
    else if (consent === undefined || talk.hasAgreed()) void talk.begin();
    chat = await load();
    if (chat === undefined) {
      loading = undefined;
      state.set({ isOpen: false });
    }
    if (chat === undefined || !state.get().isOpen) return;
    chat.element.hidden = false;
    chat.draw(state.get(), undefined);
    launcher.draw(state.get(), false);
    if (withFocus) chat.focus();
    bell.ring('open', undefined);
  }
  function close(): void {
    if (!state.get().isOpen) return;
    const hadFocus = focusedIn(frame.root) !== undefined;
    if (chat !== undefined) chat.element.hidden = true;
    kept.page.set('open', null);
    state.set({ isOpen: false });
    if (hadFocus) (tag.hasLauncher ? launcher.element : focusBefore)?.focus();
    bell.ring('close', undefined);
  }

  state.watch((now, before) => {
    if (now.settings !== before.settings) frame.dress(now.settings);
    launcher.draw(now, now.isOpen && chat === undefined);
    if (now.isOpen && chat?.element.hidden === false) chat.draw(now, before);
    if (now.unread !== before.unread) bell.ring('unread', now.unread);
    // Who has talked here before is likely to go on, also when the connection is gone by then.
    if (now.visitor !== null) void load();
  });
  document.addEventListener('visibilitychange', () => state.set({}));
  for (const event of ['focus', 'online', 'offline']) addEventListener(event, () => state.set({}));
  frame.dress(state.get().settings);
  launcher.draw(state.get(), false);

  const api: ParleyApi = {
    open: () => void open(),
    close,
    identify(identity) {
      void talk.identify(identity).then((answer) => {
        if (answer !== undefined) bell.ring('identified', { ok: answer.is === 'ok', code: answer.is === 'refused' ? answer.code : null });
      });
    },
    setAttributes: (all) => void talk.tell(factsOf(all)),
    signOut: () => void talk.signOut(),
    agree: () => talk.agree(),
    on: bell.on,
    push: () => undefined,
  };
  return { api, reopen: () => void open(false) };
}

/** The chat, with the words of its language; undefined where it cannot be had now. */
async function loadChat(
  { locale, language, loadPart, talk, state, kept, frame }: Showing,
  onClose: () => void,
  onSeen: () => void,
): Promise<Chat | undefined> {
  try {
    const [create, strings] = await Promise.all([
      loadPart('chat'),
      language === 'en' ? undefined : loadPart(`strings-${language}`).catch(() => undefined),
    ]);
    return create({
      frame,
      locale,
      strings,
      state: state.get(),
      loadPart,
      talk,
      draft: { get: () => kept.page.get('draft') ?? '', set: (text) => kept.page.set('draft', text || null) },
      sound: { get: () => kept.site.get('sound') !== null, set: (isOn) => kept.site.set('sound', isOn ? '1' : null) },
      asked: { get: () => kept.page.get('asked') !== null, set: () => kept.page.set('asked', '1') },
      onClose,
      onSeen,
    });
  } catch {
    return undefined;
  }
}

const tag = readTag();
if (tag === undefined) console.warn('Parley: the script needs data-channel="chn_…", and cannot be loaded as a module.');
// A page that has the script twice still has one chat.
else if (!document.querySelector('parley-chat') && !Reflect.has(globalThis, 'parleyStarted')) {
  Reflect.set(globalThis, 'parleyStarted', true);
  void start(tag);
}
