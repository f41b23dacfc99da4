import type { ApiAnswer, ApiCall } from '../calls.ts';
import type { GraphOptions } from '../graph.ts';
import type { Ids } from '../ids.ts';
import { parseJson } from '../json.ts';
import type { Trouble } from '../trouble.ts';
import { outage, refuse, throttled, unauthorized, unknownObject } from './errors.ts';
import { takeMessage } from './send.ts';
import type { GraphState } from './state.ts';

/** The platform's own words for what is switched on. */
export function failure(trouble: Trouble, ids: Ids): ApiAnswer {
  if (trouble.kind === 'throttle') return throttled(trouble.retryAfterSeconds, ids.token());
  if (trouble.kind === 'expired_token') return unauthorized('expired', ids.token());
  return outage(trouble.status, ids.token());
}

/** One call to the Graph API: https://developers.facebook.com/documentation/business-messaging/whatsapp/ */
export async function answerGraph(options: GraphOptions, state: GraphState, call: ApiCall, trouble: Trouble): Promise<ApiAnswer> {
  const trace = state.ids.token();
  if (call.headers['authorization'] !== `Bearer ${options.accessToken}`) return unauthorized('invalid', trace);
  const now = state.parts.clock.now();
  if (call.path === '/whatsapp_business/attachments/') {
    const file = state.media.open(call.query, now);
    return file === undefined ? { status: 404, body: '' } : { status: 200, headers: { 'content-type': file.mimeType }, body: file.bytes };
  }
  const [, version = '', id = '', edge = '', ...rest] = call.path.split('/');
  if (!/^v\d+\.\d+$/.test(version) || rest.length > 0) return unknownObject(call.method, id || version, trace);
  if (call.method === 'POST' && id === options.phoneNumberId && edge === 'messages') {
    const body = parseJson(call.body);
    return body === undefined
      ? refuse({ code: 100, details: 'The request body is not valid JSON.' }, trace)
      : takeMessage(state, body, trouble);
  }
  if (call.method === 'POST' && id === options.phoneNumberId && edge === 'media') return takeUpload(state, call, trace);
  if (call.method !== 'GET') return unknownObject(call.method, id, trace);
  if (id === options.businessAccountId && edge === 'message_templates') {
    return { status: 200, body: { data: state.templates, paging: { cursors: { before: 'MAZDZD', after: 'MjQZD' } } } };
  }
  if (id === options.phoneNumberId && edge === '') return { status: 200, body: describeNumber(options) };
  const description = edge === '' ? state.media.describe(id, now) : undefined;
  return description === undefined ? unknownObject(call.method, id, trace) : { status: 200, body: description };
}

function describeNumber(options: GraphOptions): unknown {
  return {
    id: options.phoneNumberId,
    display_phone_number: options.displayPhoneNumber,
    verified_name: options.verifiedName,
    code_verification_status: 'VERIFIED',
    quality_rating: 'GREEN',
    platform_type: 'CLOUD_API',
    throughput: { level: 'STANDARD' },
  };
}

async function takeUpload(state: GraphState, call: ApiCall, trace: string): Promise<ApiAnswer> {
  const contentType = call.headers['content-type'] ?? '';
  const form = await new Response(new Uint8Array(call.body), { headers: { 'content-type': contentType } })
    .formData()
    .catch(() => undefined);
  const file = form?.get('file');
  if (form === undefined || form.get('messaging_product') !== 'whatsapp' || !(file instanceof File)) {
    return refuse({ code: 100, details: 'messaging_product and file are required.' }, trace);
  }
  const type = form.get('type');
  const mimeType = typeof type === 'string' && type.includes('/') ? type : file.type;
  return { status: 200, body: { id: state.media.keep({ bytes: Buffer.from(await file.arrayBuffer()), mimeType, name: file.name }) } };
}

/** Meta's check of a callback address: it must echo the challenge. */
export async function verifyCallback(url: string | null, token: string): Promise<{ ok: boolean; status: number | null }> {
  if (url === null) return { ok: false, status: null };
  const challenge = String(1_000_000_000 + Math.floor(Math.random() * 1_000_000_000));
  const query = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.challenge': challenge, 'hub.verify_token': token });
  try {
    const response = await fetch(`${url}?${query.toString()}`, { redirect: 'manual', signal: AbortSignal.timeout(10_000) });
    return { ok: response.status === 200 && (await response.text()) === challenge, status: response.status };
  } catch {
    return { ok: false, status: null };
  }
}
