import type { Outcome } from '../../model/outcome.ts';
import type { CallIo, PlatformRequest } from '../channel.ts';
import { isOutcome, outcomeByCode, outcomeByStatus, readAnswer, type ReadAnswer } from '../http-outcome.ts';
import { endingOf } from './errors.ts';
import { bearer, type WhatsappSettings, withoutSecrets } from './settings.ts';
import { field, textField } from './wire.ts';

/** A send's endings without its success. */
export type Failed = Exclude<Outcome, { is: 'accepted' }>;
/** What the Graph API said to a call: its JSON, or how the call ended without any. */
export type Answered = { readonly is: 'answered'; readonly json: unknown } | Failed;

type Repeat = { readonly safeToRepeat: boolean };
type Call = Omit<PlatformRequest, 'headers'> & { readonly headers?: PlatformRequest['headers'] };

/**
 * One call to the Graph API that does no harm when it is made again: asking, marking, uploading. The channel's token goes along
 * unless `headers` name another authorization. No secret is in the ending. Never throws.
 */
export async function askGraph(call: Call, settings: WhatsappSettings, io: Pick<CallIo, 'fetch' | 'now'>): Promise<Answered> {
  const response = await io.fetch({ ...call, headers: { ...bearer(settings), ...call.headers } });
  const answer = readAnswer(response, { safeToRepeat: true });
  const failure = isOutcome(answer) ? asFailed(answer) : failureIn(answer, io.now(), { safeToRepeat: true });
  if (failure !== undefined) return { ...failure, detail: withoutSecrets(failure.detail, settings) };
  return { is: 'answered', json: isOutcome(answer) ? undefined : answer.json };
}

/** The ending of an answer that says no, or that is no JSON at all; undefined where it says yes. */
export function failureIn(answer: ReadAnswer, now: number, options: Repeat): Failed | undefined {
  const error = field(answer.json, 'error');
  const code = textField(error, 'code');
  if (code !== undefined) return failureOf(answer, error, code, now, options);
  const isYes = answer.status < 300 && typeof answer.json === 'object' && answer.json !== null;
  return isYes ? undefined : asFailed(outcomeByStatus(answer, `WhatsApp answered ${answer.status}.`, now, options));
}

/** The code decides, not the status; a code that no table knows leaves the status to decide. */
function failureOf(answer: ReadAnswer, error: unknown, code: string, now: number, options: Repeat): Failed | undefined {
  const details = textField(field(error, 'error_data'), 'details');
  const detail = [textField(error, 'message') ?? `WhatsApp answered error ${code}.`, ...(details === undefined ? [] : [details])].join(' ');
  const ending = endingOf(code, textField(error, 'error_subcode'));
  if (ending !== undefined) return asFailed(outcomeByCode(ending, code, detail, answer, now));
  const outcome = outcomeByStatus(answer, detail, now, options);
  return asFailed(outcome.is === 'refused' || outcome.is === 'deferred' ? { ...outcome, platformCode: code } : outcome);
}

/** Tables and statuses never give a success; the compiler does not know. */
function asFailed(outcome: Outcome): Failed | undefined {
  return outcome.is === 'accepted' ? undefined : outcome;
}
