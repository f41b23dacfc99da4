import { createHmac } from 'node:crypto';
import { isSameText } from '../../model/proof.ts';
import type { RawRequest, Verdict } from '../channel.ts';
import type { LineSettings } from './settings.ts';

/**
 * Whether LINE signed these bytes: `x-line-signature` is the base64 of HMAC-SHA256 over the raw body with the channel
 * secret (https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/). Constant time, never throws.
 *
 * The texts are compared, not what they decode to: Node decodes base64 leniently, so that the SDK's `validateSignature`
 * also takes a signature with stray characters or without its padding, which LINE never sends.
 */
export function verify(request: RawRequest, settings: LineSettings): Verdict {
  if (settings.channelSecret === '') return { is: 'forged', why: 'the channel has no channel secret' };
  const given = request.headers['x-line-signature'];
  if (given === undefined || given === '') return { is: 'forged', why: 'the request has no x-line-signature' };
  const expected = createHmac('sha256', settings.channelSecret).update(request.body).digest('base64');
  return isSameText(given, expected) ? { is: 'genuine' } : { is: 'forged', why: 'x-line-signature does not fit the body' };
}
