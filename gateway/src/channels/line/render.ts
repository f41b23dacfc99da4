import type { Content, SendableMedia } from '../../model/content.ts';
import type { Capabilities, Rendered } from '../channel.ts';
import { textOf } from '../degrade.ts';
import { MESSAGES_PER_CALL, POSTBACK_DATA_MAX } from './limits.ts';
import { drawCard, drawCarousel, drawChoice } from './render-choice.ts';
import { drawAudio, drawImage, drawSticker, drawVideo } from './render-media.ts';
import { drawLocation, drawText, type Drawn } from './render-text.ts';
import type { LineBody } from './wire.ts';

/**
 * LINE's messages for a content, up to five in a part, and what the customer will not see as written
 * (https://developers.line.biz/en/reference/messaging-api/#message-objects). Links go out as they are, also http ones,
 * which LINE itself refuses.
 */
export function render(content: Content<SendableMedia>, capabilities: Capabilities): Rendered {
  const longId = optionsOf(content).find((option) => option.id.length > POSTBACK_DATA_MAX);
  if (longId !== undefined) {
    return refused(`The id of the option “${longId.label}” is longer than the ${POSTBACK_DATA_MAX} characters that LINE hands back.`);
  }
  if (content.type === 'text' && content.text === '') return refused('The text is empty.');
  const { messages, losses, refused: refusal } = draw(content, capabilities);
  if (refusal !== undefined) return { parts: [], losses: [], refused: refusal };
  const bodies: LineBody[] = [];
  for (let start = 0; start < messages.length; start += MESSAGES_PER_CALL) {
    bodies.push({ messages: messages.slice(start, start + MESSAGES_PER_CALL) });
  }
  return { parts: bodies.map((body, index) => ({ body, index })), losses };
}

function draw(content: Content<SendableMedia>, capabilities: Capabilities): Drawn {
  switch (content.type) {
    case 'image':
      return drawImage(content, capabilities);
    case 'video':
      return drawVideo(content, capabilities);
    case 'audio':
      return drawAudio(content, capabilities);
    case 'sticker':
      return drawSticker(content, capabilities);
    case 'location':
      return drawLocation(content);
    case 'choice':
      return drawChoice(content, capabilities);
    case 'card':
      return drawCard(content, capabilities);
    case 'carousel':
      return drawCarousel(content, capabilities);
    default:
      return drawText(textOf(content), capabilities);
  }
}

function optionsOf(content: Content<SendableMedia>): readonly { readonly id: string; readonly label: string }[] {
  switch (content.type) {
    case 'choice':
    case 'card':
      return content.options;
    case 'carousel':
      return content.cards.flatMap((card) => card.options);
    default:
      return [];
  }
}

function refused(detail: string): Rendered {
  return { parts: [], losses: [], refused: { is: 'refused', reason: 'message_invalid', detail } };
}
