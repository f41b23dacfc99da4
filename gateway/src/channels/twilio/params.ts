import { isFields } from './wire.ts';

/** The parameters of a webhook, each with its values in the order of the body. */
export type Params = ReadonlyMap<string, readonly string[]>;

/** A webhook's body as read. `isJson`: it is no form, and signed in another way. */
export interface ReadBody {
  readonly params: Params;
  readonly isJson: boolean;
}

/**
 * Reads a webhook's body: a form, as Twilio sends messages and statuses
 * (https://www.twilio.com/docs/messaging/guides/webhook-request), or a JSON object, of which the plain values are taken. Never throws.
 *
 * @returns undefined where the body is neither
 */
export function readBody(body: Buffer): ReadBody | undefined {
  const text = body.toString('utf8');
  if (/^\s*[{[]/.test(text)) return readJsonBody(text);
  return text.includes('=') ? { params: grouped(new URLSearchParams(text)), isJson: false } : undefined;
}

/** The first value of a parameter that has something in it. */
export function textParam(params: Params, name: string): string | undefined {
  return params.get(name)?.find((value) => value !== '');
}

/** A parameter that is a number. */
export function numberParam(params: Params, name: string): number | undefined {
  const value = textParam(params, name)?.trim();
  const number = value === undefined || value === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** Whether a parameter says yes; Twilio writes `true`. */
export function isTrueParam(params: Params, name: string): boolean {
  return textParam(params, name)?.toLowerCase() === 'true';
}

/** The parameters as they are kept with a message. */
export function plainParams(params: Params): Readonly<Record<string, string | readonly string[]>> {
  return Object.fromEntries([...params].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]));
}

function grouped(pairs: Iterable<readonly [string, string]>): Params {
  const found = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const values = found.get(name);
    if (values === undefined) found.set(name, [value]);
    else values.push(value);
  }
  return found;
}

function readJsonBody(text: string): ReadBody | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isFields(json)) return undefined;
  const pairs = Object.entries(json).flatMap(([name, value]) => plainTexts(value).map((one): [string, string] => [name, one]));
  return { params: grouped(pairs), isJson: true };
}

/** Nested values have no place among parameters. */
function plainTexts(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(scalarText);
  return scalarText(value);
}

function scalarText(value: unknown): string[] {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : [];
}
