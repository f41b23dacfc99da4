/**
 * A `Content-Disposition` for a name that a customer chose (RFC 6266): an ASCII stand-in for old readers, and the name itself
 * in `filename*` (RFC 8187). Folders, control characters and the marks that turn text around are taken out of it.
 */
export function contentDisposition(kind: 'inline' | 'attachment', name: string | null): string {
  const clean = readableName(name ?? '');
  if (clean === '') return kind;
  const ascii = clean.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  if (ascii === clean) return `${kind}; filename="${ascii}"`;
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encode(clean)}`;
}

const MAX_NAME_CHARACTERS = 200;

/** A file's name without what is not part of it or cannot be seen; empty where nothing is left. */
export function readableName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  // A right-to-left override can make `exe.gpj` read `jpg.exe` backwards.
  const readable = last.toWellFormed().replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '');
  return [...readable.trim()].slice(-MAX_NAME_CHARACTERS).join('');
}

/** `encodeURIComponent` leaves `'()*!` as they are, which RFC 8187 does not. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/['()*!]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
