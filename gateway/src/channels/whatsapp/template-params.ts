import type { TemplateParam } from '../../model/template.ts';
import { cardsOf, type Slot, typeOf, withPlaceholders } from './template-shape.ts';
import { slotsOf } from './template-slots.ts';
import { field, present, textField } from './wire.ts';

/** What a template can be given, each key once. A one-time code fills its body and its button. */
export function paramsOf(components: readonly unknown[]): readonly TemplateParam[] {
  const params = new Map<string, TemplateParam>();
  for (const slot of slotsOf(components)) {
    for (const { key, type, example, isOptional } of slot.keys) {
      const param = present<TemplateParam>({ name: key, type, place: placeOf(slot), example, optional: isOptional });
      if (!params.has(key)) params.set(key, param);
    }
  }
  return [...params.values()];
}

/** The countdown of an offer stands above the body, which is nearest to it. */
function placeOf({ place }: Slot): TemplateParam['place'] {
  return place.component === 'limited_time_offer' ? 'body' : place.component;
}

/** What a customer reads: header, offer, body and footer, then each card's, on lines of their own, with `{{key}}` for each parameter. */
export function textOfTemplate(components: readonly unknown[]): string {
  const cards = components.flatMap((component) => cardsOf(component));
  return [...linesOf(components, ''), ...cards.flatMap((card, index) => linesOf(card, `card.${index}.`))].join('\n');
}

function linesOf(components: readonly unknown[], prefix: string): readonly string[] {
  const lineOf = (type: string) =>
    components.filter((component) => typeOf(component) === type).map((component) => shown(component, prefix));
  return [...lineOf('HEADER'), ...lineOf('LIMITED_TIME_OFFER'), ...lineOf('BODY'), ...lineOf('FOOTER')].filter((line) => line !== '');
}

function shown(component: unknown, prefix: string): string {
  const type = typeOf(component);
  const text = textField(type === 'LIMITED_TIME_OFFER' ? field(component, 'limited_time_offer') : component, 'text') ?? '';
  return withPlaceholders(text, (name) => `{{${prefix}${type === 'HEADER' ? 'header.' : ''}${name}}}`);
}
