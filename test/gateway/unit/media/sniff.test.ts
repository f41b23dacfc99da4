import { DEFAULT_MEDIA_RULES } from '../../../../gateway/src/model/settings.ts';
import { whyNotTaken } from '../../../../gateway/src/media/rules.ts';
import { sniffType } from '../../../../gateway/src/media/sniff.ts';
import { OLE, PNG, POLYGLOTS, SAMPLES, zip } from './files.ts';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

describe("telling a file's type from its bytes", () => {
  test.each(SAMPLES)('%s is known by its bytes, and taken', async (type, bytes) => {
    expect(await sniffType(bytes)).toBe(type);
    expect(await sniffType(bytes, { mimeType: 'text/html', name: 'x.svg' })).toBe(type);
    expect(whyNotTaken({ mimeType: type, bytes: bytes.length }, DEFAULT_MEDIA_RULES)).toBeUndefined();
  });

  test.each(POLYGLOTS)('%s is never more than what its first bytes are', async (_, bytes, type) => {
    expect(await sniffType(bytes)).toBe(type);
    expect(await sniffType(bytes, { mimeType: 'image/svg+xml', name: 'photo.jpg' })).toBe(type);
    expect(await sniffType(bytes, { mimeType: 'text/html', name: 'a.html' })).toBe(type);
  });

  test('an office file that tells too late what it is, is what it was declared to be', async () => {
    const plainZip = zip([['thumbnail.bin', 'x'.repeat(50)]]);
    expect(await sniffType(plainZip, { mimeType: DOCX })).toBe(DOCX);
    expect(await sniffType(plainZip, { mimeType: 'application/octet-stream', name: 'Vertrag.DOCX' })).toBe(DOCX);
    expect(await sniffType(OLE, { name: 'old.doc' })).toBe('application/msword');
    expect(await sniffType(OLE, { mimeType: 'application/vnd.ms-excel' })).toBe('application/vnd.ms-excel');
  });

  test('a declaration outside the family of the bytes is not believed', async () => {
    expect(await sniffType(zip([['a.bin', 'x']]), { mimeType: 'image/png', name: 'a.html' })).toBe('application/zip');
    expect(await sniffType(OLE, { mimeType: 'application/pdf', name: 'setup.msi' })).toBe('application/x-cfb');
    expect(await sniffType(PNG, { mimeType: DOCX, name: 'a.docx' })).toBe('image/png');
  });

  test('sound in a film container is sound when the platform says so', async () => {
    const mp4 = SAMPLES.find(([type]) => type === 'video/mp4')?.[1] ?? Buffer.alloc(0);
    expect(await sniffType(mp4, { mimeType: 'audio/x-m4a' })).toBe('audio/mp4');
    expect(await sniffType(mp4, { mimeType: 'audio/mp4; codecs=mp4a.40.2' })).toBe('audio/mp4');
    expect(await sniffType(mp4, { mimeType: 'video/mp4' })).toBe('video/mp4');
  });

  test.each([
    ['Big5', Buffer.from([0xa7, 0xda, 0xac, 0x4f, 0x0a])],
    ['UTF-8', Buffer.from('你好,世界\n')],
    ['UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('你好\r\n', 'utf16le')])],
  ])('a text in %s is a text', async (_, bytes) => {
    expect(await sniffType(bytes)).toBe('text/plain');
  });
});

describe('which files are taken', () => {
  const MIB = 1024 * 1024;

  test.each([
    ['text/html', 5, 'Files of type text/html are not taken here.'],
    ['image/svg+xml', 5, 'Files of type image/svg+xml are not taken here.'],
    ['application/octet-stream', 5, 'Files of type application/octet-stream are not taken here.'],
    ['image/png', 0, 'The file is empty.'],
    ['application/pdf', 10 * MIB, undefined],
    ['application/pdf', 10 * MIB + 1, 'The file is larger than 10485760 bytes.'],
    ['video/mp4', 100 * MIB, undefined],
    ['video/mp4', 100 * MIB + 1, 'The file is larger than 104857600 bytes.'],
  ])('%s of %d bytes: %s', (mimeType, bytes, why) => {
    expect(whyNotTaken({ mimeType, bytes }, DEFAULT_MEDIA_RULES)).toBe(why);
  });
});
