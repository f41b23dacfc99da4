/**
 * A database of places as MaxMind's readers take it (https://maxmind.github.io/MaxMind-DB/), with one network in it. Data sections know
 * only what is needed here: maps, strings, arrays and numbers.
 *
 * @param network the first bits of IPv4 addresses, as ones and noughts
 */
export function placesDatabase(network: string, record: unknown): Buffer {
  const bits = [...network].map(Number);
  // One node for each bit: on the way to the network, or nowhere. The last one leads to the data, which follows 16 empty bytes.
  const nowhere = bits.length;
  const tree = Buffer.alloc(bits.length * 6);
  bits.forEach((bit, at) => {
    const onward = at === bits.length - 1 ? nowhere + 16 : at + 1;
    tree.writeUIntBE(bit === 0 ? onward : nowhere, at * 6, 3);
    tree.writeUIntBE(bit === 1 ? onward : nowhere, at * 6 + 3, 3);
  });
  const metadata = {
    ...{ node_count: bits.length, record_size: 24, ip_version: 4, database_type: 'Test-City', languages: ['en'] },
    ...{ binary_format_major_version: 2, binary_format_minor_version: 0, build_epoch: 1_700_000_000, description: { en: 'One network' } },
  };
  return Buffer.concat([tree, Buffer.alloc(16), encoded(record), Buffer.from('abcdef4d61784d696e642e636f6d', 'hex'), encoded(metadata)]);
}

const STRING = 2;
const UINT32 = 6;
const MAP = 7;
const ARRAY = 11;

function encoded(value: unknown): Buffer {
  if (typeof value === 'string') return Buffer.concat([control(STRING, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([control(UINT32, 4), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([control(ARRAY, value.length), ...value.map(encoded)]);
  const entries = Object.entries(value ?? {});
  return Buffer.concat([control(MAP, entries.length), ...entries.flatMap(([key, one]) => [encoded(key), encoded(one)])]);
}

/** Type and size; nothing here is longer than 28. Types above 7 are written in a byte of their own. */
function control(type: number, size: number): Buffer {
  if (size > 28) throw new Error('this is longer than such a database says here');
  return type > 7 ? Buffer.from([size, type - 7]) : Buffer.from([(type << 5) | size]);
}
