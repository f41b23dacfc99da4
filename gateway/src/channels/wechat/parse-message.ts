import type { Content, InboundMedia } from '../../model/content.ts';
import type { InboundEvent, Source } from '../../model/inbound.ts';
import { messageIdAt, type PersonContext } from './parse-context.ts';
import { numberAt, textAt } from './wire.ts';

type Inbound = Content<InboundMedia>;

/** A message of a customer (https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_standard_messages.html). */
export function messageEvent({ common, fields, from, answerable }: PersonContext, type: string): InboundEvent {
  const content = contentOf(type, fields);
  return {
    ...common,
    is: 'message',
    from,
    externalId: messageIdAt(fields) ?? common.key,
    content,
    ...articleSource(fields),
    ...answerable,
    // A tap on a line of a menu message counts for the quota as one on the account's own menu does.
    ...(content.type === 'choice_reply' ? { opens: 'click' } : {}),
  };
}

/** Set where the customer wrote from under one of the account's articles. */
function articleSource(fields: unknown): { readonly source?: Source } {
  const id = textAt(fields, 'MsgDataId');
  return id === undefined ? {} : { source: { kind: 'post', id } };
}

function contentOf(type: string, fields: unknown): Inbound {
  switch (type) {
    case 'text':
      return text(fields);
    case 'image':
      return image(fields);
    case 'voice':
      return voice(fields);
    case 'video':
    case 'shortvideo':
      return video(fields);
    case 'location':
      return location(fields);
    case 'link':
      return link(fields);
    default:
      return unsupported(`WeChat sent a message of a kind that is not known here: ${type}.`);
  }
}

/** What WeChat puts in the place of a message it does not pass on: many stickers, files, cards of contacts. */
const NOT_PASSED_ON = /^[[【]收到不支持的消息类型/;

function text(fields: unknown): Inbound {
  const words = textAt(fields, 'Content');
  const optionId = textAt(fields, 'bizmsgmenuid');
  if (optionId !== undefined) return { type: 'choice_reply', optionId, label: words ?? optionId };
  if (words === undefined) return unsupported('WeChat sent a text message without its text.');
  if (NOT_PASSED_ON.test(words))
    return unsupported('The customer sent something that WeChat does not pass on, perhaps a sticker or a file.');
  return { type: 'text', text: words };
}

/** `PicUrl` is a public address of the same picture, for accounts that may not fetch files. */
function image(fields: unknown): Inbound {
  const mediaId = textAt(fields, 'MediaId');
  const picUrl = textAt(fields, 'PicUrl');
  if (mediaId === undefined && picUrl === undefined) return unsupported('WeChat sent a picture without naming its file.');
  const ref = { ...(mediaId === undefined ? {} : { mediaId }), ...(picUrl === undefined ? {} : { picUrl }) };
  return { type: 'image', attachment: { ref } };
}

/** `Recognition` is what WeChat understood of it, where the account has switched speech recognition on. */
function voice(fields: unknown): Inbound {
  const mediaId = textAt(fields, 'MediaId');
  const wideband = textAt(fields, 'MediaId16K');
  if (mediaId === undefined && wideband === undefined) return unsupported('WeChat sent a voice message without naming its file.');
  const recognition = textAt(fields, 'Recognition');
  const ref = { ...(mediaId === undefined ? {} : { mediaId }), ...(wideband === undefined ? {} : { mediaId16k: wideband }) };
  const isAmr = textAt(fields, 'Format')?.toLowerCase() === 'amr';
  return {
    type: 'audio',
    attachment: { ref, ...(isAmr ? { mimeType: 'audio/amr' } : {}) },
    ...(recognition === undefined ? {} : { caption: recognition }),
    voice: true,
  };
}

function video(fields: unknown): Inbound {
  const mediaId = textAt(fields, 'MediaId');
  if (mediaId === undefined) return unsupported('WeChat sent a video without naming its file.');
  return { type: 'video', attachment: { ref: { mediaId, kind: 'video' }, mimeType: 'video/mp4' } };
}

function location(fields: unknown): Inbound {
  const latitude = numberAt(fields, 'Location_X');
  const longitude = numberAt(fields, 'Location_Y');
  if (latitude === undefined || longitude === undefined) return unsupported('WeChat sent a location without its coordinates.');
  const address = textAt(fields, 'Label');
  return { type: 'location', latitude, longitude, ...(address === undefined ? {} : { address }) };
}

/** An article or page that was passed on: its parts, each on a line. */
function link(fields: unknown): Inbound {
  const lines = [textAt(fields, 'Title'), textAt(fields, 'Description'), textAt(fields, 'Url')];
  const words = [...new Set(lines.filter((line) => line !== undefined))].join('\n');
  return words === '' ? unsupported('WeChat sent a link without its address.') : { type: 'text', text: words };
}

function unsupported(summary: string): Inbound {
  return { type: 'unsupported', summary };
}
