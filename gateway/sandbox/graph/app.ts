import type { ApiAnswer, ApiCall } from '../calls.ts';
import { type JsonObject, listAt, parseJson, textAt } from '../json.ts';
import { isLoopbackUrl } from '../loopback.ts';
import type { Caller } from './account.ts';
import { refuse, unauthorized } from './errors.ts';
import type { GraphState } from './state.ts';

/** `GET|POST /oauth/access_token?grant_type=client_credentials`: the app's own token (https://developers.facebook.com/docs/facebook-login/guides/access-tokens#apptokens). */
export function appAccessToken(state: GraphState, call: ApiCall, trace: string): ApiAnswer {
  const given = (name: string): string | undefined => textAt(fieldsOf(call), name) ?? call.query.get(name) ?? undefined;
  const isApp = given('client_id') === state.account.appId && given('client_secret') === state.secrets.appSecret;
  if (!isApp || given('grant_type') !== 'client_credentials') return unauthorized('invalid', trace);
  return { status: 200, body: { access_token: `${state.account.appId}|${state.secrets.appSecret}`, token_type: 'bearer' } };
}

/** Asks an address to echo a challenge. */
type VerifyCallback = (url: string, token: string) => Promise<{ readonly ok: boolean }>;

/**
 * `GET|POST|DELETE /{app}/subscriptions`, for the app's own token only (https://developers.facebook.com/docs/graph-api/reference/app/subscriptions/).
 * A POST is taken once the address has echoed the challenge; there is one address for all that happens to WhatsApp accounts.
 */
export async function appSubscriptions(
  state: GraphState,
  call: ApiCall,
  { caller, trace, verify }: { readonly caller: Caller; readonly trace: string; readonly verify: VerifyCallback },
): Promise<ApiAnswer> {
  if (caller !== 'app') return unauthorized('invalid', trace);
  const { parts, subscription } = state;
  if (call.method === 'GET') return { status: 200, body: { data: subscribed(state) } };
  if (call.method === 'DELETE') {
    subscription.fields = [];
    return { status: 200, body: { success: true } };
  }
  const wanted = fieldsOf(call);
  const url = textAt(wanted, 'callback_url');
  if (url === undefined || !isLoopbackUrl(url)) return refuse({ code: 2200, details: 'callback_url must lead to this machine' }, trace);
  const { ok } = await verify(url, textAt(wanted, 'verify_token') ?? '');
  if (!ok) return refuse({ code: 2200, details: 'Callback verification failed' }, trace);
  parts.connect(url);
  subscription.fields = namesIn(wanted);
  return { status: 200, body: { success: true } };
}

function subscribed({ parts, subscription }: GraphState): readonly JsonObject[] {
  const url = parts.callbackUrl();
  if (url === null || subscription.fields.length === 0) return [];
  const fields = subscription.fields.map((name) => ({ name, version: 'v25.0' }));
  return [{ object: 'whatsapp_business_account', callback_url: url, active: true, fields }];
}

/** A body of either kind that Meta takes. */
function fieldsOf(call: ApiCall): unknown {
  return parseJson(call.body) ?? Object.fromEntries(new URLSearchParams(call.body.toString('utf8')));
}

/** A list, or one written as JSON or with commas. */
function namesIn(wanted: unknown): readonly string[] {
  const text = textAt(wanted, 'fields');
  if (text === undefined) return listAt(wanted, 'fields').map(String);
  const parsed = parseJson(Buffer.from(text));
  return (Array.isArray(parsed) ? parsed.map(String) : text.split(',')).map((name) => name.trim()).filter((name) => name !== '');
}
