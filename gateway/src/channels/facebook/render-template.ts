import type { Content, SendableMedia } from '../../model/content.ts';
import { type Drawn, drawn, refusedDrawing } from './drawn.ts';
import type { ButtonParameter, TemplateComponent, TemplateParameter } from './bodies.ts';

type TemplateContent = Extract<Content<SendableMedia>, { type: 'template' }>;
type Entry = readonly [key: string, value: string];

const POSITION = /^[1-9]\d*$/;
const BUTTON = /^button\.(\d+)(\.payload)?$/;
const HEADER = 'header.';

/**
 * A utility template by name, with its parameters by key
 * (https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/utility-messages):
 *
 * | key | fills |
 * |---|---|
 * | `1`, `2`, … | the body's positional parameters, without a gap |
 * | a name | the body's parameter of that name; never together with positions |
 * | `header.1`, `header.<name>` | the header's text parameter |
 * | `header.image` | the header's picture, by its address |
 * | `button.<n>` | the changing end of the address of button n, counted from 0 |
 * | `button.<n>.payload` | the changing part of what comes back when button n is tapped |
 */
export function drawTemplate(content: TemplateContent): Drawn {
  if (content.name === undefined || content.name === '') {
    return refusedDrawing('message_invalid', 'Messenger needs the name of the template.');
  }
  const entries = Object.entries(content.params);
  const header = entries.filter(([key]) => key.startsWith(HEADER)).map(([key, value]): Entry => [key.slice(HEADER.length), value]);
  const buttons = entries.filter(([key]) => BUTTON.test(key));
  const body = entries.filter(([key]) => !key.startsWith(HEADER) && !BUTTON.test(key));
  const fault = positionFault('body', body) ?? positionFault('header', header);
  if (fault !== undefined) return refusedDrawing('message_invalid', fault);
  const components: TemplateComponent[] = [
    ...component('header', inOrder(header).map(headerParameter)),
    ...component('body', inOrder(body).map(textParameter)),
    ...buttonsComponent(buttons),
  ];
  const template = { name: content.name, language: { code: content.language } };
  return drawn({ template: components.length === 0 ? template : { ...template, components } });
}

function component(type: 'header' | 'body', parameters: readonly TemplateParameter[]): TemplateComponent[] {
  return parameters.length === 0 ? [] : [{ type, parameters }];
}

/** One component for all buttons, in their order; Meta refuses WhatsApp's form, one for each with its index. */
function buttonsComponent(entries: readonly Entry[]): TemplateComponent[] {
  if (entries.length === 0) return [];
  const sorted = entries.toSorted(([a], [b]) => indexOf(a) - indexOf(b));
  return [{ type: 'buttons', parameters: sorted.map(([key, value]) => buttonParameter(key, value)) }];
}

function buttonParameter(key: string, value: string): ButtonParameter {
  return key.endsWith('.payload') ? { type: 'POSTBACK', payload: value } : { type: 'URL', url: value };
}

function indexOf(key: string): number {
  return Number(BUTTON.exec(key)?.[1] ?? 0);
}

/** Positions must be 1 to n, and a part has either positions or names. */
function positionFault(where: string, entries: readonly Entry[]): string | undefined {
  const positions = entries.filter(([key]) => POSITION.test(key));
  if (positions.length === 0) return undefined;
  if (positions.length < entries.length) return `The template's ${where} has both numbered and named parameters.`;
  const gap = inOrder(positions).findIndex(([key], index) => Number(key) !== index + 1);
  return gap === -1 ? undefined : `The template's ${where} has no parameter ${gap + 1}.`;
}

function inOrder(entries: readonly Entry[]): readonly Entry[] {
  return entries.every(([key]) => POSITION.test(key)) ? entries.toSorted(([a], [b]) => Number(a) - Number(b)) : entries;
}

function textParameter([key, text]: Entry): TemplateParameter {
  return POSITION.test(key) ? { type: 'text', text } : { type: 'text', parameter_name: key, text };
}

function headerParameter([key, value]: Entry): TemplateParameter {
  return key === 'image' ? { type: 'image', image: { link: value } } : textParameter([key, value]);
}
