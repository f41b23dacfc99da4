import type { Card, ContactCard, Content, SendableMedia } from '../../model/content.ts';
import type { KnownTemplate } from '../../model/template.ts';
import type { Capabilities, Rendered } from '../channel.ts';
import { renderedOf } from '../drawing.ts';
import type { ContactBody, MessageBody } from './bodies.ts';
import { type Drawn, drawAsText, drawn, inTurn, refusedDrawing, textDrawn } from './drawn.ts';
import { drawChoice } from './render-choice.ts';
import { drawMedia, drawSticker, mediaFault } from './render-media.ts';
import { drawKnownTemplate } from './render-known-template.ts';
import { drawTemplate } from './render-template.ts';
import { present } from './wire.ts';

/**
 * A content as Meta's messages (`PartBody` in `bodies.ts`), without their recipient, and what is lost on the way. Pure.
 * No part at all: WhatsApp has no form for it.
 *
 * @param known the template that a content names, as it was listed; without it the template is filled by its keys alone
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
      return drawn(locationBody(content));
    case 'contacts':
      return drawContacts(content.contacts);
    case 'choice':
      return drawChoice(content.text, content.style, content.options, capabilities);
    case 'card':
      return drawCard(content, capabilities);
    case 'carousel':
      return drawCarousel(content.cards, capabilities);
    case 'template':
      return known === undefined ? drawTemplate(content) : drawKnownTemplate(content, known);
    case 'choice_reply':
    case 'call_link':
    case 'form_reply':
    case 'unsupported':
      return drawAsText(content, capabilities);
  }
}

function locationBody(content: Extract<Content, { type: 'location' }>): MessageBody {
  const { latitude, longitude, name, address } = content;
  return {
    type: 'location',
    location: present<Extract<MessageBody, { type: 'location' }>['location']>({ latitude, longitude, name, address }),
  };
}

function drawContacts(cards: readonly ContactCard[]): Drawn {
  if (cards.length === 0) return refusedDrawing('message_invalid', 'There is no contact to send.');
  return drawn({ type: 'contacts', contacts: cards.map(contactBody) });
}

/** Meta wants one more part of a name than the formatted one. */
function contactBody(card: ContactCard): ContactBody {
  return present<ContactBody>({
    name: { formatted_name: card.name, first_name: card.name },
    phones: card.phones.length === 0 ? undefined : card.phones.map(({ number, label }) => ({ phone: number, ...typed(label) })),
    emails: card.emails.length === 0 ? undefined : card.emails.map(({ address, label }) => ({ email: address, ...typed(label) })),
    org: card.organization === undefined ? undefined : { company: card.organization },
  });
}

function typed(label: string | undefined): { type?: string } {
  return label === undefined ? {} : { type: label };
}

/** Its picture, then its text with the options. A picture that WhatsApp would refuse becomes a link in the text. */
function drawCard(card: Card<SendableMedia>, capabilities: Capabilities): Drawn {
  const { image, options } = card;
  const isShown = image !== undefined && mediaFault('image', image, capabilities) === undefined;
  const text = [card.title, card.text, isShown ? undefined : image?.url].filter((line) => line !== undefined && line !== '').join('\n');
  const losses = [
    'The card was sent as messages.',
    ...(image === undefined || isShown ? [] : ['The picture of the card was sent as a link.']),
  ];
  const picture = isShown ? [image] : [];
  if (options.length === 0) {
    const [shown] = picture;
    const alone =
      shown === undefined ? textDrawn(text, capabilities) : drawMedia({ type: 'image', attachment: shown, caption: text }, capabilities);
    return { ...alone, losses: [...losses, ...alone.losses] };
  }
  const turns = inTurn([
    ...picture.map((attachment) => drawMedia({ type: 'image', attachment }, capabilities)),
    drawChoice(text, 'buttons', options, capabilities),
  ]);
  return { ...turns, losses: [...losses, ...turns.losses] };
}

/** Card by card. */
function drawCarousel(cards: readonly Card<SendableMedia>[], capabilities: Capabilities): Drawn {
  const turns = inTurn(cards.map((card) => drawCard(card, capabilities)));
  return { ...turns, losses: [...new Set(turns.losses)] };
}
