import type { ChoiceOption, ChoiceStyle } from '../../model/content.ts';
import type { Capabilities } from '../channel.ts';
import { numberedList } from '../degrade.ts';
import { lengthIn, shorten, splitText } from '../split.ts';
import type { InteractiveBody, ListRow, MessageBody } from './bodies.ts';
import { BUTTON_BODY_MAX, BUTTON_ID_MAX, LIST_BODY_MAX, LIST_ID_MAX } from './limits.ts';
import { type Drawn, refusedDrawing, textDrawn } from './drawn.ts';

/** What opens a list; the content has no word for it. */
const LIST_BUTTON = 'Options';

/**
 * A choice as reply buttons (at most 3, without descriptions), else as a list (at most 10), else as a numbered text. A
 * text too long for what it stands in goes before it in messages of its own.
 */
export function drawChoice(text: string, style: ChoiceStyle, options: readonly ChoiceOption[], capabilities: Capabilities): Drawn {
  const { buttons, list } = capabilities;
  const isDescribed = options.some((option) => option.description !== undefined && option.description !== '');
  const fault = faultOf(text, options);
  if (fault !== undefined) return refusedDrawing('message_invalid', fault);
  const wantsList = style === 'list' || isDescribed || buttons === null || options.length > buttons.max;
  if (!wantsList) return drawButtons(text, options, capabilities);
  if (list !== null && options.length <= list.max) return drawList(text, style, options, capabilities);
  const loss = `The options were sent as a numbered list, because WhatsApp shows at most ${list?.max ?? 0}.`;
  return textDrawn(numberedList(text, options), capabilities, [loss]);
}

function faultOf(text: string, options: readonly ChoiceOption[]): string | undefined {
  if (text.trim() === '') return 'WhatsApp needs a text above the options.';
  if (options.length === 0) return 'A choice needs at least one option.';
  if (options.some((option) => option.id === '' || option.label.trim() === '')) return 'Every option needs an id and a label.';
  if (new Set(options.map((option) => option.id)).size < options.length) return 'Two options have the same id.';
  return options.some((option) => option.id.length > BUTTON_ID_MAX)
    ? `An option's id is longer than WhatsApp's ${BUTTON_ID_MAX} characters.`
    : undefined;
}

function drawButtons(text: string, options: readonly ChoiceOption[], capabilities: Capabilities): Drawn {
  const max = capabilities.buttons?.labelMax ?? 0;
  const buttons = options.map((option) => ({
    type: 'reply' as const,
    reply: { id: option.id, title: shorten(option.label, { max, unit: 'utf16' }) },
  }));
  return drawInteractive(text, BUTTON_BODY_MAX, capabilities, labelLosses(options, max), (body) => ({
    type: 'button',
    body: { text: body },
    action: { buttons },
  }));
}

function drawList(text: string, style: ChoiceStyle, options: readonly ChoiceOption[], capabilities: Capabilities): Drawn {
  if (options.some((option) => option.id.length > LIST_ID_MAX)) {
    return refusedDrawing('message_invalid', `An option's id is longer than the ${LIST_ID_MAX} characters of a WhatsApp list.`);
  }
  const { labelMax = 0, descriptionMax = 0 } = capabilities.list ?? {};
  const rows = options.map((option) => rowOf(option, labelMax, descriptionMax));
  const losses = [
    ...(style === 'list'
      ? []
      : ['The options were sent as a list, because WhatsApp shows at most 3 buttons, and none with a description.']),
    ...labelLosses(options, labelMax),
    ...options
      .filter((option) => (option.description ?? '').length > descriptionMax)
      .map((option) => `The description of "${option.label}" was shortened to ${descriptionMax} characters.`),
  ];
  const action = { button: LIST_BUTTON, sections: [{ rows }] };
  return drawInteractive(text, LIST_BODY_MAX, capabilities, losses, (body) => ({ type: 'list', body: { text: body }, action }));
}

/** A label too long for its row is repeated below it where there is no description. */
function rowOf(option: ChoiceOption, labelMax: number, descriptionMax: number): ListRow {
  const title = shorten(option.label, { max: labelMax, unit: 'utf16' });
  const description =
    option.description === undefined || option.description === '' ? (title === option.label ? '' : option.label) : option.description;
  const row = { id: option.id, title };
  return description === '' ? row : { ...row, description: shorten(description, { max: descriptionMax, unit: 'utf16' }) };
}

function labelLosses(options: readonly ChoiceOption[], max: number): string[] {
  return options
    .filter((option) => lengthIn(option.label, 'utf16') > max)
    .map((option) => `The label "${option.label}" was shortened to ${max} characters.`);
}

function drawInteractive(
  text: string,
  bodyMax: number,
  capabilities: Capabilities,
  losses: readonly string[],
  interactive: (body: string) => InteractiveBody,
): Drawn {
  const { before, last } = lastPiece(text, bodyMax, capabilities.text);
  const bodies: MessageBody[] = [
    ...before.map((body): MessageBody => ({ type: 'text', text: { body } })),
    { type: 'interactive', interactive: interactive(last) },
  ];
  const long = before.length === 0 ? [] : ['The text was too long to stand above the options, so its beginning was sent before them.'];
  return { bodies, losses: [...long, ...losses] };
}

/** The text in as few messages as its limit allows, the last of them short enough for `lastMax`. */
function lastPiece(text: string, lastMax: number, limit: Capabilities['text']): { before: readonly string[]; last: string } {
  const pieces = splitText(text, limit);
  const tail = splitText(pieces.at(-1) ?? '', { max: lastMax, unit: 'utf16' });
  const last = tail.at(-1) ?? '';
  return { before: [...pieces.slice(0, -1), tail.slice(0, -1).join('')].filter((piece) => piece !== ''), last };
}
