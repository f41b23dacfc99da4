import type { ApiCall } from '../calls.ts';
import { isObject, parseJson } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { StoredFile } from '../stand-in.ts';

/** What a call asks for, and the file it brings along. */
export interface RequestFields {
  readonly fields: JsonObject;
  /** The upload of a form's `filedata`. */
  readonly file?: StoredFile;
}

/**
 * The parameters of a Graph call: from its address and from its body, which may be JSON, a form or a form with a file. In
 * forms and addresses, objects and lists are written as JSON. Undefined where the body is none of these.
 * https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/saving-assets
 */
export async function readFields(call: ApiCall): Promise<RequestFields | undefined> {
  const fromAddress = readEntries(call.query);
  if (call.body.length === 0) return { fields: fromAddress };
  const type = call.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) return readUpload(call, type, fromAddress);
  if (type.startsWith('application/x-www-form-urlencoded'))
    return { fields: { ...fromAddress, ...readEntries(new URLSearchParams(call.body.toString('utf8'))) } };
  const body = parseJson(call.body);
  return isObject(body) ? { fields: { ...fromAddress, ...body } } : undefined;
}

async function readUpload(call: ApiCall, type: string, fromAddress: JsonObject): Promise<RequestFields | undefined> {
  const form = await new Response(new Uint8Array(call.body), { headers: { 'content-type': type } }).formData().catch(() => undefined);
  if (form === undefined) return undefined;
  const texts = [...form].flatMap(([name, value]): [string, string][] => (typeof value === 'string' ? [[name, value]] : []));
  const fields = { ...fromAddress, ...readEntries(texts) };
  const upload = form.get('filedata');
  if (!(upload instanceof File)) return { fields };
  return { fields, file: { bytes: Buffer.from(await upload.arrayBuffer()), mimeType: upload.type, name: upload.name } };
}

function readEntries(entries: Iterable<[string, string]>): JsonObject {
  const fields: Record<string, unknown> = {};
  for (const [name, text] of entries) fields[name] = readValue(text);
  return fields;
}

/** Numbers stay text: ids are longer than a number holds. */
function readValue(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  return parseJson(Buffer.from(text)) ?? text;
}
