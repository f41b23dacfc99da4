import type { TemplateParam } from '../../model/template.ts';
import type { ButtonSubType } from './bodies.ts';
import { isPosition, type Made } from './template-parameters.ts';
import { listField, textField } from './wire.ts';

/** One key that fills a slot. */
export interface SlotKey {
  readonly key: string;
  readonly type: TemplateParam['type'];
  readonly example?: string;
  readonly isOptional?: true;
}

/** Where in a message a slot's parameter goes. */
export type SlotPlace =
  | { readonly component: 'header' | 'body' | 'limited_time_offer' }
  /** `isAlways`: named in the message even where nothing fills it. */
  | { readonly component: 'button'; readonly subType: ButtonSubType; readonly index: number; readonly isAlways: boolean };

/** One opening of a template: the keys that fill it, where their parameter goes, and how it is made. */
export interface Slot {
  /** The card of a carousel, counted from 0; null outside of one. */
  readonly card: number | null;
  readonly place: SlotPlace;
  readonly keys: readonly SlotKey[];
  /** Asked only when every key that is not optional has a value. Undefined: nothing to say. */
  readonly fill: (valueOf: (key: string) => string | undefined) => Made | undefined;
}

/** `{{1}}`, `{{first_name}}`. */
const PLACEHOLDER = /\{\{\s*([^{}\s]+)\s*\}\}/g;

/** The components of each card of a carousel, in their order; none for any other component. */
export function cardsOf(component: unknown): readonly (readonly unknown[])[] {
  return typeOf(component) === 'CAROUSEL' ? listField(component, 'cards').map((card) => listField(card, 'components')) : [];
}

/** A component's or button's type, in the upper case in which Meta lists it. */
export function typeOf(component: unknown): string {
  return textField(component, 'type')?.toUpperCase() ?? '';
}

/** The names that a text leaves open, each once, positions in their order: Meta goes by the order of what it is given. */
export function placeholdersIn(text: string): readonly string[] {
  const names = [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name))];
  return names.every(isPosition) ? names.toSorted((a, b) => Number(a) - Number(b)) : names;
}

/** The text with every placeholder replaced by what `shown` makes of its name. */
export function withPlaceholders(text: string, shown: (name: string) => string): string {
  return text.replaceAll(PLACEHOLDER, (_whole, name: string) => shown(name));
}
