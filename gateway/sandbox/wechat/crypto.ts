import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** A block is 32 bytes here, not AES's 16, so a message may end with up to 32 bytes of padding. */
const BLOCK = 32;
const RANDOM_BYTES = 16;
const LENGTH_BYTES = 4;

/**
 * WeChat's signature: SHA-1 over the parts, sorted as text and joined; `signature` over token, timestamp and nonce, `msg_signature`
 * over the encrypted text as well. https://developers.weixin.qq.com/doc/oplatform/developers/dev/push/encryption.md
 */
export function signatureOf(...parts: readonly string[]): string {
  return createHash('sha1').update(parts.toSorted().join('')).digest('hex');
}

/** The AES key of an EncodingAESKey: its 43 characters are base64 without the padding. Undefined where it gives no 32 bytes. */
export function aesKeyOf(encodingAesKey: string): Buffer | undefined {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  return encodingAesKey.length === 43 && key.length === 32 ? key : undefined;
}

/**
 * Encrypts a message as WeChat does: 16 random bytes, the length (big-endian), the message and the app id, padded to 32 bytes, in
 * AES-256-CBC with the key's first half as the IV. Same page as `signatureOf`.
 */
export function encryptMessage(key: Buffer, message: string, appId: string, random: Buffer = randomBytes(RANDOM_BYTES)): string {
  const bytes = Buffer.from(message);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(bytes.length);
  const plain = Buffer.concat([random, length, bytes, Buffer.from(appId)]);
  const padding = BLOCK - (plain.length % BLOCK);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, RANDOM_BYTES)).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(padding, padding)), cipher.final()]).toString('base64');
}

/** The message and the app id in an encrypted text, or undefined where it is none of this key. */
export function decryptMessage(key: Buffer, encrypted: string): { readonly message: string; readonly appId: string } | undefined {
  const bytes = Buffer.from(encrypted, 'base64');
  if (bytes.length === 0 || bytes.length % BLOCK !== 0) return undefined;
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, RANDOM_BYTES)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(bytes), decipher.final()]);
  const padding = padded.at(-1) ?? 0;
  const plain = padded.subarray(RANDOM_BYTES, padded.length - padding);
  if (padding < 1 || padding > BLOCK || plain.length < LENGTH_BYTES) return undefined;
  const end = LENGTH_BYTES + plain.readUInt32BE(0);
  if (end > plain.length) return undefined;
  return { message: plain.subarray(LENGTH_BYTES, end).toString('utf8'), appId: plain.subarray(end).toString('utf8') };
}
