import { el, icon, ICONS, safeHref } from './dom.js';
import { say } from './strings.js';
import { choice, fileCard, picture, place, sound, textOf } from './whatsapp.js';

/** What the buttons under the chat say for the customer: the name of the button's words and icon, and the saying. */
export const MESSENGER_EXTRAS = [
  ['photo', { type: 'image' }],
  ['voice', { type: 'audio' }],
  ['location', { type: 'location', latitude: 38.7077, longitude: -9.1365, title: 'Harbour Books' }],
  ['like', { type: 'sticker' }],
  ['link', { type: 'open', ref: 'spring-sale' }],
];

/** How Messenger shows a message. Returns the inside of the bubble, and what can be tapped under it. */
export function drawMessenger(entry, tap) {
  const message = entry.message ?? {};
  if (message.type === 'block' || message.type === 'unblock')
    return { inside: [say(message.type === 'block' ? 'didBlock' : 'didUnblockPage')], isNotice: true };
  if (typeof message.text === 'string') return { inside: [textOf(message.text)] };
  return drawAttachment(entry, attachmentOf(message), tap);
}

/** The quick replies that float over the input while this is the newest message. */
export function messengerQuickReplies(entry, tap) {
  return (entry.message?.quick_replies ?? [])
    .filter((reply) => reply.content_type === 'text')
    .map((reply) => choice(reply.title, () => tap({ type: 'quick_reply', title: reply.title, payload: reply.payload })));
}

/** One line that stands for a message in a quote. */
export function shortMessenger(entry) {
  const message = entry.message ?? {};
  const attachment = attachmentOf(message);
  const kinds = {
    image: say('photo'),
    audio: say('voiceMessage'),
    sticker: say('like'),
    location: say('location'),
    file: say('fileMessage'),
    template: attachment.payload?.text ?? attachment.payload?.elements?.[0]?.title,
  };
  return message.text ?? kinds[attachment.type] ?? say('unknownKind', { kind: attachment.type ?? '?' });
}

/** Whether the customer may edit this message of theirs: Messenger lets texts be edited. */
export function isMessengerText(entry) {
  return typeof entry.message?.text === 'string';
}

/** A customer's message has a list of attachments, one of the business has one. */
function attachmentOf(message) {
  return message.attachment ?? message.attachments?.[0] ?? {};
}

function drawAttachment(entry, attachment, tap) {
  switch (attachment.type) {
    case 'image':
      return { inside: [picture(entry)], isMedia: true };
    case 'video':
      return { inside: [el('video', { src: entry.file, controls: true, class: 'picture' })], isMedia: true };
    case 'audio':
      return { inside: [sound(entry)] };
    case 'file':
      return { inside: [fileCard(entry, nameIn(attachment.payload?.url))] };
    case 'sticker':
      return { inside: [thumb()], isBare: true };
    case 'location': {
      const { lat, long } = attachment.payload?.coordinates ?? {};
      return { inside: [place(attachment.title, undefined, { latitude: lat, longitude: long })], isMedia: true };
    }
    case 'template':
      return drawTemplate(attachment.payload ?? {}, tap);
    case 'fallback':
      return { inside: [textOf(attachment.payload?.title ?? attachment.title ?? attachment.payload?.url ?? '')] };
    default:
      return { inside: [el('em', {}, say('unknownKind', { kind: attachment.type ?? '?' }))] };
  }
}

function drawTemplate(payload, tap) {
  const buttons = (holder) => (holder.buttons ?? []).map((button) => tapButton(button, tap));
  if (payload.template_type !== 'generic') return { inside: [textOf(payload.text ?? payload.template_type)], under: buttons(payload) };
  const elements = payload.elements ?? [];
  if (elements.length === 1) return { inside: [head(elements[0])], under: buttons(elements[0]) };
  const columns = elements.map((element) => el('div', { class: 'column' }, head(element), ...buttons(element)));
  return { inside: [el('div', { class: 'carousel' }, ...columns)], isMedia: true };
}

function head(element) {
  return el('div', {}, el('p', { class: 'strong' }, element.title ?? ''), element.subtitle ? textOf(element.subtitle) : null);
}

function tapButton(button, tap) {
  if (button.type === 'web_url')
    return el('a', { class: 'choice', href: safeHref(button.url), target: '_blank', rel: 'noreferrer' }, button.title);
  if (button.type === 'phone_number') return el('a', { class: 'choice', href: safeHref(`tel:${button.payload}`) }, button.title);
  return choice(button.title ?? '', () => tap({ type: 'postback', title: button.title ?? '', payload: button.payload ?? '' }));
}

/** The name of a file stands only in its address. */
function nameIn(url) {
  const last = URL.canParse(url ?? '') ? new URL(url).pathname.split('/').at(-1) : '';
  try {
    return last ? decodeURIComponent(last) : undefined;
  } catch {
    return last;
  }
}

function thumb() {
  return el('span', { class: 'sticker thumb', role: 'img', 'aria-label': say('like') }, icon(ICONS.like ?? ICONS.sticker));
}
