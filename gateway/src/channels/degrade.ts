import type { Card, ChoiceOption, ContactCard, Content, SendableMedia } from '../model/content.ts';

/**
 * A choice as a text: the question, then one line for each option, `1. label — description`. A typed number or label is
 * mapped back to the option, so the numbers are part of the contract.
 */
export function numberedList(text: string, options: readonly ChoiceOption[]): string {
  return joined([text, ...options.map((option, index) => optionLine(option, index + 1))]);
}

/** What a customer gets instead: the text, and the sentence for `losses` where something is not shown as written. */
export interface StandIn {
  /** Empty where no text can stand for the content. */
  readonly text: string;
  readonly loss?: string;
}

/**
 * A plain text that stands for content which a channel cannot show. Files become links, options numbered lines; the
 * numbers of a carousel run on over its cards. Total and pure; `text` is empty for a template without its wording and
 * for `unsupported`, which nothing can stand for.
 */
export function textOf(content: Content<SendableMedia>): StandIn {
  switch (content.type) {
    case 'text':
      return { text: content.text };
    case 'call_link':
      return { text: content.url };
    case 'choice_reply':
      return { text: content.label };
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
      return { text: joined([content.caption, mediaLine(content.attachment)]), loss: `The ${content.type} was sent as a link.` };
    case 'sticker':
      return stickerText(content.attachment, content.keywords);
    case 'location':
      return {
        text: joined([content.name, content.address, mapLink(content.latitude, content.longitude)]),
        loss: 'The location was sent as a link to a map.',
      };
    case 'contacts':
      return { text: content.contacts.map(contactText).join('\n\n'), loss: 'The contacts were sent as text.' };
    case 'choice':
      return { text: numberedList(content.text, content.options), loss: 'The options were sent as a numbered list.' };
    case 'card':
      return { text: cardText(content, 0), loss: 'The card was sent as text.' };
    case 'carousel':
      return { text: carouselText(content.cards), loss: 'The cards were sent as text, one after the other.' };
    case 'form_reply':
      return { text: formText(content.name, content.fields), loss: 'The form was sent as text.' };
    case 'template':
      return { text: content.rendered ?? '', loss: 'The template was sent as plain text.' };
    case 'unsupported':
      return { text: '' };
  }
}

/** A link that opens a map at a place (https://developers.google.com/maps/documentation/urls/get-started#search-action). */
export function mapLink(latitude: number, longitude: number): string {
  return `https://www.google.com/maps/search/?api=1&query=${latitude}%2C${longitude}`;
}

function joined(lines: readonly (string | undefined)[]): string {
  return lines.filter((line) => line !== undefined && line !== '').join('\n');
}

function optionLine(option: ChoiceOption, number: number): string {
  const description = option.description === undefined || option.description === '' ? '' : ` — ${option.description}`;
  return `${number}. ${option.label}${description}`;
}

function mediaLine(media: SendableMedia): string {
  return media.name === null ? media.url : `${media.name}: ${media.url}`;
}

function stickerText(attachment: SendableMedia | undefined, keywords: readonly string[] | undefined): StandIn {
  if (attachment !== undefined) return { text: attachment.url, loss: 'The sticker was sent as a link.' };
  const words = keywords?.join(', ') ?? '';
  return { text: words === '' ? '[sticker]' : `[sticker: ${words}]`, loss: 'The sticker was sent as text.' };
}

function contactText(card: ContactCard): string {
  return joined([
    card.name,
    card.organization,
    ...card.phones.map((phone) => labelled(phone.label, phone.number)),
    ...card.emails.map((email) => labelled(email.label, email.address)),
  ]);
}

function labelled(label: string | undefined, value: string): string {
  return label === undefined || label === '' ? value : `${label}: ${value}`;
}

/** @param before how many options came before this card's */
function cardText(card: Card<SendableMedia>, before: number): string {
  const options = card.options.map((option, index) => optionLine(option, before + index + 1));
  return joined([card.title, card.text, card.image?.url, ...options]);
}

function carouselText(cards: readonly Card<SendableMedia>[]): string {
  let before = 0;
  const texts = cards.map((card) => {
    const text = cardText(card, before);
    before += card.options.length;
    return text;
  });
  return texts.join('\n\n');
}

function formText(name: string | undefined, fields: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(fields).map(
    ([key, value]) => `${key}: ${typeof value === 'string' ? value : (JSON.stringify(value) ?? '')}`,
  );
  return joined([name, ...lines]);
}
