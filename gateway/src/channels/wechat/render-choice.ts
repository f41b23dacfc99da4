import type { ChoiceOption } from '../../model/content.ts';
import type { Capabilities } from '../channel.ts';
import { numberedList } from '../degrade.ts';
import { lengthIn, splitText } from '../split.ts';
import { inTurn, refusedDrawing, textDrawn, type Drawn, type Of } from './drawn.ts';
import { drawMedia, mediaFault } from './render-media.ts';
import type { MenuItem, WechatBody } from './wire.ts';

/** A menu whose lines leave less than this for the text above them is better a list. */
const SMALLEST_HEAD = 256;

/**
 * A choice as a menu message: a text with a line to tap for each option, whatever its style
 * (https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage). Descriptions, which its lines have no room for,
 * go under the text. Over the limits it is a numbered list, whose numbers are understood as well.
 */
export function drawChoice(text: string, options: readonly ChoiceOption[], capabilities: Capabilities): Drawn {
  const fault = faultOf(text, options);
  if (fault !== undefined) return refusedDrawing('message_invalid', fault);
  const why = whyNoMenu(options, capabilities);
  if (why !== undefined) {
    return textDrawn(numberedList(text, options), capabilities, [`The options were sent as a numbered list, because ${why}.`]);
  }
  const list = options.map(({ id, label }): MenuItem => ({ id, content: oneLine(label) }));
  const pieces = splitText([text, ...descriptions(options)].join('\n'), { max: roomFor(options, capabilities), unit: 'bytes' });
  const head = pieces.at(-1) ?? text;
  const before = pieces.slice(0, -1);
  return {
    bodies: [
      ...before.map((content): WechatBody => ({ msgtype: 'text', text: { content } })),
      { msgtype: 'msgmenu', msgmenu: { head_content: head, list, tail_content: '' } },
    ],
    losses: before.length === 0 ? [] : ['The text was too long to stand above the options, so its beginning was sent before them.'],
  };
}

function faultOf(text: string, options: readonly ChoiceOption[]): string | undefined {
  if (text.trim() === '') return 'WeChat needs a text above the options.';
  if (options.length === 0) return 'A choice needs at least one option.';
  if (options.some((option) => option.id === '' || option.label.trim() === '')) return 'Every option needs an id and a label.';
  return new Set(options.map((option) => option.id)).size < options.length ? 'Two options have the same id.' : undefined;
}

function whyNoMenu(options: readonly ChoiceOption[], capabilities: Capabilities): string | undefined {
  const { max = 0, labelMax = 0 } = capabilities.buttons ?? {};
  if (options.length > max) return `at most ${max} of them fit a menu of WeChat's`;
  if (options.some((option) => lengthIn(option.label, 'utf16') > labelMax)) return `a line of WeChat's menus holds ${labelMax} characters`;
  return roomFor(options, capabilities) < SMALLEST_HEAD ? 'they are too long for one message' : undefined;
}

/** Ids travel in the message too. */
function roomFor(options: readonly ChoiceOption[], capabilities: Capabilities): number {
  const used = options.reduce((sum, { id, label }) => sum + lengthIn(label, 'bytes') + lengthIn(id, 'bytes') + 1, 0);
  return capabilities.text.max - used;
}

function descriptions(options: readonly ChoiceOption[]): string[] {
  return options.flatMap(({ label, description = '' }) => (description === '' ? [] : `${label} — ${description}`));
}

function oneLine(label: string): string {
  return label.replace(/\s+/g, ' ').trim();
}

/**
 * Its picture, then its text with the options. Not WeChat's `news`, which is a link with a picture: a card of ours leads nowhere. A
 * picture that WeChat would not take becomes a link in the text.
 */
export function drawCard(card: Of<'card'>, capabilities: Capabilities): Drawn {
  const { image, options } = card;
  const isShown = image !== undefined && mediaFault('image', image, capabilities) === undefined;
  const text = [card.title, card.text, isShown ? undefined : image?.url].filter((line) => line !== undefined && line !== '').join('\n');
  const turns = inTurn([
    ...(isShown ? [drawMedia({ type: 'image', attachment: image }, capabilities)] : []),
    options.length === 0 ? textDrawn(text, capabilities) : drawChoice(text, options, capabilities),
  ]);
  if (turns.refused !== undefined) return turns;
  const link = image === undefined || isShown ? [] : ['The picture of the card was sent as a link.'];
  return { ...turns, losses: ['The card was sent as messages.', ...link, ...turns.losses] };
}
