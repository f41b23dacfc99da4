import { createHash } from 'node:crypto';
import type { messagingApi } from '@line/bot-sdk';

/** A JSON object of unknown make. Read it through `field` only, so that `__proto__` and the like stay plain names. */
export type Fields = Readonly<Record<string, unknown>>;

/** What one of our parts holds: the messages of one call. The recipient and the tokens are added when it is sent. */
export interface LineBody {
  readonly messages: readonly messagingApi.Message[];
}

/** The value as an object, or undefined. */
export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** The value at a path of own properties, or undefined. */
export function field(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    const fields = fieldsOf(found);
    if (fields === undefined || !Object.hasOwn(fields, name)) return undefined;
    found = fields[name];
  }
  return found;
}

/** The text at a path, or undefined; an empty one counts. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = field(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

/** The id at a path: never empty, always a string, also where old payloads have a number. */
export function idAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = field(value, ...path);
  if (typeof found === 'number' && Number.isFinite(found)) return String(found);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** The finite number at a path, or undefined. */
export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = field(value, ...path);
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

/** The list at a path; empty where there is none. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = field(value, ...path);
  return Array.isArray(found) ? found : [];
}

const FINGERPRINT_DEPTH = 8;

/**
 * A short text that is the same for the same JSON, for events without an id of their own. What lies deeper than 8 levels
 * counts by its kind only: no platform nests so deep, and JSON that does must not exhaust the stack.
 */
export function fingerprintOf(value: unknown): string {
  return createHash('sha256').update(flat(value, FINGERPRINT_DEPTH)).digest('base64url');
}

function flat(value: unknown, depth: number): string {
  if (Array.isArray(value)) return depth === 0 ? '[]' : `[${value.map((item) => flat(item, depth - 1)).join(',')}]`;
  const fields = fieldsOf(value);
  if (fields === undefined) return JSON.stringify(value) ?? 'undefined';
  if (depth === 0) return '{}';
  const entries = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, item]) => `${JSON.stringify(name)}:${flat(item, depth - 1)}`).join(',')}}`;
}

/** Whether JSON nests further than that; never looks further itself. */
export function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((item) => isDeeperThan(item, depth - 1));
}

/** The messages of a part that `render` made and the outbox kept as JSON; undefined for anything else. */
export function messagesOf(body: unknown): readonly messagingApi.Message[] | undefined {
  const messages = listAt(body, 'messages');
  return messages.length > 0 && messages.every((message) => textAt(message, 'type') !== undefined)
    ? (messages as readonly messagingApi.Message[])
    : undefined;
}

/** The ids of `sentMessages`, which a push, a reply and a 409 carry. */
export function sentIdsOf(json: unknown): readonly string[] {
  return listAt(json, 'sentMessages').flatMap((sent) => idAt(sent, 'id') ?? []);
}
