import { seal, signatureOf } from '../../../../../gateway/src/channels/wechat/sealing.ts';
import type { WechatSettings } from '../../../../../gateway/src/channels/wechat/settings.ts';
import { type XmlElement, writeXml } from '../../../../../gateway/src/channels/wechat/xml.ts';
import type { RawRequest } from '../../../../../gateway/src/channels/channel.ts';
import { post } from '../../../contract/channels.contract.ts';
import { IO_NOW } from '../../../support/channel-io.ts';

/** An account in plain mode. */
export const settings: WechatSettings = {
  appId: 'wx0123456789abcdef',
  appSecret: 'app-secret-for-tests-only',
  token: 'webhook-token-for-tests',
};

/** The same account in safe mode. */
export const safeSettings: WechatSettings = { ...settings, encodingAesKey: 'testsOnlyTestsOnlyTestsOnlyTestsOnlyTestsOA' };

export const OPENID = 'oTestOpenId0123456789abc3bGY';
export const ACCOUNT = 'gh_0123456789ab';
export const ACCESS_TOKEN = '99_access+token/for=tests';
export const SECONDS = IO_NOW / 1000;
export const NONCE = '415670741';
export const RANDOM = Buffer.from('0123456789abcdef');

/** A body as WeChat writes it: each field in an element of its own. */
export function xml(fields: Readonly<Record<string, unknown>>): string {
  return writeXml(Object.entries(fields).flatMap(([name, value]) => elements(name, value)));
}

function elements(name: string, value: unknown): XmlElement[] {
  if (Array.isArray(value)) return value.flatMap((item) => elements(name, item));
  if (typeof value === 'object' && value !== null) {
    return [[name, Object.entries(value).flatMap(([inner, child]) => elements(inner, child))]];
  }
  if (value === undefined) return [];
  return [[name, typeof value === 'number' ? value : String(value)]];
}

/** What every message has, with this in it. */
export function said(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ToUserName: ACCOUNT, FromUserName: OPENID, CreateTime: SECONDS - 2, ...fields };
}

export function happened(Event: string, fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return said({ MsgType: 'event', Event, ...fields });
}

/** The query of a genuine request in plain mode. */
export function plainQuery(timestamp = String(SECONDS), token = settings.token): Record<string, string> {
  return { signature: signatureOf(token, timestamp, NONCE), timestamp, nonce: NONCE, openid: OPENID };
}

/** The query of a genuine request with this encrypted part. */
export function safeQuery(encrypted: string, timestamp = String(SECONDS), token = settings.token): Record<string, string> {
  const signature = signatureOf(token, timestamp, NONCE, encrypted);
  return { ...plainQuery(timestamp), encrypt_type: 'aes', msg_signature: signature };
}

export function sealed(body: string, appId = safeSettings.appId, key = safeSettings.encodingAesKey ?? ''): string {
  return seal(body, key, appId, RANDOM);
}

/** A genuine request of the safe mode. */
export function safeRequest(body: string, timestamp?: string): RawRequest {
  const encrypted = sealed(body);
  return post(xml({ ToUserName: ACCOUNT, Encrypt: encrypted }), {}, safeQuery(encrypted, timestamp));
}
