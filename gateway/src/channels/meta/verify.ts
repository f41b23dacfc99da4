import { createHmac, timingSafeEqual } from 'node:crypto';
import { isSameText } from '../../model/proof.ts';
import type { RawRequest, Reply, Verdict } from '../channel.ts';

const SIGNATURE = /^sha256=([0-9a-f]{64})$/i;

/**
 * Meta's check of a callback address: the challenge is given back where the token is ours. The same for WhatsApp, Pages and Instagram
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint,
 * https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks).
 *
 * @returns undefined where the request is no such check
 */
export function handshake(request: RawRequest, settings: { readonly verifyToken: string }): Reply | undefined {
  const mode = request.query['hub.mode'];
  if (request.method !== 'GET' || mode === undefined) return undefined;
  const token = request.query['hub.verify_token'] ?? '';
  const challenge = request.query['hub.challenge'];
  const ours = settings.verifyToken !== '' && isSameText(token, settings.verifyToken);
  if (mode !== 'subscribe' || challenge === undefined || !ours) return { status: 403, contentType: 'text/plain', body: 'forbidden' };
  return { status: 200, contentType: 'text/plain', body: challenge };
}

/**
 * Judges `X-Hub-Signature-256`: HMAC-SHA256 with the app secret over the raw body, or else over the same body with its
 * non-ASCII characters as Meta escapes them (`\u` and four lower-case digits), which is what Meta signs (same pages as
 * above). The older SHA-1 header is never enough.
 */
export function verify(request: RawRequest, settings: { readonly appSecret: string }): Verdict {
  if (settings.appSecret === '') return forged('no app secret is set');
  const digits = SIGNATURE.exec(request.headers['x-hub-signature-256'] ?? '')?.[1];
  if (digits === undefined) return forged('no X-Hub-Signature-256, or a malformed one');
  const given = Buffer.from(digits, 'hex');
  if (timingSafeEqual(given, hmac(settings.appSecret, request.body))) return { is: 'genuine' };
  if (isAscii(request.body)) return forged('the signature does not fit the body');
  const escaped = Buffer.from(escapeUnicode(request.body.toString('utf8')));
  return timingSafeEqual(given, hmac(settings.appSecret, escaped)) ? { is: 'genuine' } : forged('the signature does not fit the body');
}

function hmac(secret: string, body: Buffer): Buffer {
  return createHmac('sha256', secret).update(body).digest();
}

function isAscii(body: Buffer): boolean {
  return body.every((byte) => byte < 0x7f);
}

/** Everything from DEL on, one UTF-16 unit at a time. */
function escapeUnicode(text: string): string {
  return text.replace(/[^\0-~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function forged(why: string): Verdict {
  return { is: 'forged', why };
}
