import type { Capabilities, Limits } from '../channel.ts';

const MB = 1024 * 1024;

/**
 * The text of one message. The page of passive replies says 2048 bytes
 * (https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Passive_user_reply_message.html); customer service messages are
 * refused with 45002 above about the same.
 */
export const TEXT_MAX_BYTES = 2048;

/**
 * Lines of a menu message. WeChat names no limit; ten still fit a phone, and labels of a line or two stay readable. Everything of such a
 * message counts as its text.
 */
export const MENU_MAX = 10;
export const LABEL_MAX = 64;

/** Of a voice message (https://developers.weixin.qq.com/doc/service/api/material/temporary/api_uploadtempmedia). */
export const VOICE_MAX_MS = 60_000;

/**
 * What an Official Account can do. Files: …/api/material/temporary/api_uploadtempmedia, whose notes once say 2 MB for pictures where its
 * table says 10: the larger is tried, and WeChat's own refusal shown. Windows: …/api/customer/message/api_sendcustommessage.
 */
export const capabilities: Capabilities = {
  sends: ['text', 'image', 'video', 'audio', 'choice', 'template'],
  text: { max: TEXT_MAX_BYTES, unit: 'bytes' },
  caption: null,
  buttons: { max: MENU_MAX, labelMax: LABEL_MAX },
  list: null,
  media: {
    image: { mimeTypes: ['image/jpeg', 'image/png', 'image/gif'], maxBytes: 10 * MB },
    video: { mimeTypes: ['video/mp4'], maxBytes: 10 * MB },
    audio: { mimeTypes: ['audio/mpeg', 'audio/amr'], maxBytes: 2 * MB },
  },
  quotes: false,
  reactions: false,
  templates: true,
  // Only a template's result is ever reported.
  statuses: ['sent'],
  typing: true,
  marksRead: false,
  window: {
    hours: 48,
    after: 'template',
    messages: 5,
    openings: { click: { minutes: 1, messages: 3 }, payment: { minutes: 48 * 60, messages: null } },
  },
  idempotentSend: false,
};

/**
 * WeChat names quotas of a day (500,000 messages) and answers 45011 to too many in a minute, whose number it does not tell
 * (https://developers.weixin.qq.com/doc/offiaccount/Message_Management/API_Call_Limits.html).
 */
export const limits: Limits = {
  channel: { burst: 50, perInterval: 50, intervalMs: 1000 },
  recipient: null,
};
