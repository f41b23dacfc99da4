import { isSameText } from '../../model/proof.ts';
import type { RawRequest, Reply, Verdict } from '../channel.ts';
import { encryptedIn, openBody, readBody } from './body.ts';
import { signatureOf } from './sealing.ts';
import { keyOf, type WechatSettings } from './settings.ts';

/** WeChat tries three times within 15 seconds; the rest is for clocks that differ. */
const FRESH_MS = 5 * 60_000;

/**
 * Answers WeChat's check of our address, a GET with `echostr`, which is the same in every mode
 * (https://developers.weixin.qq.com/doc/oplatform/developers/dev/push/encryption.html). Undefined where the request is none.
 */
export function handshake(request: RawRequest, settings: WechatSettings): Reply | undefined {
  const { echostr } = request.query;
  if (echostr === undefined) return undefined;
  const basis = basisOf(request, settings);
  const isGenuine = typeof basis !== 'string' && plainFault(request, basis) === undefined;
  return isGenuine
    ? { status: 200, contentType: 'text/plain; charset=utf-8', body: echostr }
    : { status: 403, contentType: 'text/plain; charset=utf-8', body: 'The signature does not fit the token of this channel.' };
}

/**
 * Whether WeChat sent this, not longer than 5 minutes ago. With an EncodingAESKey `msg_signature` must fit the encrypted part,
 * which must open; nothing else is taken then, since whoever has seen a plain request can put its signature before any body. Without
 * a key `signature` must fit token, time and nonce, which is all that the plain mode signs. A nonce may come again: WeChat repeats
 * what was not answered, and the ids in it drop doubles. Constant time where secrets are compared, never throws.
 */
export function verify(request: RawRequest, settings: WechatSettings, now: number): Verdict {
  const basis = basisOf(request, settings);
  if (typeof basis === 'string') return forged(basis);
  const fault = keyOf(settings) === undefined ? plainFault(request, basis) : sealedFault(request, basis, settings);
  if (fault !== undefined) return forged(fault);
  return isFresh(basis.timestamp, now) ? { is: 'genuine' } : forged('the request is older or newer than 5 minutes');
}

/** What each of WeChat's signatures is over. */
interface Basis {
  readonly token: string;
  readonly timestamp: string;
  readonly nonce: string;
}

/** Or what is missing of it. */
function basisOf({ query }: RawRequest, { token }: WechatSettings): Basis | string {
  const { timestamp, nonce } = query;
  if (token === '') return 'the channel has no token';
  if (timestamp === undefined || nonce === undefined) return 'the request has no timestamp or no nonce';
  return { token, timestamp, nonce };
}

function plainFault({ query }: RawRequest, { token, timestamp, nonce }: Basis): string | undefined {
  const { signature } = query;
  if (signature === undefined) return 'the request has no signature';
  return isSameText(signature, signatureOf(token, timestamp, nonce)) ? undefined : 'signature does not fit the token';
}

function sealedFault(request: RawRequest, { token, timestamp, nonce }: Basis, settings: WechatSettings): string | undefined {
  const { msg_signature: signature } = request.query;
  if (signature === undefined) return 'the request has no msg_signature, but the channel has an EncodingAESKey';
  const body = readBody(request.body);
  if (body === undefined) return 'the request is neither XML nor JSON, or too large';
  const encrypted = encryptedIn(body);
  if (encrypted === undefined) return 'the request has no encrypted part, but the channel has an EncodingAESKey';
  if (!isSameText(signature, signatureOf(token, timestamp, nonce, encrypted))) return 'msg_signature does not fit the encrypted part';
  return openBody(body, settings) === undefined ? 'the encrypted part does not open with the EncodingAESKey and AppID' : undefined;
}

function isFresh(timestamp: string, now: number): boolean {
  return /^\d{1,11}$/.test(timestamp) && Math.abs(now - Number(timestamp) * 1000) <= FRESH_MS;
}

function forged(why: string): Verdict {
  return { is: 'forged', why };
}
