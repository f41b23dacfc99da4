import { isObject, listAt, textAt } from '../json.ts';
import type { WeChatCode } from './errors.ts';

/** Bytes in UTF-8: https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage */
const TEXT_MAX_BYTES = 2_048;
/** A news message of this call has one article: same page. */
const ARTICLES = 1;

/** Whether a media id is known and not yet three days old. */
export type HasMedia = (mediaId: string) => boolean;

/**
 * WeChat's code for the body of a customer-service message, or undefined where it may go out. Knows text, image, voice, video, music,
 * news and msgmenu; the kinds that need other parts of WeChat (mini programs, cards, published articles) are unknown here.
 */
export function checkMessage(body: unknown, hasMedia: HasMedia): WeChatCode | undefined {
  const type = textAt(body, 'msgtype') ?? '';
  const check = CHECKS[type];
  return check === undefined ? 40008 : check(isObject(body) ? body[type] : undefined, hasMedia);
}

/** WeChat's code for a text that is empty or too long. */
export function textFault(content: string | undefined): 44004 | 45002 | undefined {
  if (content === undefined || content === '') return 44004;
  return Buffer.byteLength(content) > TEXT_MAX_BYTES ? 45002 : undefined;
}

type Check = (part: unknown, hasMedia: HasMedia) => WeChatCode | undefined;

const CHECKS: Readonly<Record<string, Check>> = {
  text: (text) => textFault(textAt(text, 'content')),
  image: (image, hasMedia) => needMedia(image, 'media_id', hasMedia),
  voice: (voice, hasMedia) => needMedia(voice, 'media_id', hasMedia),
  video: (video, hasMedia) => needMedia(video, 'media_id', hasMedia) ?? mayMedia(video, 'thumb_media_id', hasMedia),
  music: (music, hasMedia) =>
    textAt(music, 'musicurl') === undefined || textAt(music, 'hqmusicurl') === undefined
      ? 40035
      : needMedia(music, 'thumb_media_id', hasMedia),
  news: checkNews,
  msgmenu: checkMenu,
};

function checkNews(news: unknown): WeChatCode | undefined {
  const articles = listAt(news, 'articles');
  if (articles.length === 0) return 44003;
  return articles.length > ARTICLES ? 45008 : undefined;
}

function checkMenu(menu: unknown): WeChatCode | undefined {
  const items = listAt(menu, 'list');
  const isWhole = items.length > 0 && items.every((item) => textAt(item, 'id') !== undefined && (textAt(item, 'content') ?? '') !== '');
  return isWhole ? undefined : 40035;
}

function needMedia(part: unknown, key: string, hasMedia: HasMedia): WeChatCode | undefined {
  const id = textAt(part, key);
  if (id === undefined || id === '') return 41006;
  return hasMedia(id) ? undefined : 40007;
}

function mayMedia(part: unknown, key: string, hasMedia: HasMedia): WeChatCode | undefined {
  const id = textAt(part, key);
  return id === undefined || hasMedia(id) ? undefined : 40007;
}
