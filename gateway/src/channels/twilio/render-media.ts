import type { Content, SendableMedia } from '../../model/content.ts';
import type { Capabilities } from '../channel.ts';
import { type MediaKind, mediaFault as faultOf } from '../media-fault.ts';
import { splitText } from '../split.ts';
import { type Drawn, drawn, inTurn, refusedDrawing, textDrawn } from './drawn.ts';

type MediaContent = Extract<Content<SendableMedia>, { type: 'image' | 'video' | 'audio' | 'file' }>;

/** Only these show a text below them (https://www.twilio.com/docs/messaging/guides/accepted-mime-types, "Can combine with text in"). */
const CAPTIONED: readonly string[] = ['image', 'video'];

/** A file by its address. A caption that is too long goes on in a text; with sound and documents it is a text of its own. */
export function drawMedia(content: MediaContent, capabilities: Capabilities): Drawn {
  const fault = mediaFault(content.type, content.attachment, capabilities);
  if (fault !== undefined) return refusedDrawing('media_rejected', fault);
  const { caption, rest, losses } = captionOf(content, capabilities);
  const voice = content.voice === true ? ['The voice message was sent as an audio file.'] : [];
  const file = { ...(caption === '' ? {} : { Body: caption }), MediaUrl: content.attachment.url };
  return inTurn([drawn(file, [...voice, ...losses]), textDrawn(rest, capabilities)]);
}

/** A sticker in the platform's format, or a picture as one; anything else cannot stand for it. */
export function drawSticker(attachment: SendableMedia, capabilities: Capabilities): Drawn {
  const fault = mediaFault('sticker', attachment, capabilities);
  if (fault === undefined) return drawn({ MediaUrl: attachment.url });
  if (mediaFault('image', attachment, capabilities) !== undefined) return refusedDrawing('media_rejected', fault);
  return drawn({ MediaUrl: attachment.url }, ['The sticker was sent as a picture.']);
}

/** Why Twilio would not take the file, as a sentence with its limit; undefined where it would. An unknown size is tried. */
export function mediaFault(kind: MediaKind, media: SendableMedia, capabilities: Capabilities): string | undefined {
  return faultOf(kind, media, capabilities, { name: 'Twilio', purpose: ' for WhatsApp' });
}

function captionOf(content: MediaContent, capabilities: Capabilities): { caption: string; rest: string; losses: readonly string[] } {
  const caption = content.caption ?? '';
  if (caption === '') return { caption, rest: '', losses: [] };
  if (capabilities.caption === null || !CAPTIONED.includes(content.type)) {
    const loss = `The caption was sent as a message of its own, because Twilio shows none with ${content.type === 'file' ? 'a file' : 'audio'}.`;
    return { caption: '', rest: caption, losses: [loss] };
  }
  const [first = '', ...others] = splitText(caption, { max: capabilities.caption.max, unit: capabilities.text.unit });
  if (others.length === 0) return { caption, rest: '', losses: [] };
  const loss = `The caption is longer than ${capabilities.caption.max} characters, so its end was sent as a message of its own.`;
  return { caption: first, rest: others.join(''), losses: [loss] };
}
