import type { Line } from './days.ts';

/** Lines that are laid out together. */
export interface Stretch {
  readonly key: string;
  readonly lines: readonly Line[];
}

/** Of so many messages each: a thread of thousands is some hundreds of pieces to place, and few are drawn that nobody sees. */
const MESSAGES = 8;

const numberOf = (seq: number) => Math.floor((seq - 1) / MESSAGES);

/**
 * Lines (oldest first) in stretches. Which messages are together goes by their numbers, so that a page more changes none of them.
 *
 * @param isWhole whether nothing is earlier. If there is, the first stretch waits until all of it is there: it would grow while it is read
 * @param before how they were: what is the same again stays the same object, and is not drawn again
 */
export function stretchesOf(lines: readonly Line[], isWhole: boolean, before: readonly Stretch[] = []): readonly Stretch[] {
  const known = new Map(before.map((stretch) => [stretch.key, stretch]));
  const found: Stretch[] = [];
  let number: number | undefined;
  let current: Line[] = [];
  const end = () => {
    if (number !== undefined && current.length > 0) found.push(same(known.get(`stretch ${number}`), `stretch ${number}`, current));
  };
  // What stands before a message, its day for one, belongs to it.
  let ahead: Line[] = [];
  for (const line of lines) {
    ahead.push(line);
    if (line.is !== 'message') continue;
    const next = numberOf(line.message.seq);
    if (next !== number) {
      end();
      number = next;
      current = [];
    }
    current.push(...ahead);
    ahead = [];
  }
  current.push(...ahead);
  end();
  return isWhole || found.length < 2 || beginsWhole(lines) ? found : found.slice(1);
}

function beginsWhole(lines: readonly Line[]): boolean {
  const first = lines.find((line) => line.is === 'message');
  return first === undefined || (first.message.seq - 1) % MESSAGES === 0;
}

function same(before: Stretch | undefined, key: string, lines: readonly Line[]): Stretch {
  if (before === undefined || before.lines.length !== lines.length) return { key, lines };
  return before.lines.every((line, i) => isSame(line, lines[i])) ? before : { key, lines };
}

function isSame(one: Line, other: Line | undefined): boolean {
  if (other === undefined || one.key !== other.key) return false;
  if (one.is !== 'message' || other.is !== 'message') {
    return one.is === 'event' && other.is === 'event'
      ? one.text === other.text
      : one.is !== 'session' || (other.is === 'session' && one.session === other.session);
  }
  return one.message === other.message && one.quoted === other.quoted && one.isFirst === other.isFirst && one.isLast === other.isLast;
}
