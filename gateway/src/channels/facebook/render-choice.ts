import type { ChoiceOption, ChoiceStyle } from '../../model/content.ts';
import type { Capabilities } from '../channel.ts';
import { numberedList } from '../degrade.ts';
import { lengthIn, shorten, splitText } from '../split.ts';
import type { PartBody, PostbackButton } from './bodies.ts';
import { type Drawn, refusedDrawing, textDrawn } from './drawn.ts';
import { BUTTON_TEXT_MAX, BUTTONS_MAX, nameOf, PAYLOAD_MAX } from './limits.ts';

/**
 * A choice as buttons (at most 3), else as quick replies (at most 13), else as a numbered text. Labels that are too long for them, and
 * descriptions, which they have not, are written out above them, so that nothing is lost.
 */
export function drawChoice(text: string, style: ChoiceStyle, options: readonly ChoiceOption[], capabilities: Capabilities): Drawn {
  const name = nameOf(capabilities);
  const fault = text.trim() === '' ? `${name} needs a text above the options.` : optionFault(options);
  if (fault !== undefined) return refusedDrawing('message_invalid', fault);
  const { max = 0, labelMax = 0 } = capabilities.buttons ?? {};
  if (options.length > max) {
    const loss = `The options were sent as a numbered list, because ${name} shows at most ${max}.`;
    return textDrawn(numberedList(text, options), capabilities, [loss]);
  }
  const isWritten = options.some((option) => (option.description ?? '') !== '' || !fits(option, labelMax));
  if (style === 'buttons' && options.length <= BUTTONS_MAX && !isWritten) return drawButtons(text, options, capabilities);
  const losses = [
    ...(style === 'buttons' && options.length > BUTTONS_MAX
      ? [`The options were sent as quick replies, because ${name} shows at most ${BUTTONS_MAX} buttons.`]
      : []),
    ...(style === 'list' ? [`The options were sent as quick replies, because ${name} has no lists.`] : []),
    ...(isWritten
      ? [`The options are written out above their buttons, which show at most ${labelMax} characters and no descriptions.`]
      : []),
  ];
  return drawQuickReplies(isWritten ? numberedList(text, options) : text, options, labelMax, capabilities, losses);
}

/** What makes options unsendable in any form. */
export function optionFault(options: readonly ChoiceOption[]): string | undefined {
  if (options.length === 0) return 'A choice needs at least one option.';
  if (options.some((option) => option.id === '' || option.label.trim() === '')) return 'Every option needs an id and a label.';
  if (new Set(options.map((option) => option.id)).size < options.length) return 'Two options have the same id.';
  return options.some((option) => option.id.length > PAYLOAD_MAX)
    ? `An option's id is longer than Meta's ${PAYLOAD_MAX} characters.`
    : undefined;
}

/** Whether an option's label can stand on a button as it is. */
export function fits(option: ChoiceOption, labelMax: number): boolean {
  return lengthIn(option.label, 'utf16') <= labelMax;
}

/** Options as buttons that send their id back. */
export function buttonsOf(options: readonly ChoiceOption[]): readonly PostbackButton[] {
  return options.map(({ id, label }) => ({ type: 'postback', title: label, payload: id }));
}

function drawButtons(text: string, options: readonly ChoiceOption[], capabilities: Capabilities): Drawn {
  const buttons = buttonsOf(options);
  return drawBelow(text, BUTTON_TEXT_MAX, capabilities, [], (last) => ({
    attachment: { type: 'template', payload: { template_type: 'button', text: last, buttons } },
  }));
}

function drawQuickReplies(
  text: string,
  options: readonly ChoiceOption[],
  labelMax: number,
  capabilities: Capabilities,
  losses: readonly string[],
): Drawn {
  const replies = options.map(({ id, label }) => ({
    content_type: 'text' as const,
    title: shorten(label, { max: labelMax, unit: 'utf16' }),
    payload: id,
  }));
  return drawBelow(text, capabilities.text.max, capabilities, losses, (last) => ({ text: last, quick_replies: replies }));
}

/** The end of the text, as much as fits above the options, with them; what is before it in messages of its own. */
function drawBelow(
  text: string,
  lastMax: number,
  capabilities: Capabilities,
  losses: readonly string[],
  withOptions: (last: string) => PartBody,
): Drawn {
  const pieces = splitText(text, capabilities.text);
  const tail = splitText(pieces.at(-1) ?? '', { max: lastMax, unit: capabilities.text.unit });
  const before = [...pieces.slice(0, -1), tail.slice(0, -1).join('')].filter((piece) => piece !== '');
  const long = before.length === 0 ? [] : ['The text was too long to stand above the options, so its beginning was sent before them.'];
  return {
    bodies: [...before.map((piece): PartBody => ({ text: piece })), withOptions(tail.at(-1) ?? '')],
    losses: [...long, ...losses],
  };
}
