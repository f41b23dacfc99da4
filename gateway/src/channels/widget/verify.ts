import { createHmac } from 'node:crypto';
import { isSameText } from '../../model/proof.ts';
import type { RawRequest, Verdict } from '../channel.ts';
import type { WidgetSettings } from './settings.ts';

/** The header that proves a request at the channel's webhook address. */
export const SIGNATURE_HEADER = 'x-parley-signature';

/** What `SIGNATURE_HEADER` must be for a body: HMAC-SHA256 in lower-case hex with the channel's identity secret. */
export function signatureOf(body: Buffer | string, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

/** Whether the site's server, or our own widget routes, made this request. Constant time, never throws. */
export function verify(request: RawRequest, settings: Pick<WidgetSettings, 'identitySecret'>): Verdict {
  const { identitySecret: secret } = settings;
  if (secret === undefined || secret === '') return { is: 'forged', why: 'the channel has no identity secret' };
  const given = request.headers[SIGNATURE_HEADER];
  if (given === undefined || given === '') return { is: 'forged', why: `the request has no ${SIGNATURE_HEADER}` };
  return isSameText(given, signatureOf(request.body, secret))
    ? { is: 'genuine' }
    : { is: 'forged', why: `${SIGNATURE_HEADER} does not fit the body` };
}

/** Who a page says that its visitor is. */
export interface ClaimedIdentity {
  readonly id: string;
  /** Seconds since 1970. */
  readonly expires: number;
  readonly signature: string;
}

/**
 * Whether the site's server vouches for this visitor now: `signature` is HMAC-SHA256 in lower-case hex, with the identity secret, over
 * `<expires>.<id>`. Constant time, never throws.
 *
 * @param now milliseconds since 1970
 */
export function verifyIdentity(
  { id, expires, signature }: ClaimedIdentity,
  settings: Pick<WidgetSettings, 'identitySecret'>,
  now: number,
): 'valid' | 'expired' | 'forged' {
  const { identitySecret: secret } = settings;
  if (secret === undefined || secret === '' || !isSameText(signature, signatureOf(`${expires}.${id}`, secret))) return 'forged';
  return expires * 1000 > now ? 'valid' : 'expired';
}
