import { at, isObject, numberAt, optional, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { readFile } from '../graph/says.ts';
import { sampleClip, sampleVoiceM4a } from '../media/m4a.ts';
import { samplePhoto } from '../media/png.ts';
import type { StoredFile } from '../stand-in.ts';

/** What a LINE customer can say or do. `quotes` is the id of the message replied to. */
export type LineSays =
  | { readonly type: 'text'; readonly text: string; readonly quotes?: string }
  /** `file` is left out for a made-up photo, voice message, clip or note. */
  | { readonly type: 'image' | 'video' | 'audio' | 'file'; readonly file?: StoredFile }
  | { readonly type: 'location'; readonly latitude: number; readonly longitude: number; readonly title?: string; readonly address?: string }
  | { readonly type: 'sticker'; readonly packageId: string; readonly stickerId: string; readonly keywords?: readonly string[] }
  /** A tap on a button or quick reply. `displayText` appears as if typed, and makes no event of its own. */
  | { readonly type: 'postback'; readonly data: string; readonly displayText?: string }
  | { readonly type: 'unsend'; readonly messageId: string }
  /** Adds the account as a friend, or unblocks it. */
  | { readonly type: 'follow' }
  /** Blocks the account. */
  | { readonly type: 'unfollow' }
  /** LINE delivers the webhook of a message once more, as it does by itself when the business did not take it. */
  | { readonly type: 'redelivery'; readonly messageId: string }
  /** Any other event, as it stands in the webhook: `{type: 'beacon', beacon: {…}}`. */
  | { readonly type: 'raw'; readonly event: JsonObject };

/** Reads a saying from untrusted JSON; a sentence where it is none. Files come as `{base64, mimeType, name?}`. */
export function readLineSays(value: unknown): LineSays | string {
  const type = textAt(value, 'type');
  switch (type) {
    case 'text':
      return { type, text: textAt(value, 'text') ?? '', ...optional('quotes', textAt(value, 'quotes')) };
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
      return { type, ...readFile(value) };
    case 'voice':
      return { type: 'audio', ...readFile(value) };
    case 'location':
      return {
        type,
        latitude: numberAt(value, 'latitude') ?? 0,
        longitude: numberAt(value, 'longitude') ?? 0,
        ...optional('title', textAt(value, 'title')),
        ...optional('address', textAt(value, 'address')),
      };
    case 'sticker':
      return { type, packageId: textAt(value, 'packageId') ?? '446', stickerId: textAt(value, 'stickerId') ?? '1988', keywords: ['Hello'] };
    case 'postback':
      return { type, data: textAt(value, 'data') ?? '', ...optional('displayText', textAt(value, 'displayText')) };
    case 'unsend':
    case 'redelivery':
      return { type, messageId: textAt(value, 'messageId') ?? '' };
    case 'follow':
    case 'unfollow':
      return { type };
    case 'raw': {
      const event = at(value, 'event');
      return isObject(event) ? { type, event } : 'event must be an object';
    }
    default:
      return `a LINE customer cannot say "${type ?? ''}"`;
  }
}

/** The file a saying carries: its own, or one made up for its kind. */
export function lineFileOf(says: { readonly type: string; readonly file?: StoredFile }, turn: number): StoredFile {
  if (says.file !== undefined) return says.file;
  switch (says.type) {
    case 'audio':
      return { bytes: sampleVoiceM4a(4), mimeType: 'audio/x-m4a' };
    case 'video':
      return { bytes: sampleClip(2), mimeType: 'video/mp4' };
    case 'file':
      return { bytes: Buffer.from('A note from the sandbox.\n'), mimeType: 'text/plain', name: 'note.txt' };
    default:
      return { bytes: samplePhoto(turn), mimeType: 'image/png' };
  }
}

/** The `message` of a message event, or undefined where the saying is an event of another kind. */
export function lineMessage(
  says: LineSays,
  known: {
    readonly id: string;
    readonly quoteToken: string;
    readonly markAsReadToken: string | undefined;
    readonly file: StoredFile | undefined;
  },
): JsonObject | undefined {
  const head = { id: known.id, ...optional('markAsReadToken', known.markAsReadToken) };
  const byLine = { contentProvider: { type: 'line' } };
  switch (says.type) {
    case 'text':
      return { ...head, type: 'text', text: says.text, quoteToken: known.quoteToken, ...optional('quotedMessageId', says.quotes) };
    case 'image':
      return { ...head, type: 'image', quoteToken: known.quoteToken, ...byLine };
    case 'video':
      return { ...head, type: 'video', quoteToken: known.quoteToken, duration: 2_000, ...byLine };
    case 'audio':
      return { ...head, type: 'audio', duration: 4_000, ...byLine };
    case 'file':
      return { ...head, type: 'file', fileName: known.file?.name ?? 'file', fileSize: known.file?.bytes.length ?? 0 };
    case 'location': {
      const { type, ...place } = says;
      return { ...head, type, ...place };
    }
    case 'sticker': {
      const { type, ...sticker } = says;
      return { ...head, type, ...sticker, stickerResourceType: 'STATIC', quoteToken: known.quoteToken };
    }
    default:
      return undefined;
  }
}
