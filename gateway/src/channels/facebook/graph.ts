import type { Outcome } from '../../model/outcome.ts';
import type { CallIo, PlatformRequest } from '../channel.ts';
import { isOutcome, outcomeByCode, outcomeByStatus, readAnswer, type ReadAnswer } from '../http-outcome.ts';
import { field, isTrue, textField } from '../meta/wire.ts';
import { endingOf, WENT_OUT_ALL_THE_SAME } from './errors.ts';
import { bearerOf, type FacebookSettings, graphUrl, withoutSecrets } from './settings.ts';

/** A send's endings without its success. */
export type Failed = Exclude<Outcome, { is: 'accepted' }>;
/** What the Graph API said to a call: its JSON, or how the call ended without any. */
export type Answered = { readonly is: 'answered'; readonly json: unknown } | Failed;

/** A call to the Graph API. `safeToRepeat`: it does no harm when it is made twice. */
export interface GraphCall extends Omit<PlatformRequest, 'url' | 'headers'> {
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  readonly contentType?: string;
  /** Default: the Page's. */
  readonly token?: string;
  readonly safeToRepeat: boolean;
}

/** One call to the Graph API, as the Page. No secret is in the ending. Never throws. */
export async function askGraph(call: GraphCall, settings: FacebookSettings, io: Pick<CallIo, 'fetch' | 'now'>): Promise<Answered> {
  const { path, query = {}, contentType, token = settings.pageAccessToken, safeToRepeat, ...rest } = call;
  const response = await io.fetch({
    ...rest,
    url: graphUrl(settings, path, query),
    headers: { ...bearerOf(token), ...(contentType === undefined ? {} : { 'content-type': contentType }) },
  });
  const answer = readAnswer(response, { safeToRepeat });
  if (!isOutcome(answer)) {
    const failure = failureIn(answer, io.now(), { safeToRepeat });
    return failure === undefined ? { is: 'answered', json: answer.json } : { ...failure, detail: withoutSecrets(failure.detail, settings) };
  }
  const failure = asFailed(answer);
  return { ...failure, detail: withoutSecrets(failure.detail, settings) };
}

/** What a call ends with whose answer has not what it should have. */
export function unreadable(options: { readonly safeToRepeat: boolean }): Failed {
  return { is: 'unknown', detail: 'Messenger answered with nothing we can read.', safeToRepeat: options.safeToRepeat };
}

type Repeat = { readonly safeToRepeat: boolean };

/** The ending of an answer that says no, or that is no JSON at all; undefined where it says yes. */
function failureIn(answer: ReadAnswer, now: number, options: Repeat): Failed | undefined {
  const error = field(answer.json, 'error');
  const code = textField(error, 'code');
  if (code !== undefined) return failureOf(answer, error, code, now, options);
  const isYes = answer.status < 300 && typeof answer.json === 'object' && answer.json !== null;
  return isYes ? undefined : asFailed(outcomeByStatus(answer, `Messenger answered ${answer.status}.`, now, options));
}

/** The code decides, not the status; a code that no table knows leaves the status to decide, and `is_transient` means try again. */
function failureOf(answer: ReadAnswer, error: unknown, code: string, now: number, options: Repeat): Failed {
  const detail = textField(error, 'message') ?? `Messenger answered error ${code}.`;
  const subcode = textField(error, 'error_subcode');
  const platformCode = subcode === undefined ? code : `${code}/${subcode}`;
  if (platformCode === WENT_OUT_ALL_THE_SAME) return { is: 'unknown', detail, safeToRepeat: options.safeToRepeat };
  const ending = endingOf(code, subcode);
  if (isTrue(error, 'is_transient') && ending?.is !== 'deferred') {
    return asFailed(outcomeByCode({ is: 'deferred', reason: 'down' }, platformCode, detail, answer, now));
  }
  if (ending !== undefined) return asFailed(outcomeByCode(ending, platformCode, detail, answer, now));
  const outcome = asFailed(outcomeByStatus(answer, detail, now, options));
  return outcome.is === 'unknown' ? outcome : { ...outcome, platformCode };
}

/** Tables and statuses never give a success; the compiler does not know. */
function asFailed(outcome: Outcome): Failed {
  return outcome.is === 'accepted' ? unreadable({ safeToRepeat: false }) : outcome;
}
