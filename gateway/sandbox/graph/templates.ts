import { at, isObject, listAt, textAt } from '../json.ts';
import type { GraphProblem } from './errors.ts';
import { buttonProblem } from './template-buttons.ts';
import type { Template } from './wire.ts';

/** A template message that may go out: what the customer reads, and its quick replies. */
export interface FilledTemplate {
  readonly text: string;
  readonly buttons: readonly string[];
}

const FILES: readonly string[] = ['IMAGE', 'VIDEO', 'GIF', 'DOCUMENT'];

/** Fills a template message, or says why Meta would refuse it: name, state, every parameter and button, each card. */
export function fillTemplate(message: unknown, templates: readonly Template[]): FilledTemplate | GraphProblem {
  const name = textAt(message, 'name') ?? '';
  const language = textAt(message, 'language', 'code') ?? '';
  const template = templates.find((known) => known.name === name && known.language === language && known.status !== 'REJECTED');
  if (template === undefined) return { code: 132001, details: `template name (${name}) does not exist in ${language}` };
  if (template.status === 'PAUSED') return { code: 132015, details: `template name (${name}) is paused due to low quality` };
  if (template.status === 'DISABLED') return { code: 132016, details: `template name (${name}) is disabled` };
  return fillComponents(template.components, listAt(message, 'components'), template.parameter_format === 'NAMED');
}

/** What is wrong with a part of a message, or the line that the customer reads there. */
type Filled = string | GraphProblem;

function fillComponents(components: readonly unknown[], given: readonly unknown[], isNamed: boolean): FilledTemplate | GraphProblem {
  const lines: string[] = [];
  const buttons: string[] = [];
  for (const component of components) {
    const type = textAt(component, 'type')?.toUpperCase() ?? '';
    if (type === 'CAROUSEL') {
      const cards = fillCards(listAt(component, 'cards'), given, isNamed);
      if ('code' in cards) return cards;
      lines.push(cards.text);
      buttons.push(...cards.buttons);
    } else if (type === 'BUTTONS') {
      const list = listAt(component, 'buttons');
      const problem = buttonProblem(list, given);
      if (problem !== undefined) return problem;
      buttons.push(...list.map((button) => textAt(button, 'text') ?? ''));
    } else {
      const line = fillOne(type, component, given, isNamed);
      if (typeof line !== 'string') return line;
      if (line !== '') lines.push(line);
    }
  }
  return { text: lines.join('\n'), buttons };
}

function fillOne(type: string, component: unknown, given: readonly unknown[], isNamed: boolean): Filled {
  const format = textAt(component, 'format')?.toUpperCase() ?? 'TEXT';
  if (type === 'HEADER' && format !== 'TEXT') return fillHeader(format, given);
  if (type === 'LIMITED_TIME_OFFER') return fillOffer(component, given);
  return fillText(textAt(component, 'text') ?? '', parametersOf(given, type), type.toLowerCase(), isNamed);
}

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components#media-header */
function fillHeader(format: string, given: readonly unknown[]): Filled {
  const parameter = parametersOf(given, 'HEADER')[0];
  const type = textAt(parameter, 'type')?.toUpperCase() ?? 'UNKNOWN';
  if (type !== format) return mismatch(`header: Format mismatch, expected ${format}, received ${type}`);
  const value = at(parameter, type.toLowerCase());
  if (FILES.includes(format) && textAt(value, 'id') === undefined && !/^https?:\/\//.test(textAt(value, 'link') ?? '')) {
    return { code: 131008, details: `Parameter of type ${type.toLowerCase()} is missing the media value` };
  }
  const hasPlace = Number.isFinite(Number(textAt(value, 'latitude') ?? at(value, 'latitude') ?? Number.NaN));
  if (format === 'LOCATION' && !hasPlace) return { code: 131008, details: 'Parameter of type location is missing latitude' };
  return format === 'LOCATION' ? `📍 ${textAt(value, 'name') ?? ''}`.trim() : `[${format.toLowerCase()}]`;
}

/** …/templates/marketing-templates/limited-time-offer-templates */
function fillOffer(component: unknown, given: readonly unknown[]): Filled {
  const wantsEnd = at(component, 'limited_time_offer', 'has_expiration') === true;
  const end = at(parametersOf(given, 'LIMITED_TIME_OFFER')[0], 'limited_time_offer', 'expiration_time_ms');
  if (wantsEnd && typeof end !== 'number') return mismatch('limited_time_offer: expiration_time_ms is required');
  return textAt(component, 'limited_time_offer', 'text') ?? '';
}

/** Every card of the template must be in the message, with its own parameters. */
function fillCards(cards: readonly unknown[], given: readonly unknown[], isNamed: boolean): FilledTemplate | GraphProblem {
  const sent = listAt(
    given.find((component) => typeIn(component) === 'CAROUSEL'),
    'cards',
  );
  if (sent.length !== cards.length) {
    return {
      code: 132000,
      details: `carousel: number of cards (${sent.length}) does not match the expected number of cards (${cards.length})`,
    };
  }
  const filled: FilledTemplate[] = [];
  for (const [index, card] of cards.entries()) {
    const one = sent.find((candidate) => at(candidate, 'card_index') === index);
    if (!isObject(one)) return mismatch(`carousel: there is no card ${index}`);
    const shown = fillComponents(listAt(card, 'components'), listAt(one, 'components'), isNamed);
    if ('code' in shown) return { code: shown.code, details: `carousel card ${index}: ${shown.details}` };
    filled.push(shown);
  }
  return { text: filled.map(({ text }) => text).join('\n'), buttons: filled.flatMap(({ buttons }) => buttons) };
}

function typeIn(component: unknown): string {
  return textAt(component, 'type')?.toUpperCase() ?? '';
}

function parametersOf(given: readonly unknown[], type: string): readonly unknown[] {
  return listAt(
    given.find((component) => typeIn(component) === type),
    'parameters',
  );
}

function fillText(text: string, parameters: readonly unknown[], where: string, isNamed: boolean): Filled {
  const wanted = [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? ''))];
  if (wanted.length !== parameters.length) {
    return {
      code: 132000,
      details: `${where}: number of localizable_params (${parameters.length}) does not match the expected number of params (${wanted.length})`,
    };
  }
  const named = (slot: string) => parameters.find((parameter) => textAt(parameter, 'parameter_name') === slot);
  if (isNamed && !wanted.every((slot) => named(slot) !== undefined)) return { code: 100, details: 'Parameter name is missing or empty' };
  const valueOf = (slot: string) => textIn(isNamed ? named(slot) : parameters[Number(slot) - 1]);
  const empty = wanted.find((slot) => valueOf(slot) === '');
  if (empty !== undefined) return { code: 131008, details: `Parameter of type text is missing text value (${where} ${empty})` };
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_whole, slot: string) => valueOf(slot));
}

function textIn(parameter: unknown): string {
  return textAt(parameter, 'text') ?? textAt(parameter, textAt(parameter, 'type') ?? '', 'fallback_value') ?? '';
}

function mismatch(details: string): GraphProblem {
  return { code: 132012, details };
}
