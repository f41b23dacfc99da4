const SAMPLE_RATE = 44_100;
const SAMPLES_PER_FRAME = 1_024;

/** One AAC-LC frame of silence, mono (ISO/IEC 14496-3). */
const SILENT_FRAME = Buffer.from('00c800802380', 'hex');

/**
 * A voice message as LINE keeps it: AAC in an MPEG-4 file (ISO/IEC 14496-12), here of silence.
 * @param seconds its length
 */
export function sampleVoiceM4a(seconds: number): Buffer {
  return silence('M4A ', seconds);
}

/** The same as a video file: nothing to see, nothing to hear. */
export function sampleClip(seconds: number): Buffer {
  return silence('isom', seconds);
}

function silence(brand: string, seconds: number): Buffer {
  const frames = Math.max(1, Math.round((seconds * SAMPLE_RATE) / SAMPLES_PER_FRAME));
  const type = box('ftyp', ascii(brand), uint32(0), ascii(`${brand}mp42isom`));
  // The table of chunks holds where the sound lies in the file, which depends on how long the table itself is.
  const soundAt = type.length + movie(frames, 0).length + 8;
  return Buffer.concat([type, movie(frames, soundAt), box('mdat', ...Array.from({ length: frames }, () => SILENT_FRAME))]);
}

function movie(frames: number, soundAt: number): Buffer {
  const duration = frames * SAMPLES_PER_FRAME;
  return box(
    'moov',
    full('mvhd', 0, uint32(0, 0, SAMPLE_RATE, duration, 0x00010000), uint16(0x0100, 0), uint32(0, 0), UNITY, uint32(0, 0, 0, 0, 0, 0, 2)),
    box(
      'trak',
      full('tkhd', 3, uint32(0, 0, 1, 0, duration, 0, 0), uint16(0, 0, 0x0100, 0), UNITY, uint32(0, 0)),
      box(
        'mdia',
        full('mdhd', 0, uint32(0, 0, SAMPLE_RATE, duration), uint16(0x55c4, 0)),
        full('hdlr', 0, uint32(0), ascii('soun'), uint32(0, 0, 0), ascii('sound\0')),
        box(
          'minf',
          full('smhd', 0, uint32(0)),
          box('dinf', full('dref', 0, uint32(1), full('url ', 1))),
          box(
            'stbl',
            full('stsd', 0, uint32(1), soundEntry()),
            full('stts', 0, uint32(1, frames, SAMPLES_PER_FRAME)),
            full('stsc', 0, uint32(1, 1, frames, 1)),
            full('stsz', 0, uint32(SILENT_FRAME.length, frames)),
            full('stco', 0, uint32(1, soundAt)),
          ),
        ),
      ),
    ),
  );
}

function soundEntry(): Buffer {
  const entry = [uint32(0), uint16(0, 1), uint32(0, 0), uint16(1, 16, 0, 0), uint32(SAMPLE_RATE * 0x10000)];
  // Descriptors (ISO/IEC 14496-1): AAC-LC (object type 2), 44.1 kHz (index 4), one channel.
  const decoder = Buffer.from('041140150000000000fa000000fa0005021208', 'hex');
  return box('mp4a', ...entry, full('esds', 0, Buffer.from([3, 3 + decoder.length + 3, 0, 1, 0]), decoder, Buffer.from('060102', 'hex')));
}

const UNITY = uint32(0x00010000, 0, 0, 0, 0x00010000, 0, 0, 0, 0x40000000);

function box(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([uint32(body.length + 8), ascii(type), body]);
}

function full(type: string, flags: number, ...parts: readonly Buffer[]): Buffer {
  return box(type, uint32(flags), ...parts);
}

function ascii(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function uint32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32BE(value, index * 4));
  return bytes;
}

function uint16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => bytes.writeUInt16BE(value, index * 2));
  return bytes;
}
