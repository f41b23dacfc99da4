import type { TemplateFile, TemplateParameter } from './bodies.ts';
import { asObject, present, readJson } from './wire.ts';

/** A parameter as Meta takes it, or a sentence on what is wrong with the value. */
export type Made = TemplateParameter | string;
/** Kinds of files that a header shows. */
export type HeaderFile = 'image' | 'video' | 'gif' | 'document';

const POSITION = /^[1-9]\d*$/;
const UPLOADED = /^\d+$/;

/** Whether a key is a position, not a name. */
export function isPosition(key: string): boolean {
  return POSITION.test(key);
}

/** @param name the parameter's own name in the template's text: a position, or a name that has to be said */
export function textParameter(name: string, text: string): TemplateParameter {
  return isPosition(name) ? { type: 'text', text } : { type: 'text', parameter_name: name, text };
}

/** The changing end of a button's address; it has no name even where the body's parameters have. */
export function addressEnd(text: string): TemplateParameter {
  return { type: 'text', text };
}

/** @param value the file's address, or the digits of an id that WhatsApp gave for an upload */
export function fileParameter(kind: HeaderFile, value: string, filename?: string): TemplateParameter {
  const place = UPLOADED.test(value) ? { id: value } : { link: value };
  const file: TemplateFile = kind === 'document' && filename !== undefined ? { ...place, filename } : place;
  switch (kind) {
    case 'image':
      return { type: 'image', image: file };
    case 'video':
      return { type: 'video', video: file };
    case 'gif':
      return { type: 'gif', gif: file };
    case 'document':
      return { type: 'document', document: file };
  }
}

/** A place on the earth in decimal degrees. */
export function locationParameter(latitude: string, longitude: string, name: string | undefined, address: string | undefined): Made {
  if (!isWithin(latitude, 90)) return `The latitude "${latitude}" is no number from -90 to 90.`;
  if (!isWithin(longitude, 180)) return `The longitude "${longitude}" is no number from -180 to 180.`;
  const location = present<Extract<TemplateParameter, { type: 'location' }>['location']>({ latitude, longitude, name, address });
  return { type: 'location', location };
}

function isWithin(degrees: string, most: number): boolean {
  return degrees.trim() !== '' && Math.abs(Number(degrees)) <= most;
}

/** @param value when the offer ends: milliseconds since 1970, or a date and time as ISO 8601 has them */
export function offerParameter(value: string): Made {
  const at = UPLOADED.test(value) ? Number(value) : Date.parse(value);
  if (!Number.isSafeInteger(at)) return `The end of the offer "${value}" is no time; write it like 2026-12-31T23:59:00Z.`;
  return { type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: at } };
}

/** What a flow begins with: a token that comes back with its answer, and data for its first screen as a JSON object. */
export function flowParameter(token: string | undefined, data: string | undefined): Made | undefined {
  if (token === undefined && data === undefined) return undefined;
  const read = data === undefined ? undefined : readJson(data);
  const fields = read?.is === 'json' ? asObject(read.json) : {};
  if (data !== undefined && Object.keys(fields).length === 0) return 'The data of a flow must be a JSON object with something in it.';
  return {
    type: 'action',
    action: present<Record<string, unknown>>({ flow_token: token, flow_action_data: data === undefined ? undefined : fields }),
  };
}

/** The product of a catalog whose picture stands above the message. */
export function catalogParameter(product: string): TemplateParameter {
  return { type: 'action', action: { thumbnail_product_retailer_id: product } };
}
