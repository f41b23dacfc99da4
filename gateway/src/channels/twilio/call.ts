import type { Outcome } from '../../model/outcome.ts';
import type { CallIo } from '../channel.ts';
import { isOutcome, outcomeByCode, outcomeByStatus, readAnswer, type ReadAnswer } from '../http-outcome.ts';
import { ENDINGS } from './errors.ts';
import { basicAuth, type TwilioSettings, withoutSecrets } from './settings.ts';
import { textField } from './wire.ts';

/** Every ending of a call but the good one. */
export type Failed = Exclude<Outcome, { is: 'accepted' }>;

/** Twilio has no idempotency key: what may have arrived is never repeated by itself. */
const REPEAT = { safeToRepeat: false } as const;

/** A call of Twilio's API. */
export interface TwilioCall {
  readonly url: string;
  /** Makes it a POST of a form. */
  readonly form?: URLSearchParams;
  /** Makes it a POST of JSON. */
  readonly json?: unknown;
  /** For answers that may be large. */
  readonly maxBytes?: number;
}

/** Twilio's answer, whatever its status, or the ending that follows from there being none. Never throws. */
export async function callTwilio(call: TwilioCall, settings: TwilioSettings, io: Pick<CallIo, 'fetch'>): Promise<ReadAnswer | Failed> {
  const response = await io.fetch({
    method: call.form === undefined && call.json === undefined ? 'GET' : 'POST',
    url: call.url,
    headers: { ...basicAuth(settings), accept: 'application/json', ...bodyType(call) },
    ...(call.form === undefined ? {} : { body: call.form.toString() }),
    ...(call.json === undefined ? {} : { body: JSON.stringify(call.json) }),
    ...(call.maxBytes === undefined ? {} : { maxBytes: call.maxBytes }),
  });
  const answer = readAnswer(response, REPEAT);
  return isOutcome(answer) ? asFailed(answer, settings) : answer;
}

/** Whether there was no answer. */
export function isFailed(value: ReadAnswer | Failed): value is Failed {
  return 'is' in value;
}

/** Whether Twilio did what was asked. */
export function isGood(answer: ReadAnswer): boolean {
  return answer.status >= 200 && answer.status < 300;
}

/** The ending that an answer's error code, or else its HTTP status, means. No secret is in it. */
export function failureOf(answer: ReadAnswer, settings: TwilioSettings, now: number): Failed {
  const code = isGood(answer) ? textField(answer.json, 'error_code') : textField(answer.json, 'code');
  return failureByCode(code, answer, settings, now);
}

/** The code decides, not the status; a code that no table knows leaves the status to decide. */
function failureByCode(code: string | undefined, answer: ReadAnswer, settings: TwilioSettings, now: number): Failed {
  const said = textField(answer.json, 'message') ?? textField(answer.json, 'error_message');
  const detail = said ?? (code === undefined ? `Twilio answered ${answer.status}.` : `Twilio answered error ${code}.`);
  const ending = code === undefined ? undefined : ENDINGS.get(code);
  if (ending !== undefined && code !== undefined) return asFailed(outcomeByCode(ending, code, detail, answer, now), settings);
  const outcome = outcomeByStatus(answer, detail, now, REPEAT);
  const isCertain = outcome.is === 'refused' || outcome.is === 'deferred';
  return asFailed(isCertain && code !== undefined ? { ...outcome, platformCode: code } : outcome, settings);
}

function asFailed(outcome: Outcome, settings: TwilioSettings): Failed {
  if (outcome.is === 'accepted') return { is: 'unknown', detail: 'Twilio gave no answer.', safeToRepeat: false };
  return { ...outcome, detail: withoutSecrets(outcome.detail, settings) };
}

function bodyType(call: TwilioCall): Readonly<Record<string, string>> {
  if (call.form !== undefined) return { 'content-type': 'application/x-www-form-urlencoded' };
  return call.json === undefined ? {} : { 'content-type': 'application/json' };
}
