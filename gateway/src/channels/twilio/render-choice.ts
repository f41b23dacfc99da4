import type { ChoiceOption, ChoiceStyle } from '../../model/content.ts';
import type { Capabilities } from '../channel.ts';
import { numberedList } from '../degrade.ts';
import { lengthIn, shorten, splitText } from '../split.ts';
import { type FittedChoice, shapeOf, variablesOf } from './choice-shape.ts';
import { type Drawn, refusedDrawing, textDrawn } from './drawn.ts';
import { CHOICE_BODY_MAX, OPTION_ID_MAX, VARIABLES_MAX } from './limits.ts';
import type { SendBody } from './wire.ts';

/** What opens a list; the content has no word for it. */
const LIST_BUTTON = 'Options';

/**
 * A choice as quick-reply buttons (at most 3 without approval, none with a description), else as a list (at most 10),
 * else as a numbered text. A text too long for what it stands in goes before it in messages of its own.
 */
export function drawChoice(text: string, style: ChoiceStyle, options: readonly ChoiceOption[], capabilities: Capabilities): Drawn {
  const { buttons, list } = capabilities;
  const fault = faultOf(text, options);
  if (fault !== undefined) return refusedDrawing('message_invalid', fault);
  const isDescribed = options.some((option) => oneLine(option.description ?? '') !== '');
  if (style !== 'list' && !isDescribed && buttons !== null && options.length <= buttons.max) {
    return drawShape(text, options, fittedButtons(options, buttons.labelMax), labelLosses(options, buttons.labelMax), capabilities);
  }
  if (list === null || options.length > list.max) return numbered(text, options, capabilities, `WhatsApp shows at most ${list?.max ?? 0}`);
  const losses = [
    ...(style === 'list'
      ? []
      : ['The options were sent as a list, because WhatsApp shows at most 3 buttons, and none with a description.']),
    ...labelLosses(options, list.labelMax),
    ...options
      .filter((option) => oneLine(option.description ?? '').length > list.descriptionMax)
      .map((option) => `The description of "${option.label}" was shortened to ${list.descriptionMax} characters.`),
  ];
  return drawShape(text, options, fittedList(options, list), losses, capabilities);
}

function faultOf(text: string, options: readonly ChoiceOption[]): string | undefined {
  if (text.trim() === '') return 'WhatsApp needs a text above the options.';
  if (options.length === 0) return 'A choice needs at least one option.';
  if (options.some((option) => option.id.trim() === '' || option.label.trim() === '')) return 'Every option needs an id and a label.';
  if (new Set(options.map((option) => option.id)).size < options.length) return 'Two options have the same id.';
  return options.some((option) => option.id.length > OPTION_ID_MAX)
    ? `An option's id is longer than Twilio's ${OPTION_ID_MAX} characters.`
    : undefined;
}

type Fitted = Pick<FittedChoice, 'as' | 'options'>;

function fittedButtons(options: readonly ChoiceOption[], max: number): Fitted {
  return { as: 'buttons', options: options.map(({ id, label }) => ({ id, label: fitted(label, max) })) };
}

/** A label too long for its row is repeated below it where there is no description. */
function fittedList(options: readonly ChoiceOption[], limit: NonNullable<Capabilities['list']>): Fitted {
  const rows = options.map((option) => {
    const label = fitted(option.label, limit.labelMax);
    const whole = oneLine(option.label);
    const description = oneLine(option.description ?? '') || (label === whole ? '' : whole);
    const row = { id: option.id, label };
    return description === '' ? row : { ...row, description: fitted(description, limit.descriptionMax) };
  });
  return { as: 'list', options: rows };
}

/** A label stands in one line. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function fitted(text: string, max: number): string {
  return shorten(oneLine(text), { max, unit: 'utf16' });
}

function labelLosses(options: readonly ChoiceOption[], max: number): string[] {
  return options
    .filter((option) => lengthIn(oneLine(option.label), 'utf16') > max)
    .map((option) => `The label "${option.label}" was shortened to ${max} characters.`);
}

function drawShape(
  text: string,
  options: readonly ChoiceOption[],
  choice: Fitted,
  losses: readonly string[],
  capabilities: Capabilities,
): Drawn {
  const { before, last } = lastPiece(text.trim(), capabilities.text);
  const form = shapeOf({ ...choice, text: last, button: LIST_BUTTON });
  if (variablesOf(form) > VARIABLES_MAX) return numbered(text, options, capabilities, 'the text above them has too many lines');
  const bodies: SendBody[] = [...before.map((Body) => ({ Body })), form];
  const long = before.length === 0 ? [] : ['The text was too long to stand above the options, so its beginning was sent before them.'];
  return { bodies, losses: [...long, ...losses] };
}

function numbered(text: string, options: readonly ChoiceOption[], capabilities: Capabilities, why: string): Drawn {
  return textDrawn(numberedList(text, options), capabilities, [`The options were sent as a numbered list, because ${why}.`]);
}

/** The text in as few messages as its limit allows, the last of them short enough to stand above options. */
function lastPiece(text: string, limit: Capabilities['text']): { before: readonly string[]; last: string } {
  const pieces = splitText(text, limit);
  const tail = splitText(pieces.at(-1) ?? '', { max: CHOICE_BODY_MAX, unit: 'utf16' });
  const last = tail.at(-1) ?? '';
  return { before: [...pieces.slice(0, -1), tail.slice(0, -1).join('')].filter((piece) => piece !== ''), last: last.trim() };
}
