import { hkdfSync } from 'node:crypto';

/**
 * What whoever sets the gateway up must know besides its address: whoever finds a fresh gateway first would otherwise own it. It stands in
 * the log until that is done and is good for nothing afterwards. Derived from the secret key, so that every gateway on a database and every
 * restart print the same.
 *
 * @param secretKey `PARLEY_SECRET_KEY`
 */
export function setupTokenOf(secretKey: Buffer): string {
  return Buffer.from(hkdfSync('sha256', secretKey, '', 'parley set-up', 15)).toString('base64url');
}
