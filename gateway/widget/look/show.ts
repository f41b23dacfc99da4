import { type Bell, type ParleyApi, factsOf } from '../site/api.ts';
import { deepFocus } from '../site/focus.ts';
import type { Tag } from '../site/tag.ts';
import type { Language } from '../strings/language.ts';
import type { Storages } from '../talk/kept.ts';
import { type Holder, type State, unseenIn } from '../talk/state.ts';
import type { Talk } from '../talk/talk.ts';
import type { Chat } from './chat.ts';
import { focusedIn } from './element.ts';
import type { Frame } from './frame.ts';
import type { LoadPart } from './kit.ts';
import { createLauncher } from './launcher.ts';

export interface Showing {
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
export function show(showing: Showing): { readonly api: ParleyApi; readonly reopen: () => void } {
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
  frame.element.append(launcher.element, launcher.quiet);
  bell.on('message', () => launcher.tell(state.get()));

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
    const unseen = unseenIn(now);
    if (unseen !== unseenIn(before)) bell.ring('unread', unseen);
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
