import { el, safeHref } from './dom.js';
import { say } from './strings.js';
import { choice, picture, place, sound, textOf } from './whatsapp.js';

/** What can be said besides text: the name of the words and of the drawing, and the saying. */
export const WECHAT_EXTRAS = [
  ['photo', { type: 'image' }],
  ['voice', { type: 'voice', recognition: '请问今天营业到几点？' }],
  ['video', { type: 'video' }],
  ['location', { type: 'location', latitude: 22.2819, longitude: 114.1581, label: 'Quay Street 5', scale: 15 }],
  ['link', { type: 'link', title: 'Harbour atlas', description: 'A book about harbours', url: 'https://books.example/atlas' }],
  ['menu', { type: 'click', key: 'OPENING_HOURS' }],
  ['scan', { type: 'scan', scene: 'shop-window' }],
];

/** Drawings for the buttons that no other phone has. */
export const WECHAT_ICONS = {
  video: 'M4 6h11v12H4zM15 10l5-3v10l-5-3',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  menu: 'M4 7h16M4 12h16M4 17h16',
  scan: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16',
};

const MENU_LINK = /<a\s[^>]*?href=["']([^"']*)["'][^>]*>([\s\S]*?)<\/a>/gi;

/** How WeChat shows a message. Returns the inside of the bubble, and what can be tapped under it. */
export function drawWeChat(entry, tap) {
  const message = entry.message ?? {};
  if (entry.shown) return { inside: [textOf(entry.shown.text)] };
  return message.MsgType === undefined ? drawFromBusiness(entry, message, tap) : drawFromCustomer(entry, message);
}

/** One line that stands for a message in a quote. */
export function shortWeChat(entry) {
  const message = entry.message ?? {};
  const kinds = { image: say('photo'), voice: say('voiceMessage'), video: say('video'), location: say('location') };
  const kind = message.MsgType ?? message.msgtype;
  return (
    entry.shown?.text ??
    message.Content ??
    message.text?.content ??
    message.msgmenu?.head_content ??
    message.Title ??
    message.news?.articles?.[0]?.title ??
    kinds[kind] ??
    say('unknownKind', { kind: kind ?? '?' })
  );
}

function drawFromCustomer(entry, message) {
  switch (message.MsgType) {
    case 'text':
      return { inside: [textOf(message.Content)] };
    case 'image':
      return { inside: [picture(entry)], isMedia: true };
    case 'voice':
      // No browser plays AMR.
      return { inside: [el('p', {}, say('voiceMessage')), message.Recognition ? el('p', { class: 'fine' }, message.Recognition) : null] };
    case 'video':
    case 'shortvideo':
      return { inside: [film(entry)], isMedia: true };
    case 'location':
      return { inside: [place(message.Label, undefined, { latitude: message.Location_X, longitude: message.Location_Y })], isMedia: true };
    case 'link':
      return { inside: [article({ title: message.Title, description: message.Description, url: message.Url })] };
    case 'event':
      return { inside: eventWords(message), isNotice: true };
    default:
      return { inside: [unknown(message.MsgType)] };
  }
}

function eventWords(message) {
  const words = {
    subscribe: 'didFollow',
    unsubscribe: 'didUnfollow',
    SCAN: 'didScan',
    CLICK: 'didTapMenu',
    VIEW: 'didOpenLink',
    subscribe_msg_popup_event: 'didAnswerDialog',
  };
  const key = words[message.Event];
  return key === undefined ? say('unknownKind', { kind: message.Event ?? '?' }) : say(key, { what: message.EventKey ?? '' });
}

function drawFromBusiness(entry, message, tap) {
  switch (message.msgtype) {
    case 'text':
      return { inside: [richText(message.text?.content ?? '', tap)] };
    case 'image':
      return { inside: [picture(entry)], isMedia: true };
    case 'voice':
      return { inside: [sound(entry)] };
    case 'video':
      return { inside: [film(entry), message.video?.title ? textOf(message.video.title) : null], isMedia: true };
    case 'music':
      return { inside: [article({ title: message.music?.title, description: message.music?.description, url: message.music?.musicurl })] };
    case 'news':
      return { inside: (message.news?.articles ?? []).map(article) };
    case 'msgmenu':
      return { inside: menu(message.msgmenu ?? {}, tap) };
    case 'notice':
      return { inside: message.notice?.content ?? '', isNotice: true };
    default:
      return { inside: [unknown(message.msgtype)] };
  }
}

/** Text in which the business has put links: to pages, or to answers that count as taps in a menu message. */
function richText(text, tap) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(MENU_LINK)) {
    parts.push(textOf(text.slice(from, found.index)), link(found[1], found[2], tap));
    from = found.index + found[0].length;
  }
  return el('div', {}, ...parts, textOf(text.slice(from)));
}

function link(href, label, tap) {
  const answer = /^weixin:\/\/bizmsgmenu\?(.*)$/.exec(href.replaceAll('&amp;', '&'));
  if (answer === null) return el('a', { href: safeHref(href), target: '_blank', rel: 'noreferrer' }, label);
  const query = new URLSearchParams(answer[1]);
  const saying = { type: 'msgmenu', id: query.get('msgmenuid') ?? '', content: query.get('msgmenucontent') ?? label };
  return choice(label, () => tap(saying));
}

function menu({ head_content: head, list = [], tail_content: tail }, tap) {
  return [
    head ? textOf(head) : null,
    list.map((item) => choice(item.content, () => tap({ type: 'msgmenu', id: String(item.id), content: item.content }))),
    tail ? textOf(tail) : null,
  ];
}

function film(entry) {
  return el('video', { src: entry.file, controls: true, class: 'picture' });
}

function article({ title, description, url }) {
  return el(
    'a',
    { class: 'file', href: safeHref(url), target: '_blank', rel: 'noreferrer' },
    el('span', {}, el('span', { class: 'strong' }, title ?? ''), el('span', { class: 'fine' }, description ?? '')),
  );
}

function unknown(kind) {
  return el('em', {}, say('unknownKind', { kind: kind ?? '?' }));
}
