/**
 * A voice note as WhatsApp sends it: Ogg with Opus (RFC 7845), here of silence.
 * @param seconds its length
 */
export function sampleVoiceOgg(seconds: number): Buffer {
  const serial = 0x7061726c;
  const frames = Math.max(1, Math.round(seconds * 50));
  const pages = [
    page({ serial, sequence: 0, granule: 0n, flags: 2, packets: [opusHead()] }),
    page({ serial, sequence: 1, granule: 0n, flags: 0, packets: [opusTags()] }),
  ];
  for (let from = 0; from < frames; from += 50) {
    const count = Math.min(50, frames - from);
    const isLast = from + count >= frames;
    const packets = Array.from({ length: count }, () => SILENT_FRAME);
    pages.push(page({ serial, sequence: pages.length, granule: BigInt(from + count) * 960n, flags: isLast ? 4 : 0, packets }));
  }
  return Buffer.concat(pages);
}

/** 20 ms of silence: a CELT frame with nothing in it (RFC 6716, section 3.1). */
const SILENT_FRAME = Buffer.from('f8fffe', 'hex');

function opusHead(): Buffer {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 0, 'latin1');
  head.writeUInt8(1, 8);
  head.writeUInt8(1, 9);
  head.writeUInt16LE(312, 10);
  head.writeUInt32LE(48_000, 12);
  return head;
}

function opusTags(): Buffer {
  const vendor = Buffer.from('sandbox', 'latin1');
  const tags = Buffer.alloc(16 + vendor.length);
  tags.write('OpusTags', 0, 'latin1');
  tags.writeUInt32LE(vendor.length, 8);
  vendor.copy(tags, 12);
  return tags;
}

interface Page {
  readonly serial: number;
  readonly sequence: number;
  readonly granule: bigint;
  readonly flags: number;
  /** Each shorter than 255 bytes, at most 255 of them. */
  readonly packets: readonly Buffer[];
}

/** RFC 3533, section 6. */
function page({ serial, sequence, granule, flags, packets }: Page): Buffer {
  const header = Buffer.alloc(27 + packets.length);
  header.write('OggS', 0, 'latin1');
  header.writeUInt8(flags, 5);
  header.writeBigUInt64LE(granule, 6);
  header.writeUInt32LE(serial, 14);
  header.writeUInt32LE(sequence, 18);
  header.writeUInt8(packets.length, 26);
  packets.forEach((packet, index) => header.writeUInt8(packet.length, 27 + index));
  const whole = Buffer.concat([header, ...packets]);
  whole.writeUInt32LE(checksum(whole), 22);
  return whole;
}

/** Ogg's own CRC-32: polynomial 04c11db7, not reflected, starting at zero. */
function checksum(bytes: Buffer): number {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) sum = (sum & 0x80000000) !== 0 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
  }
  return sum >>> 0;
}
