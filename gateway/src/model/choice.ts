import type { ChoiceOption } from './content.ts';

/** A choice that was sent and not answered yet. */
export interface OpenChoice {
  readonly messageId: string;
  readonly options: readonly ChoiceOption[];
}

/**
 * The option that a typed text stands for: its number in the list ("2", "2.", "２"), or its label in any case. Customers answer
 * like this on every channel, whether the choice was shown as buttons or as a numbered list.
 */
export function matchOption(choice: Pick<OpenChoice, 'options'>, text: string): ChoiceOption | undefined {
  const typed = text.normalize('NFKC').trim();
  const number = /^#?(\d{1,2})[.)]?$/.exec(typed)?.[1];
  if (number !== undefined) return choice.options[Number(number) - 1];
  const folded = typed.toLowerCase();
  return choice.options.find((option) => option.label.normalize('NFKC').trim().toLowerCase() === folded);
}
