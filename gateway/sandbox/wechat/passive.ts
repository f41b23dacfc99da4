import { at, isObject, listAt, parseJson, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { textFault } from './check-message.ts';
import { decryptMessage, signatureOf } from './crypto.ts';
import { keyOf } from './push.ts';
import type { WeChatAccount, WeChatBehaviour } from './state.ts';
import { readXml } from './xml.ts';

/** What an answer to a webhook makes WeChat do. A reply has the shape of a customer-service message. */
export type PassiveAnswer =
  | { readonly is: 'nothing' }
  | { readonly is: 'reply'; readonly message: JsonObject }
  /** The customer reads that the account's service is out of order. `why` is for people. */
  | { readonly is: 'abnormal'; readonly why: string };

export interface PassiveContext {
  readonly account: WeChatAccount;
  readonly behaviour: Pick<WeChatBehaviour, 'mode' | 'format'>;
  readonly openid: string;
  readonly hasMedia: (mediaId: string) => boolean;
  /** Whether the webhook was a message: then a news reply shows one article, else up to eight. */
  readonly isToMessage: boolean;
}

/**
 * Reads the answer to a webhook: `success` or nothing, or a reply in XML (JSON where webhooks are JSON), encrypted where they are.
 * https://developers.weixin.qq.com/doc/service/guide/product/message/Passive_user_reply_message.html
 */
export function readPassiveAnswer(text: string, context: PassiveContext): PassiveAnswer {
  if (text === '' || text === 'success') return { is: 'nothing' };
  const outer = readDocument(text, context);
  if (outer === undefined) return abnormal('neither "success" nor a reply');
  const reply = opened(outer, context);
  if (typeof reply === 'string') return abnormal(reply);
  if (textAt(reply, 'ToUserName') !== context.openid) return abnormal('ToUserName is not the openid of who wrote');
  if (textAt(reply, 'FromUserName') !== context.account.originalId) return abnormal('FromUserName is not the account');
  if (textAt(reply, 'MsgType') === 'transfer_customer_service') return { is: 'nothing' };
  const message = messageOf(reply, context);
  return typeof message === 'string' ? abnormal(message) : { is: 'reply', message };
}

function readDocument(text: string, { behaviour }: PassiveContext): JsonObject | undefined {
  const json: unknown = behaviour.format === 'json' ? parseJson(Buffer.from(text)) : undefined;
  return isObject(json) ? json : readXml(text);
}

/** The reply itself, out of its envelope; a sentence where the envelope is not as it must be. */
function opened(outer: JsonObject, context: PassiveContext): JsonObject | string {
  const { account, behaviour } = context;
  const encrypted = textAt(outer, 'Encrypt');
  if (encrypted === undefined) return behaviour.mode === 'safe' ? 'a reply must be encrypted in the safe mode' : outer;
  if (behaviour.mode === 'plain') return 'an encrypted reply in the plain mode';
  const timestamp = String(at(outer, 'TimeStamp') ?? '');
  const nonce = String(at(outer, 'Nonce') ?? '');
  if (textAt(outer, 'MsgSignature') !== signatureOf(account.token, timestamp, nonce, encrypted)) return 'a wrong MsgSignature';
  const inner = decryptMessage(keyOf(account), encrypted);
  if (inner === undefined) return 'a reply that cannot be decrypted';
  if (inner.appId !== account.appId) return 'a reply encrypted for another app id';
  return readDocument(inner.message, context) ?? 'an encrypted reply that is no document';
}

function messageOf(reply: JsonObject, context: PassiveContext): JsonObject | string {
  const msgtype = textAt(reply, 'MsgType') ?? '';
  const media = (...path: readonly string[]): string | undefined => {
    const id = textAt(reply, ...path);
    return id !== undefined && context.hasMedia(id) ? id : undefined;
  };
  switch (msgtype) {
    case 'text': {
      const content = textAt(reply, 'Content') ?? '';
      return textFault(content) === undefined ? { msgtype, text: { content } } : 'a text that is empty or too long';
    }
    case 'image':
    case 'voice': {
      const id = media(msgtype === 'image' ? 'Image' : 'Voice', 'MediaId');
      return id === undefined ? 'an unknown MediaId' : { msgtype, [msgtype]: { media_id: id } };
    }
    case 'video': {
      const id = media('Video', 'MediaId');
      const words = { title: textAt(reply, 'Video', 'Title'), description: textAt(reply, 'Video', 'Description') };
      return id === undefined ? 'an unknown MediaId' : { msgtype, video: { media_id: id, ...words } };
    }
    case 'music': {
      const id = media('Music', 'ThumbMediaId');
      const music = { title: textAt(reply, 'Music', 'Title'), musicurl: textAt(reply, 'Music', 'MusicUrl'), thumb_media_id: id };
      return id === undefined ? 'an unknown ThumbMediaId' : { msgtype, music };
    }
    case 'news':
      return newsOf(reply, context);
    default:
      return `an unknown MsgType "${msgtype}"`;
  }
}

function newsOf(reply: JsonObject, { isToMessage }: PassiveContext): JsonObject | string {
  const inside = at(reply, 'Articles', 'item') ?? at(reply, 'Articles');
  const items = Array.isArray(inside) ? listAt(inside) : isObject(inside) ? [inside] : [];
  if (items.length === 0) return 'a news reply without articles';
  const articles = items.slice(0, isToMessage ? 1 : 8).map((item) => ({
    title: textAt(item, 'Title'),
    description: textAt(item, 'Description'),
    url: textAt(item, 'Url'),
    picurl: textAt(item, 'PicUrl'),
  }));
  return { msgtype: 'news', news: { articles } };
}

function abnormal(why: string): PassiveAnswer {
  return { is: 'abnormal', why };
}
