import type { Content, SendableMedia } from '../../model/content.ts';
import type { Capabilities } from '../channel.ts';
import { type MediaKind, mediaFault as faultOf, mimeTypeOf } from '../media-fault.ts';
import { splitText } from '../split.ts';
import type { MediaLink, MessageBody, PartBody } from './bodies.ts';
import { type Drawn, drawn, inTurn, refusedDrawing, textDrawn } from './drawn.ts';

type MediaContent = Extract<Content<SendableMedia>, { type: 'image' | 'video' | 'audio' | 'file' }>;

/** A file. A caption too long for it goes on in a text; audio has none, so its caption is a text of its own. */
export function drawMedia(content: MediaContent, capabilities: Capabilities): Drawn {
  const fault = mediaFault(content.type, content.attachment, capabilities);
  if (fault !== undefined) return refusedDrawing('media_rejected', fault);
  const { caption, rest, losses } = captionOf(content, capabilities);
  const link = { link: content.attachment.url, ...(caption === '' ? {} : { caption }) };
  const isVoice = content.voice === true && mimeTypeOf(content.attachment) === 'audio/ogg';
  const plain = content.voice === true && !isVoice ? ['The voice message was sent as an audio file, because it is not in Ogg.'] : [];
  const body = bodyOf(content, isVoice ? { ...link, voice: true } : link);
  return inTurn([drawn(withFile(body, content.attachment), [...plain, ...losses]), textDrawn(rest, capabilities)]);
}

/** A file that is known by its id goes along, so that `send` can upload it. */
function withFile(body: MessageBody, attachment: SendableMedia): PartBody {
  return attachment.id === undefined ? body : { ...body, file: attachment };
}

/** A sticker in the platform's format, or a picture as one; anything else cannot stand for it. */
export function drawSticker(attachment: SendableMedia, capabilities: Capabilities): Drawn {
  const fault = mediaFault('sticker', attachment, capabilities);
  if (fault === undefined) return drawn(withFile({ type: 'sticker', sticker: { link: attachment.url } }, attachment));
  if (mediaFault('image', attachment, capabilities) !== undefined) return refusedDrawing('media_rejected', fault);
  return drawn(withFile({ type: 'image', image: { link: attachment.url } }, attachment), ['The sticker was sent as a picture.']);
}

/** Why the platform would not take the file, as a sentence with its limit; undefined where it would. An unknown size is tried. */
export function mediaFault(kind: MediaKind, media: SendableMedia, capabilities: Capabilities): string | undefined {
  return faultOf(kind, media, capabilities, { name: 'WhatsApp' });
}

function captionOf(content: MediaContent, capabilities: Capabilities): { caption: string; rest: string; losses: readonly string[] } {
  const caption = content.caption ?? '';
  if (caption === '') return { caption, rest: '', losses: [] };
  if (content.type === 'audio' || capabilities.caption === null) {
    return {
      caption: '',
      rest: caption,
      losses: ['The caption was sent as a message of its own, because WhatsApp shows none with audio.'],
    };
  }
  const [first = '', ...others] = splitText(caption, { max: capabilities.caption.max, unit: capabilities.text.unit });
  if (others.length === 0) return { caption, rest: '', losses: [] };
  const loss = `The caption is longer than ${capabilities.caption.max} characters, so its end was sent as a message of its own.`;
  return { caption: first, rest: others.join(''), losses: [loss] };
}

function bodyOf(content: MediaContent, link: MediaLink): MessageBody {
  switch (content.type) {
    case 'image':
      return { type: 'image', image: link };
    case 'video':
      return { type: 'video', video: link };
    case 'audio':
      return { type: 'audio', audio: link };
    case 'file': {
      const name = content.attachment.name;
      return { type: 'document', document: name === null ? link : { ...link, filename: name } };
    }
  }
}
