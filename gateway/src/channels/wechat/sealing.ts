import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';

/**
 * WeChat's encryption of webhooks and of the answers to them
 * (https://developers.weixin.qq.com/doc/oplatform/developers/dev/push/encryption.html): AES-256-CBC with a key that is also the
 * initial vector, over 16 random bytes, the length of the message in four bytes, the message, and the AppID; padded to blocks of 32,
 * which is why the padding is ours and not the cipher's.
 */
const PADDED_TO = 32;
const RANDOM_BYTES = 16;
const LENGTH_BYTES = 4;

/** The message in a base64 text, or undefined where key, padding, length or AppID do not fit. Never throws. */
export function unseal(encrypted: string, encodingAesKey: string, appId: string): string | undefined {
  const plain = decrypted(encrypted, encodingAesKey);
  const padding = plain?.at(-1) ?? 0;
  if (plain === undefined || padding < 1 || padding > PADDED_TO || padding > plain.length) return undefined;
  const whole = plain.subarray(0, plain.length - padding);
  if (whole.length < RANDOM_BYTES + LENGTH_BYTES) return undefined;
  const start = RANDOM_BYTES + LENGTH_BYTES;
  const end = start + whole.readUInt32BE(RANDOM_BYTES);
  if (end > whole.length || whole.toString('utf8', end) !== appId) return undefined;
  return whole.toString('utf8', start, end);
}

function decrypted(encrypted: string, encodingAesKey: string): Buffer | undefined {
  const bytes = Buffer.from(encrypted, 'base64');
  const key = keyBytes(encodingAesKey);
  if (bytes.length === 0 || bytes.length % 16 !== 0 || key.length !== 32) return undefined;
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([decipher.update(bytes), decipher.final()]);
}

/** @param random 16 bytes that nobody can foresee */
export function seal(message: string, encodingAesKey: string, appId: string, random: Buffer): string {
  const body = Buffer.from(message, 'utf8');
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(body.length);
  const plain = Buffer.concat([random.subarray(0, RANDOM_BYTES), length, body, Buffer.from(appId, 'utf8')]);
  const padding = PADDED_TO - (plain.length % PADDED_TO);
  const key = keyBytes(encodingAesKey);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(padding, padding)), cipher.final()]).toString('base64');
}

function keyBytes(encodingAesKey: string): Buffer {
  return Buffer.from(`${encodingAesKey}=`, 'base64');
}

/** SHA-1 in hex over the texts in the order of their characters, as one text. */
export function signatureOf(...texts: readonly string[]): string {
  return createHash('sha1').update(texts.toSorted().join('')).digest('hex');
}
