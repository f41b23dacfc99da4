import { createHmac } from 'node:crypto';
import type { ApiAnswer, ApiCall } from '../calls.ts';
import { unauthorized } from '../graph/errors.ts';
import { textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { NO_TOKEN, refuse, WRONG_PROOF } from './errors.ts';
import type { MessengerState } from './state.ts';

/** Whose token a call carries: the Page's, or the app's own (`{app-id}|{app-secret}`). */
export type Caller = 'page' | 'app';

/**
 * Who calls, or Meta's refusal. A token may stand in the address, in the `Authorization` header or in the body; with it an
 * `appsecret_proof`, which must then be right. https://developers.facebook.com/docs/graph-api/guides/secure-requests
 */
export function callerOf(state: MessengerState, call: ApiCall, fields: JsonObject, trace: string): Caller | ApiAnswer {
  const bearer = /^(?:Bearer|OAuth) (.+)$/.exec(call.headers['authorization'] ?? '')?.[1];
  const token = textAt(fields, 'access_token') ?? bearer;
  if (token === undefined) return refuse(NO_TOKEN, trace);
  const caller = holderOf(state, token);
  if (caller === undefined) return unauthorized('invalid', trace);
  if (caller === 'page' && hasExpired(state)) return unauthorized('expired', trace);
  const proof = textAt(fields, 'appsecret_proof');
  if (proof !== undefined && proof !== createHmac('sha256', state.account.appSecret).update(token).digest('hex'))
    return refuse(WRONG_PROOF, trace);
  return caller;
}

function holderOf(state: MessengerState, token: string): Caller | undefined {
  if (token === state.account.pageAccessToken) return 'page';
  return token === `${state.account.appId}|${state.account.appSecret}` ? 'app' : undefined;
}

function hasExpired(state: MessengerState): boolean {
  const { tokenExpiresAt } = state.behaviour();
  return tokenExpiresAt !== null && tokenExpiresAt <= state.parts.clock.now();
}

/**
 * `GET /debug_token`: what is known of a token. Times are in seconds since 1970, 0 for never.
 * https://developers.facebook.com/docs/graph-api/reference/debug_token
 */
export function describeToken(state: MessengerState, token: string): unknown {
  const { account } = state;
  const { tokenExpiresAt, scopes } = state.behaviour();
  const head = { app_id: account.appId, application: account.appName };
  if (holderOf(state, token) === undefined) {
    const message = 'Invalid OAuth access token - Cannot parse access token';
    return { data: { error: { code: 190, message }, is_valid: false, scopes: [] } };
  }
  if (holderOf(state, token) === 'app') return { data: { ...head, type: 'APP', is_valid: true, scopes: [] } };
  const expired = { error: { code: 190, message: 'Error validating access token: Session has expired.', subcode: 463 } };
  return {
    data: {
      ...head,
      type: 'PAGE',
      profile_id: account.pageId,
      expires_at: tokenExpiresAt === null ? 0 : Math.floor(tokenExpiresAt / 1000),
      data_access_expires_at: 0,
      is_valid: !hasExpired(state),
      ...(hasExpired(state) ? expired : {}),
      scopes,
      granular_scopes: scopes.map((scope) => ({ scope, target_ids: [account.pageId] })),
    },
  };
}
