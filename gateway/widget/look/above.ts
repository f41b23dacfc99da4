import type { Talk } from '../talk/talk.ts';
import type { ComposerParts } from './composer.ts';
import { h, iconButton } from './element.ts';
import { ICONS } from './icons.ts';
import { recordableOf } from './recordable.ts';

/** What the rest of the composer does for what opens above it. */
export interface Below {
  /** The types of files that the gateway takes. */
  types(): readonly string[];
  tellProblem(text: string): void;
  focus(): void;
  /** Writes this where the caret is. */
  insert(text: string): void;
}

/** The emoji and the recorder: parts that are loaded when they are asked for first, one of which is open above the field. */
export function createAbove({ kit, loadPart, talk, onSaid }: ComposerParts, below: Below) {
  const { say } = kit;
  const element = h('div', { class: 'above' });
  const smile = iconButton(ICONS.smile, say('emoji'), () => void toggleEmoji(), { 'aria-expanded': 'false' });
  const mic = iconButton(ICONS.mic, say('voice'), () => void record());
  const close = () => {
    element.replaceChildren();
    smile.setAttribute('aria-expanded', 'false');
    below.focus();
  };
  const withPart = async <K extends 'emoji' | 'recorder'>(name: K) => {
    try {
      return await loadPart(name);
    } catch {
      below.tellProblem(say('part'));
      return undefined;
    }
  };
  const toggleEmoji = async () => {
    if (element.firstChild !== null) return close();
    const emoji = await withPart('emoji');
    if (emoji === undefined) return;
    const panel = emoji(kit, below.insert, close);
    element.replaceChildren(panel);
    smile.setAttribute('aria-expanded', 'true');
    panel.querySelector('button')?.focus();
  };
  const record = async () => {
    const recorder = await withPart('recorder');
    if (recorder === undefined) return;
    const panel = recorder(kit, recordableOf(below.types()), (recorded) => {
      close();
      if (recorded === undefined) return;
      sayFile(talk, recorded, { voice: true });
      onSaid();
    });
    element.replaceChildren(panel);
  };
  return { element, smile, mic };
}

/** Says a file: as what the browser takes it for, a voice message only where it is sound. */
export function sayFile(talk: Talk, file: File, { caption, voice }: { readonly caption?: string; readonly voice?: true }): void {
  const type = kindOf(file);
  const content = { type, ...(caption === undefined ? {} : { caption }), ...(voice && type === 'audio' ? { voice } : {}) };
  void talk.outbox.say({ content, file, fileName: file.name });
}

function kindOf(file: File): 'image' | 'video' | 'audio' | 'file' {
  const kind = file.type.split('/')[0];
  return kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'file';
}
