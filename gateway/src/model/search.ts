/*
 * How text is found again: by the pieces of its words, three characters each, the same on every store. A word of two characters is a
 * word in Chinese, so that each piece also leads to what it begins with.
 */

/** Characters of a text that are searched; what is longer is found by its beginning. */
const MOST_CHARACTERS = 5000;
/** More words narrow nothing. */
const MOST_WORDS = 12;
const PIECE = 3;
/** Marks of Latin and Greek letters: who writes Zoe finds Zoë. */
const LATIN_MARKS = /[\u0300-\u036f]/g;
/** Whatever is no letter, digit or symbol stands between words. */
const BETWEEN_WORDS = /[^\p{L}\p{N}\p{M}\p{So}]+/gu;

/** Halves of characters that UTF-16 writes as two units. Without any, units are characters. */
const BEYOND_A_UNIT = /[\uD800-\uDFFF]/;

/** Words as they are compared: without case, marks, widths and punctuation, one space between them. */
export function foldText(text: string): string {
  const plain = text.slice(0, MOST_CHARACTERS).normalize('NFKD').toLowerCase().replaceAll(LATIN_MARKS, '').normalize('NFKC');
  return plain.replaceAll(BETWEEN_WORDS, ' ').trim();
}

/** The words that somebody looks for, folded; none: there is nothing to look for. */
export function searchedWords(text: string): readonly string[] {
  const words = foldText(text)
    .split(' ')
    .filter((word) => word !== '');
  return [...new Set(words)].slice(0, MOST_WORDS);
}

/** Whether each of the words is somewhere in the folded text. */
export function hasWords(folded: string, words: readonly string[]): boolean {
  return words.length > 0 && words.every((word) => folded.includes(word));
}

/** The pieces of a folded text: from every character of a word on, three or what is left of it. */
export function piecesOf(folded: string): readonly string[] {
  const pieces = new Set<string>();
  for (const word of folded.split(' ')) {
    if (!BEYOND_A_UNIT.test(word)) {
      for (let i = 0; i < word.length; i++) pieces.add(word.slice(i, i + PIECE));
      continue;
    }
    const characters = [...word];
    for (let i = 0; i < characters.length; i++) pieces.add(characters.slice(i, i + PIECE).join(''));
  }
  pieces.delete('');
  return [...pieces];
}

/** What a text that has this word has among its pieces. */
export interface Sought {
  readonly pieces: readonly string[];
  /** Whether the one piece is only the beginning of one. */
  readonly isBeginning: boolean;
}

/** The pieces to look for. */
export function soughtFor(word: string): Sought {
  const characters = [...word];
  if (characters.length < PIECE) return { pieces: [word], isBeginning: true };
  return { pieces: piecesOf(word).filter((piece) => [...piece].length === PIECE), isBeginning: false };
}

/** A Latin letter or digit is in nearly every text: alone it is looked for in people's details only. */
export function isShort(word: string): boolean {
  return /^[a-z0-9]$/.test(word);
}

/** All that a person is found by. */
export function personText(person: {
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly externalIds: readonly string[];
}): string {
  const { name, email, phone, externalIds } = person;
  // Whatever stands between the digits of a number, it is one word.
  return foldText([name ?? '', email ?? '', (phone ?? '').replaceAll(/\D/g, ''), ...externalIds].join(' '));
}
