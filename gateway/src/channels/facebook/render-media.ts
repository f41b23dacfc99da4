import type { Content, SendableMedia } from '../../model/content.ts';
import type { Capabilities } from '../channel.ts';
import { mimeTypeOf, sizeFault, takesType } from '../media-fault.ts';
import { type Drawn, drawn, inTurn, refusedDrawing, textDrawn } from './drawn.ts';
import type { MediaKind } from './wire.ts';

type MediaContent = Extract<Content<SendableMedia>, { type: MediaKind }>;

/** A file, then its caption as a text: Messenger shows none with files. A type that its kind does not take goes as a plain file. */
export function drawMedia({ type, attachment, caption = '' }: MediaContent, capabilities: Capabilities): Drawn {
  const kind = takesType(type, attachment, capabilities) ? type : 'file';
  const fault = sizeFault(kind, attachment, capabilities, { name: 'Messenger' });
  if (fault !== undefined) return refusedDrawing('media_rejected', fault);
  const losses = [
    ...(kind === type ? [] : [`The ${type} was sent as a file, because Messenger does not play ${typeOf(attachment)}.`]),
    ...(caption.trim() === '' ? [] : ['The caption was sent as a message of its own, because Messenger shows none with files.']),
  ];
  const shown = drawn({ attachment: { type: kind, payload: { url: attachment.url } }, file: attachment }, losses);
  return caption.trim() === '' ? shown : inTurn([shown, textDrawn(caption, capabilities)]);
}

/** A sticker of ours as a picture; businesses have no stickers here. */
export function drawSticker(attachment: SendableMedia, capabilities: Capabilities): Drawn {
  const picture = drawMedia({ type: 'image', attachment }, capabilities);
  return { ...picture, losses: ['The sticker was sent as a picture.', ...picture.losses] };
}

function typeOf(media: SendableMedia): string {
  const type = mimeTypeOf(media);
  return type === '' ? 'files of unknown type' : type;
}
