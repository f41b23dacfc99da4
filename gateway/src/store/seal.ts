import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** Encrypts what is secret at rest. */
export interface Seal {
  seal(text: string): string;
  /** @throws when the text was sealed with a key that is not known, or altered */
  open(sealed: string): string;
  /** How every text begins that `seal` gives now; one that begins otherwise was sealed with the former key. */
  readonly mark: string;
}

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** How every sealed text begins, whatever the key. */
export const SEALED_MARK = 'v1.';

/**
 * AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D). A sealed text is `v1.<key id>.<base64 of nonce, tag and ciphertext>`;
 * the key id tells which key made it, so that keys can be rotated.
 *
 * @param key 32 bytes
 * @param previous opens what was sealed before the key was changed
 */
export function createSeal(key: Buffer, previous?: Buffer): Seal {
  const keys = new Map([key, ...(previous === undefined ? [] : [previous])].map((one) => [keyIdOf(one), one]));
  const mark = `${SEALED_MARK}${keyIdOf(key)}.`;
  return {
    mark,
    seal(text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return `${mark}${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64')}`;
    },
    open(sealed) {
      const [version, id = '', body] = sealed.split('.');
      const itsKey = keys.get(id);
      if (`${version}.` !== SEALED_MARK || itsKey === undefined || body === undefined) {
        throw new Error(
          'a stored secret was sealed with another PARLEY_SECRET_KEY; start Parley with the key it was set up with, or name that one in PARLEY_SECRET_KEY_PREVIOUS',
        );
      }
      const bytes = Buffer.from(body, 'base64');
      const decipher = createDecipheriv(ALGORITHM, itsKey, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
    },
  };
}

function keyIdOf(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}
