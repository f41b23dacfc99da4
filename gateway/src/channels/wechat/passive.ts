import type { Reply } from '../channel.ts';
import { seal, signatureOf } from './sealing.ts';
import { keyOf, type WechatSettings } from './settings.ts';
import { writeXml, type XmlElement } from './xml.ts';

/** Whom a passive reply answers: what the token of a free reply holds. */
export interface Answered {
  readonly openid: string;
  /** The account's own name, `ToUserName` of what it got. */
  readonly account: string;
  /** The key of the event, which makes the token one of its own. */
  readonly about: string;
}

/** A message that a passive reply can carry: files only by the id of their upload. */
export type PassiveMessage =
  { readonly msgtype: 'text'; readonly content: string } | { readonly msgtype: 'image' | 'voice' | 'video'; readonly mediaId: string };

/** What makes an encrypted reply unlike any other. */
export interface Chance {
  /** 16 bytes. */
  readonly random: Buffer;
  readonly nonce: string;
}

/** Plain text: it holds nothing that a member of the organisation does not see anyway. */
export function freeReplyToken({ openid, account, about }: Answered): string {
  return JSON.stringify([openid, account, about]);
}

/** Undefined for a token that is none of ours. */
export function answeredBy(token: string): Answered | undefined {
  let read: unknown;
  try {
    read = JSON.parse(token);
  } catch {
    return undefined;
  }
  if (!Array.isArray(read)) return undefined;
  const [openid, account, about]: unknown[] = read;
  return typeof openid === 'string' && typeof account === 'string' && typeof about === 'string' ? { openid, account, about } : undefined;
}

/**
 * The answer to WeChat's request that reaches the customer as a message
 * (https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Passive_user_reply_message.html); encrypted where the channel has a key.
 *
 * @param now milliseconds since 1970
 */
export function passiveReply(to: Answered, message: PassiveMessage, settings: WechatSettings, now: number, chance: Chance): Reply {
  const seconds = Math.floor(now / 1000);
  const xml = writeXml([
    ['ToUserName', to.openid],
    ['FromUserName', to.account],
    ['CreateTime', seconds],
    ['MsgType', message.msgtype],
    ...saying(message),
  ]);
  const key = keyOf(settings);
  const body = key === undefined ? xml : sealed(seal(xml, key, settings.appId, chance.random), settings.token, seconds, chance.nonce);
  return { status: 200, contentType: 'application/xml; charset=utf-8', body };
}

function saying(message: PassiveMessage): readonly XmlElement[] {
  switch (message.msgtype) {
    case 'text':
      return [['Content', message.content]];
    case 'image':
      return [['Image', [['MediaId', message.mediaId]]]];
    case 'voice':
      return [['Voice', [['MediaId', message.mediaId]]]];
    case 'video':
      return [['Video', [['MediaId', message.mediaId]]]];
  }
}

/** https://developers.weixin.qq.com/doc/oplatform/developers/dev/push/encryption.html */
function sealed(encrypted: string, token: string, seconds: number, nonce: string): string {
  return writeXml([
    ['Encrypt', encrypted],
    ['MsgSignature', signatureOf(token, String(seconds), nonce, encrypted)],
    ['TimeStamp', seconds],
    ['Nonce', nonce],
  ]);
}
