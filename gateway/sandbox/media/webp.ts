const SIZE = 256;

/** A sticker as WhatsApp sends it: a smiling face, transparent around it. Lossless WebP, 256 × 256. */
export function sampleSticker(): Buffer {
  const bits = createBits();
  bits.put(0x2f, 8);
  bits.put(SIZE - 1, 14);
  bits.put(SIZE - 1, 14);
  bits.put(1, 1); // has transparency
  bits.put(0, 3); // version
  bits.put(0, 1); // no transform
  bits.put(0, 1); // no colour cache
  bits.put(0, 1); // one set of prefix codes for the whole picture
  // Two colours that differ only in transparency: every code but alpha's has one symbol and so takes no bits at all.
  putCode(bits, [0xc8]); // green
  putCode(bits, [0xff]); // red
  putCode(bits, [0x3d]); // blue
  putCode(bits, [0x00, 0xff]); // alpha
  putCode(bits, [0x00]); // distance: never used
  for (let y = 0; y < SIZE; y++) for (let x = 0; x < SIZE; x++) bits.put(isInk(x, y) ? 1 : 0, 1);
  const data = bits.bytes();
  const padded = data.length % 2 === 0 ? data : Buffer.concat([data, Buffer.alloc(1)]);
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32LE(padded.length + 12, 0);
  sizes.writeUInt32LE(data.length, 4);
  return Buffer.concat([Buffer.from('RIFF'), sizes.subarray(0, 4), Buffer.from('WEBPVP8L'), sizes.subarray(4), padded]);
}

function isInk(x: number, y: number): boolean {
  const fromMiddle = Math.hypot(x - 128, y - 128);
  const isEye = Math.hypot((x - 92) * 1.4, y - 104) < 18 || Math.hypot((x - 164) * 1.4, y - 104) < 18;
  const isMouth = y > 136 && fromMiddle > 58 && fromMiddle < 76 && Math.abs(x - 128) < 62;
  return fromMiddle < 118 && !isEye && !isMouth;
}

interface Bits {
  put(value: number, count: number): void;
  bytes(): Buffer;
}

/** Bits are packed from the least significant end (https://developers.google.com/speed/webp/docs/webp_lossless_bitstream_specification). */
function createBits(): Bits {
  const bytes: number[] = [];
  let used = 0;
  return {
    put(value, count) {
      for (let i = 0; i < count; i++) {
        if (used % 8 === 0) bytes.push(0);
        const last = bytes.length - 1;
        bytes[last] = (bytes[last] ?? 0) | (((value >> i) & 1) << (used % 8));
        used += 1;
      }
    },
    bytes: () => Buffer.from(bytes),
  };
}

/** A "simple code length code" of one or two 8-bit symbols. */
function putCode(bits: Bits, symbols: readonly number[]): void {
  bits.put(1, 1);
  bits.put(symbols.length - 1, 1);
  bits.put(1, 1);
  for (const symbol of symbols) bits.put(symbol, 8);
}
