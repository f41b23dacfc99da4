import { el, icon, ICONS, linked, safeHref } from './dom.js';
import { say } from './strings.js';

/** How WhatsApp shows a message. Returns the inside of the bubble, and what can be tapped under it. */
export function drawWhatsApp(entry, tap) {
  const message = entry.message ?? {};
  switch (message.type) {
    case 'text':
      return { inside: [textOf(message.text?.body)] };
    case 'image':
      return { inside: [picture(entry, message.image?.caption)], isMedia: true };
    case 'sticker':
      return { inside: [el('img', { class: 'sticker', src: entry.file, alt: say('sticker') })], isBare: true };
    case 'audio':
      return { inside: [sound(entry)] };
    case 'video':
      return {
        inside: [el('video', { src: entry.file, controls: true, class: 'picture' }), caption(message.video?.caption)],
        isMedia: true,
      };
    case 'document':
      return { inside: [fileCard(entry, message.document?.filename), caption(message.document?.caption)] };
    case 'location':
      return { inside: [place(message.location?.name, message.location?.address, message.location)], isMedia: true };
    case 'contacts':
      return { inside: (message.contacts ?? []).map((card) => person(card.name?.formatted_name, card.phones?.[0]?.phone)) };
    case 'interactive':
      return interactive(entry, message.interactive ?? {}, tap);
    case 'button':
      return { inside: [textOf(message.button?.text)] };
    case 'template':
      return template(entry, message, tap);
    default:
      return { inside: [el('em', {}, say('unknownKind', { kind: message.type ?? '?' }))] };
  }
}

/** One line that stands for a message in a quote. */
export function shortWhatsApp(entry) {
  const message = entry.message ?? {};
  return (
    message.text?.body ??
    message.interactive?.body?.text ??
    message.interactive?.button_reply?.title ??
    message.interactive?.list_reply?.title ??
    entry.shown?.text ??
    message.image?.caption ??
    { image: say('photo'), audio: say('voiceMessage'), sticker: say('sticker'), location: say('location'), contacts: say('contact') }[
      message.type
    ] ??
    say('unknownKind', { kind: message.type ?? '?' })
  );
}

function interactive(entry, content, tap) {
  if (content.type === 'button_reply' || content.type === 'list_reply') {
    const reply = content[content.type] ?? {};
    return { inside: [textOf(reply.title), reply.description ? el('p', { class: 'fine' }, reply.description) : null] };
  }
  const inside = [
    content.header?.text ? el('p', { class: 'strong' }, content.header.text) : null,
    textOf(content.body?.text),
    content.footer?.text ? el('p', { class: 'fine' }, content.footer.text) : null,
  ];
  if (content.type === 'button') {
    const buttons = (content.action?.buttons ?? []).map(({ reply }) =>
      choice(reply.title, () => tap({ type: 'button_reply', id: reply.id, title: reply.title, quotes: entry.id })),
    );
    return { inside, under: buttons };
  }
  if (content.type === 'list') return { inside, under: [list(entry, content.action ?? {}, tap)] };
  if (content.type === 'cta_url') {
    const { display_text: label, url } = content.action?.parameters ?? {};
    return { inside, under: [el('a', { class: 'choice', href: safeHref(url), target: '_blank', rel: 'noreferrer' }, label)] };
  }
  return { inside };
}

function list(entry, action, tap) {
  const sections = (action.sections ?? []).map((section) => ({
    title: section.title,
    rows: (section.rows ?? []).map((row) => ({
      title: row.title,
      description: row.description,
      pick: () => tap({ type: 'list_reply', id: row.id, title: row.title, description: row.description, quotes: entry.id }),
    })),
  }));
  return listOf(action.button, sections);
}

/** A list that opens: sections `{title?, rows: [{title, description?, pick}]}`. */
export function listOf(label, sections) {
  const rows = sections.map((section) => [
    section.title ? el('p', { class: 'fine' }, section.title) : null,
    ...section.rows.map((row) =>
      el(
        'button',
        { type: 'button', class: 'row', onclick: row.pick },
        el('span', {}, row.title),
        row.description ? el('span', { class: 'fine' }, row.description) : null,
      ),
    ),
  ]);
  return el('details', { class: 'list' }, el('summary', { class: 'choice' }, label ?? say('chooseFrom')), ...rows);
}

function template(entry, message, tap) {
  const buttons = (entry.shown?.buttons ?? []).map((text) =>
    choice(text, () => tap({ type: 'template_button', text, payload: text, quotes: entry.id })),
  );
  return { inside: [textOf(entry.shown?.text ?? message.template?.name)], under: buttons };
}

export function choice(label, onclick) {
  return el('button', { type: 'button', class: 'choice', onclick }, label);
}

export function textOf(text) {
  return el('p', { class: 'text' }, linked(text ?? ''));
}

function caption(text) {
  return text ? textOf(text) : null;
}

/** A picture that says so when it cannot be had. */
export function picture(entry, words) {
  const image = el('img', { class: 'picture', src: entry.file, alt: words || say('pictureAlt') });
  image.addEventListener('error', () => image.replaceWith(el('p', { class: 'fine gone' }, say('pictureGone'))), { once: true });
  return [image, caption(words)];
}

export function sound(entry) {
  return el(
    'div',
    { class: 'sound' },
    icon(ICONS.voice),
    el('audio', { src: entry.file, controls: true, preload: 'metadata', 'aria-label': say('voiceMessage') }),
  );
}

export function fileCard(entry, name) {
  return el('a', { class: 'file', href: entry.file, download: name ?? '' }, icon(ICONS.file), el('span', {}, name ?? say('fileMessage')));
}

/** A made-up map: no tiles are fetched from anywhere. */
export function place(name, address, point = {}) {
  const where = `${Number(point.latitude ?? 0).toFixed(4)}, ${Number(point.longitude ?? 0).toFixed(4)}`;
  return el(
    'div',
    { class: 'place' },
    el('div', { class: 'map', role: 'img', 'aria-label': say('openMap') }, icon(ICONS.pin)),
    el('p', { class: 'strong' }, name ?? say('location')),
    el('p', { class: 'fine' }, address ?? where),
  );
}

export function person(name, phone) {
  return el('div', { class: 'file' }, icon(ICONS.contact), el('span', {}, name ?? '', el('span', { class: 'fine' }, phone ?? '')));
}
