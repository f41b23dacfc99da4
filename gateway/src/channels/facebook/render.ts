import type { Content, SendableMedia } from '../../model/content.ts';
import type { Capabilities, Rendered } from '../channel.ts';
import { renderedOf } from '../drawing.ts';
import { drawAsText, type Drawn, refusedDrawing, textDrawn } from './drawn.ts';
import { nameOf } from './limits.ts';
import { drawCards } from './render-card.ts';
import { drawChoice } from './render-choice.ts';
import { drawMedia, drawSticker } from './render-media.ts';
import { drawTemplate } from './render-template.ts';

/**
 * A content as Meta's messages (`PartBody`), without their recipient, and what is lost on the way. Pure. No part at all: there is no
 * form for it. The capabilities say whether it is for Messenger or for Instagram (`limits.ts`).
 */
export function render(content: Content<SendableMedia>, capabilities: Capabilities): Rendered {
  return renderedOf(drawingOf(content, capabilities));
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
      return drawSticker(content, capabilities);
    case 'choice':
      return drawChoice(content.text, content.style, content.options, capabilities);
    case 'card':
      return drawCards([content], capabilities);
    case 'carousel':
      return drawCards(content.cards, capabilities);
    case 'template':
      return capabilities.templates ? drawTemplate(content) : drawWording(content, capabilities);
    case 'location':
    case 'contacts':
    case 'choice_reply':
    case 'call_link':
    case 'form_reply':
    case 'unsupported':
      return drawAsText(content, capabilities);
  }
}

/** A template where there are none: its wording, as far as it is known. */
function drawWording(content: Extract<Content<SendableMedia>, { type: 'template' }>, capabilities: Capabilities): Drawn {
  if ((content.rendered ?? '') !== '') return drawAsText(content, capabilities);
  return refusedDrawing('unsupported_content', `${nameOf(capabilities)} has no templates.`);
}
