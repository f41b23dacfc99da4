/** A limit of a platform, in the unit the platform counts: code points, UTF-16 units or UTF-8 bytes. */
export interface TextLimit {
  readonly max: number;
  readonly unit: 'characters' | 'utf16' | 'bytes';
}

/** The widest code point in UTF-8, so that one code point always fits a part. */
const SMALLEST_LIMIT = 4;
/** A border in the first part of a window would leave a crumb of a message; it is taken only from here on. */
const BORDER_FROM = 0.5;
/** Where a text may be cut, best first; a part ends where a match ends. No-break spaces are no borders. */
const BORDERS = [/\n[^\S\n]*\n+/g, /\n+/g, /[.!?…]["'”’)\]]*\s+|[。！？｡][”’」』）]*\s*/g, /[^\S\u00a0\u202f\ufeff]+/g] as const;
/** What belongs to the character before it. */
const CONTINUES = /^(?:\p{M}|\u200d|\ufe0f)/u;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Cuts a text into parts that each fit `limit`, in order. Joined they are the text exactly; none is empty; no surrogate
 * pair is cut. Prefers the border of a paragraph, then of a line, a sentence, a word; else cuts between two graphemes, so
 * that joined emoji and combining marks stay whole unless one alone is over the limit.
 *
 * @returns no part for the empty text
 * @throws RangeError for a limit under 4, which no platform has: one code point may need that much
 */
export function splitText(text: string, limit: TextLimit): string[] {
  if (!(limit.max >= SMALLEST_LIMIT)) throw new RangeError(`a text limit must be at least ${SMALLEST_LIMIT}, not ${limit.max}`);
  const parts: string[] = [];
  let start = 0;
  while (start < text.length) {
    const end = windowEnd(text, start, limit);
    const cut = end === text.length ? end : bestCut(text, start, end);
    parts.push(text.slice(start, cut));
    start = cut;
  }
  return parts;
}

/** How long a text is in a platform's unit. */
export function lengthIn(text: string, unit: TextLimit['unit']): number {
  if (unit === 'utf16') return text.length;
  if (unit === 'bytes') return Buffer.byteLength(text, 'utf8');
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The text if it fits, else as much of it as does with `…` at its end, cut between two graphemes. */
export function shorten(text: string, limit: TextLimit): string {
  if (lengthIn(text, limit.unit) <= limit.max) return text;
  const room = limit.max - lengthIn('…', limit.unit);
  const end = windowEnd(text, 0, { max: room, unit: limit.unit });
  return `${text.slice(0, graphemeCut(text, 0, end)).trimEnd()}…`;
}

/** The end of the longest run of whole code points from `start` that fits. */
function windowEnd(text: string, start: number, limit: TextLimit): number {
  let used = 0;
  let end = start;
  while (end < text.length) {
    const point = text.codePointAt(end) ?? 0;
    used += widthOf(point, limit.unit);
    if (used > limit.max) break;
    end += point > 0xffff ? 2 : 1;
  }
  return end;
}

/** Unpaired surrogates count three bytes, as the replacement character that they are encoded to. */
function widthOf(point: number, unit: TextLimit['unit']): number {
  if (unit === 'characters') return 1;
  if (unit === 'utf16') return point > 0xffff ? 2 : 1;
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point > 0xffff ? 4 : 3;
}

function bestCut(text: string, start: number, end: number): number {
  const window = text.slice(start, end);
  const from = Math.ceil(window.length * BORDER_FROM);
  for (const border of BORDERS) {
    const cut = lastMatchEnd(window, border, (at) => at >= from && isWholeAt(text, start + at));
    if (cut !== undefined) return start + cut;
  }
  return graphemeCut(text, start, end);
}

function lastMatchEnd(window: string, border: RegExp, fits: (at: number) => boolean): number | undefined {
  let last: number | undefined;
  for (const match of window.matchAll(border)) {
    const at = match.index + match[0].length;
    if (fits(at)) last = at;
  }
  return last;
}

/** Whether a cut at `at` leaves a line break and a character with its marks in one piece. */
function isWholeAt(text: string, at: number): boolean {
  if (text[at - 1] === '\r' && text[at] === '\n') return false;
  return !CONTINUES.test(text.slice(at, at + 2));
}

/** `end`, or the start of the grapheme that lies across it; `end` too where that grapheme fills the whole window. */
function graphemeCut(text: string, start: number, end: number): number {
  const across = graphemes.segment(text.slice(start, end + 2)).containing(end - start);
  return across === undefined || across.index === 0 ? end : start + across.index;
}
