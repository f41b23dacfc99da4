import type { Outcome } from '../../model/outcome.ts';
import type { CallIo, PlatformRequest } from '../channel.ts';
import { isOutcome, readAnswer, type ReadAnswer } from '../http-outcome.ts';
import { endingOf } from './errors.ts';
import { apiUrl, authorization, withoutSecrets, type LineSettings } from './settings.ts';

/** A send's endings without its success. */
export type Failed = Exclude<Outcome, { is: 'accepted' }>;
/** What LINE said to a call: its JSON, or how the call ended without any. */
export type Answered = { readonly is: 'answered'; readonly json: unknown } | (Failed & { readonly status?: number });

type Call = Pick<PlatformRequest, 'method' | 'body'> & { readonly path: string; readonly headers?: PlatformRequest['headers'] };

/**
 * One call to the Messaging API that does no harm when it is made again: asking, marking, showing. No secret is in the ending, which
 * has LINE's status where there was one. Never throws.
 */
export async function askLine({ path, ...call }: Call, settings: LineSettings, io: Pick<CallIo, 'fetch' | 'now'>): Promise<Answered> {
  const response = await io.fetch({ ...call, url: apiUrl(settings, path), headers: { ...authorization(settings), ...call.headers } });
  const answer = readAnswer(response, { safeToRepeat: true });
  if (isOutcome(answer)) return failedBy(answer, settings);
  return answer.status >= 200 && answer.status < 300 ? yes(answer) : no(answer, settings, io.now());
}

/** A call with a JSON body. */
export function postJson(path: string, body: unknown): Call {
  return { method: 'POST', path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** Some of LINE's answers have no body at all. */
function yes(answer: ReadAnswer): Answered {
  if (answer.json !== undefined || answer.text.trim() === '') return { is: 'answered', json: answer.json };
  return { is: 'unknown', detail: 'LINE answered with nothing we can read.', safeToRepeat: true };
}

function no(answer: ReadAnswer, settings: LineSettings, now: number): Answered {
  const ending = endingOf(answer, settings, now, { safeToRepeat: true });
  return { ...failedBy(ending, settings), status: answer.status };
}

/** Tables and statuses never give a success; the compiler does not know. */
function failedBy(outcome: Outcome, settings: LineSettings): Failed {
  if (outcome.is === 'accepted') return { is: 'unknown', detail: 'LINE answered with nothing we can read.', safeToRepeat: true };
  return { ...outcome, detail: withoutSecrets(outcome.detail, settings) };
}
