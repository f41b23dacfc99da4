import type { CallIo, PlatformRequest } from '../channel.ts';
import type { Outcome } from '../../model/outcome.ts';
import { isOutcome, readAnswer, type ReadAnswer } from '../http-outcome.ts';
import { endingOf, notAccepted } from './errors.ts';
import { apiUrl, withoutSecrets, type WechatSettings } from './settings.ts';
import { accessToken } from './token.ts';
import { numberAt, readJson, textAt } from './wire.ts';

/** A call without its token. */
export interface WechatCall extends Pick<PlatformRequest, 'method' | 'headers' | 'body' | 'timeoutMs'> {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
}

/** What WeChat answered. */
export interface Called {
  readonly is: 'called';
  readonly answer: ReadAnswer;
  /** With every digit of its ids; undefined where the answer is none. */
  readonly json: unknown;
  /** `errcode`; undefined where there is none, as in the answers of calls that read. */
  readonly code: number | undefined;
  /** What was said, without secrets. */
  readonly detail: string;
}

type NotCalled = Exclude<Outcome, { is: 'accepted' }>;

/** Codes of a token that has ended or was replaced (https://developers.weixin.qq.com/doc/service/en/Getting_Started/Global_Return_Code.html). */
const TOKEN_CODES: ReadonlySet<number | undefined> = new Set([40001, 40014, 41001, 42001]);
const DETAIL_MAX = 500;

/** Calls WeChat with the account's token, and once more with a fresh one where it refuses that. Never throws. */
export async function call(
  request: WechatCall,
  settings: WechatSettings,
  io: Pick<CallIo, 'fetch' | 'now' | 'memory'>,
): Promise<Called | NotCalled> {
  const token = await accessToken(settings, io);
  if (token.is === 'failed') return token.outcome;
  const called = await callWith(token.value, request, settings, io);
  if (called.is !== 'called' || !TOKEN_CODES.has(called.code)) return called;
  const fresh = await accessToken(settings, io, token.value);
  return fresh.is === 'failed' ? fresh.outcome : callWith(fresh.value, request, settings, io);
}

/** JSON as WeChat wants it: in UTF-8 as it is, since it refuses `\uXXXX` (40033), so without characters that need that form. */
export function jsonBody(body: unknown): Pick<WechatCall, 'headers' | 'body'> {
  return {
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body, (_key, value: unknown) => (typeof value === 'string' ? plain(value) : value)),
  };
}

function plain(text: string): string {
  return text.toWellFormed().replace(UNPRINTABLE, '');
}

/** Control characters that JSON can only write as `\uXXXX`; tab, line feed and the like have shorter forms. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const UNPRINTABLE = /[\u0000-\u0007\u000b\u000e-\u001f]/g;

/** How a call ended that did not do what it should. */
export function endOf(called: Called, now: number): NotCalled {
  return endingOf(called.answer, called.code, called.detail, now);
}

async function callWith(
  token: string,
  { path, query = {}, ...request }: WechatCall,
  settings: WechatSettings,
  io: Pick<CallIo, 'fetch'>,
): Promise<Called | NotCalled> {
  const response = await io.fetch({ ...request, url: apiUrl(settings, path, { access_token: token, ...query }) });
  const clean = (text: string) => withoutSecrets(text, settings, token).slice(0, DETAIL_MAX);
  const cleaned = response.is === 'no_answer' ? { ...response, why: clean(response.why) } : response;
  const answer = readAnswer(cleaned, { safeToRepeat: false });
  if (isOutcome(answer)) return notAccepted(answer) ?? { is: 'unknown', detail: 'no answer', safeToRepeat: false };
  const json = readJson(answer.text)?.json;
  const code = numberAt(json, 'errcode');
  const said = textAt(json, 'errmsg');
  const detail = clean(`WeChat answered ${code ?? `with the status ${answer.status}`}${said === undefined ? '' : `: ${said}`}`);
  return { is: 'called', answer, json, code, detail };
}
