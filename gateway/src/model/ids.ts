/** Prefix of every id, so that an id says what it names. */
export type IdPrefix =
  | 'ann'
  | 'att'
  | 'aud'
  | 'chg'
  | 'chn'
  | 'cmp'
  | 'cnt'
  | 'cnv'
  | 'dlv'
  | 'ers'
  | 'evt'
  | 'idt'
  | 'inv'
  | 'key'
  | 'mal'
  | 'mbr'
  | 'mrg'
  | 'msg'
  | 'ntf'
  | 'psh'
  | 'ses'
  | 'sgn'
  | 'sub'
  | 'tea'
  | 'tpl'
  | 'vis'
  | 'wai'
  | 'whk';

/** Makes ids. Handed in everywhere, so that tests can foresee them. */
export interface Ids {
  /** A new id, `<prefix>_` and 26 characters, later ids of one process sorting after earlier ones. */
  next(prefix: IdPrefix): string;
}

/** Crockford's base 32: no I, L, O or U, sorts like the number it stands for. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_CHARACTERS = 10;
const RANDOM_CHARACTERS = 16;
/** Keeps the first random digit in the lower half, so that counting up never overflows. */
const ROOM_TO_COUNT = 15;
const COUNTED_CHARACTERS = 4;
/** Two digits at a time. */
const PAIRS: readonly string[] = [...ALPHABET].flatMap((first) => [...ALPHABET].map((second) => first + second));

/**
 * Ids in the shape of a ULID (https://github.com/ulid/spec): 48 bits of milliseconds, 79 random bits.
 * Within one millisecond the random part counts up, so that one process never makes two ids out of order.
 *
 * @param now milliseconds since 1970
 * @param randomBytes gives `n` random bytes
 */
export function ulidIds(now: () => number, randomBytes: (n: number) => Uint8Array): Ids {
  let lastMs = -1;
  /** The random digits but the last few, and those as a number, which is all that changes within most milliseconds. */
  let random: number[] = [];
  let count = 0;
  let head = '';
  const headOf = (ms: number) => `${encodeTime(ms)}${random.map((digit) => ALPHABET[digit]).join('')}`;
  return {
    next(prefix) {
      const ms = Math.max(now(), lastMs);
      if (ms !== lastMs) {
        random = Array.from(randomBytes(RANDOM_CHARACTERS), (byte, i) => byte & (i === 0 ? ROOM_TO_COUNT : 31));
        count = random.splice(-COUNTED_CHARACTERS).reduce((sum, digit) => 32 * sum + digit, 0);
        head = headOf(ms);
        lastMs = ms;
      } else if (++count === 32 ** COUNTED_CHARACTERS) {
        increment(random);
        count = 0;
        head = headOf(ms);
      }
      return `${prefix}_${head}${PAIRS[count >> 10] ?? ''}${PAIRS[count & 1023] ?? ''}`;
    },
  };
}

function encodeTime(ms: number): string {
  let rest = ms;
  let text = '';
  for (let i = 0; i < TIME_CHARACTERS; i++) {
    text = (ALPHABET[rest % 32] ?? '0') + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

function increment(digits: number[]): void {
  for (let i = digits.length - 1; i >= 0; i--) {
    const digit = digits[i] ?? 0;
    if (digit < 31) {
      digits[i] = digit + 1;
      return;
    }
    digits[i] = 0;
  }
}
