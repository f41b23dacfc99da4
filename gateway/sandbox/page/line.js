import { bear, el, safeHref } from './dom.js';
import { say } from './strings.js';
import { choice, fileCard, picture, place, sound, textOf } from './whatsapp.js';

/** How LINE shows a message. Returns the inside of the bubble, and what can be tapped under it. */
export function drawLine(entry, tap) {
  const message = entry.message ?? {};
  switch (message.type) {
    case 'text':
    case 'textV2':
      return { inside: [textOf(message.text)] };
    case 'image':
      return { inside: [picture(entry)], isMedia: true };
    case 'video':
      return { inside: [el('video', { src: entry.file, controls: true, class: 'picture' })], isMedia: true };
    case 'audio':
      return { inside: [sound(entry)] };
    case 'file':
      return { inside: [fileCard(entry, message.fileName)] };
    case 'sticker':
      // LINE's sticker pictures cannot be had by others: a bear stands for them all.
      return { inside: [bear(say('sticker'))], isBare: true };
    case 'location':
      return { inside: [place(message.title, message.address, message)], isMedia: true };
    case 'template':
      return drawTemplate(message, tap);
    case 'flex':
      return {
        inside: flexTexts(message.contents).map((text) => textOf(text)),
        under: flexActions(message.contents).map((action) => tapAction(action, tap)),
      };
    case 'follow':
    case 'unfollow':
      return { inside: [say(message.type === 'follow' ? 'didUnblock' : 'didBlock')], isNotice: true };
    default:
      return { inside: [el('em', {}, say('unknownKind', { kind: message.type ?? '?' }))] };
  }
}

/** The quick replies that float over the input while this is the newest message. */
export function quickReplies(entry, tap) {
  return (entry.message?.quickReply?.items ?? []).map((item) => tapAction(item.action ?? {}, tap));
}

/** One line that stands for a message in a quote. */
export function shortLine(entry) {
  const message = entry.message ?? {};
  const kinds = {
    image: say('photo'),
    audio: say('voiceMessage'),
    sticker: say('sticker'),
    location: say('location'),
    file: say('fileMessage'),
  };
  return message.text ?? message.altText ?? kinds[message.type] ?? say('unknownKind', { kind: message.type ?? '?' });
}

function drawTemplate(message, tap) {
  const template = message.template ?? {};
  if (template.type === 'carousel') {
    const columns = (template.columns ?? []).map((column) => el('div', { class: 'column' }, head(column), ...actionsOf(column, tap)));
    return { inside: [el('div', { class: 'carousel' }, ...columns)], isMedia: true };
  }
  return { inside: [head(template)], under: actionsOf(template, tap) };
}

function head(holder) {
  return el('div', {}, holder.title ? el('p', { class: 'strong' }, holder.title) : null, textOf(holder.text));
}

function actionsOf(holder, tap) {
  return (holder.actions ?? []).map((action) => tapAction(action, tap));
}

function tapAction(action, tap) {
  if (action.type === 'uri')
    return el('a', { class: 'choice', href: safeHref(action.uri), target: '_blank', rel: 'noreferrer' }, action.label);
  return choice(action.label, () => {
    if (action.type === 'postback') tap({ type: 'postback', data: action.data, displayText: action.displayText });
    else if (action.type === 'message') tap({ type: 'text', text: action.text });
    else if (action.type === 'location')
      tap({ type: 'location', latitude: 35.6586, longitude: 139.7454, title: say('location'), address: '4-2-8 Shibakoen, Minato' });
    else tap({ type: 'text', text: action.label });
  });
}

/** A flex message in plain: its texts from top to bottom. */
function flexTexts(node) {
  if (Array.isArray(node)) return node.flatMap(flexTexts);
  if (typeof node !== 'object' || node === null) return [];
  const own = node.type === 'text' && typeof node.text === 'string' ? [node.text] : [];
  return [...own, ...['header', 'hero', 'body', 'footer', 'contents'].flatMap((part) => flexTexts(node[part]))];
}

function flexActions(node) {
  if (Array.isArray(node)) return node.flatMap(flexActions);
  if (typeof node !== 'object' || node === null) return [];
  const own = node.action?.label ? [node.action] : [];
  return [...own, ...['header', 'hero', 'body', 'footer', 'contents'].flatMap((part) => flexActions(node[part]))];
}
