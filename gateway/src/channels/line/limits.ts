import type { Capabilities, Limits } from '../channel.ts';

/**
 * LINE's limits. Where no other page is named they are from
 * https://developers.line.biz/en/reference/messaging-api/#message-objects. Lengths are counted in UTF-16 units; where LINE
 * counts graphemes (labels and template texts, https://developers.line.biz/en/docs/messaging-api/text-character-count/)
 * that is the stricter count.
 */
export const MESSAGES_PER_CALL = 5;
export const TEXT_MAX = 5000;
export const QUICK_REPLIES_MAX = 13;
export const LABEL_MAX = 20;
export const POSTBACK_DATA_MAX = 300;
export const DISPLAY_TEXT_MAX = 300;
/** 400 was the limit for every alternative text and still is on older pages. */
export const ALT_TEXT_MAX = 400;
export const BUTTONS_MAX = 4;
export const BUTTONS_TEXT_MAX = 160;
export const TITLE_MAX = 40;
/** Of the text of a buttons template or a column that also has a title or a picture. */
export const TITLED_TEXT_MAX = 60;
export const COLUMNS_MAX = 10;
export const COLUMN_BUTTONS_MAX = 3;
export const COLUMN_TEXT_MAX = 120;
export const PLACE_TEXT_MAX = 100;
export const PREVIEW_MAX_BYTES = 1_000_000;
/** Of the address of a file or a picture. */
export const URL_MAX = 2000;

const MB = 1_000_000;

/** What LINE can do (same page; counted in decimal megabytes, the smaller reading of its "MB"). */
export const capabilities: Capabilities = {
  sends: ['text', 'image', 'video', 'audio', 'sticker', 'location', 'choice', 'card', 'carousel'],
  text: { max: TEXT_MAX, unit: 'utf16' },
  caption: null,
  buttons: { max: QUICK_REPLIES_MAX, labelMax: LABEL_MAX },
  list: null,
  media: {
    image: { mimeTypes: ['image/jpeg', 'image/png'], maxBytes: 10 * MB },
    video: { mimeTypes: ['video/mp4'], maxBytes: 200 * MB },
    audio: { mimeTypes: ['audio/mpeg', 'audio/mp3', 'audio/mp4', 'audio/m4a', 'audio/x-m4a'], maxBytes: 200 * MB },
  },
  quotes: true,
  reactions: false,
  templates: false,
  statuses: ['sent'],
  typing: true,
  marksRead: true,
  window: { hours: null, after: 'push' },
  idempotentSend: true,
};

/** https://developers.line.biz/en/reference/messaging-api/#rate-limits: 2,000 requests a second for each endpoint of a channel. */
export const limits: Limits = {
  channel: { burst: 2000, perInterval: 2000, intervalMs: 1000 },
  recipient: null,
};
