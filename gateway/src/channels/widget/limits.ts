import type { Capabilities } from '../channel.ts';

/** The longest text that a member can write; the page shows it whole. */
const TEXT_MAX = 40_000;
const OPTIONS_MAX = 100;
const MB = 1_048_576;
const kind = (...mimeTypes: string[]) => ({ mimeTypes, maxBytes: 100 * MB });

/** What the widget shows: the page is ours, so that nothing has to be degraded. Types are those that browsers show or save. */
export const capabilities: Capabilities = {
  sends: ['text', 'image', 'video', 'audio', 'file', 'sticker', 'location', 'contacts', 'choice', 'card', 'carousel', 'call_link'],
  text: { max: TEXT_MAX, unit: 'utf16' },
  caption: { max: 4000 },
  buttons: { max: OPTIONS_MAX, labelMax: 200 },
  list: { max: OPTIONS_MAX, labelMax: 200, descriptionMax: 1000 },
  media: {
    image: kind('image/png', 'image/jpeg', 'image/gif', 'image/webp'),
    video: kind('video/mp4', 'video/webm', 'video/quicktime'),
    audio: kind('audio/mpeg', 'audio/mp4', 'audio/aac', 'audio/ogg', 'audio/wav', 'audio/webm'),
    file: kind('*/*'),
    sticker: kind('image/png', 'image/webp', 'image/gif'),
  },
  quotes: true,
  reactions: true,
  templates: false,
  statuses: ['sent', 'delivered', 'read'],
  typing: true,
  marksRead: true,
  // Nobody but us says when one may write. What is left when there is no window is never asked.
  window: { hours: null, after: 'push' },
  idempotentSend: true,
};

/** Nothing leaves the gateway. */
export const limits = null;
