import type { Content, SendableMedia } from '../../model/content.ts';
import { type Drawn, drawn, refusedDrawing } from './drawn.ts';
import type { TemplateComponent, TemplateParameter } from './wire.ts';

type TemplateContent = Extract<Content<SendableMedia>, { type: 'template' }>;
type Entry = readonly [key: string, value: string];

const POSITION = /^[1-9]\d*$/;
const BUTTON = /^button\.(\d+)(?:\.(payload|code))?$/;
const HEADER_MEDIA = /^header\.(image|video|document)$/;

/**
 * A template by name, with its parameters by key
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components):
 *
 * | key | fills |
 * |---|---|
 * | `1`, `2`, … | the body's positional parameters, without a gap |
 * | a name | the body's parameter of that name; never together with positions |
 * | `header.1`, `header.<name>` | the header's text parameter |
 * | `header.image`, `header.video`, `header.document` | the header's file, by its address |
 * | `button.<n>` | the changing end of the address of button n, counted from 0 |
 * | `button.<n>.payload` | what comes back when quick reply n is tapped |
 * | `button.<n>.code` | the code that button n copies |
 */
export function drawTemplate(content: TemplateContent): Drawn {
  if (content.name === undefined || content.name === '') {
    return refusedDrawing('message_invalid', 'WhatsApp needs the name of the template.');
  }
  const entries = Object.entries(content.params);
  const header = entries.filter(([key]) => key.startsWith('header.')).map(([key, value]): Entry => [key.slice('header.'.length), value]);
  const buttons = entries.filter(([key]) => BUTTON.test(key));
  const body = entries.filter(([key]) => !key.startsWith('header.') && !BUTTON.test(key));
  const fault = positionFault('body', body) ?? headerFault(header);
  if (fault !== undefined) return refusedDrawing('message_invalid', fault);
  const components: TemplateComponent[] = [
    ...component('header', header.map(headerParameter)),
    ...component('body', inOrder(body).map(textParameter)),
    ...buttons.flatMap(buttonComponent),
  ];
  const template = { name: content.name, language: { code: content.language } };
  return drawn({ type: 'template', template: components.length === 0 ? template : { ...template, components } });
}

function component(type: 'header' | 'body', parameters: readonly TemplateParameter[]): TemplateComponent[] {
  return parameters.length === 0 ? [] : [{ type, parameters }];
}

/** Positions must be 1 to n, and a template has either positions or names. */
function positionFault(where: string, entries: readonly Entry[]): string | undefined {
  const positions = entries.filter(([key]) => POSITION.test(key));
  if (positions.length === 0) return undefined;
  if (positions.length < entries.length) return `The template's ${where} has both numbered and named parameters.`;
  const gap = inOrder(positions).findIndex(([key], index) => Number(key) !== index + 1);
  return gap === -1 ? undefined : `The template's ${where} has no parameter ${gap + 1}.`;
}

/** A header has one file or one text (same page). */
function headerFault(entries: readonly Entry[]): string | undefined {
  return entries.length > 1 ? "A template's header has only one parameter." : positionFault('header', entries);
}

function inOrder(entries: readonly Entry[]): readonly Entry[] {
  return entries.every(([key]) => POSITION.test(key)) ? entries.toSorted(([a], [b]) => Number(a) - Number(b)) : entries;
}

function textParameter([key, text]: Entry): TemplateParameter {
  return POSITION.test(key) ? { type: 'text', text } : { type: 'text', parameter_name: key, text };
}

function headerParameter([key, value]: Entry): TemplateParameter {
  const media = HEADER_MEDIA.exec(`header.${key}`)?.[1];
  if (media === 'image') return { type: 'image', image: { link: value } };
  if (media === 'video') return { type: 'video', video: { link: value } };
  if (media === 'document') return { type: 'document', document: { link: value } };
  return textParameter([key, value]);
}

function buttonComponent([key, value]: Entry): TemplateComponent[] {
  const [, index = '', part] = BUTTON.exec(key) ?? [];
  if (part === 'payload') return [{ type: 'button', sub_type: 'quick_reply', index, parameters: [{ type: 'payload', payload: value }] }];
  if (part === 'code') return [{ type: 'button', sub_type: 'copy_code', index, parameters: [{ type: 'coupon_code', coupon_code: value }] }];
  return [{ type: 'button', sub_type: 'url', index, parameters: [{ type: 'text', text: value }] }];
}
