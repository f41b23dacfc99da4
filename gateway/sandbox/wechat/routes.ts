import type { ApiAnswer, ApiCall } from '../calls.ts';
import { at, textAt } from '../json.ts';
import type { Trouble } from '../trouble.ts';
import { checkCallback, clearQuota, giveUser, tellQuota } from './account-routes.ts';
import type { WeChatCode } from './errors.ts';
import { answered, refused, ridOf } from './errors.ts';
import { giveLinked, giveMedia, giveVoice, takeUpload } from './media-routes.ts';
import { readBody, takeMessage, takeTyping } from './send.ts';
import type { WeChatState } from './state.ts';
import { takeNotification, takeTemplate } from './templates.ts';

type Ending = ApiAnswer | WeChatCode | { readonly code: WeChatCode; readonly detail: string };
type Handle = (state: WeChatState, call: ApiCall, trouble: Trouble) => Ending | Promise<Ending>;

interface Route {
  readonly method: 'GET' | 'POST';
  /** What an account without verification may call too. */
  readonly isForAll?: true;
  readonly handle: Handle;
}

const ADDRESSES = { ip_list: ['101.226.103.0/25', '203.205.239.82'] };

const ROUTES: Readonly<Record<string, Route>> = {
  '/cgi-bin/message/custom/send': { method: 'POST', handle: takeMessage },
  '/cgi-bin/message/custom/typing': { method: 'POST', handle: takeTyping },
  '/cgi-bin/message/template/send': { method: 'POST', handle: takeTemplate },
  '/cgi-bin/message/subscribe/bizsend': { method: 'POST', handle: takeNotification },
  '/cgi-bin/template/get_all_private_template': { method: 'GET', handle: (state) => answered({ template_list: state.templates }) },
  '/wxaapi/newtmpl/gettemplate': {
    method: 'GET',
    handle: (state) => answered({ errcode: 0, errmsg: 'ok', data: state.notifications }),
  },
  '/cgi-bin/media/upload': { method: 'POST', handle: takeUpload },
  '/cgi-bin/media/get': { method: 'GET', handle: giveMedia },
  '/cgi-bin/media/get/jssdk': { method: 'GET', handle: giveVoice },
  '/cgi-bin/user/info': { method: 'GET', handle: giveUser },
  '/cgi-bin/getcallbackip': { method: 'GET', isForAll: true, handle: () => answered(ADDRESSES) },
  '/cgi-bin/get_api_domain_ip': { method: 'GET', isForAll: true, handle: () => answered(ADDRESSES) },
  '/cgi-bin/callback/check': { method: 'POST', isForAll: true, handle: checkCallback },
  '/cgi-bin/openapi/quota/get': { method: 'POST', isForAll: true, handle: tellQuota },
  '/cgi-bin/clear_quota': { method: 'POST', isForAll: true, handle: clearQuota },
};

/** One call to the API: https://developers.weixin.qq.com/doc/service/api/ . Refusals are HTTP 200 with an `errcode`. */
export async function answerWeChat(state: WeChatState, call: ApiCall, trouble: Trouble): Promise<ApiAnswer> {
  const linked = call.method === 'GET' ? giveLinked(state, call.path) : undefined;
  return linked ?? settle(state, giveToken(state, call) ?? (await route(state, call, trouble)));
}

/** The platform's own words for what is switched on. WeChat throttles with HTTP 200 too; whoever asks for a token gets a good one. */
export function weChatFailure(state: WeChatState, trouble: Trouble, call: ApiCall): ApiAnswer {
  if (trouble.kind === 'throttle') return settle(state, 45011);
  if (trouble.kind === 'expired_token') {
    state.tokens.expire(call.query.get('access_token') ?? '', state.parts.clock.now());
    return settle(state, giveToken(state, call) ?? 42001);
  }
  return { ...settle(state, -1), status: trouble.status };
}

function settle(state: WeChatState, ending: Ending): ApiAnswer {
  if (typeof ending === 'object' && !('code' in ending)) return ending;
  const rid = ridOf(state.parts.clock.now(), state.ids.token());
  return typeof ending === 'number' ? refused(ending, rid) : refused(ending.code, rid, ending.detail);
}

async function route(state: WeChatState, call: ApiCall, trouble: Trouble): Promise<Ending> {
  const found = Object.hasOwn(ROUTES, call.path) ? ROUTES[call.path] : undefined;
  if (found === undefined) return 40066;
  if (call.method !== found.method) return found.method === 'GET' ? 43001 : 43002;
  const now = state.parts.clock.now();
  const token = call.query.get('access_token') ?? '';
  const fault = token === '' ? 41001 : state.tokens.faultOf(token, now);
  if (fault !== undefined) return fault;
  const { isVerified, dailyQuota } = state.behaviour();
  if (!isVerified && found.isForAll !== true) return 48001;
  if (found.handle !== clearQuota && !state.quota.take(call.path, now, dailyQuota)) return 45009;
  return found.handle(state, call, trouble);
}

/** The two ways to a token; undefined where the call is neither. */
function giveToken(state: WeChatState, call: ApiCall): Ending | undefined {
  const isStable = call.path === '/cgi-bin/stable_token';
  if (!isStable && call.path !== '/cgi-bin/token') return undefined;
  if (isStable && call.method !== 'POST') return 43002;
  const body = isStable ? readBody(call.body) : Object.fromEntries(call.query);
  if (typeof body === 'number') return body;
  const { account, tokens } = state;
  if (textAt(body, 'grant_type') !== 'client_credential') return 40002;
  if (textAt(body, 'appid') === undefined) return 41002;
  if (textAt(body, 'secret') === undefined) return 41004;
  if (textAt(body, 'appid') !== account.appId) return 40013;
  if (textAt(body, 'secret') !== account.appSecret) return 40125;
  if (!state.behaviour().isWhitelisted) return 40164;
  const now = state.parts.clock.now();
  if (!state.quota.take(call.path, now, null)) return 45009;
  const issued = isStable ? tokens.obtain(now, at(body, 'force_refresh') === true) : tokens.issue(now);
  return typeof issued === 'number' ? issued : answered(issued);
}
