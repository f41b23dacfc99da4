import { crc32, deflateSync } from 'node:zlib';

/** A small photo, made up: an evening by the sea. `turn` (0, 1, 2 …) varies its colours. PNG, 320 × 200. */
export function samplePhoto(turn: number): Buffer {
  const at = turn % SKIES.length;
  const photo = photos.get(at) ?? paint(at);
  photos.set(at, photo);
  return photo;
}

/** Painted once each. */
const photos = new Map<number, Buffer>();

function paint(turn: number): Buffer {
  const width = 320;
  const height = 200;
  const rows: Buffer[] = [];
  for (let y = 0; y < height; y++) {
    const row = Buffer.alloc(1 + width * 3);
    for (let x = 0; x < width; x++) row.set(colourAt(x, y, turn), 1 + x * 3);
    rows.push(row);
  }
  return encodePng(width, height, Buffer.concat(rows));
}

type Rgb = readonly [number, number, number];

const SKIES: readonly { readonly top: Rgb; readonly low: Rgb; readonly sea: Rgb }[] = [
  { top: [92, 107, 192], low: [255, 183, 125], sea: [38, 70, 108] },
  { top: [64, 145, 168], low: [247, 220, 180], sea: [22, 84, 92] },
  { top: [88, 66, 124], low: [240, 138, 120], sea: [44, 40, 84] },
];

function colourAt(x: number, y: number, turn: number): Rgb {
  const sky = SKIES[turn % SKIES.length] ?? { top: [92, 107, 192], low: [255, 183, 125], sea: [38, 70, 108] };
  const horizon = 128;
  const fromSun = Math.hypot(x - 214, y - 108);
  if (y < horizon) {
    if (fromSun < 26) return [255, 240, 205];
    return mix(mix(sky.top, sky.low, y / horizon), [255, 240, 205], Math.max(0, 0.5 - fromSun / 180));
  }
  const glitter = Math.abs(x - 214) < 6 + (y - horizon) * 0.55 && (y * 7 + ((x >> 3) % 5) * 3) % 11 < 4;
  return mix(glitter ? sky.low : sky.sea, sky.low, glitter ? 0 : (height(y, horizon) - 1) * -0.25);
}

function height(y: number, horizon: number): number {
  return Math.min(1, (y - horizon) / 72);
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const part = (a: number, b: number): number => Math.round(a + (b - a) * share);
  return [part(from[0], to[0]), part(from[1], to[1]), part(from[2], to[2])];
}

/** https://www.w3.org/TR/png-3/ : 8-bit RGB, no filter. */
function encodePng(width: number, height: number, rows: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
