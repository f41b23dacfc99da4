import type { ApiAnswer, ApiCall } from '../calls.ts';
import { parseJson, textAt } from '../json.ts';
import type { LineOptions } from '../line.ts';
import { isLoopbackUrl } from '../loopback.ts';
import { badBody, NOT_FOUND, NOT_JSON } from './errors.ts';
import type { LineState } from './state.ts';
import type { LineWebhooks } from './webhooks.ts';

/** https://developers.line.biz/en/reference/messaging-api/#get-bot-info */
export function botInfo({ botUserId, basicId, displayName }: LineOptions, state: LineState): ApiAnswer {
  const { chat } = state.behaviour();
  const modes = { chatMode: chat ? 'chat' : 'bot', markAsReadMode: chat ? 'manual' : 'auto' };
  return { status: 200, body: { userId: botUserId, basicId, displayName, ...modes } };
}

/** https://developers.line.biz/en/reference/messaging-api/#get-quota */
export function quota(state: LineState): ApiAnswer {
  const value = state.behaviour().monthlyQuota;
  return { status: 200, body: value === null ? { type: 'none' } : { type: 'limited', value } };
}

/** https://developers.line.biz/en/reference/messaging-api/#get-webhook-endpoint-information */
export function webhookEndpoint(state: LineState): ApiAnswer {
  const endpoint = state.parts.callbackUrl();
  return endpoint === null ? NOT_FOUND : { status: 200, body: { endpoint, active: state.behaviour().usesWebhook } };
}

/** https://developers.line.biz/en/reference/messaging-api/#set-webhook-endpoint-url . Only addresses of this machine are taken. */
export function setWebhookEndpoint(state: LineState, call: ApiCall): ApiAnswer {
  const body = parseJson(call.body);
  if (body === undefined) return NOT_JSON;
  const endpoint = textAt(body, 'endpoint') ?? '';
  if (!isLoopbackUrl(endpoint)) return badBody([{ message: 'Invalid webhook endpoint URL', property: 'endpoint' }]);
  state.parts.connect(endpoint);
  return { status: 200, body: {} };
}

/** https://developers.line.biz/en/reference/messaging-api/#test-webhook-endpoint : a webhook without events, sent now. */
export async function testWebhookEndpoint(state: LineState, webhooks: LineWebhooks, call: ApiCall): Promise<ApiAnswer> {
  const endpoint = textAt(parseJson(call.body), 'endpoint') ?? state.parts.callbackUrl();
  if (endpoint === null) return NOT_FOUND;
  if (!isLoopbackUrl(endpoint)) return badBody([{ message: 'Invalid webhook endpoint URL', property: 'endpoint' }]);
  const outcome = await webhooks.test(endpoint);
  const timestamp = new Date(state.parts.clock.now()).toISOString();
  const status = outcome.is === 'given_up' ? outcome.status : 200;
  if (outcome.is === 'delivered') return { status: 200, body: { success: true, timestamp, statusCode: 200, reason: 'OK', detail: '200' } };
  const [reason, detail] = status === null ? ['COULD_NOT_CONNECT', 'Connection failed'] : ['ERROR_STATUS_CODE', String(status)];
  return { status: 200, body: { success: false, timestamp, statusCode: status ?? 0, reason, detail } };
}

const NOT_THIS_TOKEN: ApiAnswer = { status: 400, body: { error: 'invalid_request', error_description: 'access token expired' } };

/**
 * `POST /v2/oauth/verify` knows long- and short-lived tokens, `GET /oauth2/v2.1/verify` those with an end of one's own choice
 * (https://developers.line.biz/en/reference/messaging-api/#verify-channel-access-token, `…-v2-1`). Neither wants an authorization.
 */
export function verifyToken(options: LineOptions, state: LineState, token: string | null, kind: 'long_lived' | 'v2_1'): ApiAnswer {
  const known = state.behaviour().token;
  if (token !== options.channelAccessToken || kind !== known.kind || known.expiresInSeconds <= 0) return NOT_THIS_TOKEN;
  return { status: 200, body: { client_id: '5550000001', expires_in: known.expiresInSeconds, scope: 'P CM' } };
}
