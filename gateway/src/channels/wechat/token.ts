import type { CallIo, Obtained } from '../channel.ts';
import { isOutcome, readAnswer } from '../http-outcome.ts';
import { endingOf } from './errors.ts';
import { apiUrl, withoutSecrets, type WechatSettings } from './settings.ts';
import { numberAt, textAt } from './wire.ts';

const KEPT = 'access token';
const FORCED = 'forced access token';
/** WeChat gives out the next token 5 minutes before the end of the present one, and takes both until then. */
const REFRESH_MS = 4 * 60_000;
/** "At least 30 s apart, else nothing is refreshed", and 20 times a day. */
const FORCE_MS = 30_000;
const DETAIL_MAX = 500;

type Failed = Extract<Obtained, { is: 'failed' }>;

/**
 * The access token that every call carries: kept for its two hours, asked for once whoever needs it at the same time.
 *
 * @param refused a token that WeChat has just refused: forgotten, and replaced by force where WeChat still gives out the same one
 */
export async function accessToken(
  settings: WechatSettings,
  io: Pick<CallIo, 'fetch' | 'now' | 'memory'>,
  refused?: string,
): Promise<Obtained> {
  if (refused !== undefined) io.memory.forget(KEPT, refused);
  return io.memory.obtain(KEPT, async () => {
    const given = await requestToken(settings, io);
    if (given.is === 'failed' || given.value !== refused) return given;
    const forced = await io.memory.obtain(FORCED, async () => forcedToken(settings, io));
    return forced.is === 'obtained' && forced.value === refused ? tooSoon(io.now()) : forced;
  });
}

/** Kept for as long as no other may be forced, so that it is not. */
async function forcedToken(settings: WechatSettings, io: Pick<CallIo, 'fetch' | 'now'>): Promise<Obtained> {
  const forced = await requestToken(settings, io, true);
  return forced.is === 'obtained' ? { ...forced, until: io.now() + FORCE_MS } : forced;
}

function tooSoon(now: number): Failed {
  const detail = 'WeChat refuses the access token that it has just given.';
  return { is: 'failed', outcome: { is: 'deferred', reason: 'down', detail, notBefore: now + FORCE_MS } };
}

/**
 * Asks WeChat for its token of the account (https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken). The stable call
 * gives everybody the same one, so that asking takes nothing from other programs of the account. Never throws.
 */
export async function requestToken(settings: WechatSettings, io: Pick<CallIo, 'fetch' | 'now'>, force = false): Promise<Obtained> {
  const { appId, appSecret } = settings;
  const response = await io.fetch({
    method: 'POST',
    url: apiUrl(settings, '/cgi-bin/stable_token'),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ grant_type: 'client_credential', appid: appId, secret: appSecret, force_refresh: force }),
  });
  const answer = readAnswer(response, { safeToRepeat: true });
  // Nothing of the message has left us yet, whatever became of this request.
  if (isOutcome(answer)) return down(response.is === 'no_answer' ? withoutSecrets(response.why, settings) : 'no answer');
  const token = textAt(answer.json, 'access_token');
  const seconds = numberAt(answer.json, 'expires_in');
  if (token !== undefined && seconds !== undefined) return { is: 'obtained', value: token, until: io.now() + lifeMs(seconds) };
  const code = numberAt(answer.json, 'errcode');
  const said = textAt(answer.json, 'errmsg') ?? 'nothing that can be read';
  const detail = withoutSecrets(`WeChat gave no access token: ${code ?? `status ${answer.status}`}: ${said}`, settings).slice(
    0,
    DETAIL_MAX,
  );
  const outcome = endingOf(answer, code, detail, io.now());
  return outcome.is === 'unknown' ? down(detail) : { is: 'failed', outcome };
}

/** At least half of what is left, for a token that is about to end. */
function lifeMs(seconds: number): number {
  return Math.max(seconds * 1000 - REFRESH_MS, seconds * 500);
}

function down(detail: string): Failed {
  return { is: 'failed', outcome: { is: 'deferred', reason: 'down', detail } };
}
