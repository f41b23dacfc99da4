import { h, icon, iconButton } from './element.ts';
import { ICONS } from './icons.ts';
import type { Kit } from './kit.ts';

/** Files that are chosen and not sent. */
export interface Staged {
  readonly element: HTMLElement;
  files(): readonly File[];
  /** @returns in words, what is wrong with those that were not taken; empty where all were */
  add(some: Iterable<File>, allowed: AllowedFiles): string;
  clear(): void;
}

/** Which files the gateway takes. */
export interface AllowedFiles {
  /** 0: none. */
  readonly maxBytes: number;
  readonly types: readonly string[];
}

/**
 * @param onChange another file is there, or one no more
 * @param onRemove the visitor took one away: the button that had the focus is gone
 */
export function createStaged({ say, formats }: Kit, onChange: () => void, onRemove: () => void): Staged {
  let files: readonly File[] = [];
  const element = h('ul', { class: 'staged', hidden: true });
  const hold = (next: readonly File[]) => {
    files = next;
    element.hidden = files.length === 0;
    element.replaceChildren(...files.map(entryOf));
    onChange();
  };
  const entryOf = (file: File) => {
    const remove = () => {
      hold(files.filter((one) => one !== file));
      onRemove();
    };
    return h(
      'li',
      {},
      icon(ICONS.file, 18),
      h('span', { dir: 'auto' }, file.name),
      h('small', {}, formats.bytes(file.size)),
      iconButton(ICONS.close, `${say('remove')}: ${file.name}`, remove),
    );
  };
  const problemOf = (file: File, { maxBytes, types }: AllowedFiles) => {
    if (file.size > maxBytes) return say('fileTooLarge', { name: file.name, size: formats.bytes(maxBytes) });
    // Browsers do not know every type; the gateway looks into the file.
    return file.type !== '' && !types.includes(baseType(file)) ? say('fileType', { name: file.name }) : '';
  };
  return {
    element,
    files: () => files,
    add(some, allowed) {
      const judged = [...some].map((file) => ({ file, problem: problemOf(file, allowed) }));
      hold([...files, ...judged.filter(({ problem }) => problem === '').map(({ file }) => file)]);
      return judged
        .map(({ problem }) => problem)
        .filter((problem) => problem !== '')
        .join(' ');
    },
    clear: () => hold([]),
  };
}

function baseType(file: File): string {
  return file.type.replace(/;.*$/, '');
}
