import type { Content, SendableMedia } from '../../model/content.ts';
import type { Capabilities, Rendered } from '../channel.ts';
import { renderedOf } from '../drawing.ts';
import type { KnownTemplate } from '../../model/template.ts';
import { drawAsText, refusedDrawing, textDrawn, type Drawn } from './drawn.ts';
import { drawCard, drawChoice } from './render-choice.ts';
import { drawMedia, drawSticker } from './render-media.ts';
import { drawTemplate } from './render-template.ts';

/**
 * A content as WeChat's messages (`WechatBody` in `wire.ts`), and what is lost on the way. Each message costs one of the few that a
 * customer's act allows, so nothing is cut into more of them than it must be. Pure.
 */
export function render(content: Content<SendableMedia>, capabilities: Capabilities, known?: KnownTemplate): Rendered {
  return renderedOf(drawingOf(content, capabilities, known));
}

function drawingOf(content: Content<SendableMedia>, capabilities: Capabilities, known: KnownTemplate | undefined): Drawn {
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
      return drawChoice(content.text, content.options, capabilities);
    case 'card':
      return drawCard(content, capabilities);
    case 'template':
      return drawTemplate(content, known);
    case 'carousel':
    case 'location':
    case 'contacts':
    case 'choice_reply':
    case 'form_reply':
    case 'call_link':
    case 'unsupported':
      return drawAsText(content, capabilities);
  }
}
