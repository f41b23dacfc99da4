import type { State } from '../talk/state.ts';
import type { Talk } from '../talk/talk.ts';
import { h, icon, iconButton } from './element.ts';
import { ICONS } from './icons.ts';
import type { Kit, LoadPart } from './kit.ts';
import { recordableOf } from './recordable.ts';

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

/** Where the visitor writes, and adds files. Enter sends, Shift and Enter begins a new line. */
export function createComposer({ kit, loadPart, talk, draft, onSaid }: ComposerParts): Composer {
  const { say } = kit;
  let files: readonly File[] = [];
  let allowed: State['settings']['files'] = { maxBytes: 0, types: [] };
  let stops: ReturnType<typeof setTimeout> | undefined;

  const area = h('textarea', {
    rows: '1',
    maxlength: MOST_TEXT,
    'aria-label': say('write'),
    placeholder: say('write'),
    dir: 'auto',
    enterkeyhint: 'send',
  });
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const staged = h('ul', { class: 'staged', hidden: true });
  const above = h('div', { class: 'above' });
  const picker = h('input', { type: 'file', multiple: true, hidden: true, tabindex: '-1', 'aria-label': say('attach') });
  const attach = iconButton(ICONS.clip, say('attach'), () => picker.click());
  const smile = iconButton(ICONS.smile, say('emoji'), () => void toggleEmoji(), { 'aria-expanded': 'false' });
  const mic = iconButton(ICONS.mic, say('voice'), () => void record());
  const sendButton = iconButton(ICONS.send, say('send'), () => send(), { class: 'icon send' });
  const field = h('div', { class: 'field' }, area, smile, attach);
  const element = h('div', { class: 'composer' }, above, staged, problem, h('div', { class: 'row' }, field, mic, sendButton), picker);

  const tellProblem = (text: string) => {
    problem.textContent = text;
    problem.hidden = text === '';
  };
  const grow = () => {
    area.style.height = 'auto';
    area.style.height = `${Math.min(area.scrollHeight, 120)}px`;
    const isEmpty = area.value.trim() === '' && files.length === 0;
    sendButton.hidden = isEmpty && !mic.hasAttribute('data-off');
    mic.hidden = !sendButton.hidden;
  };
  const drawStaged = () => {
    staged.hidden = files.length === 0;
    staged.replaceChildren(
      ...files.map((file) => {
        const remove = () => {
          files = files.filter((one) => one !== file);
          drawStaged();
          area.focus();
        };
        return h(
          'li',
          {},
          icon(ICONS.file, 18),
          h('span', { dir: 'auto' }, file.name),
          h('small', {}, kit.formats.bytes(file.size)),
          iconButton(ICONS.close, `${say('remove')}: ${file.name}`, remove),
        );
      }),
    );
    grow();
  };
  const add = (some: Iterable<File>) => {
    const problems: string[] = [];
    for (const file of some) {
      if (file.size > allowed.maxBytes) problems.push(say('fileTooLarge', { name: file.name, size: kit.formats.bytes(allowed.maxBytes) }));
      // Browsers do not know every type; the gateway looks into the file.
      else if (file.type !== '' && !allowed.types.includes(baseType(file))) problems.push(say('fileType', { name: file.name }));
      else files = [...files, file];
    }
    tellProblem(problems.join(' '));
    drawStaged();
  };
  const stopWriting = () => {
    clearTimeout(stops);
    talk.typing(false);
  };
  const send = () => {
    const text = area.value.trim();
    if (text === '' && files.length === 0) return;
    const [only] = files;
    const isCaption = files.length === 1 && text !== '' && text.length < 1000 && only !== undefined;
    for (const file of files) sayFile(file, isCaption ? text : undefined);
    if (text !== '' && !isCaption) void talk.outbox.say({ content: { type: 'text', text } });
    area.value = '';
    files = [];
    draft.set('');
    tellProblem('');
    drawStaged();
    stopWriting();
    onSaid();
    area.focus();
  };
  const sayFile = (file: File, caption?: string, isVoice = false) => {
    const kind = kindOf(file);
    const content = { type: kind, ...(caption === undefined ? {} : { caption }), ...(isVoice && kind === 'audio' ? { voice: true } : {}) };
    void talk.outbox.say({ content, file, fileName: file.name });
  };

  const closeAbove = () => {
    above.replaceChildren();
    smile.setAttribute('aria-expanded', 'false');
    area.focus();
  };
  const withPart = async <K extends 'emoji' | 'recorder'>(name: K) => {
    try {
      return await loadPart(name);
    } catch {
      tellProblem(say('part'));
      return undefined;
    }
  };
  const toggleEmoji = async () => {
    if (above.firstChild !== null) return closeAbove();
    const emoji = await withPart('emoji');
    if (emoji === undefined) return;
    const panel = emoji(
      kit,
      (picked) => {
        area.setRangeText(picked, area.selectionStart, area.selectionEnd, 'end');
        draft.set(area.value);
        grow();
      },
      closeAbove,
    );
    above.replaceChildren(panel);
    smile.setAttribute('aria-expanded', 'true');
    panel.querySelector('button')?.focus();
  };
  const record = async () => {
    const recorder = await withPart('recorder');
    if (recorder === undefined) return;
    const panel = recorder(kit, recordableOf(allowed.types), (recorded) => {
      closeAbove();
      if (recorded === undefined) return;
      sayFile(recorded, undefined, true);
      onSaid();
    });
    above.replaceChildren(panel);
  };

  picker.addEventListener('change', () => {
    add(picker.files ?? []);
    picker.value = '';
    area.focus();
  });
  area.addEventListener('input', () => {
    grow();
    draft.set(area.value);
    clearTimeout(stops);
    if (area.value === '') return stopWriting();
    talk.typing(true);
    stops = setTimeout(stopWriting, STOPPED_MS);
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
    element,
    draw({ settings }) {
      allowed = settings.files;
      attach.hidden = allowed.maxBytes === 0;
      picker.accept = allowed.types.join(',');
      mic.toggleAttribute('data-off', allowed.maxBytes === 0 || recordableOf(allowed.types).length === 0);
      grow();
    },
    focus: () => area.focus(),
  };
}

function baseType(file: File): string {
  return file.type.replace(/;.*$/, '');
}

function kindOf(file: File): 'image' | 'video' | 'audio' | 'file' {
  const kind = file.type.split('/')[0];
  return kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'file';
}
