import type { KnownTemplate } from '../../model/template.ts';
import type { TemplateCard, TemplateComponent, TemplateParameter } from './bodies.ts';
import { type Drawn, drawn, refusedDrawing } from './drawn.ts';
import { templateBody, type TemplateContent } from './render-template.ts';
import type { Slot } from './template-shape.ts';
import { slotsOf } from './template-slots.ts';

/** A slot with what its values made. */
interface FilledSlot {
  readonly slot: Slot;
  readonly parameter: TemplateParameter | undefined;
}

/**
 * A template that was listed: every opening filled by the keys of `slotsOf`, each button by its own kind. What it must be given and
 * was not is a refusal that names it; a key it does not have is left out and said.
 */
export function drawKnownTemplate(content: TemplateContent, known: KnownTemplate): Drawn {
  const slots = slotsOf(known.components);
  const valueOf = (key: string) => {
    const value = Object.hasOwn(content.params, key) ? content.params[key] : undefined;
    return value?.trim() === '' ? undefined : value;
  };
  const missing = missingOf(slots, valueOf);
  if (missing.length > 0) return refusedDrawing('message_invalid', `The template "${known.name}" was not given ${listed(missing)}.`);
  const filled: FilledSlot[] = [];
  for (const slot of slots) {
    const made = slot.fill(valueOf);
    if (typeof made === 'string') return refusedDrawing('message_invalid', made);
    filled.push({ slot, parameter: made });
  }
  const body = templateBody(known.name, known.language, componentsOf(filled));
  return drawn(body, strangersOf(content.params, slots, known.name));
}

function missingOf(slots: readonly Slot[], valueOf: (key: string) => string | undefined): readonly string[] {
  const wanted = slots.flatMap((slot) => slot.keys.filter((key) => key.isOptional !== true).map(({ key }) => key));
  return [...new Set(wanted)].filter((key) => valueOf(key) === undefined);
}

/** `"1", "name" and "button.0"` */
function listed(keys: readonly string[]): string {
  const quoted = keys.map((key) => `"${key}"`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1) ?? ''}`;
}

function strangersOf(params: TemplateContent['params'], slots: readonly Slot[], name: string): readonly string[] {
  const known = new Set(slots.flatMap((slot) => slot.keys.map(({ key }) => key)));
  return Object.keys(params)
    .filter((key) => !known.has(key))
    .map((key) => `The template "${name}" has no parameter "${key}", so it was left out.`);
}

function componentsOf(filled: readonly FilledSlot[]): readonly TemplateComponent[] {
  const cards = [...new Set(filled.flatMap(({ slot }) => slot.card ?? []))];
  const carousel = cards.map((card): TemplateCard => ({ card_index: card, components: componentsAt(filled, card) }));
  return [...componentsAt(filled, null), ...(carousel.length === 0 ? [] : [{ type: 'carousel', cards: carousel } as const])];
}

/** The components of one card, or of the template around them: one for header, body and offer, one for each button. */
function componentsAt(filled: readonly FilledSlot[], card: number | null): readonly TemplateComponent[] {
  const here = filled.filter(({ slot }) => slot.card === card);
  const wholes = (['header', 'body', 'limited_time_offer'] as const).flatMap((type): TemplateComponent[] => {
    const parameters = here.filter(({ slot }) => slot.place.component === type).flatMap(({ parameter }) => parameter ?? []);
    return parameters.length === 0 ? [] : [{ type, parameters }];
  });
  return [...wholes, ...here.flatMap(buttonOf)];
}

function buttonOf({ slot: { place }, parameter }: FilledSlot): TemplateComponent[] {
  if (place.component !== 'button' || (parameter === undefined && !place.isAlways)) return [];
  const head = { type: 'button', sub_type: place.subType, index: String(place.index) } as const;
  return [parameter === undefined ? head : { ...head, parameters: [parameter] }];
}
