import { isIP } from 'node:net';
import type { ApiAnswer, ApiCall } from '../calls.ts';
import { optional, textAt } from '../json.ts';
import type { WeChatCode } from './errors.ts';
import { answered, done } from './errors.ts';
import { readBody } from './send.ts';
import type { WeChatState } from './state.ts';

/**
 * `GET /cgi-bin/user/info`: since 2021-12-27 without name, picture, sex and place; of who does not follow next to nothing.
 * https://developers.weixin.qq.com/doc/service/guide/product/unionid.html
 */
export function giveUser(state: WeChatState, call: ApiCall): ApiAnswer | WeChatCode {
  const follower = state.followers.get(call.query.get('openid') ?? '');
  if (follower === undefined) return 40003;
  const { customer, isFollowing, followedAt, scene } = follower;
  const union = optional('unionid', customer.unionId);
  if (!isFollowing) return answered({ subscribe: 0, openid: customer.id, ...union, tagid_list: [] });
  return answered({
    subscribe: 1,
    openid: customer.id,
    nickname: '',
    sex: 0,
    language: customer.language ?? 'zh_CN',
    city: '',
    province: '',
    country: '',
    headimgurl: '',
    subscribe_time: Math.floor(followedAt / 1000),
    ...union,
    remark: '',
    groupid: 0,
    tagid_list: [],
    subscribe_scene: scene === '' ? 'ADD_SCENE_SEARCH' : 'ADD_SCENE_QR_CODE',
    qr_scene: 0,
    qr_scene_str: scene,
  });
}

/** `POST /cgi-bin/clear_quota {appid}`: https://developers.weixin.qq.com/doc/service/openApi/clear_quota.html */
export function clearQuota(state: WeChatState, call: ApiCall): ApiAnswer | WeChatCode {
  const body = readBody(call.body);
  if (typeof body === 'number') return body;
  if (textAt(body, 'appid') !== state.account.appId) return 40013;
  return state.quota.clear(state.parts.clock.now()) ? done() : 48006;
}

/**
 * `POST /cgi-bin/openapi/quota/get {cgi_path}`: how many calls of a path are left today; none at all for an account without
 * verification. https://developers.weixin.qq.com/doc/service/api/apimanage/api_getapiquota
 */
export function tellQuota(state: WeChatState, call: ApiCall): ApiAnswer | WeChatCode {
  const body = readBody(call.body);
  if (typeof body === 'number') return body;
  const path = textAt(body, 'cgi_path') ?? '';
  if (!path.startsWith('/')) return 76003;
  const { isVerified, dailyQuota } = state.behaviour();
  const known = state.quota.read(path, state.parts.clock.now(), dailyQuota);
  if (known === undefined) return 76021;
  const { limit, used } = isVerified ? known : { limit: 0, used: 0 };
  return answered({ errcode: 0, errmsg: 'ok', quota: { daily_limit: limit, used, remain: Math.max(0, limit - used) } });
}

const ACTIONS = ['dns', 'ping', 'all'];
const OPERATORS = ['CHINANET', 'UNICOM', 'CAP', 'DEFAULT'];

/**
 * `POST /cgi-bin/callback/check {action, check_operator}`: where the host of the webhook address is, and whether it answers a ping.
 * https://developers.weixin.qq.com/doc/service/Basic_Information/Network_Detection.html
 */
export function checkCallback(state: WeChatState, call: ApiCall): ApiAnswer | WeChatCode {
  const body = readBody(call.body);
  if (typeof body === 'number') return body;
  const [action, operator] = [textAt(body, 'action') ?? '', textAt(body, 'check_operator') ?? ''];
  if (!ACTIONS.includes(action)) return 40202;
  if (!OPERATORS.includes(operator)) return 40203;
  const url = state.parts.callbackUrl();
  if (url === null) return 40201;
  const host = new URL(url).hostname;
  // A sandbox's businesses are on this machine; their names are not looked up.
  const ip = isIP(host) === 0 ? '127.0.0.1' : host;
  return answered({
    ...optional('dns', action === 'ping' ? undefined : [{ ip, real_operator: operator }]),
    ...optional('ping', action === 'dns' ? undefined : [{ ip, from_operator: operator, package_loss: '0%', time: '0.050ms' }]),
  });
}
