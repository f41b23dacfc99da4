import type { Card, ChoiceOption, Content, InboundMedia } from '../../model/content.ts';
import { field, listField, present, textField } from '../meta/wire.ts';

type Inbound = Content<InboundMedia>;

/**
 * A structured message: products that a customer asks about, or what the business sent from elsewhere
 * (https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/templates). Undefined where it
 * is of a kind that shows nothing we know.
 */
export function templateContent(attachment: unknown): Inbound | undefined {
  const payload = field(attachment, 'payload');
  const elements = [...listField(field(payload, 'product'), 'elements'), ...listField(payload, 'elements')];
  const cards = elements.map(cardOf).filter((card) => card.title !== '' || card.image !== undefined);
  const [only, ...others] = cards;
  if (only !== undefined) return others.length === 0 ? { type: 'card', ...only } : { type: 'carousel', cards };
  return choiceOf(payload);
}

function cardOf(element: unknown): Card<InboundMedia> {
  const image = textField(element, 'image_url');
  return present<Card<InboundMedia>>({
    title: textField(element, 'title') ?? '',
    text: textField(element, 'subtitle'),
    image: image === undefined ? undefined : { ref: { url: image } },
    options: optionsOf(element),
  });
}

/** A text with buttons; those that open a page are lines of the text. */
function choiceOf(payload: unknown): Inbound | undefined {
  const text = textField(payload, 'text');
  if (text === undefined) return undefined;
  const links = listField(payload, 'buttons').flatMap((button) => {
    const url = textField(button, 'url');
    return url === undefined ? [] : [[textField(button, 'title'), url].filter((part) => part !== undefined).join(': ')];
  });
  const whole = [text, ...links].join('\n');
  const options = optionsOf(payload);
  return options.length === 0 ? { type: 'text', text: whole } : { type: 'choice', text: whole, style: 'buttons', options };
}

function optionsOf(holder: unknown): readonly ChoiceOption[] {
  return listField(holder, 'buttons').flatMap((button) => {
    const id = textField(button, 'payload');
    return id === undefined ? [] : [{ id, label: textField(button, 'title') ?? id }];
  });
}
