import { at, listAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { MessengerProblem } from './errors.ts';
import { invalid, isProblem, required } from './errors.ts';
import type { TemplateButton, UtilityButton, UtilityTemplate } from './wire.ts';

const SLOT = /\{\{(\w+)\}\}/g;

/**
 * The message a utility template becomes: a plain text where it has only a body, a generic template where it has a header
 * or buttons. Or why Meta would refuse it.
 * https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/utility-messages
 */
export function fillUtility(sent: unknown, templates: readonly UtilityTemplate[]): JsonObject | MessengerProblem {
  const name = textAt(sent, 'name');
  const language = textAt(sent, 'language', 'code');
  if (name === undefined) return required('message[template][name]');
  if (language === undefined) return required('message[template][language][code]');
  const template = templates.find((known) => known.name === name && known.language === language);
  // Meta's page gives no code for these two; 100 is its code for every wrong parameter.
  if (template === undefined) return invalid(`Template ${name} does not exist in ${language}`);
  if (template.status !== 'APPROVED') return invalid(`Template ${name} is not approved`);
  const strange = listAt(sent, 'components').findIndex((component) => at(component, 'index') !== undefined);
  if (strange >= 0) return invalid(`Invalid keys "index" were found in param "message[template][components][${strange}]".`);

  const header = fillPart(template, sent, 'HEADER');
  const body = fillPart(template, sent, 'BODY') ?? '';
  const buttons = fillButtons(template, sent);
  if (typeof header === 'object') return header;
  if (typeof body === 'object') return body;
  if (isProblem(buttons)) return buttons;
  if (header === undefined && buttons.length === 0) return { text: body };
  const element = { title: header ?? body, ...(header === undefined ? {} : { subtitle: body }) };
  return {
    attachment: {
      type: 'template',
      payload: { template_type: 'generic', elements: [{ ...element, ...(buttons.length === 0 ? {} : { buttons }) }] },
    },
  };
}

interface Parameter {
  readonly name: string | undefined;
  readonly value: string;
}

function parametersOf(sent: unknown, type: string): readonly Parameter[] {
  const found = listAt(sent, 'components').find((component) => textAt(component, 'type')?.toLowerCase() === type.toLowerCase());
  return listAt(found, 'parameters').map((parameter) => ({
    name: textAt(parameter, 'parameter_name'),
    value: textAt(parameter, 'text') ?? textAt(parameter, 'payload') ?? textAt(parameter, 'url') ?? '',
  }));
}

function fillPart(template: UtilityTemplate, sent: unknown, type: 'HEADER' | 'BODY'): string | MessengerProblem | undefined {
  const part = template.components.find((component) => component.type === type);
  if (part === undefined || !('text' in part)) return undefined;
  const slots = slotsOf(part.text);
  const parameters = parametersOf(sent, type);
  if (slots.length !== parameters.length)
    return invalid(`Number of ${type} parameters (${parameters.length}) does not match the expected number (${slots.length})`);
  const isNamed = template.parameter_format === 'NAMED';
  const unnamed = isNamed ? slots.find((slot) => !parameters.some((parameter) => parameter.name === slot)) : undefined;
  if (unnamed !== undefined) return invalid(`Parameter name ${unnamed} is missing or empty`);
  const valueOf = (slot: string): string =>
    (isNamed ? parameters.find((parameter) => parameter.name === slot) : parameters[slots.indexOf(slot)])?.value ?? '';
  return part.text.replaceAll(SLOT, (_whole, slot: string) => valueOf(slot));
}

/** Buttons whose payload or address has a slot take the parameters of `buttons` in their order. */
function fillButtons(template: UtilityTemplate, sent: unknown): readonly TemplateButton[] | MessengerProblem {
  const part = template.components.find((component) => component.type === 'BUTTONS');
  const buttons = part === undefined || !('buttons' in part) ? [] : part.buttons;
  const values = parametersOf(sent, 'BUTTONS').map((parameter) => parameter.value);
  const open = buttons.filter((button) => slotsOf(targetOf(button)).length > 0);
  const lacking = open[values.length];
  if (lacking !== undefined) return invalid(`User pass less payload than required for ${lacking.type} button`, 1893029);
  return buttons.map((button) => {
    const value = values[open.indexOf(button)] ?? '';
    const target = targetOf(button).replaceAll(SLOT, () => value);
    switch (button.type) {
      case 'POSTBACK':
        return { type: 'postback', title: button.text, payload: target };
      case 'URL':
        return { type: 'web_url', title: button.text, url: target };
      default:
        return { type: 'phone_number', title: button.text, payload: target };
    }
  });
}

function targetOf(button: UtilityButton): string {
  if (button.type === 'POSTBACK') return button.payload;
  return button.type === 'URL' ? button.url : button.phone_number;
}

function slotsOf(text: string): readonly string[] {
  return [...new Set([...text.matchAll(SLOT)].map((match) => match[1] ?? ''))];
}
