import type { messagingApi } from '@line/bot-sdk';
import { field } from '../wire.ts';

export { field, isFields } from '../wire.ts';

/** What one of our parts holds: the messages of one call. The recipient and the tokens are added when it is sent. */
export interface LineBody {
  readonly messages: readonly messagingApi.Message[];
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
