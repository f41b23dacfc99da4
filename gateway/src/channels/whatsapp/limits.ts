import type { Capabilities, Limits } from '../channel.ts';

const KB = 1024;
const MB = 1024 * KB;

/**
 * What the Cloud API takes. Sources:
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media (types, sizes),
 * …/messages/interactive-reply-buttons-messages, …/messages/interactive-list-messages (counts, lengths),
 * …/messages/text-messages (4096), …/messages/image-messages (caption 1024).
 *
 * Meta does not say what a character is. UTF-16 units are never fewer than code points, so counting them fits either way.
 */
export const CAPABILITIES: Capabilities = {
  sends: ['text', 'image', 'video', 'audio', 'file', 'sticker', 'location', 'contacts', 'choice', 'template'],
  text: { max: 4096, unit: 'utf16' },
  caption: { max: 1024 },
  buttons: { max: 3, labelMax: 20 },
  list: { max: 10, labelMax: 24, descriptionMax: 72 },
  media: {
    image: { mimeTypes: ['image/jpeg', 'image/png'], maxBytes: 5 * MB },
    video: { mimeTypes: ['video/mp4', 'video/3gpp'], maxBytes: 16 * MB },
    audio: { mimeTypes: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'], maxBytes: 16 * MB },
    file: { mimeTypes: ['*/*'], maxBytes: 100 * MB },
    sticker: { mimeTypes: ['image/webp'], maxBytes: 500 * KB },
  },
  quotes: true,
  reactions: true,
  templates: true,
  statuses: ['sent', 'delivered', 'read'],
  typing: true,
  marksRead: true,
  window: { hours: 24, after: 'template' },
  idempotentSend: false,
};

/**
 * 80 messages a second for a number, and for one recipient 45 at once and then one each 6 seconds
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput; code 131056).
 */
export const LIMITS: Limits = {
  channel: { burst: 80, perInterval: 80, intervalMs: 1000 },
  recipient: { burst: 45, perInterval: 1, intervalMs: 6000 },
};

/** Limits that have no place in `Capabilities` (same pages). */
export const BUTTON_BODY_MAX = 1024;
export const LIST_BODY_MAX = 4096;
export const BUTTON_ID_MAX = 256;
export const LIST_ID_MAX = 200;
