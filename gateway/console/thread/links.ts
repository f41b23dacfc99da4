/** A text in pieces: what is an http address, and what is not. */
export type Piece = { readonly is: 'text'; readonly text: string } | { readonly is: 'link'; readonly text: string; readonly url: string };

/** Only http and https: a customer's `javascript:` stays words. */
const ADDRESS = /https?:\/\/[^\s<>"'`]+/gi;
/** Ends a sentence rather than an address. */
const TRAILING = /[.,;:!?)\]}»”’。，；：！？）】」]+$/u;

export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const words = match[0].replace(TRAILING, '');
    if (!URL.canParse(words)) continue;
    if (match.index > from) pieces.push({ is: 'text', text: text.slice(from, match.index) });
    pieces.push({ is: 'link', text: words, url: new URL(words).href });
    from = match.index + words.length;
  }
  if (from < text.length) pieces.push({ is: 'text', text: text.slice(from) });
  return pieces;
}

/** A place on OpenStreetMap; it is opened only when somebody presses it. */
export function mapAddress(latitude: number, longitude: number): string {
  return `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
}
