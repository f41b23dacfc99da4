import type { ApiAnswer, ApiCall } from '../calls.ts';
import type { GraphOptions } from '../graph.ts';
import type { Ids } from '../ids.ts';
import { parseJson } from '../json.ts';
import type { Trouble } from '../trouble.ts';
import { type Caller, callerOf, debugToken, describeNumber, listTemplates, subscribedApps } from './account.ts';
import { appAccessToken, appSubscriptions } from './app.ts';
import { outage, refuse, throttled, unauthorized, unknownObject } from './errors.ts';
import { takeMessage } from './send.ts';
import type { GraphState } from './state.ts';
import { describeMedia, takeUpload } from './uploads.ts';

/** The platform's own words for what is switched on. */
export function failure(trouble: Trouble, ids: Ids): ApiAnswer {
  if (trouble.kind === 'throttle') return throttled(trouble.retryAfterSeconds, ids.token());
  if (trouble.kind === 'expired_token') return unauthorized('expired', ids.token());
  return outage(trouble.status, ids.token());
}

/** One call to the Graph API: https://developers.facebook.com/documentation/business-messaging/whatsapp/ */
export async function answerGraph(options: GraphOptions, state: GraphState, call: ApiCall, trouble: Trouble): Promise<ApiAnswer> {
  const trace = state.ids.token();
  if (/^\/v\d+\.\d+\/oauth\/access_token$/.test(call.path)) return appAccessToken(state, call, trace);
  const caller = callerOf(state, call);
  if (caller === 'stranger' || (caller === 'app' && !isForApps(call.path))) return unauthorized('invalid', trace);
  if (call.path === '/whatsapp_business/attachments/') {
    const file = state.media.open(call.query, state.parts.clock.now());
    return file === undefined ? { status: 404, body: '' } : { status: 200, headers: { 'content-type': file.mimeType }, body: file.bytes };
  }
  const [, version = '', id = '', edge = '', ...rest] = call.path.split('/');
  if (!/^v\d+\.\d+$/.test(version) || rest.length > 0) return unknownObject(call.method, id || version, trace);
  const own = ownEdge(options, state, { id, edge }, call, { trouble, caller, trace });
  if (own !== undefined) return own;
  return edge === '' ? describeMedia(state, id, call, trace) : unknownObject(call.method, id, trace);
}

interface Asked {
  readonly id: string;
  readonly edge: string;
}

/** What belongs to the app, the account and the number; undefined for everything else. */
function ownEdge(
  options: GraphOptions,
  state: GraphState,
  { id, edge }: Asked,
  call: ApiCall,
  { trouble, caller, trace }: { readonly trouble: Trouble; readonly caller: Caller; readonly trace: string },
): ApiAnswer | Promise<ApiAnswer> | undefined {
  const asked = `${call.method} ${nameOf(state, id)}${edge === '' ? '' : `/${edge}`}`;
  switch (asked) {
    case 'GET debug_token':
      return debugToken(state, call, trace);
    case 'GET app/subscriptions':
    case 'POST app/subscriptions':
    case 'DELETE app/subscriptions':
      return appSubscriptions(state, call, { caller, trace, verify: verifyCallback });
    case 'GET account/subscribed_apps':
    case 'POST account/subscribed_apps':
    case 'DELETE account/subscribed_apps':
      return subscribedApps(state, call, trace);
    case 'GET account/message_templates':
      return listTemplates(state, call, options.baseUrl);
    case 'GET number':
      return describeNumber(state, call, trace);
    case 'POST number/messages': {
      const body = parseJson(call.body);
      if (body === undefined) return refuse({ code: 100, details: 'The request body is not valid JSON.' }, trace);
      return takeMessage(state, body, trouble);
    }
    case 'POST number/media':
      return takeUpload(state, call, trace);
    default:
      return undefined;
  }
}

/** An app's own token is for what belongs to the app, not for its customers' accounts. */
function isForApps(path: string): boolean {
  return /^\/v\d+\.\d+\/(debug_token|\d+\/subscriptions)$/.test(path);
}

function nameOf({ account }: GraphState, id: string): string {
  if (id === account.appId) return 'app';
  if (id === account.businessAccountId) return 'account';
  return id === account.phoneNumberId ? 'number' : id;
}

/** Meta's check of a callback address: it must echo the challenge. */
export async function verifyCallback(url: string | null, token: string): Promise<{ ok: boolean; status: number | null }> {
  if (url === null) return { ok: false, status: null };
  const challenge = String(1_000_000_000 + Math.floor(Math.random() * 1_000_000_000));
  const query = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.challenge': challenge, 'hub.verify_token': token });
  try {
    const response = await fetch(`${url}?${query.toString()}`, { redirect: 'manual', signal: AbortSignal.timeout(10_000) });
    return { ok: response.status === 200 && (await response.text()) === challenge, status: response.status };
  } catch {
    return { ok: false, status: null };
  }
}
