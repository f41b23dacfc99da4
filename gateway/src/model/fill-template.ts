import type { TemplateKind, TemplateParam } from './template.ts';

/** Variables of a canned text that Parley knows the value of. A writer's own parameter of the same name goes before it. */
export const BUILT_IN_VARIABLES = ['contact.name', 'contact.phone', 'contact.email', 'member.name'] as const;
export type BuiltInVariable = (typeof BUILT_IN_VARIABLES)[number];

/** What is known of the built-in variables at this moment; null: nothing. */
export type BuiltInValues = Readonly<Record<BuiltInVariable, string | null>>;

/** One parameter that is missing, too much, or not what the template takes. */
export interface ParamFault {
  readonly name: string;
  /** A sentence for whoever wrote the message. */
  readonly message: string;
}

/** More blanks than anybody fills in; keeps forms and errors readable. */
export const MOST_VARIABLES = 50;

/** Anything in double braces, also what is no variable. */
const BRACES = /\{\{([^{}]*)\}\}/g;
/** Letters of any script, digits and `_`; a dot is for the built-in ones. */
const VARIABLE = /^[\p{L}\p{N}_]{1,50}$/u;

/**
 * The parameters of a canned text, each once, in the order of the text; or one sentence on what is wrong with it. Built-in variables
 * are optional parameters.
 */
export function paramsOfText(text: string): readonly TemplateParam[] | string {
  const names = new Set<string>();
  for (const [, inside = ''] of text.matchAll(BRACES)) {
    const name = inside.trim();
    if (!isBuiltIn(name) && !VARIABLE.test(name)) return `“{{${inside}}}” is no variable. ${HOW_TO_WRITE}`;
    names.add(name);
  }
  if (/\{\{|\}\}/.test(text.replaceAll(BRACES, ''))) return `There are braces that belong to no variable. ${HOW_TO_WRITE}`;
  if (names.size > MOST_VARIABLES) return `A text can have at most ${MOST_VARIABLES} variables.`;
  return [...names].map((name) => ({ name, type: 'text', place: 'body', ...(isBuiltIn(name) ? { optional: true } : {}) }));
}

const HOW_TO_WRITE = `A variable is written {{name}}, with letters, digits and _; Parley itself fills ${BUILT_IN_VARIABLES.map((name) => `{{${name}}}`).join(', ')}.`;

function isBuiltIn(name: string): name is BuiltInVariable {
  return BUILT_IN_VARIABLES.some((known) => known === name);
}

/** The parameters that are missing and those that the template does not have. Empty: all is well. */
export function paramFaults(
  template: { readonly kind: TemplateKind; readonly name: string; readonly params: readonly TemplateParam[] },
  given: Readonly<Record<string, string>>,
): readonly ParamFault[] {
  const title = `The template “${template.name}”`;
  const known = new Set(template.params.map((param) => param.name));
  const missing = template.params.filter((param) => !isOptional(param) && isMissing(template.kind, ownValue(given, param.name)));
  const extra = Object.keys(given).filter((name) => !known.has(name));
  const takes = known.size === 0 ? 'It takes none.' : `It takes ${[...known].join(', ')}.`;
  const wrong = template.params.filter((param) => isBadAddress(template.kind, param, ownValue(given, param.name)));
  return [
    ...missing.map(({ name }) => ({ name, message: `${title} needs the parameter ${name}.` })),
    ...extra.map((name) => ({ name, message: `${title} has no parameter ${name}. ${takes}` })),
    ...wrong.map(({ name, type }) => ({
      name,
      message: `The parameter ${name} is the http or https URL of ${ARTICLES[type] ?? 'a file'}.`,
    })),
  ];
}

const ARTICLES: Readonly<Record<string, string>> = { image: 'an image', video: 'a video', document: 'a document' };

/** A tapped quick reply comes back with its own label where no payload was given (Meta, "template components"). */
function isOptional(param: TemplateParam): boolean {
  return param.optional === true || param.type === 'payload';
}

/** Platforms refuse an empty parameter; in our own text it may be meant. */
function isMissing(kind: TemplateKind, value: string | undefined): boolean {
  return value === undefined || (kind !== 'canned' && value.trim() === '');
}

/**
 * Meta fetches the header's file from an address, or takes the digits of its own id of an upload. Twilio may have a part of an address
 * in a variable.
 */
function isBadAddress(kind: TemplateKind, { type }: TemplateParam, value: string | undefined): boolean {
  if (kind !== 'whatsapp' && kind !== 'messenger') return false;
  if (value === undefined || value.trim() === '' || ARTICLES[type] === undefined) return false;
  if (/^\d+$/.test(value)) return false;
  const url = URL.parse(value);
  return url?.protocol !== 'http:' && url?.protocol !== 'https:';
}

/** A record may come from JSON with names like `constructor`. */
function ownValue(record: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/**
 * A canned text with its variables filled, once: what looks like a variable in a value stays as it is. Its parameters must have been
 * checked; a built-in variable that is not known and not given is a fault.
 */
export function fillText(text: string, given: Readonly<Record<string, string>>, builtIn: BuiltInValues): string | readonly ParamFault[] {
  const unknown = new Set<string>();
  const filled = text.replaceAll(BRACES, (_whole, inside: string) => {
    const name = inside.trim();
    const value = ownValue(given, name) ?? (isBuiltIn(name) ? builtIn[name] : null);
    if (value === null || value === '') {
      if (ownValue(given, name) === undefined) unknown.add(name);
      return '';
    }
    return value;
  });
  if (unknown.size === 0) return filled;
  return [...unknown].map((name) => ({
    name,
    message: `${WHO[name] ?? 'Nothing is known for this variable'}: give the parameter ${name}.`,
  }));
}

const WHO: Readonly<Record<string, string>> = {
  'contact.name': 'The name of the contact is not known',
  'contact.phone': 'The phone number of the contact is not known',
  'contact.email': 'The e-mail address of the contact is not known',
  'member.name': 'No member writes this message',
} satisfies Record<BuiltInVariable, string>;

/** What a customer will read of a platform's template; parameters that are not given stay as they are. */
export function previewOf(text: string, given: Readonly<Record<string, string>>): string {
  return text.replaceAll(BRACES, (whole, inside: string) => ownValue(given, inside.trim()) ?? whole);
}
