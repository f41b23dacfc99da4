import type { SendableMedia } from '../../model/content.ts';
import { field, isFields } from '../wire.ts';

export { field, isFields } from '../wire.ts';

/** Kinds of files that WeChat has messages for, by its own names. */
export type UploadKind = 'image' | 'voice' | 'video';

export interface MenuItem {
  /** Comes back as `bizmsgmenuid`. */
  readonly id: string;
  readonly content: string;
}

/** What one value of a template says. */
export type TemplateData = Readonly<Record<string, { readonly value: string }>>;

/**
 * One of our parts: a customer service message, a template message or a subscription notification, without its recipient
 * (https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage). A file stands in its message until it is
 * sent, when the id of its upload takes its place.
 */
export type WechatBody =
  | { readonly msgtype: 'text'; readonly text: { readonly content: string } }
  | { readonly msgtype: UploadKind; readonly media: SendableMedia }
  | {
      readonly msgtype: 'msgmenu';
      readonly msgmenu: { readonly head_content: string; readonly list: readonly MenuItem[]; readonly tail_content: string };
    }
  | { readonly msgtype: 'template' | 'subscribe'; readonly template: TemplateBody };

/** https://developers.weixin.qq.com/doc/service/api/notify/template/api_sendtemplatemessage; a notification has `page` for `url`. */
export interface TemplateBody {
  readonly template_id: string;
  readonly url?: string;
  readonly page?: string;
  readonly miniprogram?: { readonly appid: string; readonly pagepath?: string };
  readonly data: TemplateData;
}

const MSGTYPES: readonly WechatBody['msgtype'][] = ['text', 'image', 'voice', 'video', 'msgmenu', 'template', 'subscribe'];

/** The body of a part that `render` made; undefined for anything else. */
export function bodyOf(body: unknown): WechatBody | undefined {
  const type = textAt(body, 'msgtype');
  const isOurs =
    MSGTYPES.some((known) => known === type) && ['text', 'media', 'msgmenu', 'template'].some((name) => isFields(field(body, name)));
  return isOurs ? (body as WechatBody) : undefined;
}

/** The text at a path; a number, which JSON has where XML has text, is written out. An empty text is none. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = field(value, ...path);
  if (typeof found === 'number' && Number.isFinite(found)) return String(found);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** The finite number at a path, also where it is written as a text. */
export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const text = textAt(value, ...path)?.trim();
  const number = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** The list at a path: XML cannot tell one item from a list of one. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = field(value, ...path);
  if (Array.isArray(found)) return found;
  return found === undefined || found === null || found === '' ? [] : [found];
}

interface Source {
  readonly source?: string;
}

/** Gives a whole number that a double cannot hold as its digits; ids of messages are such numbers. */
function keepDigits(_key: string, value: unknown, context?: Source): unknown {
  const digits = typeof value === 'number' && !Number.isSafeInteger(value) ? context?.source : undefined;
  return digits !== undefined && /^-?\d+$/.test(digits) ? digits : value;
}

/** A text as JSON with every digit of its ids, or undefined for a text that is none. */
export function readJson(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown) as unknown };
  } catch {
    return undefined;
  }
}
