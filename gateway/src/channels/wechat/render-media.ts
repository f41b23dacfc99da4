import type { SendableMedia } from '../../model/content.ts';
import type { Capabilities } from '../channel.ts';
import { mediaFault as faultOf } from '../media-fault.ts';
import { drawAsText, drawn, inTurn, refusedDrawing, textDrawn, type Drawn, type Of } from './drawn.ts';
import { VOICE_MAX_MS } from './limits.ts';
import type { UploadKind } from './wire.ts';

type MediaContent = Of<'image' | 'video' | 'audio' | 'file'>;
/** What WeChat wants uploaded before it is sent. */
type Uploaded = 'image' | 'video' | 'audio';

const UPLOADS: Readonly<Record<Uploaded, UploadKind>> = { image: 'image', video: 'video', audio: 'voice' };

/** A picture, a film or a voice message; its caption is a text of its own. A document goes as a link: WeChat has no message for it. */
export function drawMedia(content: MediaContent, capabilities: Capabilities): Drawn {
  const { type, attachment, caption = '' } = content;
  if (type === 'file') return drawAsText(content, capabilities);
  const fault = mediaFault(type, attachment, capabilities);
  if (fault !== undefined) return refusedDrawing('media_rejected', fault);
  const asVoice = type === 'audio' && content.voice !== true ? ['The audio was sent as a voice message.'] : [];
  const own = caption === '' ? [] : ['The caption was sent as a message of its own.'];
  return inTurn([drawn({ msgtype: UPLOADS[type], media: attachment }, [...asVoice, ...own]), textDrawn(caption, capabilities)]);
}

/** WeChat sends no stickers: as a picture, if it is one that WeChat takes. */
export function drawSticker(content: Of<'sticker'>, capabilities: Capabilities): Drawn {
  const { attachment } = content;
  if (attachment === undefined || mediaFault('image', attachment, capabilities) !== undefined) return drawAsText(content, capabilities);
  return drawn({ msgtype: 'image', media: attachment }, ['The sticker was sent as a picture.']);
}

/** Why WeChat would not take the file, as a sentence with its limit; undefined where it would. What is not known is tried. */
export function mediaFault(kind: Uploaded, media: SendableMedia, capabilities: Capabilities): string | undefined {
  const fault = faultOf(kind, media, capabilities, { name: 'WeChat' });
  if (fault !== undefined) return fault;
  if (kind !== 'audio' || media.durationMs === undefined || media.durationMs <= VOICE_MAX_MS) return undefined;
  return `The audio is ${Math.ceil(media.durationMs / 1000)} seconds long; WeChat takes at most ${VOICE_MAX_MS / 1000}.`;
}
