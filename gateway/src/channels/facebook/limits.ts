import type { Capabilities, Limits } from '../channel.ts';

const MB = 1024 * 1024;

/**
 * What Messenger takes. Sources:
 * https://developers.facebook.com/documentation/business-messaging/messenger-platform/reference/send-api (2000),
 * …/send-messages/quick-replies (13, 20), …/send-messages/saving-assets (25 MB), …/policy (24 hours, 7 days for people).
 *
 * Meta does not say what a character is. UTF-16 units are never fewer than code points, so counting them fits either way. Its list of
 * file types is the one of …/instagram-messaging/features/attachment-upload, with the MP3 and WebP that Messenger has always taken;
 * any other file goes as a `file`.
 */
export const CAPABILITIES: Capabilities = {
  sends: ['text', 'image', 'video', 'audio', 'file', 'choice', 'card', 'carousel', 'template'],
  text: { max: 2000, unit: 'utf16' },
  caption: null,
  buttons: { max: 13, labelMax: 20 },
  list: null,
  media: {
    image: { mimeTypes: ['image/jpeg', 'image/png', 'image/gif', 'image/webp'], maxBytes: 25 * MB },
    video: { mimeTypes: ['video/mp4', 'video/ogg', 'video/x-msvideo', 'video/quicktime', 'video/webm'], maxBytes: 25 * MB },
    audio: { mimeTypes: ['audio/aac', 'audio/mp4', 'audio/x-m4a', 'audio/mpeg', 'audio/wav', 'audio/x-wav'], maxBytes: 25 * MB },
    file: { mimeTypes: ['*/*'], maxBytes: 25 * MB },
  },
  quotes: true,
  reactions: true,
  templates: true,
  statuses: ['sent', 'delivered', 'read'],
  typing: true,
  marksRead: true,
  window: { hours: 24, after: 'template', memberDays: 7 },
  idempotentSend: false,
};

/**
 * 300 calls a second for a Page. Sound and film are 10 a second, which Meta's own refusal (613) holds us to
 * (https://developers.facebook.com/docs/graph-api/overview/rate-limiting/#messenger-platform).
 */
export const LIMITS: Limits = { channel: { burst: 300, perInterval: 300, intervalMs: 1000 }, recipient: null };

/** Limits that have no place in `Capabilities`. */
/** …/send-messages/template/button */
export const BUTTONS_MAX = 3;
export const BUTTON_TEXT_MAX = 640;
/** …/send-messages/quick-replies, …/send-messages/buttons */
export const PAYLOAD_MAX = 1000;
/** …/send-messages/template/generic */
export const ELEMENTS_MAX = 10;
export const ELEMENT_TEXT_MAX = 80;
/** Larger pictures must be uploaded (…/send-messages/saving-assets). */
export const IMAGE_BY_URL_MAX = 8 * MB;
/** An uploaded file lives 90 days (same page); a day less leaves room for clocks. */
export const HANDLE_LIVES_MS = 89 * 24 * 3_600_000;

/**
 * What the Page's Instagram account takes: 1000 bytes of text, no files, no templates, fewer types, and it tells of no delivery.
 * Buttons, quick replies and cards are Messenger's
 * (https://developers.facebook.com/documentation/business-messaging/instagram-messaging/features/send-message).
 */
export const INSTAGRAM_CAPABILITIES: Capabilities = {
  ...CAPABILITIES,
  name: 'Instagram',
  sends: ['text', 'image', 'video', 'audio', 'choice', 'card', 'carousel'],
  text: { max: 1000, unit: 'bytes' },
  media: {
    image: { mimeTypes: ['image/jpeg', 'image/png', 'image/gif'], maxBytes: 8 * MB },
    video: { mimeTypes: ['video/mp4', 'video/ogg', 'video/x-msvideo', 'video/quicktime', 'video/webm'], maxBytes: 25 * MB },
    audio: { mimeTypes: ['audio/aac', 'audio/mp4', 'audio/x-m4a', 'audio/wav', 'audio/x-wav'], maxBytes: 25 * MB },
  },
  templates: false,
  statuses: ['sent', 'read'],
  window: { hours: 24, after: 'nothing', memberDays: 7 },
};

/** What sentences call the platform of these capabilities. */
export function nameOf({ name = 'Messenger' }: Pick<Capabilities, 'name'>): string {
  return name;
}
