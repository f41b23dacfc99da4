import type { CallIo, HealthFinding } from '../channel.ts';
import { askLine, type Answered } from './call.ts';
import type { LineSettings } from './settings.ts';
import { numberAt } from './wire.ts';

const DAY_S = 24 * 3600;
/** Tokens with an end live at most 30 days: half of that is early enough for another. */
const SOON_S = 14 * DAY_S;
/** A long-lived token's end is about a hundred years away, which is none. */
const NEVER_S = 10 * 365 * DAY_S;

/**
 * When the token ends. Long- and short-lived ones are verified at one address, those with an end of one's own choice and stateless
 * ones at another (https://developers.line.biz/en/reference/messaging-api/#verify-channel-access-token, `…-v2-1`).
 */
export async function checkToken(settings: LineSettings, io: CallIo): Promise<readonly HealthFinding[]> {
  const form = new URLSearchParams({ access_token: settings.channelAccessToken }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const first = await askLine({ method: 'POST', path: '/v2/oauth/verify', headers, body: form }, settings, io);
  const answer = isOfTheOtherKind(first) ? await askLine({ method: 'GET', path: `/oauth2/v2.1/verify?${form}` }, settings, io) : first;
  const what = 'token_expiry';
  const seconds = answer.is === 'answered' ? numberAt(answer.json, 'expires_in') : undefined;
  if (seconds === undefined) {
    // LINE has just taken this token.
    const detail = 'LINE takes the token, but does not tell when it ends.';
    return [{ level: 'warning', what, detail, nextStep: 'Use a long-lived channel access token, which has no end.' }];
  }
  if (seconds > NEVER_S) return [{ level: 'ok', what, detail: 'The access token does not expire.' }];
  const days = Math.floor(seconds / DAY_S);
  const detail = `The access token expires in ${days === 1 ? 'one day' : `${days} days`}.`;
  if (seconds > SOON_S) return [{ level: 'ok', what, detail }];
  const nextStep =
    'Issue a long-lived channel access token on the tab “Messaging API” of the LINE Developers Console, and save it in the channel.';
  return [{ level: 'warning', what, detail, nextStep }];
}

/** What this address does not know it calls a bad request. */
function isOfTheOtherKind(answer: Answered): boolean {
  return answer.is === 'refused' && answer.status === 400;
}
