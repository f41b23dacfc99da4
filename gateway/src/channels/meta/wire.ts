import { type Fields, field, isFields } from '../wire.ts';

export { type Fields, field, present } from '../wire.ts';

/* How Meta's platforms write JSON, and how it is read without trusting it. */

const EMPTY: Fields = Object.freeze({});

/** Deeper than anything Meta sends (its payloads end at 12); beyond it `JSON.stringify` would run out of stack. */
const MAX_DEPTH = 64;
/** Sixteen digits outside a string may be over 2^53, where a number loses its last digits. */
const LONG_NUMBER = /[:[,]\s*-?\d{16}/;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** A body as read: its JSON, or why it is none that we take. */
export type Read = { readonly is: 'json'; readonly json: unknown } | { readonly is: 'too_deep' } | { readonly is: 'no_json' };

/**
 * Reads JSON without loss: integers over 2^53 (Meta's template ids may be) become strings of their digits. Nesting over
 * 64 levels is not read. Never throws.
 */
export function readJson(text: string): Read {
  if (isTooDeep(text)) return { is: 'too_deep' };
  try {
    return { is: 'json', json: LONG_NUMBER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text) };
  } catch {
    return { is: 'no_json' };
  }
}

/** The third argument is the number as it was written (https://tc39.es/proposal-json-parse-with-source/). */
function keepDigits(_key: string, value: unknown, ...context: readonly unknown[]): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = asText(field(context[0], 'source'));
  return source !== undefined && /^-?\d+$/.test(source) ? source : value;
}

function isTooDeep(json: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const character = json.charCodeAt(at);
    if (inString) {
      if (character === BACKSLASH) at += 1;
      else if (character === QUOTE) inString = false;
    } else if (character === QUOTE) inString = true;
    else if (character === OPEN_OBJECT || character === OPEN_LIST) {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (character === CLOSE_OBJECT || character === CLOSE_LIST) depth -= 1;
  }
  return false;
}

/** The value if it is an object, else an empty one. */
export function asObject(value: unknown): Fields {
  return isFields(value) ? value : EMPTY;
}

/** The field if it is a list, else an empty one. */
export function listField(from: unknown, name: string): readonly unknown[] {
  const value = field(from, name);
  return Array.isArray(value) ? value : [];
}

/** The value if it is a text with something in it; a number as its digits, which Meta mixes for ids. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A text field, as `asText` reads it. */
export function textField(from: unknown, name: string): string | undefined {
  return asText(field(from, name));
}

/** The field if it is a number, or a text that is one. */
export function numberField(from: unknown, name: string): number | undefined {
  const value = field(from, name);
  if (typeof value === 'string' && value.trim() !== '') return finite(Number(value));
  return typeof value === 'number' ? finite(value) : undefined;
}

/** Whether the field is `true`. */
export function isTrue(from: unknown, name: string): boolean {
  return field(from, name) === true;
}

/** Over this a time is in milliseconds: as seconds it would be the year 33658. */
const MILLISECONDS_FROM = 1e12;
const LAST_DATE_MS = 8.64e15;

/**
 * A time in seconds, or in milliseconds where it can be nothing else, as milliseconds since 1970; null where it is none.
 * Meta writes seconds as a string; other receivers have seen milliseconds.
 */
export function timeField(from: unknown, name: string): number | null {
  const value = numberField(from, name);
  if (value === undefined) return null;
  const ms = Math.round(value > MILLISECONDS_FROM ? value : value * 1000);
  return ms > 0 && ms <= LAST_DATE_MS ? ms : null;
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
