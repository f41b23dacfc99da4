import { readFile } from '../graph/says.ts';
import { at, isObject, numberAt, optional, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { sampleClip, sampleVoiceM4a } from '../media/m4a.ts';
import { samplePhoto } from '../media/png.ts';
import type { StoredFile } from '../stand-in.ts';
import type { Network } from './state.ts';

/** The thumb of Messenger's like button. */
export const LIKE_STICKER = 369239263222822;

/** What a customer on Messenger can say or do. `quotes` and `messageId` are message ids (`m_…`). */
export type MessengerSays =
  | { readonly type: 'text'; readonly text: string; readonly quotes?: string }
  /** `file` is left out for a made-up photo, clip, voice message or note. */
  | { readonly type: 'image' | 'video' | 'audio' | 'file'; readonly file?: StoredFile; readonly quotes?: string }
  | { readonly type: 'location'; readonly latitude: number; readonly longitude: number; readonly title?: string }
  | { readonly type: 'sticker'; readonly stickerId: number }
  /** A tap on a quick reply: its title appears as if typed. */
  | { readonly type: 'quick_reply'; readonly title: string; readonly payload: string }
  /** A tap on a button of a template. */
  | { readonly type: 'postback'; readonly title: string; readonly payload: string }
  /** An empty emoji takes the reaction away. */
  | { readonly type: 'reaction'; readonly messageId: string; readonly emoji: string }
  | { readonly type: 'edit'; readonly messageId: string; readonly text: string }
  | { readonly type: 'unsend'; readonly messageId: string }
  /** Opens the chat and sees all there is. */
  | { readonly type: 'read' }
  /** Follows an m.me link; in a chat that is new, also taps "Get Started". */
  | { readonly type: 'open'; readonly ref: string }
  | { readonly type: 'block' }
  | { readonly type: 'unblock' }
  /** Instagram's: an answer to a story of the business, and a story of the customer's own that names it. */
  | { readonly type: 'story_reply'; readonly text: string }
  | { readonly type: 'story_mention' }
  /** Instagram's: a post of somebody's, passed on. */
  | { readonly type: 'share'; readonly title: string }
  | { readonly type: 'heart' }
  /** Instagram's: a photo that can be seen once, which it passes on to no business. */
  | { readonly type: 'view_once' }
  /** Not the customer: somebody of the business answers in Meta's own Page Inbox, or in Instagram's app. */
  | { readonly type: 'page_inbox'; readonly text: string }
  /** Any other event, as it stands in `messaging[]`: `{optin: {…}}`. */
  | { readonly type: 'raw'; readonly event: JsonObject };

/** What only one of the two apps has. */
const ONLY: Readonly<Record<Network, readonly MessengerSays['type'][]>> = {
  messenger: ['file', 'location', 'sticker', 'block', 'unblock'],
  instagram: ['story_reply', 'story_mention', 'share', 'heart', 'view_once'],
};

/** Whether the network's app has such a thing. */
export function hasSaying(network: Network, type: MessengerSays['type']): boolean {
  return !ONLY[network === 'instagram' ? 'messenger' : 'instagram'].includes(type);
}

/** Reads a saying from untrusted JSON; a sentence where it is none. Files come as `{base64, mimeType, name?}`. */
export function readMessengerSays(value: unknown): MessengerSays | string {
  const type = textAt(value, 'type');
  const quotes = optional('quotes', textAt(value, 'quotes'));
  const text = textAt(value, 'text') ?? '';
  const tapped = { title: textAt(value, 'title') ?? '', payload: textAt(value, 'payload') ?? '' };
  const messageId = textAt(value, 'messageId') ?? '';
  switch (type) {
    case 'text':
      return { type, text, ...quotes };
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
      return { type, ...readFile(value), ...quotes };
    case 'voice':
      return { type: 'audio', ...readFile(value), ...quotes };
    case 'location':
      return {
        type,
        latitude: numberAt(value, 'latitude') ?? 0,
        longitude: numberAt(value, 'longitude') ?? 0,
        ...optional('title', textAt(value, 'title')),
      };
    case 'sticker':
      return { type, stickerId: numberAt(value, 'stickerId') ?? LIKE_STICKER };
    case 'quick_reply':
    case 'postback':
      return { type, ...tapped };
    case 'reaction':
      return { type, messageId, emoji: textAt(value, 'emoji') ?? '' };
    case 'edit':
      return { type, messageId, text };
    case 'unsend':
      return { type, messageId };
    case 'read':
    case 'block':
    case 'unblock':
      return { type };
    case 'open':
      return { type, ref: textAt(value, 'ref') ?? '' };
    case 'page_inbox':
    case 'story_reply':
      return { type, text };
    case 'story_mention':
    case 'heart':
    case 'view_once':
      return { type };
    case 'share':
      return { type, title: textAt(value, 'title') ?? '' };
    case 'raw': {
      const event = at(value, 'event');
      return isObject(event) ? { type, event } : 'event must be an object';
    }
    default:
      return `a Messenger customer cannot say "${type ?? ''}"`;
  }
}

/** The file a saying carries: its own, or one made up for its kind. */
export function messengerFileOf(says: { readonly type: string; readonly file?: StoredFile }, turn: number): StoredFile {
  if (says.file !== undefined) return says.file;
  switch (says.type) {
    case 'audio':
      return { bytes: sampleVoiceM4a(4), mimeType: 'audio/mp4', name: 'audioclip.mp4' };
    case 'video':
      return { bytes: sampleClip(2), mimeType: 'video/mp4' };
    case 'file':
      return { bytes: Buffer.from('A note from the sandbox.\n'), mimeType: 'text/plain', name: 'note.txt' };
    default:
      return { bytes: samplePhoto(turn), mimeType: 'image/png' };
  }
}
