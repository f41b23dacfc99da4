/** A text in pieces: what is an http address, and what is not. */
export type Piece = { readonly text: string; readonly url?: string };

/** Only http and https: a `javascript:` stays words. */
const ADDRESS = /https?:\/\/[^\s<>"'`]+/gi;
/** Ends a sentence rather than an address. */
const TRAILING = /[.,;:!?)\]}»”’。，；：！？）】」]+$/u;

export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const words = match[0].replace(TRAILING, '');
    const url = webAddress(words);
    if (url === undefined) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push({ text: words, url });
    from = match.index + words.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

/** The address, where it is one of the web; undefined for everything that a browser would run or open otherwise. */
export function webAddress(url: string | undefined | null): string | undefined {
  if (!url || !URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}
