import type { Capabilities } from '../channel.ts';
import type { SendableMedia } from '../../model/content.ts';
import { textOf } from '../degrade.ts';
import { PREVIEW_MAX_BYTES, URL_MAX } from './limits.ts';
import { drawText, textMessages, type Drawn, type Of } from './render-text.ts';

/** LINE must be told how long an audio is and shows it; this is said where we do not know. */
const UNKNOWN_DURATION_MS = 60_000;

/** A picture serves as its own preview: LINE demands one and we make no smaller copies. */
export function drawImage(content: Of<'image' | 'video' | 'audio' | 'file'>, capabilities: Capabilities): Drawn {
  const { attachment } = content;
  if (!isTaken('image', attachment, capabilities)) return drawText(textOf(content), capabilities);
  const { url } = attachment;
  const isLarge = (attachment.bytes ?? 0) > PREVIEW_MAX_BYTES;
  const losses = isLarge ? ['LINE makes previews of pictures up to 1 MB only: the customer may see this one after a tap.'] : [];
  return withCaption({ messages: [{ type: 'image', originalContentUrl: url, previewImageUrl: url }], losses }, content, capabilities);
}

/**
 * LINE demands a picture as the preview and does not look at it before the customer's app does: naming the video itself
 * costs the preview only, while a link instead of a video would cost the player.
 */
export function drawVideo(content: Of<'image' | 'video' | 'audio' | 'file'>, capabilities: Capabilities): Drawn {
  const { attachment } = content;
  if (!isTaken('video', attachment, capabilities)) return drawText(textOf(content), capabilities);
  const { url } = attachment;
  const losses = ['The video has no preview picture on LINE; it plays after a tap.'];
  return withCaption({ messages: [{ type: 'video', originalContentUrl: url, previewImageUrl: url }], losses }, content, capabilities);
}

/** @see https://developers.line.biz/en/reference/messaging-api/#audio-message */
export function drawAudio(content: Of<'image' | 'video' | 'audio' | 'file'>, capabilities: Capabilities): Drawn {
  const { attachment } = content;
  if (!isTaken('audio', attachment, capabilities)) return drawText(textOf(content), capabilities);
  const duration = attachment.durationMs === undefined ? UNKNOWN_DURATION_MS : Math.max(1, Math.round(attachment.durationMs));
  const losses = attachment.durationMs === undefined ? ['The length of the audio is not known; LINE shows one minute.'] : [];
  return withCaption({ messages: [{ type: 'audio', originalContentUrl: attachment.url, duration }], losses }, content, capabilities);
}

/** LINE sends its own stickers only (https://developers.line.biz/en/docs/messaging-api/sticker-list/), else a picture. */
export function drawSticker(content: Of<'sticker'>, capabilities: Capabilities): Drawn {
  const { packageId, stickerId, attachment } = content;
  if (packageId !== undefined && stickerId !== undefined) return { messages: [{ type: 'sticker', packageId, stickerId }], losses: [] };
  if (attachment === undefined || !isTaken('image', attachment, capabilities)) return drawText(textOf(content), capabilities);
  const { url } = attachment;
  return {
    messages: [{ type: 'image', originalContentUrl: url, previewImageUrl: url }],
    losses: ['The sticker was sent as a picture.'],
  };
}

/** Whether LINE takes a file as that kind. What is not known of it is taken to be right. */
export function isTaken(kind: 'image' | 'video' | 'audio', media: SendableMedia, capabilities: Capabilities): boolean {
  const rule = capabilities.media[kind];
  if (rule === undefined || media.url.length > URL_MAX) return false;
  const mimeType = media.mimeType.split(';', 1).join('').trim().toLowerCase();
  return rule.mimeTypes.includes(mimeType) && (media.bytes ?? 0) <= rule.maxBytes;
}

function withCaption(drawn: Drawn, content: { readonly caption?: string }, capabilities: Capabilities): Drawn {
  if (content.caption === undefined || content.caption === '') return drawn;
  return {
    messages: [...drawn.messages, ...textMessages(content.caption, capabilities)],
    losses: [...drawn.losses, 'The caption was sent as a message of its own.'],
  };
}
