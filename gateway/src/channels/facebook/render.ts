import type { Content, SendableMedia } from '../../model/content.ts';
import type { Capabilities, Rendered } from '../channel.ts';
import { drawAsText, type Drawn, refusedDrawing, textDrawn } from './drawn.ts';
import { drawCards } from './render-card.ts';
import { drawChoice } from './render-choice.ts';
import { drawMedia, drawSticker } from './render-media.ts';
import { drawTemplate } from './render-template.ts';

/**
 * A content as Meta's messages (`PartBody`), without their recipient, and what is lost on the way. Pure. No part at all: Messenger
 * has no form for it. What Instagram does not take of these messages, `send` puts differently (see `for-instagram.ts`).
 */
export function render(content: Content<SendableMedia>, capabilities: Capabilities): Rendered {
  const { bodies, losses, refused } = drawingOf(content, capabilities);
  if (refused !== undefined) return { parts: [], losses: [], refused };
  return { parts: bodies.map((body, index) => ({ body, index })), losses: [...new Set(losses)] };
}

function drawingOf(content: Content<SendableMedia>, capabilities: Capabilities): Drawn {
  switch (content.type) {
    case 'text':
      return content.text.trim() === '' ? refusedDrawing('message_invalid', 'The text is empty.') : textDrawn(content.text, capabilities);
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
      return drawMedia(content, capabilities);
    case 'sticker':
      return content.attachment === undefined ? drawAsText(content, capabilities) : drawSticker(content.attachment, capabilities);
    case 'choice':
      return drawChoice(content.text, content.style, content.options, capabilities);
    case 'card':
      return drawCards([content], capabilities);
    case 'carousel':
      return drawCards(content.cards, capabilities);
    case 'template':
      return drawTemplate(content);
    case 'location':
    case 'contacts':
    case 'choice_reply':
    case 'call_link':
    case 'form_reply':
    case 'unsupported':
      return drawAsText(content, capabilities);
  }
}
