import type { Capabilities, Limits } from '../channel.ts';

const KB = 1024;
const MB = 1024 * KB;

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const SLIDES = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';
const SHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/**
 * What Twilio takes for WhatsApp. Sources:
 * https://www.twilio.com/docs/messaging/api/message-resource (text 1600),
 * https://www.twilio.com/docs/whatsapp/guidance-whatsapp-media-messages (types; pictures 5 MB, all else 16 MB; `image/webp` is a sticker),
 * https://www.twilio.com/docs/content/twilio-quick-reply (3 buttons without approval),
 * https://www.twilio.com/docs/content/twiliolist-picker (10 items, 24 and 72 characters),
 * https://www.twilio.com/docs/whatsapp/api/typing-indicators-resource.
 * Captions, button titles and stickers end where WhatsApp's own do
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/image-messages, …/interactive-reply-buttons-messages).
 *
 * Characters are counted in UTF-16 units, which are never fewer than code points.
 *
 * Reading alone cannot be shown: the only call that marks a message as read also shows that somebody is writing.
 */
export const CAPABILITIES: Capabilities = {
  sends: ['text', 'image', 'video', 'audio', 'file', 'sticker', 'location', 'choice', 'template'],
  text: { max: 1600, unit: 'utf16' },
  caption: { max: 1024 },
  buttons: { max: 3, labelMax: 20 },
  list: { max: 10, labelMax: 24, descriptionMax: 72 },
  media: {
    image: { mimeTypes: ['image/jpeg', 'image/png'], maxBytes: 5 * MB },
    video: { mimeTypes: ['video/mp4'], maxBytes: 16 * MB },
    audio: { mimeTypes: ['audio/ogg', 'audio/amr', 'audio/3gpp', 'audio/aac', 'audio/mpeg'], maxBytes: 16 * MB },
    file: { mimeTypes: ['application/pdf', 'application/msword', WORD, SLIDES, SHEET, 'text/vcard'], maxBytes: 16 * MB },
    sticker: { mimeTypes: ['image/webp'], maxBytes: 500 * KB },
  },
  quotes: false,
  reactions: false,
  templates: true,
  statuses: ['sent', 'delivered', 'read'],
  typing: true,
  marksRead: false,
  window: { hours: 24, after: 'template' },
  idempotentSend: false,
};

/** 80 messages a second for a sender; Twilio queues what Meta's own limits hold up (https://www.twilio.com/docs/whatsapp/best-practices-and-faqs). */
export const LIMITS: Limits = {
  channel: { burst: 80, perInterval: 80, intervalMs: 1000 },
  recipient: null,
};

/** Limits that have no place in `Capabilities` (the pages of the two content types, and …/docs/content/using-variables-with-content-api). */
export const CHOICE_BODY_MAX = 1024;
export const OPTION_ID_MAX = 200;
export const VARIABLES_MAX = 100;
