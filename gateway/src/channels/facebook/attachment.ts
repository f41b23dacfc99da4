import type { Content, InboundMedia } from '../../model/content.ts';
import { asObject, field, numberField, present, textField } from '../meta/wire.ts';
import { templateContent } from './attachment-template.ts';

type Inbound = Content<InboundMedia>;
/** Reads an attachment; undefined where it is not as documented. */
type Reader = (attachment: unknown) => Inbound | undefined;

/**
 * Attachments of messages by their type
 * (https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events/messages,
 * https://developers.facebook.com/docs/instagram-messaging/webhooks).
 */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['image', (attachment) => stickerContent(attachment) ?? mediaContent('image', attachment)],
  ['video', (attachment) => mediaContent('video', attachment)],
  ['audio', (attachment) => mediaContent('audio', attachment)],
  ['file', (attachment) => mediaContent('file', attachment)],
  ['sticker', (attachment) => stickerContent(attachment) ?? stickerWithoutId(attachment)],
  ['like_heart', (attachment) => present<Sticker>({ type: 'sticker', keywords: ['❤️'], attachment: mediaOf(attachment) })],
  ['location', locationContent],
  ['template', templateContent],
  ['appointment_booking', (attachment) => formContent('appointment_booking', field(attachment, 'payload'))],
  ['fallback', linkContent],
  ['reel', (attachment) => sharedContent('video', attachment)],
  ['ig_reel', (attachment) => sharedContent('video', attachment)],
  ['post', (attachment) => sharedContent('file', attachment)],
  ['ig_post', (attachment) => sharedContent('file', attachment)],
  ['share', (attachment) => sharedContent('file', attachment)],
  ['ig_story', (attachment) => storyContent(attachment, 'A story.')],
  ['story_mention', (attachment) => storyContent(attachment, 'You were mentioned in a story.')],
]);

type Sticker = Extract<Inbound, { type: 'sticker' }>;

/** Messenger's thumb in its three sizes, as its messages name it. */
const THUMBS: readonly string[] = ['369239263222822', '369239343222814', '369239383222810'];

/** What an attachment shows. Total: a type or a shape that is not known gives `unsupported`. */
export function attachmentContent(attachment: unknown, network: string): Inbound {
  const type = textField(attachment, 'type') ?? '';
  return READERS.get(type)?.(attachment) ?? unsupported(type, attachment, network);
}

/** The id of a sticker, wherever it stands: older ones are pictures with one. */
export function stickerOf(attachment: unknown): string | undefined {
  return textField(field(attachment, 'payload'), 'sticker_id');
}

function stickerContent(attachment: unknown): Inbound | undefined {
  const stickerId = stickerOf(attachment);
  if (stickerId === undefined) return undefined;
  const keywords = THUMBS.includes(stickerId) ? ['👍'] : undefined;
  return present<Sticker>({ type: 'sticker', stickerId, keywords, attachment: mediaOf(attachment) });
}

function stickerWithoutId(attachment: unknown): Inbound | undefined {
  const media = mediaOf(attachment);
  return media === undefined ? undefined : { type: 'sticker', attachment: media };
}

function mediaContent(type: 'image' | 'video' | 'audio' | 'file', attachment: unknown): Inbound | undefined {
  const media = mediaOf(attachment);
  if (media === undefined) return undefined;
  const name = type === 'file' ? fileName(media.ref['url'] ?? '') : undefined;
  return { type, attachment: name === undefined ? media : { ...media, name } };
}

function mediaOf(attachment: unknown): InboundMedia | undefined {
  const url = textField(field(attachment, 'payload'), 'url');
  return url === undefined ? undefined : { ref: { url } };
}

/** Meta gives a file's name only as the end of its address. */
function fileName(address: string): string | undefined {
  const last = URL.parse(address)?.pathname.split('/').at(-1) ?? '';
  try {
    const name = decodeURIComponent(last);
    return name.includes('.') && name.length <= 255 ? name : undefined;
  } catch {
    return undefined;
  }
}

function locationContent(attachment: unknown): Inbound | undefined {
  const coordinates = field(field(attachment, 'payload'), 'coordinates');
  const latitude = numberField(coordinates, 'lat');
  const longitude = numberField(coordinates, 'long');
  if (latitude === undefined || longitude === undefined) return undefined;
  return present<Extract<Inbound, { type: 'location' }>>({ type: 'location', latitude, longitude, name: textField(attachment, 'title') });
}

function formContent(name: string, body: unknown): Inbound | undefined {
  const fields = asObject(body);
  return Object.keys(fields).length === 0 ? undefined : { type: 'form_reply', name, fields };
}

/** A shared link. Its payload may be missing, with title and address beside it (`URL` in older ones). */
function linkContent(attachment: unknown): Inbound | undefined {
  const payload = field(attachment, 'payload');
  const url = textField(payload, 'url') ?? textField(attachment, 'url') ?? textField(attachment, 'URL');
  const title = textField(payload, 'title') ?? textField(attachment, 'title');
  const lines = [title, url].filter((line) => line !== undefined);
  return lines.length === 0 ? undefined : { type: 'text', text: lines.join('\n') };
}

/** Meta's file servers; what is shared from elsewhere is a page to look at, not a file. */
const FILE_HOSTS = /(^|\.)(fbcdn\.net|fbsbx\.com|cdninstagram\.com)$/;

/** A shared post or reel: its file where the address is one, else its link. */
function sharedContent(type: 'video' | 'file', attachment: unknown): Inbound | undefined {
  const media = mediaOf(attachment);
  const host = URL.parse(media?.ref['url'] ?? '')?.hostname ?? '';
  if (media === undefined || !FILE_HOSTS.test(host)) return linkContent(attachment);
  const caption = textField(field(attachment, 'payload'), 'title');
  return { type, attachment: media, ...(caption === undefined ? {} : { caption }) };
}

/** A story is a picture or a film; which, only its file says. Its address ends with the story, after a day. */
function storyContent(attachment: unknown, caption: string): Inbound {
  const media = mediaOf(attachment);
  return media === undefined ? { type: 'text', text: caption } : { type: 'file', attachment: media, caption };
}

function unsupported(type: string, attachment: unknown, network: string): Inbound {
  if (type === 'ephemeral') {
    return { type: 'unsupported', summary: `A picture or film that may be seen once, which ${network} does not pass on to us.` };
  }
  const url = mediaOf(attachment)?.ref['url'];
  const what = type === '' ? 'An attachment' : `An attachment of the kind "${type}"`;
  return { type: 'unsupported', summary: `${what} that ${url === undefined ? `${network} does not pass on to us.` : `is at ${url}`}` };
}
