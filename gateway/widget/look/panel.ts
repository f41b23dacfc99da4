import type { WidgetMessage } from '../net/wire.ts';
import type { State } from '../talk/state.ts';
import type { Talk } from '../talk/talk.ts';
import { webAddress } from '../talk/links.ts';
import { asMessage } from '../talk/thread.ts';
import { type Composer, createComposer } from './composer.ts';
import { h, icon, iconButton } from './element.ts';
import { ICONS } from './icons.ts';
import type { Kit, LoadPart } from './kit.ts';
import { createLog } from './log.ts';
import { saidToAll } from './said-to-all.ts';

export interface Panel {
  readonly element: HTMLElement;
  draw(now: State, before: State | undefined): void;
  /** Puts the focus where the visitor goes on. */
  focus(): void;
}

export interface PanelParts {
  readonly kit: Kit;
  readonly loadPart: LoadPart;
  readonly talk: Talk;
  readonly draft: { get(): string; set(text: string): void };
  readonly sound: { get(): boolean; set(isOn: boolean): void };
  /** Whether the visitor is somebody of whom the questions before the chat were asked already. */
  readonly asked: { get(): boolean; set(): void };
  onClose(): void;
  onSeen(): void;
}

/** The chat: who one talks with, what was said, and where one writes. */
export function createPanel(parts: PanelParts): Panel {
  const { kit, loadPart, talk, onClose, onSeen } = parts;
  const { say } = kit;
  const log = createLog(kit, loadPart, talk, () => composer.focus(), onSeen);
  const composer: Composer = createComposer({ kit, loadPart, talk, draft: parts.draft, onSaid: () => log.toEnd() });
  const face = h('span', { class: 'face', 'aria-hidden': 'true' });
  const title = h('h2', { id: 'title', dir: 'auto' });
  const under = h('p');
  const notice = h('p', { class: 'notice', role: 'status' });
  const quiet = h('p', { class: 'hidden', 'aria-live': 'polite' });
  const sound = soundButton(kit, parts.sound);
  const body = h('div', { class: 'body' }, log.element, composer.element);
  const closeButton = iconButton(ICONS.close, say('closeChat'), onClose);
  const element = h(
    'section',
    { class: 'panel', role: 'dialog', 'aria-labelledby': 'title', hidden: true },
    h('header', {}, face, h('div', { class: 'who' }, title, under), sound, closeButton),
    notice,
    body,
    quiet,
  );
  let shows: 'talk' | 'form' | 'nothing' = 'talk';

  const showForm = async (now: State) => {
    const { settings } = now;
    shows = 'form';
    body.replaceChildren();
    try {
      const form = await loadPart('form');
      const consent = talk.hasAgreed() ? undefined : settings.consent;
      const fields = parts.asked.get() ? [] : (settings.preChat ?? []);
      const asked = form(kit, { consent, fields }, (answers) => {
        if (consent !== undefined) talk.agree();
        parts.asked.set();
        showTalk();
        if (Object.keys(answers).length > 0) void talk.outbox.say({ content: { type: 'form_reply', name: 'pre_chat', fields: answers } });
        else void talk.begin();
        composer.focus();
      });
      asked.prepend(...saidToAll(now, kit, loadPart));
      body.replaceChildren(asked);
      if (!element.hidden) body.querySelector<HTMLElement>('input, textarea, .main')?.focus();
    } catch {
      body.replaceChildren(h('p', { class: 'sorry', role: 'alert' }, say('part')));
    }
  };
  const showTalk = () => {
    shows = 'talk';
    body.replaceChildren(log.element, composer.element);
  };

  return {
    element,
    draw(now, before) {
      drawHead(now, { face, title, under }, kit);
      notice.textContent = noticeOf(now, kit);
      notice.hidden = notice.textContent === '';
      const wanted = now.refused !== null ? 'nothing' : isToBeAsked(now, talk, parts.asked.get()) ? 'form' : 'talk';
      if (wanted !== shows) {
        if (wanted === 'form') void showForm(now);
        else if (wanted === 'talk') showTalk();
        else
          body.replaceChildren(
            h('p', { class: 'sorry' }, now.settings.requireIdentity ? say('signIn') : now.refused || say('unavailable')),
          );
        shows = wanted;
      }
      if (shows !== 'talk') return;
      composer.draw(now);
      log.draw(now, before);
      if (log.isAtEnd()) onSeen();
      for (const one of newIn(now, before)) quiet.textContent = spoken(asMessage(one, now.settings.appearance.title), kit);
      const last = now.messages.at(-1);
      if (before !== undefined && last?.direction === 'out' && last.id !== before.messages.at(-1)?.id && before.messages.length > 0)
        quiet.textContent = spoken(last, kit);
    },
    focus() {
      if (shows === 'talk') composer.focus();
      else (body.querySelector<HTMLElement>('input, textarea, .main') ?? closeButton).focus();
    },
  };
}

/** Whether something is asked before the first word: the consent, and the questions of the business. */
function isToBeAsked({ settings, visitor, conversation, messages, waiting }: State, talk: Talk, wasAsked: boolean): boolean {
  if (settings.consent !== undefined && !talk.hasAgreed() && visitor === null) return true;
  const isNew = conversation === null && messages.length === 0 && waiting.length === 0 && visitor?.isKnown !== true;
  return isNew && !wasAsked && (settings.preChat?.length ?? 0) > 0;
}

function drawHead(
  { settings, conversation }: State,
  { face, title, under }: Record<'face' | 'title' | 'under', HTMLElement>,
  { say, formats }: Kit,
): void {
  const assignee = conversation?.status === 'open' ? conversation.assignee : null;
  const name = settings.appearance.title;
  title.textContent = name;
  const { open, message, nextOpenAt } = settings.hours;
  const closed = () =>
    [message ?? say('closed'), nextOpenAt && say('opens', { when: formats.moment(nextOpenAt) })].filter(Boolean).join(' ');
  under.textContent = assignee !== null ? say('with', { name: assignee.name }) : open ? say('hello') : closed();
  // What the business says is of the direction of its words; our own sentences are of the chat's.
  under.dir = assignee === null && !open && message !== undefined ? 'auto' : '';
  const url = webAddress(assignee?.avatarUrl ?? settings.appearance.logoUrl);
  const letter = [...(assignee?.name ?? name).trim()][0]?.toUpperCase() ?? '';
  if (face.dataset['of'] === (url ?? letter)) return;
  face.dataset['of'] = url ?? letter;
  face.replaceChildren(letter);
  if (url === undefined) return;
  const picture = h('img', { src: url, alt: '', width: '40', height: '40' });
  picture.addEventListener('load', () => face.replaceChildren(picture));
}

function noticeOf({ line, visitor, waiting }: State, { say }: Kit): string {
  if (!navigator.onLine || (line === 'lost' && (visitor === null || waiting.length > 0))) return say('offline');
  return line === 'lost' ? say('connecting') : '';
}

function soundButton({ say }: Kit, sound: PanelParts['sound']): HTMLButtonElement {
  const button = iconButton(ICONS.mute, '', () => {
    sound.set(!sound.get());
    draw();
  });
  const draw = () => {
    const label = say(sound.get() ? 'soundOn' : 'soundOff');
    for (const name of ['aria-label', 'title']) button.setAttribute(name, label);
    button.replaceChildren(icon(sound.get() ? ICONS.bell : ICONS.mute));
  };
  draw();
  return button;
}

/** What is announced since. */
function newIn(now: State, before: State | undefined): State['announcements'] {
  if (before === undefined || now.announcements === before.announcements) return [];
  return now.announcements.filter(({ id }) => !before.announcements.some((one) => one.id === id));
}

/** What those hear who do not see the message come. */
function spoken({ author, content }: WidgetMessage, { say }: Kit): string {
  return `${author.name ?? say('bot')}: ${content.type === 'text' ? content.text : say('newMessages')}`;
}
