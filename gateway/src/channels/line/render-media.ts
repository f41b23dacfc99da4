import type { Capabilities } from '../channel.ts';
import { type MediaKind, mediaFault as faultOf } from '../media-fault.ts';
import type { SendableMedia } from '../../model/content.ts';
import { textOf } from '../degrade.ts';
import { PREVIEW_MAX_BYTES, URL_MAX } from './limits.ts';
import { drawText, refusedDrawing, textMessages, type Drawn, type Of } from './render-text.ts';

/** LINE must be told how long an audio is and shows it; this is said where we do not know. */
const UNKNOWN_DURATION_MS = 60_000;

type MediaContent = Of<'image' | 'video' | 'audio' | 'file'>;

const MB = 1_000_000;

/** A picture serves as its own preview: LINE demands one and we make no smaller copies. */
export function drawImage(content: MediaContent, capabilities: Capabilities): Drawn {
  const { attachment } = content;
  const fault = mediaFault('image', attachment, capabilities);
  if (fault !== undefined) return refusedDrawing('media_rejected', fault);
  const { url } = attachment;
  const isLarge = (attachment.bytes ?? 0) > PREVIEW_MAX_BYTES;
  const losses = isLarge ? ['LINE makes previews of pictures up to 1 MB only: the customer may see this one after a tap.'] : [];
  return withCaption({ messages: [{ type: 'image', originalContentUrl: url, previewImageUrl: url }], losses }, content, capabilities);
}

/**
 * LINE demands a picture as the preview and does not look at it before the customer's app does: naming the video itself
 * costs the preview only, while a link instead of a video would cost the player.
 */
export function drawVideo(content: MediaContent, capabilities: Capabilities): Drawn {
  const { attachment } = content;
  const fault = mediaFault('video', attachment, capabilities);
  if (fault !== undefined) return refusedDrawing('media_rejected', fault);
  const { url } = attachment;
  const losses = ['The video has no preview picture on LINE; it plays after a tap.'];
  return withCaption({ messages: [{ type: 'video', originalContentUrl: url, previewImageUrl: url }], losses }, content, capabilities);
}

/** @see https://developers.line.biz/en/reference/messaging-api/#audio-message */
export function drawAudio(content: MediaContent, capabilities: Capabilities): Drawn {
  const { attachment } = content;
  const fault = mediaFault('audio', attachment, capabilities);
  if (fault !== undefined) return refusedDrawing('media_rejected', fault);
  const duration = attachment.durationMs === undefined ? UNKNOWN_DURATION_MS : Math.max(1, Math.round(attachment.durationMs));
  const losses = attachment.durationMs === undefined ? ['The length of the audio is not known; LINE shows one minute.'] : [];
  return withCaption({ messages: [{ type: 'audio', originalContentUrl: attachment.url, duration }], losses }, content, capabilities);
}

/**
 * LINE sends its own stickers only (https://developers.line.biz/en/docs/messaging-api/sticker-list/). The picture of another is sent
 * as one where LINE would take it, else as a link: there is no message for it.
 */
export function drawSticker(content: Of<'sticker'>, capabilities: Capabilities): Drawn {
  const { packageId, stickerId, attachment } = content;
  if (packageId !== undefined && stickerId !== undefined) return { messages: [{ type: 'sticker', packageId, stickerId }], losses: [] };
  if (attachment === undefined || mediaFault('image', attachment, capabilities) !== undefined) {
    return drawText(textOf(content), capabilities);
  }
  const { url } = attachment;
  return {
    messages: [{ type: 'image', originalContentUrl: url, previewImageUrl: url }],
    losses: ['The sticker was sent as a picture.'],
  };
}

/** Why LINE would not take a file as that kind, as a sentence with its limit; undefined where it would. An unknown size is tried. */
export function mediaFault(kind: MediaKind, media: SendableMedia, capabilities: Capabilities): string | undefined {
  const fault = faultOf(kind, media, capabilities, { name: 'LINE', megabyte: MB });
  if (fault !== undefined) return fault;
  if (media.url.length <= URL_MAX) return undefined;
  return `The address of the ${kind} has ${media.url.length} characters; LINE takes at most ${URL_MAX}.`;
}

function withCaption(drawn: Drawn, content: { readonly caption?: string }, capabilities: Capabilities): Drawn {
  if (content.caption === undefined || content.caption === '') return drawn;
  return {
    messages: [...drawn.messages, ...textMessages(content.caption, capabilities)],
    losses: [...drawn.losses, 'The caption was sent as a message of its own.'],
  };
}
