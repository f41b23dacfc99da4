import type { Outcome, Refusal } from '../model/outcome.ts';
import type { PlatformResponse } from './channel.ts';

/** How one documented platform code ends. */
export type CodeEnding =
  | { readonly is: 'refused'; readonly reason: Refusal; readonly stopsChannel?: true }
  | { readonly is: 'deferred'; readonly reason: 'throttled' | 'down'; readonly waitMs?: number };

/** A platform's answer, read as far as every platform agrees. `json` is undefined where the body is none. */
export interface ReadAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly json: unknown;
  readonly text: string;
}

/** The answer with its JSON, or the ending that follows from there being no answer. */
export function readAnswer(response: PlatformResponse, options: { readonly safeToRepeat: boolean }): ReadAnswer | Outcome {
  if (response.is === 'no_answer') {
    return response.reached === 'no'
      ? { is: 'deferred', reason: 'down', detail: response.why }
      : { is: 'unknown', detail: response.why, safeToRepeat: options.safeToRepeat };
  }
  const text = response.body.toString('utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: response.status, headers: response.headers, json, text };
}

/** Whether `readAnswer` gave an ending. */
export function isOutcome(value: ReadAnswer | Outcome): value is Outcome {
  return 'is' in value;
}

/**
 * The ending of an answer whose code no table knows, by its HTTP status: 429 and 5xx did not take the message, any other
 * 4xx refused it, and a 2xx without the expected body leaves us in doubt.
 */
export function outcomeByStatus(answer: ReadAnswer, detail: string, now: number, options: { readonly safeToRepeat: boolean }): Outcome {
  if (answer.status === 429) return { is: 'deferred', reason: 'throttled', detail, ...notBefore(answer, now) };
  if (answer.status >= 500) return { is: 'deferred', reason: 'down', detail, ...notBefore(answer, now) };
  if (answer.status === 401) return { is: 'refused', reason: 'channel_settings', detail, stopsChannel: true };
  if (answer.status === 403) return { is: 'refused', reason: 'channel_settings', detail };
  if (answer.status >= 400) return { is: 'refused', reason: 'message_invalid', detail };
  return { is: 'unknown', detail: `the platform answered ${answer.status} with nothing we can read`, safeToRepeat: options.safeToRepeat };
}

/** An ending from a platform's own table of codes. */
export function outcomeByCode(ending: CodeEnding, code: string, detail: string, answer: ReadAnswer, now: number): Outcome {
  if (ending.is === 'refused') {
    return { is: 'refused', reason: ending.reason, detail, platformCode: code, ...(ending.stopsChannel ? { stopsChannel: true } : {}) };
  }
  const asked = notBefore(answer, now).notBefore;
  const wait = ending.waitMs === undefined ? undefined : now + ending.waitMs;
  const later = asked ?? wait;
  return { is: 'deferred', reason: ending.reason, detail, platformCode: code, ...(later === undefined ? {} : { notBefore: later }) };
}

/** `Retry-After` in seconds or as an HTTP date (RFC 9110 section 10.2.3), as milliseconds since 1970. */
function notBefore(answer: ReadAnswer, now: number): { notBefore?: number } {
  const header = answer.headers['retry-after'];
  if (header === undefined) return {};
  const seconds = Number(header);
  const at = Number.isFinite(seconds) ? now + seconds * 1000 : Date.parse(header);
  return Number.isFinite(at) ? { notBefore: at } : {};
}
