import type { TemplateParam } from '../../model/template.ts';
import { field, isFields, textField } from './wire.ts';

type Place = TemplateParam['place'];

/** A piece of a content that a customer sees or taps, and the key it stands under. */
interface Piece {
  readonly key: string;
  readonly place: Place;
  readonly text: string;
}

/** Keys that say where their texts are seen; all others are where their parent is, at first the body. */
const PLACES: ReadonlyMap<string, Place> = new Map<string, Place>([
  ['header_text', 'header'],
  ['media', 'header'],
  ['media_url', 'header'],
  ['footer', 'footer'],
  ['actions', 'button'],
  ['button', 'button'],
  ['button_text', 'button'],
]);
/** Texts that are a preview, in this order. */
const SHOWN = ['header_text', 'title', 'body', 'subtitle', 'footer'];
const MAX_DEPTH = 8;
const VARIABLE = /\{\{\s*([A-Za-z0-9_]{1,64})\s*\}\}/g;

/** The text a customer reads, its parts on lines of their own. */
export function previewOf(definition: unknown): string {
  const lines = SHOWN.flatMap((key) => textField(definition, key) ?? []);
  return lines.join('\n').replace(VARIABLE, '{{$1}}');
}

/**
 * The variables of a content of any type, each once, where it is seen first: header, body, footer, buttons
 * (https://www.twilio.com/docs/content/content-types-overview).
 *
 * @param samples the content's own `variables`
 */
export function paramsOf(type: string, definition: unknown, samples: unknown): readonly TemplateParam[] {
  const found = new Map<string, TemplateParam>();
  const pieces = piecesOf(definition, '', 'body', 0);
  for (const place of ['header', 'body', 'footer', 'button'] as const) {
    for (const piece of pieces.filter((one) => one.place === place)) {
      for (const [, name = ''] of piece.text.matchAll(VARIABLE)) {
        if (!found.has(name)) found.set(name, { name, type: typeOf(piece), place, ...exampleOf(samples, name) });
      }
    }
  }
  // The text of a one-time password is WhatsApp's own; its only variable is the code.
  if (type === 'whatsapp/authentication' && found.size === 0) {
    found.set('1', { name: '1', type: 'code', place: 'body', ...exampleOf(samples, '1') });
  }
  return [...found.values()];
}

function piecesOf(value: unknown, key: string, place: Place, depth: number): readonly Piece[] {
  if (typeof value === 'string') return [{ key, place, text: value }];
  if (depth > MAX_DEPTH) return [];
  if (Array.isArray(value)) return value.flatMap((item) => piecesOf(item, key, place, depth + 1));
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([name, item]) => piecesOf(item, name, PLACES.get(name) ?? place, depth + 1));
}

function typeOf({ key, place }: Piece): TemplateParam['type'] {
  if (key === 'url' || key === 'media' || key === 'media_url') return 'url';
  if (place === 'button' && key === 'id') return 'payload';
  return key === 'code' ? 'code' : 'text';
}

function exampleOf(samples: unknown, name: string): { example?: string } {
  const example = textField(samples, name);
  return example === undefined ? {} : { example };
}

/** The type of a content that is shown on WhatsApp: the one that was approved, else the first. */
export function typeShown(types: unknown, approvedType: string | undefined): string | undefined {
  const names = isFields(types) ? Object.keys(types).filter((name) => isFields(field(types, name))) : [];
  return approvedType !== undefined && names.includes(approvedType) ? approvedType : names[0];
}
