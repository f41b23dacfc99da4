import type { Card, Content, SendableMedia } from '../../model/content.ts';
import type { KnownTemplate } from '../../model/template.ts';
import type { Capabilities, Rendered } from '../channel.ts';
import { renderedOf } from '../drawing.ts';
import { type Drawn, drawAsText, drawn, inTurn, refusedDrawing, textDrawn } from './drawn.ts';
import { drawChoice } from './render-choice.ts';
import { drawMedia, drawSticker, mediaFault } from './render-media.ts';
import { drawTemplate } from './render-template.ts';
import type { MessageForm } from './wire.ts';

/**
 * A content as messages for Twilio (`SendBody` in `wire.ts`), without sender and recipient, and what is lost on the way.
 * Pure. No part at all: WhatsApp has no form for it.
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
      return content.attachment === undefined ? drawAsText(content, capabilities) : drawSticker(content.attachment, capabilities);
    case 'location':
      return drawn(locationForm(content));
    case 'choice':
      return drawChoice(content.text, content.style, content.options, capabilities);
    case 'card':
      return drawCard(content, capabilities);
    case 'carousel':
      return drawCarousel(content.cards, capabilities);
    case 'template':
      return drawTemplate(content, known);
    case 'contacts':
      return content.contacts.length === 0
        ? refusedDrawing('message_invalid', 'There is no contact to send.')
        : drawAsText(content, capabilities);
    case 'choice_reply':
    case 'call_link':
    case 'form_reply':
    case 'unsupported':
      return drawAsText(content, capabilities);
  }
}

/** A pin with a label; a message must have a text, which WhatsApp shows as the place's name (https://www.twilio.com/docs/whatsapp/message-features). */
function locationForm(content: Extract<Content, { type: 'location' }>): MessageForm {
  const [latitude, longitude] = [coordinate(content.latitude), coordinate(content.longitude)];
  const words = [content.name, content.address].map((text) => text?.replace(/\s+/g, ' ').trim() ?? '').filter((text) => text !== '');
  const [name, address = name] = words;
  const label = address === undefined ? '' : `|${address.replaceAll('|', ' ')}`;
  return { Body: name ?? `${latitude}, ${longitude}`, PersistentAction: `geo:${latitude},${longitude}${label}` };
}

/** Six decimals are a tenth of a metre; small numbers would be written with an exponent. */
function coordinate(degrees: number): string {
  return String(Number(degrees.toFixed(6)));
}

/** Its picture, then its text with the options. A picture that Twilio would refuse becomes a link in the text. */
function drawCard(card: Card<SendableMedia>, capabilities: Capabilities): Drawn {
  const { image, options } = card;
  const isShown = image !== undefined && mediaFault('image', image, capabilities) === undefined;
  const text = [card.title, card.text, isShown ? undefined : image?.url].filter((line) => line !== undefined && line !== '').join('\n');
  const losses = [
    'The card was sent as messages.',
    ...(image === undefined || isShown ? [] : ['The picture of the card was sent as a link.']),
  ];
  const turns = inTurn(cardTurns(text, isShown ? image : undefined, options, capabilities));
  return { ...turns, losses: [...losses, ...turns.losses] };
}

function cardTurns(
  text: string,
  image: SendableMedia | undefined,
  options: Card<SendableMedia>['options'],
  capabilities: Capabilities,
): readonly Drawn[] {
  // prettier-ignore
  if (options.length > 0) {
    const picture = image === undefined ? [] : [drawMedia({ type: 'image', attachment: image }, capabilities)];
    return [...picture, drawChoice(text, 'buttons', options, capabilities)];
  }
  return [
    image === undefined ? textDrawn(text, capabilities) : drawMedia({ type: 'image', attachment: image, caption: text }, capabilities),
  ];
}

/** Card by card. */
function drawCarousel(cards: readonly Card<SendableMedia>[], capabilities: Capabilities): Drawn {
  const turns = inTurn(cards.map((card) => drawCard(card, capabilities)));
  return { ...turns, losses: [...new Set(turns.losses)] };
}
