import type { Card, SendableMedia } from '../../model/content.ts';
import type { Capabilities } from '../channel.ts';
import { lengthIn } from '../split.ts';
import type { GenericElement, PartBody } from './bodies.ts';
import { type Drawn, inTurn, refusedDrawing, textDrawn } from './drawn.ts';
import { BUTTONS_MAX, ELEMENT_TEXT_MAX, ELEMENTS_MAX, IMAGE_BY_URL_MAX, nameOf } from './limits.ts';
import { buttonsOf, drawChoice, fits, optionFault } from './render-choice.ts';
import { takesType } from '../media-fault.ts';
import { drawMedia } from './render-media.ts';
import { present } from '../meta/wire.ts';

/**
 * Cards as a generic template, ten in each
 * (https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/template/generic). Where one of
 * them is too long for it, all go as messages, one card after the other, so that nothing is cut off.
 */
export function drawCards(cards: readonly Card<SendableMedia>[], capabilities: Capabilities): Drawn {
  if (cards.length === 0) return refusedDrawing('message_invalid', 'There is no card to send.');
  if (!cards.every((card) => isElement(card, capabilities))) {
    const apart = inTurn(cards.map((card) => drawApart(card, capabilities)));
    return { ...apart, losses: [`A card was too long for ${nameOf(capabilities)}’s cards, so it was sent as messages.`, ...apart.losses] };
  }
  const bodies: PartBody[] = [];
  for (let at = 0; at < cards.length; at += ELEMENTS_MAX) {
    const elements = cards.slice(at, at + ELEMENTS_MAX).map(elementOf);
    bodies.push({ attachment: { type: 'template', payload: { template_type: 'generic', elements } } });
  }
  const losses =
    bodies.length === 1
      ? []
      : [`The cards were sent in ${bodies.length} rows, because ${nameOf(capabilities)} shows at most ${ELEMENTS_MAX} in one.`];
  return { bodies, losses };
}

/** Whether a card is one of Meta's: a title and something more, none of it too long, a picture that Meta fetches. */
function isElement({ title, text = '', image, options }: Card<SendableMedia>, capabilities: Capabilities): boolean {
  const hasMore = text.trim() !== '' || image !== undefined || options.length > 0;
  const isShort = [title, text].every((words) => lengthIn(words, 'utf16') <= ELEMENT_TEXT_MAX);
  const isShown = image === undefined || (takesType('image', image, capabilities) && (image.bytes ?? 0) <= IMAGE_BY_URL_MAX);
  const labelMax = capabilities.buttons?.labelMax ?? 0;
  const haveButtons = options.length === 0 || (optionFault(options) === undefined && options.length <= BUTTONS_MAX);
  return title.trim() !== '' && hasMore && isShort && isShown && haveButtons && options.every((option) => isBare(option, labelMax));
}

function isBare(option: Card<SendableMedia>['options'][number], labelMax: number): boolean {
  return (option.description ?? '') === '' && fits(option, labelMax);
}

function elementOf({ title, text, image, options }: Card<SendableMedia>): GenericElement {
  return present<GenericElement>({
    title,
    subtitle: text === undefined || text.trim() === '' ? undefined : text,
    image_url: image?.url,
    buttons: options.length === 0 ? undefined : buttonsOf(options),
  });
}

/** Its picture, then its words with the options. */
function drawApart({ title, text, image, options }: Card<SendableMedia>, capabilities: Capabilities): Drawn {
  const words = [title, text ?? ''].filter((line) => line.trim() !== '').join('\n');
  const below = options.length > 0 ? drawChoice(words, 'buttons', options, capabilities) : textDrawn(words, capabilities);
  const picture = image === undefined ? [] : [drawMedia({ type: 'image', attachment: image }, capabilities)];
  const all = inTurn([...picture, below]);
  return all.refused === undefined && all.bodies.length === 0 ? refusedDrawing('message_invalid', 'A card needs a title.') : all;
}
