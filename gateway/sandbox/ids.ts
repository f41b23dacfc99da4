import { randomBytes, randomUUID } from 'node:crypto';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Makes the ids the platforms make. Each call gives a new one. */
export interface Ids {
  /** WhatsApp's message id: `wamid.` and base64. */
  wamid(): string;
  /** A long decimal number, as Meta's media ids and LINE's message ids are. */
  decimal(): string;
  /** LINE's `webhookEventId`: a ULID. */
  ulid(now: number): string;
  uuid(): string;
  /** An opaque token: LINE's reply, quote and mark-as-read tokens, Meta's `fbtrace_id`. */
  token(): string;
}

/** Random ids. */
export function randomIds(): Ids {
  return {
    wamid: () => `wamid.${Buffer.concat([Buffer.from('1c181b', 'hex'), randomBytes(24)]).toString('base64')}`,
    decimal: () => `4${(randomBytes(8).readBigUInt64BE() % 10n ** 17n).toString().padStart(17, '0')}`,
    ulid,
    uuid: () => randomUUID(),
    token: () => randomBytes(24).toString('base64url'),
  };
}

/** 48 bits of time and 80 of chance in Crockford's base32 (https://github.com/ulid/spec). */
function ulid(now: number): string {
  let bits = (BigInt(now) << 80n) | BigInt(`0x${randomBytes(10).toString('hex')}`);
  let text = '';
  for (let i = 0; i < 26; i++) {
    text = (CROCKFORD[Number(bits & 31n)] ?? '') + text;
    bits >>= 5n;
  }
  return text;
}
