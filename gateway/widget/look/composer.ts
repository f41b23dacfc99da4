import type { State } from '../talk/state.ts';
import type { Talk } from '../talk/talk.ts';
import { createAbove, sayFile } from './above.ts';
import { h, iconButton } from './element.ts';
import { ICONS } from './icons.ts';
import type { Kit, LoadPart } from './kit.ts';
import { recordableOf } from './recordable.ts';
import { type AllowedFiles, createStaged } from './staged.ts';

export interface Composer {
  readonly element: HTMLElement;
  draw(now: State): void;
  focus(): void;
}

export interface ComposerParts {
  readonly kit: Kit;
  readonly loadPart: LoadPart;
  readonly talk: Talk;
  /** What was begun and not sent, from an earlier page. */
  readonly draft: { get(): string; set(text: string): void };
  onSaid(): void;
}

const STOPPED_MS = 3000;
const MOST_TEXT = 10_000;
/** A longer text beside a file is a message of its own. */
const MOST_CAPTION = 1000;

/** Where the visitor writes, and adds files. Enter sends, Shift and Enter begins a new line. */
export function createComposer(parts: ComposerParts): Composer {
  const { kit, talk, draft, onSaid } = parts;
  const { say } = kit;
  let allowed: AllowedFiles = { maxBytes: 0, types: [] };

  const area = h('textarea', {
    rows: '1',
    maxlength: MOST_TEXT,
    'aria-label': say('write'),
    placeholder: say('write'),
    dir: 'auto',
    enterkeyhint: 'send',
  });
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const tellProblem = (text: string) => {
    problem.textContent = text;
    problem.hidden = text === '';
  };
  const grow = () => {
    area.style.height = 'auto';
    area.style.height = `${Math.min(area.scrollHeight, 120)}px`;
    const isEmpty = area.value.trim() === '' && staged.files().length === 0;
    sendButton.hidden = isEmpty && !mic.hasAttribute('data-off');
    mic.hidden = !sendButton.hidden;
  };
  const focus = () => area.focus();
  const staged = createStaged(kit, () => grow(), focus);
  const add = (files: Iterable<File>) => tellProblem(staged.add(files, allowed));
  const writing = watchWriting(talk);
  const send = () => {
    if (!sayAll(talk, area.value.trim(), staged.files())) return;
    area.value = '';
    draft.set('');
    tellProblem('');
    staged.clear();
    writing.stop();
    onSaid();
    focus();
  };

  const picker = h('input', { type: 'file', multiple: true, hidden: true, tabindex: '-1', 'aria-label': say('attach') });
  const attach = iconButton(ICONS.clip, say('attach'), () => picker.click());
  const above = createAbove(parts, {
    types: () => allowed.types,
    tellProblem,
    focus,
    insert(text) {
      area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
      draft.set(area.value);
      grow();
    },
  });
  const { smile, mic } = above;
  const sendButton = iconButton(ICONS.send, say('send'), () => send(), { class: 'icon send' });
  const row = h('div', { class: 'row' }, h('div', { class: 'field' }, area, smile, attach), mic, sendButton);

  picker.addEventListener('change', () => {
    add(picker.files ?? []);
    picker.value = '';
    focus();
  });
  area.addEventListener('input', () => {
    grow();
    draft.set(area.value);
    writing.now(area.value !== '');
  });
  area.addEventListener('keydown', (event) => {
    // A key that ends the choice of a Chinese or Japanese word is not the end of the message.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  });
  area.addEventListener('paste', (event) => {
    const pasted = event.clipboardData?.files;
    if (allowed.maxBytes === 0 || pasted === undefined || pasted.length === 0) return;
    event.preventDefault();
    add(pasted);
  });
  area.value = draft.get();

  return {
    element: h('div', { class: 'composer' }, above.element, staged.element, problem, row, picker),
    draw({ settings }) {
      allowed = settings.files;
      attach.hidden = allowed.maxBytes === 0;
      picker.accept = allowed.types.join(',');
      mic.toggleAttribute('data-off', allowed.maxBytes === 0 || recordableOf(allowed.types).length === 0);
      grow();
    },
    focus,
  };
}

/** Says that the visitor writes, and that they have stopped when nothing came for a while. */
function watchWriting(talk: Talk) {
  let stops: ReturnType<typeof setTimeout> | undefined;
  const stop = () => {
    clearTimeout(stops);
    talk.typing(false);
  };
  return {
    stop,
    now(isWriting: boolean) {
      if (!isWriting) return stop();
      clearTimeout(stops);
      talk.typing(true);
      stops = setTimeout(stop, STOPPED_MS);
    },
  };
}

/** @returns false where there is nothing to say */
function sayAll(talk: Talk, text: string, files: readonly File[]): boolean {
  if (text === '' && files.length === 0) return false;
  const isCaption = files.length === 1 && text !== '' && text.length < MOST_CAPTION;
  for (const file of files) sayFile(talk, file, isCaption ? { caption: text } : {});
  if (text !== '' && !isCaption) void talk.outbox.say({ content: { type: 'text', text } });
  return true;
}
