import { createHmac, timingSafeEqual } from 'crypto';

/** A delivery as it arrived. Header values are undefined where the header is missing. */
export type SignedDelivery = {
  readonly id: string | undefined;
  /** Unix time in seconds. */
  readonly timestamp: string | undefined;
  /** `v1,<base64>`, several of them separated by spaces while a secret is being changed. */
  readonly signatures: string | undefined;
  readonly rawBody: Buffer;
};

/** How far a delivery's clock may be from ours: https://www.standardwebhooks.com, "Verifying webhook authenticity". */
const TOLERANCE_SECONDS = 300;

const SECRET_PREFIX = 'whsec_';

/**
 * Whether a delivery was signed with `secret`, over exactly these bytes and not longer than five minutes ago
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md). Compares in constant time.
 * Without a secret nothing is genuine.
 *
 * @param secret `whsec_` and the key in base64
 * @param nowSeconds our clock, Unix time in seconds
 */
export function isGenuine(delivery: SignedDelivery, secret: string | undefined, nowSeconds: number): boolean {
  const { id, timestamp, signatures, rawBody } = delivery;
  if (!secret?.startsWith(SECRET_PREFIX) || !id || !timestamp || !signatures) return false;
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(nowSeconds - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
  if (key.length === 0) return false;
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(rawBody).digest();
  return signatures.split(' ').some((signature) => {
    const [version, value] = signature.split(',');
    if (version !== 'v1' || value === undefined) return false;
    const given = Buffer.from(value, 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
