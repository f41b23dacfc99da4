import { buttonSlots, isOneTimeCode } from './template-buttons.ts';
import { fileParameter, type HeaderFile, locationParameter, offerParameter, textParameter } from './template-parameters.ts';
import { cardsOf, placeholdersIn, type Slot, type SlotKey, type SlotPlace, typeOf } from './template-shape.ts';
import { field, isTrue, listField, textField } from './wire.ts';

const HEADER_FILES: ReadonlyMap<string, HeaderFile> = new Map<string, HeaderFile>([
  ['IMAGE', 'image'],
  ['VIDEO', 'video'],
  ['GIF', 'gif'],
  ['DOCUMENT', 'document'],
]);

/**
 * The openings of a template as Meta lists it, in the order in which a message names them
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components). Components that need nothing, or
 * are not known, have none. Total.
 */
export function slotsOf(components: unknown): readonly Slot[] {
  const list = Array.isArray(components) ? components : [];
  return [...slotsIn(list, null), ...list.flatMap((component) => cardSlots(component))];
}

function cardSlots(component: unknown): readonly Slot[] {
  return cardsOf(component).flatMap((components, index) => slotsIn(components, index));
}

function slotsIn(components: readonly unknown[], card: number | null): readonly Slot[] {
  const prefix = card === null ? '' : `card.${card}.`;
  const isCode = components.some((component) => typeOf(component) === 'BUTTONS' && listField(component, 'buttons').some(isOneTimeCode));
  const all = (type: string) => components.filter((component) => typeOf(component) === type);
  return [
    ...all('HEADER').flatMap((component) => headerSlots(component, card, prefix)),
    ...all('BODY').flatMap((component) => bodySlots(component, card, prefix, isCode)),
    ...all('LIMITED_TIME_OFFER').flatMap((component) => offerSlots(component, card, prefix)),
    ...all('BUTTONS').flatMap((component) => buttonSlots(listField(component, 'buttons'), card, prefix)),
  ];
}

function headerSlots(component: unknown, card: number | null, prefix: string): readonly Slot[] {
  const format = textField(component, 'format')?.toUpperCase() ?? '';
  const place: SlotPlace = { component: 'header' };
  const key = (name: string) => `${prefix}header.${name}`;
  const kind = HEADER_FILES.get(format);
  if (kind !== undefined) return [{ card, place, ...fileSlot(kind, key, textIn(component, 'header_handle')) }];
  if (format === 'LOCATION') return [{ card, place, ...placeSlot(key) }];
  return placeholdersIn(textField(component, 'text') ?? '').map((name) => ({
    card,
    place,
    ...textSlot(key(name), name, 'text', exampleOf(component, 'header_text', name)),
  }));
}

function fileSlot(kind: HeaderFile, key: (name: string) => string, example: string | undefined): Pick<Slot, 'keys' | 'fill'> {
  const file: SlotKey = { key: key(kind), type: kind === 'gif' ? 'video' : kind, ...(example === undefined ? {} : { example }) };
  const name: SlotKey = { key: key('filename'), type: 'text', isOptional: true };
  return {
    keys: kind === 'document' ? [file, name] : [file],
    fill: (valueOf) => fileParameter(kind, valueOf(key(kind)) ?? '', valueOf(key('filename'))),
  };
}

function placeSlot(key: (name: string) => string): Pick<Slot, 'keys' | 'fill'> {
  return {
    keys: ['latitude', 'longitude', 'name', 'address'].map((name) => ({ key: key(name), type: 'text' })),
    fill: (valueOf) =>
      locationParameter(valueOf(key('latitude')) ?? '', valueOf(key('longitude')) ?? '', valueOf(key('name')), valueOf(key('address'))),
  };
}

/** The body of a one-time code has the code as its one parameter. */
function bodySlots(component: unknown, card: number | null, prefix: string, isCode: boolean): readonly Slot[] {
  return placeholdersIn(textField(component, 'text') ?? '').map((name) => ({
    card,
    place: { component: 'body' },
    ...textSlot(`${prefix}${name}`, name, isCode ? 'code' : 'text', exampleOf(component, 'body_text', name)),
  }));
}

function textSlot(key: string, name: string, type: 'text' | 'code', example: string | undefined): Pick<Slot, 'keys' | 'fill'> {
  return {
    keys: [{ key, type, ...(example === undefined ? {} : { example }) }],
    fill: (valueOf) => textParameter(name, valueOf(key) ?? ''),
  };
}

/** The end is wanted only by an offer that shows how long it lasts (…/templates/marketing-templates/limited-time-offer-templates). */
function offerSlots(component: unknown, card: number | null, prefix: string): readonly Slot[] {
  if (!isTrue(field(component, 'limited_time_offer'), 'has_expiration')) return [];
  const key = `${prefix}offer.expires`;
  return [
    {
      card,
      place: { component: 'limited_time_offer' },
      keys: [{ key, type: 'text', example: '2026-12-31T23:59:00Z' }],
      fill: (valueOf) => offerParameter(valueOf(key) ?? ''),
    },
  ];
}

/** The sample of a named parameter by its name, of a positional one by its place; the body's samples stand one list deeper. */
function exampleOf(component: unknown, samples: 'header_text' | 'body_text', name: string): string | undefined {
  const example = field(component, 'example');
  const named = listField(example, `${samples}_named_params`).find((sample) => textField(sample, 'param_name') === name);
  if (named !== undefined) return textField(named, 'example');
  const list = listField(example, samples);
  const row = Array.isArray(list[0]) ? list[0] : list;
  const sample: unknown = row[Number(name) - 1];
  return typeof sample === 'string' && sample !== '' ? sample : undefined;
}

function textIn(component: unknown, name: string): string | undefined {
  const first = listField(field(component, 'example'), name)[0];
  return typeof first === 'string' && first !== '' ? first : undefined;
}
