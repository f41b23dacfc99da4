import { el, safeHref } from './dom.js';
import { say } from './strings.js';
import { choice, fileCard, listOf, person, picture, place, sound, textOf } from './whatsapp.js';

/** How WhatsApp shows a message that went through Twilio: a form's parameters, and the content that a SID stood for. */
export function drawTwilio(entry, tap) {
  const message = entry.message ?? {};
  if (message.MessageType === 'block' || message.MessageType === 'unblock')
    return { inside: [say(message.MessageType === 'block' ? 'didBlock' : 'didUnblockBusiness')], isNotice: true };
  if (message.Content) return drawContent(entry, message, tap);
  if (message.Place) return { inside: [place(message.Body, message.Place.label ?? undefined, message.Place)], isMedia: true };
  if (message.Latitude !== undefined) {
    const point = { latitude: message.Latitude, longitude: message.Longitude };
    return { inside: [place(message.Label, message.Address, point)], isMedia: true };
  }
  const type = message.MediaContentType ?? message.MediaContentType0;
  return type === undefined ? { inside: [textOf(message.Body)] } : drawFile(entry, message, type);
}

/** One line that stands for a message in a quote. */
export function shortTwilio(entry) {
  const message = entry.message ?? {};
  const type = message.MediaContentType ?? message.MediaContentType0 ?? '';
  const kind = type.startsWith('image/') ? 'photo' : type.startsWith('audio/') ? 'voiceMessage' : 'fileMessage';
  const isPlace = message.Place !== undefined || message.Latitude !== undefined;
  return message.Body || message.Content?.part.body || (isPlace ? say('location') : type ? say(kind) : '');
}

function drawFile(entry, message, type) {
  const words = message.Body ? textOf(message.Body) : null;
  if (message.MessageType === 'sticker')
    return { inside: [el('img', { class: 'sticker', src: entry.file, alt: say('sticker') })], isBare: true };
  if (type.startsWith('image/')) return { inside: [picture(entry, message.Body)], isMedia: true };
  if (type.startsWith('audio/')) return { inside: [sound(entry)] };
  if (type.startsWith('video/'))
    return { inside: [el('video', { src: entry.file, controls: true, class: 'picture' }), words], isMedia: true };
  if (type === 'text/vcard') return { inside: [person((message.FileName ?? '').replace(/\.vcf$/, ''))] };
  return { inside: [fileCard(entry, message.FileName), words] };
}

function drawContent(entry, message, tap) {
  const { kind, part } = message.Content;
  const inside = [
    part.header_text || part.title ? el('p', { class: 'strong' }, part.header_text ?? part.title) : null,
    textOf(part.body ?? part.subtitle ?? part.label ?? ''),
    part.footer ? el('p', { class: 'fine' }, part.footer) : null,
  ];
  if (kind === 'twilio/location') return { inside: [place(part.label, part.address, part)], isMedia: true };
  if (kind === 'twilio/list-picker') {
    const rows = (part.items ?? []).map((item) => ({
      title: item.item,
      description: item.description,
      pick: () => tap({ type: 'list_reply', id: item.id, title: item.item, description: item.description, quotes: entry.id }),
    }));
    return { inside, under: [listOf(part.button, [{ rows }])] };
  }
  const reply = message.Approved ? 'template_button' : 'button_reply';
  const buttons = (part.actions ?? []).map((action) => {
    const url = action.url ?? (action.phone ? `tel:${action.phone}` : undefined);
    return url === undefined
      ? choice(action.title, () => tap({ type: reply, id: action.id ?? action.title, title: action.title, quotes: entry.id }))
      : el('a', { class: 'choice', href: safeHref(url), target: '_blank', rel: 'noreferrer' }, action.title);
  });
  return { inside, under: buttons };
}
