import type { Content, SendableMedia } from '../../model/content.ts';
import type { Capabilities } from '../channel.ts';
import { mimeTypeOf, sizeFault, takesType } from '../media-fault.ts';
import { drawAsText, type Drawn, drawn, inTurn, refusedDrawing, textDrawn } from './drawn.ts';
import { nameOf } from './limits.ts';
import type { MediaKind } from './wire.ts';

type MediaContent = Extract<Content<SendableMedia>, { type: MediaKind }>;

/**
 * A file, then its caption as a text: Meta shows none with files. A type that its kind does not take goes as a plain file, or as a link
 * where there are no files.
 */
export function drawMedia(content: MediaContent, capabilities: Capabilities): Drawn {
  const { type, attachment, caption = '' } = content;
  const name = nameOf(capabilities);
  const isShown = takesType(type, attachment, capabilities);
  if (!isShown && capabilities.media.file === undefined) return drawLink(content, capabilities);
  const kind = isShown ? type : 'file';
  const fault = sizeFault(kind, attachment, capabilities, { name });
  if (fault !== undefined) return refusedDrawing('media_rejected', fault);
  const losses = [
    ...(kind === type ? [] : [`The ${type} was sent as a file, because ${name} does not play ${typeOf(attachment)}.`]),
    ...(caption.trim() === '' ? [] : [`The caption was sent as a message of its own, because ${name} shows none with files.`]),
  ];
  const shown = drawn({ attachment: { type: kind, payload: { url: attachment.url } }, file: attachment }, losses);
  return caption.trim() === '' ? shown : inTurn([shown, textDrawn(caption, capabilities)]);
}

function drawLink(content: MediaContent, capabilities: Capabilities): Drawn {
  const { type, attachment } = content;
  const why = type === 'file' ? 'takes no files' : `does not show ${typeOf(attachment)}`;
  return { ...drawAsText(content, capabilities), losses: [`The ${type} was sent as a link, because ${nameOf(capabilities)} ${why}.`] };
}

/** A sticker of ours as a picture, where it can be one; businesses have no stickers here. */
export function drawSticker(content: Extract<Content<SendableMedia>, { type: 'sticker' }>, capabilities: Capabilities): Drawn {
  const { attachment } = content;
  const isPicture = attachment !== undefined && (takesType('image', attachment, capabilities) || capabilities.media.file !== undefined);
  if (!isPicture) return drawAsText(content, capabilities);
  const picture = drawMedia({ type: 'image', attachment }, capabilities);
  return { ...picture, losses: ['The sticker was sent as a picture.', ...picture.losses] };
}

function typeOf(media: SendableMedia): string {
  const type = mimeTypeOf(media);
  return type === '' ? 'files of unknown type' : type;
}
