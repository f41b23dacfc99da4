import { deflateRawSync } from 'node:zlib';

/** Beginnings of files of each kind, made here byte by byte, long enough to be told apart. */
const ascii = (text: string) => Buffer.from(text, 'latin1');
const join = (...parts: (string | number[] | Buffer)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? ascii(part) : Buffer.from(part))));
const padded = (head: Buffer, size = 600) => Buffer.concat([head, Buffer.alloc(Math.max(0, size - head.length))]);
const isoMedia = (brand: string) => padded(join([0, 0, 0, 0x18], 'ftyp', brand, [0, 0, 2, 0], 'isom', brand));

/** A ZIP of stored or deflated files. The test of a type never looks at the checksums. */
export function zip(files: readonly (readonly [name: string, text: string])[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of files) {
    const deflated = name !== 'mimetype';
    const data = deflated ? deflateRawSync(ascii(text)) : ascii(text);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(deflated ? 8 : 0, 4);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(text.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = join('PK\x03\x04', fields, name, data);
    locals.push(local);
    directory.push(join('PK\x01\x02', [20, 0], fields, Buffer.alloc(10), [offset & 255, offset >> 8, 0, 0], name));
    offset += local.length;
  }
  const size = directory.reduce((sum, entry) => sum + entry.length, 0);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(size, 8);
  end.writeUInt32LE(offset, 12);
  return join(...locals, ...directory, 'PK\x05\x06', end);
}

const contentTypes = (main: string): readonly [string, string] => [
  '[Content_Types].xml',
  `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/main.xml" ContentType="application/vnd.openxmlformats-officedocument.${main}.main+xml"/></Types>`,
];

export const PNG = join(
  [0x89],
  'PNG\r\n',
  [0x1a],
  '\n',
  [0, 0, 0, 13],
  'IHDR',
  [0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89],
  [0, 0, 0, 10],
  'IDAT',
  Buffer.alloc(64),
);
export const JPEG = padded(join([0xff, 0xd8, 0xff, 0xe0, 0, 16], 'JFIF', [0, 1, 1, 0, 0, 1, 0, 1, 0, 0]));
export const GIF = padded(join('GIF89a', [1, 0, 1, 0, 0, 0, 0]));
export const PDF = padded(ascii('%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n'));
export const OLE = padded(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 1024);

/** Each kind with its type. */
export const SAMPLES: readonly (readonly [type: string, bytes: Buffer])[] = [
  ['image/png', PNG],
  ['image/jpeg', JPEG],
  ['image/gif', GIF],
  ['image/webp', padded(join('RIFF', [0x80, 0, 0, 0], 'WEBPVP8 '))],
  ['image/heic', isoMedia('heic')],
  ['video/mp4', isoMedia('mp42')],
  ['video/quicktime', isoMedia('qt  ')],
  ['video/x-m4v', isoMedia('M4V ')],
  ['video/3gpp', isoMedia('3gp5')],
  ['audio/mp4', isoMedia('M4A ')],
  ['audio/mpeg', padded(join('ID3', [3, 0, 0, 0, 0, 0, 0, 0xff, 0xfb, 0x90, 0x64]))],
  ['audio/amr', padded(ascii('#!AMR\n'))],
  ['audio/ogg', padded(join('OggS', [0, 2], Buffer.alloc(8), [1, 0, 0, 0], Buffer.alloc(8), [1, 19], 'OpusHead', [1, 1]))],
  ['audio/wav', padded(join('RIFF', [0x80, 0, 0, 0], 'WAVEfmt '))],
  ['audio/aac', padded(Buffer.from([0xff, 0xf1, 0x50, 0x80, 0x02, 0x1f, 0xfc]))],
  ['application/pdf', PDF],
  [
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    zip([contentTypes('wordprocessingml.document'), ['word/document.xml', '<w/>']]),
  ],
  [
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    zip([contentTypes('spreadsheetml.sheet'), ['xl/workbook.xml', '<w/>']]),
  ],
  [
    'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    zip([contentTypes('presentationml.presentation'), ['ppt/presentation.xml', '<p/>']]),
  ],
  [
    'application/vnd.oasis.opendocument.text',
    zip([
      ['mimetype', 'application/vnd.oasis.opendocument.text'],
      ['content.xml', '<o/>'],
    ]),
  ],
  ['text/plain', ascii('Dear all,\r\n\twe open at 9 < 10 & 11.\n')],
];

const SCRIPT = '<script>document.title="ran"</script>';

/** Files that look like one thing and would run as another, with what they may at most be taken for. */
export const POLYGLOTS: readonly (readonly [name: string, bytes: Buffer, type: string])[] = [
  ['html in a .jpg', ascii(`<!DOCTYPE html><html><body>${SCRIPT}</body></html>`), 'application/octet-stream'],
  ['html without a doctype', ascii(SCRIPT), 'application/octet-stream'],
  ['html after blank lines', ascii(`\n\n   \t${SCRIPT}`), 'application/octet-stream'],
  ['html after a byte order mark', join([0xef, 0xbb, 0xbf], SCRIPT), 'application/octet-stream'],
  ['html after a comment', ascii(`<!-- ${'x'.repeat(300)} -->${SCRIPT}`), 'application/octet-stream'],
  ['html after a line of text', ascii(`hello\n${SCRIPT}`), 'application/octet-stream'],
  ['html in capitals', ascii(`<SCRIPT>1</SCRIPT>`), 'application/octet-stream'],
  ['html in UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(SCRIPT, 'utf16le')]), 'application/octet-stream'],
  [
    'html in UTF-16, the other way round',
    Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(SCRIPT, 'utf16le').swap16()]),
    'application/octet-stream',
  ],
  ['an svg image', ascii(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), 'application/octet-stream'],
  [
    'an svg with an xml declaration',
    ascii(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">${SCRIPT}</svg>`),
    'application/octet-stream',
  ],
  [
    'xhtml',
    ascii(`<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head>${SCRIPT}</head></html>`),
    'application/octet-stream',
  ],
  ['xml with a stylesheet', ascii('<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?><a/>'), 'application/octet-stream'],
  ['an iframe', ascii('text <iframe src="javascript:alert(1)">'), 'application/octet-stream'],
  ['html in a jpeg comment', join([0xff, 0xd8, 0xff, 0xfe, 0, 60], SCRIPT, Buffer.alloc(64)), 'image/jpeg'],
  ['html at the end of a gif', join(GIF, SCRIPT), 'image/gif'],
  ['javascript that is a gif', join('GIF89a', '/*', Buffer.alloc(32), '*/=1;alert(1)'), 'image/gif'],
  ['html at the end of a png', join(PNG, SCRIPT), 'image/png'],
  [
    'a pdf with javascript',
    ascii('%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj'),
    'application/pdf',
  ],
  ['a shell script', join('#!/bin/sh\nrm -rf /\n', [0, 0]), 'application/octet-stream'],
  ['bytes of no kind', Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0]), 'application/octet-stream'],
  ['an empty file', Buffer.alloc(0), 'application/octet-stream'],
];
