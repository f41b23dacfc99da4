import type { Content, SendableMedia } from '../../model/content.ts';
import type { Capabilities } from '../channel.ts';
import { type Drawn, drawn, inTurn, refusedDrawing, textDrawn } from './drawn.ts';
import type { MediaKind } from './wire.ts';

type MediaContent = Extract<Content<SendableMedia>, { type: MediaKind }>;

const MB = 1024 * 1024;

/** A file, then its caption as a text: Messenger shows none with files. A type that its kind does not take goes as a plain file. */
export function drawMedia({ type, attachment, caption = '' }: MediaContent, capabilities: Capabilities): Drawn {
  const kind = takes(type, attachment, capabilities) ? type : 'file';
  const fault = sizeFault(kind, attachment, capabilities);
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

/** Whether a kind of message shows files of this type. */
export function takes(kind: MediaKind, media: SendableMedia, capabilities: Pick<Capabilities, 'media'>): boolean {
  const mimeTypes = capabilities.media[kind]?.mimeTypes ?? [];
  return mimeTypes.includes('*/*') || mimeTypes.includes(typeOf(media));
}

/** Why a file is too large, as a sentence with the limit; undefined where it is not. An unknown size is tried. */
function sizeFault(kind: MediaKind, { bytes }: SendableMedia, capabilities: Capabilities): string | undefined {
  const limit = capabilities.media[kind];
  if (limit === undefined) return `Messenger takes no ${kind}.`;
  if (bytes === null || bytes <= limit.maxBytes) return undefined;
  return `The ${kind} has ${inMegabytes(bytes)} MB; Messenger takes at most ${inMegabytes(limit.maxBytes)} MB.`;
}

function typeOf(media: SendableMedia): string {
  const type = media.mimeType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return type === '' ? 'files of unknown type' : type;
}

function inMegabytes(bytes: number): string {
  return String(Math.ceil((bytes / MB) * 10) / 10);
}
