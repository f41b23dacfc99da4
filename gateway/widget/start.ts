// The one script of the widget. It shows a button; everything else begins when the visitor presses it, or when they have talked before.
import { createFrame } from './look/frame.ts';
import type { LoadPart, Parts } from './look/kit.ts';
import { show } from './look/show.ts';
import { createGateway } from './net/request.ts';
import { createTabs } from './net/tabs.ts';
import type { Settings } from './net/wire.ts';
import { type Bell, type ParleyApi, createBell, runCall, told } from './site/api.ts';
import { originOf, takeLink } from './site/page.ts';
import { type Tag, readTag } from './site/tag.ts';
import { chooseLocale, languageOf } from './strings/language.ts';
import { type Storages, keptIn } from './talk/kept.ts';
import { createSessions } from './talk/session.ts';
import { NOBODY, type State, createHolder } from './talk/state.ts';
import { createTalk } from './talk/talk.ts';

/** The names of the files of the parts, from the build. */
declare const PARTS: Readonly<Record<keyof Parts, string>>;

function partLoader(origin: string): LoadPart {
  return async (name) => {
    const { default: part } = await import(/* @vite-ignore */ `${origin}/widget/${PARTS[name]}`);
    return part;
  };
}

/** The calls that the page has put into its list before the script was here. */
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
    ...NOBODY,
    settings,
    waiting: [],
    announcements: [],
    news: 0,
    isOpen: false,
  });
  const talk = createTalk({
    channelId,
    gateway,
    tabs,
    sessions,
    kept: kept.site,
    state,
    onFresh: (message) => bell.ring('message', told(message)),
    onSent: (message) => bell.ring('sent', told(message)),
    onAgreed: () => bell.ring('agreed', undefined),
  });
  return { talk, state, kept, tabs };
}

const tag = readTag();
if (tag === undefined) console.warn('Parley: the script needs data-channel="chn_…", and cannot be loaded as a module.');
// A page that has the script twice still has one chat.
else if (!document.querySelector('parley-chat') && !Reflect.has(globalThis, 'parleyStarted')) {
  Reflect.set(globalThis, 'parleyStarted', true);
  void start(tag);
}
