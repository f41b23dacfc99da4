import { at, listAt, textAt } from '../json.ts';
import type { GraphProblem } from './errors.ts';
import type { Template } from './wire.ts';

/** The templates every sandbox account has, approved. */
export const SAMPLE_TEMPLATES: readonly Template[] = [
  {
    id: '555000000000001',
    name: 'hello_again',
    language: 'en_US',
    status: 'APPROVED',
    category: 'UTILITY',
    parameter_format: 'POSITIONAL',
    components: [
      { type: 'BODY', text: 'Hello! We have an answer to your question. Reply here and we will continue.' },
      { type: 'FOOTER', text: 'Harbour Books' },
    ],
  },
  {
    id: '555000000000002',
    name: 'order_update',
    language: 'en_US',
    status: 'APPROVED',
    category: 'UTILITY',
    parameter_format: 'POSITIONAL',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Your order' },
      { type: 'BODY', text: 'Hi {{1}}, your order {{2}} is on its way.', example: { body_text: [['Ana', 'HB-1042']] } },
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Where is it?' }] },
    ],
  },
];

/** A template message that may go out: what the customer reads, and its quick replies. */
export interface FilledTemplate {
  readonly text: string;
  readonly buttons: readonly string[];
}

/** Fills a template message's body, or says why Meta would refuse it. */
export function fillTemplate(message: unknown, templates: readonly Template[]): FilledTemplate | GraphProblem {
  const name = textAt(message, 'name') ?? '';
  const language = textAt(message, 'language', 'code') ?? '';
  const template = templates.find((known) => known.name === name && known.language === language);
  if (template === undefined) return { code: 132001, details: `template name (${name}) does not exist in ${language}` };
  const lines: string[] = [];
  const buttons: string[] = [];
  for (const component of template.components) {
    if (component.type === 'BUTTONS') {
      buttons.push(...component.buttons.map((button) => button.text));
      continue;
    }
    const filled = fillText(component.text, parametersOf(message, component.type.toLowerCase()), component.type.toLowerCase());
    if (typeof filled !== 'string') return filled;
    lines.push(filled);
  }
  return { text: lines.join('\n'), buttons };
}

interface Parameter {
  readonly name: string | undefined;
  readonly text: string;
}

function parametersOf(message: unknown, component: string): readonly Parameter[] {
  const found = listAt(message, 'components').find((candidate) => textAt(candidate, 'type')?.toLowerCase() === component);
  return listAt(found, 'parameters').map((parameter) => ({
    name: textAt(parameter, 'parameter_name'),
    text:
      textAt(parameter, 'text') ??
      textAt(parameter, textAt(parameter, 'type') ?? '', 'fallback_value') ??
      String(at(parameter, 'type') ?? ''),
  }));
}

function fillText(text: string, parameters: readonly Parameter[], component: string): string | GraphProblem {
  const wanted = [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? ''))];
  if (wanted.length !== parameters.length) {
    return {
      code: 132000,
      details: `${component}: number of localizable_params (${parameters.length}) does not match the expected number of params (${wanted.length})`,
    };
  }
  const valueOf = (slot: string): string => {
    const named = parameters.find((parameter) => parameter.name === slot);
    return (named ?? parameters[wanted.indexOf(slot)])?.text ?? '';
  };
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_whole, slot: string) => valueOf(slot));
}
