import { type KeyObject, createHmac, createSecretKey } from 'node:crypto';

/** Standard Webhooks' prefix of a secret: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export const SECRET_PREFIX = 'whsec_';

/** The key of a `whsec_…` secret, made once: with the bare bytes every signature would make it anew, at four times the cost. */
export function signingKey(secret: string): KeyObject {
  return createSecretKey(secret.slice(SECRET_PREFIX.length), 'base64');
}

/**
 * The three headers of Standard Webhooks over a body: the id is the same for every try, the signature is
 * `v1,` and the base64 of HMAC-SHA256 over `<id>.<timestamp>.<body>`; of several keys each gives one, with spaces between.
 *
 * @param timestamp seconds since 1970
 */
export function signatureHeaders(keys: readonly KeyObject[], id: string, timestamp: number, body: string): Record<string, string> {
  const signatures = keys.map((key) => `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`);
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures.join(' ') };
}
