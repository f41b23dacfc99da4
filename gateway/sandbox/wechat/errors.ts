import type { ApiAnswer } from '../calls.ts';
import type { WeChatStatus } from './wire.ts';

/**
 * WeChat's own words for its codes, as it answers them.
 * https://developers.weixin.qq.com/doc/oplatform/developers/errCode/errCode.html and the page of each call
 */
const WORDS = {
  [-1]: 'system error',
  40001:
    'invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r',
  40002: 'invalid grant_type',
  40003: 'invalid openid',
  40004: 'invalid media type',
  40005: 'invalid file type',
  40006: 'invalid meida size',
  40007: 'invalid media_id',
  40008: 'invalid message type',
  40013: 'invalid appid',
  40014: 'invalid access_token',
  40033: 'invalid charset. please check your request, if include \\uxxxx will create fail!',
  40035: 'invalid parameter',
  40037: 'invalid template_id',
  40066: 'invalid url',
  40125: 'invalid appsecret',
  40164: 'invalid ip 127.0.0.1 ipv6 ::ffff:127.0.0.1, not in whitelist',
  40201: 'invalid url',
  40202: 'invalid action',
  40203: 'invalid check_operator',
  41001: 'access_token missing',
  41002: 'appid missing',
  41004: 'appsecret missing',
  41005: 'media data missing',
  41006: 'media_id missing',
  42001: 'access_token expired',
  43001: 'require GET method',
  43002: 'require POST method',
  43004: 'require subscribe',
  43019: 'require remove blacklist',
  43101: 'user refuse to accept the msg',
  44002: 'empty post data',
  44003: 'empty news data',
  44004: 'empty content',
  45001: 'media size out of limit',
  45002: 'content size out of limit',
  45007: 'playtime out of limit',
  45008: 'article size out of limit',
  45009: 'reach max api daily quota limit',
  45011: 'api minute-quota reach limit, must slower, retry next minute',
  45015: 'response out of time limit or subscription is canceled',
  45047: 'out of response count limit',
  45072: 'invalid command',
  45080: 'need sending message to user, or recv message in the last 30 seconds',
  45081: 'typing already sent to user recently',
  47001: 'data format error',
  47003: 'argument invalid!',
  48001: 'api unauthorized',
  48006: 'forbid to clear quota because of reaching the limit',
  76003: 'cgi_path error',
  76021: 'cgi_path not found, please check',
} as const;

export type WeChatCode = keyof typeof WORDS;

/** As WeChat labels its JSON. */
export const JSON_HEADERS = { 'content-type': 'application/json; encoding=utf-8' } as const;

/** A JSON answer. */
export function answered(body: unknown, status = 200): ApiAnswer {
  return { status, headers: JSON_HEADERS, body };
}

/** The answer to a call that was done and has nothing else to say. */
export function done(): ApiAnswer {
  const body: WeChatStatus = { errcode: 0, errmsg: 'ok' };
  return answered(body);
}

/**
 * The answer to a call that is refused: HTTP 200 as ever, with the code and a request id in the words.
 *
 * @param rid see `ridOf`
 * @param detail what is wrong with this very call, where WeChat says it
 */
export function refused(code: WeChatCode, rid: string, detail = ''): ApiAnswer {
  const body: WeChatStatus = { errcode: code, errmsg: `${WORDS[code]}${detail === '' ? '' : ` ${detail}`} rid: ${rid}` };
  return answered(body);
}

/** A request id as WeChat ends its words with: the time and chance, in hexadecimal. */
export function ridOf(nowMs: number, random: string): string {
  const chance = Buffer.from(random).toString('hex').padEnd(16, '0');
  return `${Math.floor(nowMs / 1000).toString(16)}-${chance.slice(0, 8)}-${chance.slice(8, 16)}`;
}
