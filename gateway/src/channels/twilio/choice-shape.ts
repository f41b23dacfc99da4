import type { ChoiceForm, ContentDraft } from './wire.ts';

/** A choice whose texts fit their limits. */
export interface FittedChoice {
  readonly as: 'buttons' | 'list';
  readonly text: string;
  /** What opens a list. */
  readonly button: string;
  readonly options: readonly { readonly id: string; readonly label: string; readonly description?: string }[];
}

/**
 * What no variable in the text of a content may hold: line breaks, tabs and more than four spaces in a row
 * (https://www.twilio.com/docs/api/errors/21656). They stand in the content itself.
 */
const FIXED = /(\s*[\n\r\t]\s*|\s{5,})/;

/**
 * A choice as a content whose every text is a variable, and those texts: choices of the same shape share one content.
 * The line breaks of the text belong to the shape.
 */
export function shapeOf(choice: FittedChoice): ChoiceForm {
  const values: string[] = [];
  const variable = (value: string): string => `{{${values.push(value)}}}`;
  const body = choice.text.split(FIXED).map((piece, index) => (index % 2 === 1 || piece === '' ? piece : variable(piece))).join(''); // prettier-ignore
  const types = choice.as === 'buttons' ? buttonsOf(body, choice, variable) : listOf(body, choice, variable);
  return {
    content: { language: 'en', variables: numbered(values.map((_, index) => `text ${index + 1}`)), types },
    variables: numbered(values),
  };
}

/** How many variables a shape's content has. */
export function variablesOf(form: ChoiceForm): number {
  return Object.keys(form.variables).length;
}

function buttonsOf(body: string, choice: FittedChoice, variable: (value: string) => string): ContentDraft['types'] {
  const actions = choice.options.map(({ id, label }) => ({ type: 'QUICK_REPLY' as const, title: variable(label), id: variable(id) }));
  return { 'twilio/quick-reply': { body, actions } };
}

function listOf(body: string, choice: FittedChoice, variable: (value: string) => string): ContentDraft['types'] {
  const items = choice.options.map(({ id, label, description }) => {
    const item = { item: variable(label), id: variable(id) };
    return description === undefined ? item : { ...item, description: variable(description) };
  });
  return { 'twilio/list-picker': { body, button: choice.button, items } };
}

function numbered(values: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(values.map((value, index) => [String(index + 1), value]));
}
