import type { Content, SendableMedia } from '../../model/content.ts';
import type { ButtonSubType, TemplateComponent, TemplateParameter } from './bodies.ts';
import { type Drawn, drawn, refusedDrawing } from './drawn.ts';
import {
  addressEnd,
  catalogParameter,
  fileParameter,
  flowParameter,
  type HeaderFile,
  isPosition,
  locationParameter,
  type Made,
  offerParameter,
  textParameter,
} from './template-parameters.ts';

export type TemplateContent = Extract<Content<SendableMedia>, { type: 'template' }>;
type Entries = ReadonlyMap<string, string>;
/** Components, or why there are none. */
type Built = readonly TemplateComponent[] | string;

const BUTTON = /^button\.(\d+)(?:\.(payload|code|flow_token|flow_data|product))?$/;
const CARD = /^card\.(\d+)\.(.+)$/;
const OFFER = 'offer.expires';
const HEADER_FILES: readonly HeaderFile[] = ['image', 'video', 'gif', 'document'];
const PLACE_KEYS: readonly string[] = ['latitude', 'longitude', 'name', 'address'];

/**
 * A template that is not known here: by name, with its parameters by key
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components):
 *
 * | key | fills |
 * |---|---|
 * | `1`, `2`, … | the body's positional parameters, without a gap |
 * | a name | the body's parameter of that name; never together with positions |
 * | `header.1`, `header.<name>` | the header's text parameter |
 * | `header.image`, `header.video`, `header.gif`, `header.document` | the header's file, by its address or its id at WhatsApp |
 * | `header.filename` | the name of the header's document |
 * | `header.latitude`, `header.longitude`, `header.name`, `header.address` | the header's place |
 * | `button.<n>` | the changing end of the address of button n, counted from 0 |
 * | `button.<n>.payload` | what comes back when quick reply n is tapped |
 * | `button.<n>.code` | the code that button n copies |
 * | `button.<n>.flow_token`, `button.<n>.flow_data` | what the flow of button n begins with; the data is a JSON object |
 * | `button.<n>.product` | the product of the catalog whose picture is shown |
 * | `offer.expires` | when a limited-time offer ends: ISO 8601, or milliseconds since 1970 |
 * | `card.<n>.<key>` | any of these for card n of a carousel, counted from 0 |
 */
export function drawTemplate(content: TemplateContent): Drawn {
  if (content.name === undefined || content.name === '') {
    return refusedDrawing('message_invalid', 'WhatsApp needs the name of the template.');
  }
  const components = componentsOf(new Map(Object.entries(content.params)));
  return typeof components === 'string'
    ? refusedDrawing('message_invalid', components)
    : drawn(templateBody(content.name, content.language, components));
}

/** The message; without `components` where there are none. */
export function templateBody(name: string, code: string, components: readonly TemplateComponent[]) {
  const template = { name, language: { code } };
  return { type: 'template', template: components.length === 0 ? template : { ...template, components } } as const;
}

function componentsOf(entries: Entries): Built {
  const header = within(entries, (key) => (key.startsWith('header.') ? key.slice('header.'.length) : undefined));
  const body = within(entries, (key) => (/^header\./.test(key) || BUTTON.test(key) || CARD.test(key) || key === OFFER ? undefined : key));
  const fault = positionFault('body', body) ?? positionFault('header', header);
  if (fault !== undefined) return fault;
  return joined([headerOf(header), bodyOf(body), offerOf(entries), buttonsOf(entries), carouselOf(entries)]);
}

function within(entries: Entries, nameOf: (key: string) => string | undefined): Entries {
  const found = new Map<string, string>();
  for (const [key, value] of entries) {
    const name = nameOf(key);
    if (name !== undefined) found.set(name, value);
  }
  return found;
}

function joined(parts: readonly Built[]): Built {
  const components: TemplateComponent[] = [];
  for (const part of parts) {
    if (typeof part === 'string') return part;
    components.push(...part);
  }
  return components;
}

/** Positions must be 1 to n, and a template has either positions or names. */
function positionFault(where: string, entries: Entries): string | undefined {
  const keys = [...entries.keys()];
  const positions = keys.filter(isPosition);
  if (positions.length === 0) return undefined;
  if (positions.length < keys.length) return `The template's ${where} has both numbered and named parameters.`;
  const gap = positions
    .map(Number)
    .toSorted((a, b) => a - b)
    .findIndex((position, index) => position !== index + 1);
  return gap === -1 ? undefined : `The template's ${where} has no parameter ${gap + 1}.`;
}

/** A header has one text, one file or one place (same page). */
function headerOf(header: Entries): Built {
  if (header.size === 0) return [];
  if (header.has('latitude') || header.has('longitude')) return placeOf(header);
  const filename = header.get('filename');
  const [first, ...others] = [...header].filter(([key]) => key !== 'filename');
  if (first === undefined || others.length > 0) return "A template's header has exactly one parameter.";
  const [key, value] = first;
  const kind = HEADER_FILES.find((known) => known === key);
  return [{ type: 'header', parameters: [kind === undefined ? textParameter(key, value) : fileParameter(kind, value, filename)] }];
}

function placeOf(header: Entries): Built {
  if ([...header.keys()].some((key) => !PLACE_KEYS.includes(key))) return "A template's header has exactly one parameter.";
  const place = locationParameter(header.get('latitude') ?? '', header.get('longitude') ?? '', header.get('name'), header.get('address'));
  return typeof place === 'string' ? place : [{ type: 'header', parameters: [place] }];
}

function bodyOf(body: Entries): Built {
  if (body.size === 0) return [];
  const inOrder = [...body].every(([key]) => isPosition(key)) ? [...body].toSorted(([a], [b]) => Number(a) - Number(b)) : [...body];
  return [{ type: 'body', parameters: inOrder.map(([key, value]) => textParameter(key, value)) }];
}

function offerOf(entries: Entries): Built {
  const value = entries.get(OFFER);
  if (value === undefined) return [];
  const offer = offerParameter(value);
  return typeof offer === 'string' ? offer : [{ type: 'limited_time_offer', parameters: [offer] }];
}

function buttonsOf(entries: Entries): Built {
  const seen = new Set<string>();
  return joined(
    [...entries].map(([key, value]): Built => {
      const [, index = '', part] = BUTTON.exec(key) ?? [];
      if (index === '') return [];
      if (part === undefined) return buttonOf('url', index, addressEnd(value));
      if (part === 'payload') return buttonOf('quick_reply', index, { type: 'payload', payload: value });
      if (part === 'code') return buttonOf('copy_code', index, { type: 'coupon_code', coupon_code: value });
      if (part === 'product') return buttonOf('catalog', index, catalogParameter(value));
      // Two keys make one parameter.
      if (seen.has(index)) return [];
      seen.add(index);
      return buttonOf('flow', index, flowParameter(entries.get(`button.${index}.flow_token`), entries.get(`button.${index}.flow_data`)));
    }),
  );
}

function buttonOf(subType: ButtonSubType, index: string, made: Made | undefined): Built {
  if (typeof made === 'string') return made;
  const parameters: readonly TemplateParameter[] = made === undefined ? [] : [made];
  return [{ type: 'button', sub_type: subType, index, ...(parameters.length === 0 ? {} : { parameters }) }];
}

function carouselOf(entries: Entries): Built {
  const cards = new Map<number, Map<string, string>>();
  for (const [key, value] of entries) {
    const [, card, rest] = CARD.exec(key) ?? [];
    if (card === undefined || rest === undefined) continue;
    const index = Number(card);
    cards.set(index, (cards.get(index) ?? new Map<string, string>()).set(rest, value));
  }
  if (cards.size === 0) return [];
  const built: { card_index: number; components: readonly TemplateComponent[] }[] = [];
  for (const [index, card] of [...cards].toSorted(([a], [b]) => a - b)) {
    const components = componentsOf(card);
    if (typeof components === 'string') return `Card ${index}: ${components}`;
    built.push({ card_index: index, components });
  }
  return [{ type: 'carousel', cards: built }];
}
