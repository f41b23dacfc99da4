import type { ApiAnswer, ApiCall } from '../calls.ts';
import { refuse, unknownObject } from './errors.ts';
import type { GraphState } from './state.ts';

/** What Meta's upload takes (…/business-phone-numbers/media#supported-media-types), with the most bytes of each. */
const MB = 1024 * 1024;
const MOST: ReadonlyMap<string, number> = new Map([
  ...['audio/aac', 'audio/mp4', 'audio/mpeg', 'audio/amr', 'audio/ogg', 'audio/opus'].map((type) => [type, 16 * MB] as const),
  ...['video/mp4', 'video/3gpp'].map((type) => [type, 16 * MB] as const),
  ...['image/jpeg', 'image/png'].map((type) => [type, 5 * MB] as const),
  ['image/webp', 0.5 * MB],
  ...[
    'application/pdf',
    'text/plain',
    'application/msword',
    'application/vnd.ms-excel',
    'application/vnd.ms-powerpoint',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  ].map((type) => [type, 100 * MB] as const),
]);

/** `POST /{phone}/media`: a form with the file, which is kept for 30 days. */
export async function takeUpload(state: GraphState, call: ApiCall, trace: string): Promise<ApiAnswer> {
  const no = (details: string): ApiAnswer => refuse({ code: 100, details }, trace);
  const contentType = call.headers['content-type'] ?? '';
  const form = await new Response(new Uint8Array(call.body), { headers: { 'content-type': contentType } })
    .formData()
    .catch(() => undefined);
  const file = form?.get('file');
  if (form === undefined || form.get('messaging_product') !== 'whatsapp' || !(file instanceof File)) {
    return no('messaging_product and file are required.');
  }
  const type = form.get('type');
  const mimeType = typeof type === 'string' && type.includes('/') ? type : file.type;
  const most = MOST.get(mimeType.split(';', 1)[0]?.trim() ?? '');
  if (most === undefined) {
    return no(
      `Param file must be a file with one of the following types: ${[...MOST.keys()].join(', ')}. Received file of type '${mimeType}'.`,
    );
  }
  if (file.size > most) return no(`Param file is larger than ${most} bytes.`);
  const stored = { bytes: Buffer.from(await file.arrayBuffer()), mimeType, name: file.name };
  return { status: 200, body: { id: state.media.keepUpload(stored, state.parts.clock.now()) } };
}

/** `GET|DELETE /{media}`. A number that is named must be the one the file was uploaded on, which a customer's file has none of. */
export function describeMedia(state: GraphState, id: string, call: ApiCall, trace: string): ApiAnswer {
  const now = state.parts.clock.now();
  const number = call.query.get('phone_number_id');
  if (number !== null && !(number === state.account.phoneNumberId && state.media.isUpload(id))) {
    return refuse({ code: 100, details: 'Param phone_number_id is not a valid whatsapp business phone number id ID' }, trace);
  }
  if (call.method === 'DELETE' && state.media.find(id, now) !== undefined) {
    state.media.drop(id);
    return { status: 200, body: { success: true } };
  }
  const description = call.method === 'GET' ? state.media.describe(id, now) : undefined;
  return description === undefined ? unknownObject(call.method, id, trace) : { status: 200, body: description };
}
