import { readFile } from '../graph/says.ts';
import { at, isObject, numberAt, optional, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { sampleClip } from '../media/m4a.ts';
import { samplePhoto } from '../media/png.ts';
import type { StoredFile } from '../stand-in.ts';
import { sampleVoiceAmr } from './amr.ts';
import type { WireFields, WireValue } from './wire.ts';

/** What a WeChat customer can say or do. */
export type WeChatSays =
  | { readonly type: 'text'; readonly text: string }
  /** `file` is left out for a made-up photo, voice message or clip. */
  | { readonly type: 'image' | 'video' | 'shortvideo'; readonly file?: StoredFile }
  /** `recognition` is what WeChat's speech recognition understood; absent: nothing. */
  | { readonly type: 'voice'; readonly file?: StoredFile; readonly recognition?: string }
  | { readonly type: 'location'; readonly latitude: number; readonly longitude: number; readonly label: string; readonly scale: number }
  | { readonly type: 'link'; readonly title: string; readonly description: string; readonly url: string }
  /** A tap on an item of a menu message: its content appears as if typed. */
  | { readonly type: 'msgmenu'; readonly id: string; readonly content: string }
  /** A tap on the account's own menu: a button that makes an event, or one that opens a page. */
  | { readonly type: 'click'; readonly key: string }
  | { readonly type: 'view'; readonly url: string }
  /** Scans a QR code with a scene. Who does not follow yet begins to. */
  | { readonly type: 'scan'; readonly scene: string }
  | { readonly type: 'subscribe' }
  /** Stops following: WeChat's way of blocking. */
  | { readonly type: 'unsubscribe' }
  /** Switches "Receive messages" of this account off or on. Makes no event. */
  | { readonly type: 'mute'; readonly isMuted: boolean }
  /** Agrees to one notification of a template, or refuses it, in the dialog an article or a page shows. */
  | { readonly type: 'agree'; readonly templateId: string; readonly accepts: boolean }
  /** Any other message or event, as it stands in the webhook: `{MsgType: 'event', Event: 'LOCATION', Latitude: 1}`. */
  | { readonly type: 'raw'; readonly fields: WireFields };

/**
 * Reads a saying from untrusted JSON; a sentence where it is none. Files come as `{base64, mimeType, name?}`. `follow` and `unfollow`
 * mean `subscribe` and `unsubscribe`.
 */
export function readWeChatSays(value: unknown): WeChatSays | string {
  const type = textAt(value, 'type');
  const text = (key: string): string => textAt(value, key) ?? '';
  switch (type) {
    case 'text':
      return { type, text: text('text') };
    case 'image':
    case 'video':
    case 'shortvideo':
      return { type, ...readFile(value) };
    case 'voice':
      return { type, ...readFile(value), ...optional('recognition', textAt(value, 'recognition')) };
    case 'location':
      return {
        type,
        latitude: numberAt(value, 'latitude') ?? 0,
        longitude: numberAt(value, 'longitude') ?? 0,
        label: text('label'),
        scale: numberAt(value, 'scale') ?? 15,
      };
    case 'link':
      return { type, title: text('title'), description: text('description'), url: text('url') };
    case 'msgmenu':
      return { type, id: text('id'), content: text('content') };
    case 'click':
      return { type, key: text('key') };
    case 'view':
      return { type, url: text('url') };
    case 'scan':
      return { type, scene: text('scene') };
    case 'subscribe':
    case 'follow':
      return { type: 'subscribe' };
    case 'unsubscribe':
    case 'unfollow':
      return { type: 'unsubscribe' };
    case 'mute':
      return { type, isMuted: at(value, 'isMuted') !== false };
    case 'agree':
      return { type, templateId: text('templateId'), accepts: at(value, 'accepts') !== false };
    case 'raw': {
      const fields = at(value, 'fields');
      return isObject(fields) ? { type, fields: wireFields(fields) } : 'fields must be an object';
    }
    default:
      return `a WeChat customer cannot say "${type ?? ''}"`;
  }
}

/** Leaves out what a webhook cannot hold: null, true and false. */
function wireFields(object: JsonObject): WireFields {
  const fields: Record<string, WireValue> = {};
  for (const [name, value] of Object.entries(object)) {
    if (typeof value === 'string' || typeof value === 'number') fields[name] = value;
    else if (isObject(value)) fields[name] = wireFields(value);
    else if (Array.isArray(value)) fields[name] = value.filter((item) => isObject(item)).map((item) => wireFields(item));
  }
  return fields;
}

/** The file a saying carries: its own, or one made up for its kind. */
export function weChatFileOf(says: Extract<WeChatSays, { file?: StoredFile }>, turn: number): StoredFile {
  if (says.file !== undefined) return says.file;
  switch (says.type) {
    case 'voice':
      return { bytes: sampleVoiceAmr(4), mimeType: 'audio/amr', name: 'voice.amr' };
    case 'video':
    case 'shortvideo':
      return { bytes: sampleClip(2), mimeType: 'video/mp4', name: 'video.mp4' };
    default:
      return { bytes: samplePhoto(turn), mimeType: 'image/png', name: 'photo.png' };
  }
}
