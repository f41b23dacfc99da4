import type { messagingApi } from '@line/bot-sdk';
import type { Card, ChoiceOption, SendableMedia } from '../../model/content.ts';
import type { Capabilities } from '../channel.ts';
import { numberedList, textOf } from '../degrade.ts';
import { shorten } from '../split.ts';
import {
  ALT_TEXT_MAX,
  BUTTONS_MAX,
  BUTTONS_TEXT_MAX,
  COLUMN_BUTTONS_MAX,
  COLUMN_TEXT_MAX,
  COLUMNS_MAX,
  DISPLAY_TEXT_MAX,
  LABEL_MAX,
  QUICK_REPLIES_MAX,
  TITLE_MAX,
  TITLED_TEXT_MAX,
} from './limits.ts';
import { drawImage, mediaFault } from './render-media.ts';
import { drawText, textMessages, type Drawn, type Of } from './render-text.ts';

type LineCard = Card<SendableMedia>;

/**
 * Buttons under the text where four short ones do, else quick replies, which vanish when the chat goes on, else a
 * numbered list. A tap comes back as a postback with the option's id; the chat shows the label as the customer's words.
 */
export function drawChoice(content: Of<'choice'>, capabilities: Capabilities): Drawn {
  const { text, options, style } = content;
  if (options.length === 0) return drawText({ text }, capabilities);
  if (text === '' || options.length > QUICK_REPLIES_MAX) return drawText(textOf(content), capabilities);
  const isPlain = options.every((option) => option.description === undefined || option.description === '');
  if (style === 'buttons' && isPlain && options.length <= BUTTONS_MAX && text.length <= BUTTONS_TEXT_MAX) {
    return { messages: [template(text, { type: 'buttons', text, actions: options.map(action) })], losses: labelLosses(options) };
  }
  // Neither buttons nor quick replies have room for descriptions, the text has.
  const drawn = withQuickReplies(isPlain ? text : numberedList(text, options), options, capabilities);
  const loss = style === 'quick_replies' ? [] : [`The ${style} went out as quick replies, which vanish when the chat goes on.`];
  return { ...drawn, losses: [...loss, ...drawn.losses] };
}

/** A buttons template where the card fits one, else its picture, its text and quick replies. */
export function drawCard(card: LineCard, capabilities: Capabilities): Drawn {
  const column = columnOf(card, BUTTONS_MAX, BUTTONS_TEXT_MAX, capabilities);
  if (column !== undefined) {
    return { messages: [template(card.title, { type: 'buttons', ...column })], losses: labelLosses(card.options) };
  }
  const { image, ...words } = card;
  const isShown = image !== undefined && mediaFault('image', image, capabilities) === undefined;
  const standIn = textOf(isShown ? { ...words, type: 'card' } : { ...card, type: 'card' });
  const picture = isShown ? drawImage({ type: 'image', attachment: image }, capabilities) : pictureLost(image);
  const drawn = withQuickReplies(standIn.text, card.options, capabilities);
  return {
    messages: [...picture.messages, ...drawn.messages],
    losses: [...(standIn.loss === undefined ? [] : [standIn.loss]), ...picture.losses, ...drawn.losses],
  };
}

/** A picture that LINE would refuse stands in the text as a link. */
function pictureLost(image: SendableMedia | undefined): Drawn {
  return { messages: [], losses: image === undefined ? [] : ['The picture of the card was sent as a link.'] };
}

/**
 * A carousel template where every card fits a column and all columns are alike, as LINE demands: the same number of
 * buttons, all or none with a title, all or none with a picture
 * (https://developers.line.biz/en/reference/messaging-api/#carousel). Else the cards as one text with quick replies.
 */
export function drawCarousel(content: Of<'carousel'>, capabilities: Capabilities): Drawn {
  const options = content.cards.flatMap((card) => card.options);
  const columns = content.cards.map((card) => columnOf(card, COLUMN_BUTTONS_MAX, COLUMN_TEXT_MAX, capabilities));
  const fitting = columns.filter((column) => column !== undefined);
  if (fitting.length === columns.length && fitting.length <= COLUMNS_MAX && areAlike(fitting)) {
    const alt = content.cards.map((card) => card.title).join(', ');
    return { messages: [template(alt, { type: 'carousel', columns: fitting })], losses: labelLosses(options) };
  }
  const standIn = textOf(content);
  const drawn = withQuickReplies(standIn.text, options, capabilities);
  return { ...drawn, losses: [...(standIn.loss === undefined ? [] : [standIn.loss]), ...drawn.losses] };
}

/** The card as a column or as the body of a buttons template; undefined where something of it would be cut off. */
function columnOf(
  card: LineCard,
  buttonsMax: number,
  textMax: number,
  capabilities: Capabilities,
): messagingApi.CarouselColumn | undefined {
  const { title, image, options } = card;
  if (title === '' || options.length === 0 || options.length > buttonsMax) return undefined;
  if (image !== undefined && mediaFault('image', image, capabilities) !== undefined) return undefined;
  const hasText = card.text !== undefined && card.text !== '';
  const text = hasText ? card.text : title;
  if (text.length > (hasText || image !== undefined ? TITLED_TEXT_MAX : textMax)) return undefined;
  if (hasText && title.length > TITLE_MAX) return undefined;
  return {
    ...(image === undefined ? {} : { thumbnailImageUrl: image.url }),
    ...(hasText ? { title } : {}),
    text,
    actions: options.map(action),
  };
}

function areAlike(columns: readonly messagingApi.CarouselColumn[]): boolean {
  const kinds = columns.map((column) => `${column.actions.length} ${column.title !== undefined} ${column.thumbnailImageUrl !== undefined}`);
  return new Set(kinds).size === 1;
}

/** The text with the options as quick replies of its last message, the only one whose quick replies show; none over 13. */
function withQuickReplies(text: string, options: readonly ChoiceOption[], capabilities: Capabilities): Drawn {
  const messages = textMessages(text, capabilities);
  const last = messages.at(-1);
  if (last === undefined || options.length === 0 || options.length > QUICK_REPLIES_MAX) return { messages, losses: [] };
  const items = options.map((option): messagingApi.QuickReplyItem => ({ type: 'action', action: action(option) }));
  return { messages: [...messages.slice(0, -1), { ...last, quickReply: { items } }], losses: labelLosses(options) };
}

function action(option: ChoiceOption): messagingApi.PostbackAction {
  return {
    type: 'postback',
    label: shorten(option.label, { max: LABEL_MAX, unit: 'utf16' }),
    data: option.id,
    displayText: shorten(option.label, { max: DISPLAY_TEXT_MAX, unit: 'utf16' }),
  };
}

function labelLosses(options: readonly ChoiceOption[]): string[] {
  return options
    .filter((option) => option.label.length > LABEL_MAX)
    .map((option) => `The label “${option.label}” was shortened to ${LABEL_MAX} characters.`);
}

/** @param alt what notifications and apps without templates show */
function template(alt: string, body: messagingApi.Template): messagingApi.TemplateMessage {
  return { type: 'template', altText: shorten(alt, { max: ALT_TEXT_MAX, unit: 'utf16' }), template: body };
}
