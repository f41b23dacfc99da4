import { samplePhoto } from '../media/png.ts';
import { sampleClip } from '../media/m4a.ts';
import { sampleVoiceOgg } from '../media/ogg-opus.ts';
import { sampleSticker } from '../media/webp.ts';
import { at, isObject, listAt, numberAt, optional, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { StoredFile } from '../stand-in.ts';

/** What a WhatsApp customer can say. `quotes` is the wamid of the message replied to. */
export type WhatsAppSays =
  | { readonly type: 'text'; readonly text: string; readonly quotes?: string }
  /** `file` is left out for a made-up photo, voice note or sticker. `voice` is a voice note, `audio` a sound file. */
  | {
      readonly type: 'image' | 'video' | 'audio' | 'voice' | 'document' | 'sticker';
      readonly file?: StoredFile;
      readonly caption?: string;
      readonly quotes?: string;
    }
  | { readonly type: 'location'; readonly latitude: number; readonly longitude: number; readonly name?: string; readonly address?: string }
  | { readonly type: 'contacts'; readonly contacts: readonly { readonly name: string; readonly phone: string }[] }
  /** A tap on a button or a list row of message `quotes`. */
  | {
      readonly type: 'button_reply' | 'list_reply';
      readonly id: string;
      readonly title: string;
      readonly description?: string;
      readonly quotes: string;
    }
  /** A tap on a template's quick reply. */
  | { readonly type: 'template_button'; readonly text: string; readonly payload: string; readonly quotes: string }
  /** An empty emoji takes the reaction away. */
  | { readonly type: 'reaction'; readonly messageId: string; readonly emoji: string }
  | { readonly type: 'edit'; readonly messageId: string; readonly text: string }
  | { readonly type: 'revoke'; readonly messageId: string }
  /** Any other kind, as it stands in the webhook: `{type: 'order', order: {…}}`. */
  | { readonly type: 'raw'; readonly message: JsonObject };

/** Reads a saying from untrusted JSON; a sentence where it is none. Files come as `{base64, mimeType, name?}`. */
export function readWhatsAppSays(value: unknown): WhatsAppSays | string {
  const type = textAt(value, 'type');
  const quotes = optional('quotes', textAt(value, 'quotes'));
  switch (type) {
    case 'text':
      return { type, text: textAt(value, 'text') ?? '', ...quotes };
    case 'image':
    case 'video':
    case 'audio':
    case 'voice':
    case 'document':
    case 'sticker':
      return { type, ...readFile(value), ...optional('caption', textAt(value, 'caption')), ...quotes };
    case 'location':
      return {
        type,
        latitude: numberAt(value, 'latitude') ?? 0,
        longitude: numberAt(value, 'longitude') ?? 0,
        ...optional('name', textAt(value, 'name')),
        ...optional('address', textAt(value, 'address')),
      };
    case 'contacts':
      return {
        type,
        contacts: listAt(value, 'contacts').map((card) => ({ name: textAt(card, 'name') ?? '', phone: textAt(card, 'phone') ?? '' })),
      };
    case 'button_reply':
    case 'list_reply':
      return {
        type,
        id: textAt(value, 'id') ?? '',
        title: textAt(value, 'title') ?? '',
        ...optional('description', textAt(value, 'description')),
        quotes: textAt(value, 'quotes') ?? '',
      };
    case 'template_button':
      return {
        type,
        text: textAt(value, 'text') ?? '',
        payload: textAt(value, 'payload') ?? textAt(value, 'text') ?? '',
        quotes: textAt(value, 'quotes') ?? '',
      };
    case 'reaction':
      return { type, messageId: textAt(value, 'messageId') ?? '', emoji: textAt(value, 'emoji') ?? '' };
    case 'edit':
      return { type, messageId: textAt(value, 'messageId') ?? '', text: textAt(value, 'text') ?? '' };
    case 'revoke':
      return { type, messageId: textAt(value, 'messageId') ?? '' };
    case 'raw': {
      const message = at(value, 'message');
      return isObject(message) ? { type, message } : 'message must be an object';
    }
    default:
      return `a WhatsApp customer cannot say "${type ?? ''}"`;
  }
}

/** `{file}` from `{file: {base64, mimeType, name?}}`, or nothing. */
export function readFile(value: unknown): { readonly file?: StoredFile } {
  const base64 = textAt(value, 'file', 'base64');
  if (base64 === undefined) return {};
  const file = { bytes: Buffer.from(base64, 'base64'), mimeType: textAt(value, 'file', 'mimeType') ?? 'application/octet-stream' };
  return { file: { ...file, ...optional('name', textAt(value, 'file', 'name')) } };
}

/** The file a saying carries: its own, or one made up for its kind. */
export function fileOf(says: Extract<WhatsAppSays, { caption?: string }>, turn: number): StoredFile {
  if (says.file !== undefined) return says.file;
  switch (says.type) {
    case 'audio':
    case 'voice':
      return { bytes: sampleVoiceOgg(4), mimeType: 'audio/ogg; codecs=opus' };
    case 'sticker':
      return { bytes: sampleSticker(), mimeType: 'image/webp' };
    case 'document':
      return { bytes: Buffer.from('A note from the sandbox.\n'), mimeType: 'text/plain', name: 'note.txt' };
    case 'video':
      return { bytes: sampleClip(2), mimeType: 'video/mp4' };
    default:
      return { bytes: samplePhoto(turn), mimeType: 'image/png' };
  }
}
