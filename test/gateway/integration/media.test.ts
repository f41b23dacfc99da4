import { createHash } from 'node:crypto';
import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { fetchMediaOnce, type MediaJob } from '../../../gateway/src/media/fetcher.ts';
import { takeFile } from '../../../gateway/src/media/intake.ts';
import { DEFAULT_MEDIA_RULES, type MediaRules } from '../../../gateway/src/model/settings.ts';
import type { FetchedMedia, MediaIo } from '../../../gateway/src/model/media.ts';
import { createNet } from '../../../gateway/src/net/client.ts';
import { JPEG, PDF, POLYGLOTS } from '../unit/media/files.ts';
import { START, afterThisTest, breaksOff, filesIn, folder, inChunks, listen, read, storage } from './media-folder.ts';

describe('the folder files are stored in', () => {
  const bytes = Buffer.from(Array.from({ length: 10_000 }, (_, i) => i % 251));

  test('what was put in comes out, whole and by ranges, and can be removed', async () => {
    const stored = await storage.put(inChunks(bytes), { maxBytes: 10_000 });
    expect(stored).toEqual({
      is: 'stored',
      storageKey: expect.stringMatching(/^[0-9a-f]{32}$/),
      bytes: 10_000,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      head: bytes.subarray(0, 4100),
    });
    const key = stored.is === 'stored' ? stored.storageKey : '';
    expect(await read(key)).toEqual(bytes);
    expect(await read(key, { start: 10, end: 19 })).toEqual(bytes.subarray(10, 20));
    expect(await storage.stat(key)).toEqual({ bytes: 10_000 });
    expect((await stat(path.join(folder, 'media', key.slice(0, 2), key.slice(2, 4), key))).size).toBe(10_000);
    await storage.remove(key);
    await storage.remove(key);
    expect(await read(key)).toBeUndefined();
    expect(await storage.stat(key)).toBeUndefined();
  });

  test('nothing is left of a file that is too large or breaks off', async () => {
    expect(await storage.put(inChunks(bytes), { maxBytes: 9999 })).toEqual({ is: 'too_large' });
    await expect(storage.put(breaksOff(bytes), { maxBytes: 99_999 })).rejects.toThrow('the connection broke');
    expect(await filesIn(folder)).toEqual([]);
  });

  test.each(['', '..', '../../etc/passwd', '/etc/passwd', 'A'.repeat(32), `${'a'.repeat(31)}/`, 'a'.repeat(33), 'unfinished'])(
    '%j is no key',
    async (key) => {
      expect(await storage.open(key)).toBeUndefined();
      expect(await storage.stat(key)).toBeUndefined();
      await storage.remove(key);
    },
  );

  test('what a killed process left half-written is removed after a day', async () => {
    const unfinished = path.join(folder, 'media', 'unfinished');
    await mkdir(unfinished, { recursive: true });
    await writeFile(path.join(unfinished, 'old'), 'x');
    await writeFile(path.join(unfinished, 'new'), 'x');
    await utimes(path.join(unfinished, 'old'), START / 1000, START / 1000);
    await utimes(path.join(unfinished, 'new'), START / 1000 + 80_000, START / 1000 + 80_000);
    expect(await storage.removeLeftovers(START + 90_000_000)).toBe(1);
    expect(await readdir(unfinished)).toEqual(['new']);
  });
});

describe('taking a file', () => {
  const rules = DEFAULT_MEDIA_RULES;

  test('a photo is stored under the type its bytes have', async () => {
    const taken = await takeFile(inChunks(JPEG), { mimeType: 'text/html', name: 'x.html' }, { storage, rules });
    expect(taken).toMatchObject({ is: 'stored', mimeType: 'image/jpeg', bytes: JPEG.length });
  });

  test.each(POLYGLOTS.filter(([, , type]) => type === 'application/octet-stream'))(
    '%s is refused with a sentence and not kept',
    async (_, bytes) => {
      const taken = await takeFile(inChunks(bytes), { mimeType: 'image/jpeg', name: 'photo.jpg' }, { storage, rules });
      expect(taken).toMatchObject({ is: 'refused', why: expect.stringMatching(/\.$/) });
      expect(await filesIn(folder)).toEqual([]);
    },
  );

  test('a document over the limit of documents is refused and not kept', async () => {
    const small: MediaRules = { ...rules, maxDocumentBytes: 500 };
    expect(await takeFile(inChunks(PDF), {}, { storage, rules: small })).toEqual({
      is: 'refused',
      why: 'The file is larger than 500 bytes.',
    });
    expect(await takeFile(inChunks(JPEG), {}, { storage, rules: { ...rules, maxBytes: 500 } })).toEqual({
      is: 'refused',
      why: 'The file is larger than 500 bytes.',
    });
    expect(await filesIn(folder)).toEqual([]);
  });
});

describe('fetching a file from a platform', () => {
  const net = () => {
    const made = createNet({ policy: { allowedNetworks: [], allowLoopback: true } });
    afterThisTest(() => made.close());
    return made;
  };
  /** What most platforms do: a reference leads to an address, the address to the bytes. */
  const fetchMedia = async (ref: Readonly<Record<string, string>>, settings: { token: string }, io: MediaIo): Promise<FetchedMedia> => {
    const downloaded = await io.download({ url: ref['url'] ?? '', headers: { authorization: `Bearer ${settings.token}` } });
    if (downloaded.is === 'stored') return { ...downloaded, name: 'from-platform.jpg' };
    if (downloaded.is === 'answer')
      return downloaded.status === 404 ? { is: 'gone', why: 'expired' } : { is: 'later', why: `${downloaded.status}`, afterMs: 1000 };
    return { is: 'later', why: downloaded.why };
  };
  const job = (url: string, more: Partial<MediaJob<{ token: string }>> = {}): MediaJob<{ token: string }> => ({
    fetchMedia,
    ref: { url },
    settings: { token: 'canary-token' },
    ...more,
  });
  const parts = (rules = DEFAULT_MEDIA_RULES) => ({ net: net(), storage, rules, timeoutMs: 2000 });

  test('a photo is stored with its type, size and hash', async () => {
    const base = await listen(http.createServer((_, response) => response.writeHead(200, { 'content-type': 'image/x-odd' }).end(JPEG)));
    const fetched = await fetchMediaOnce(job(base), parts());
    expect(fetched).toEqual({
      is: 'stored',
      storageKey: expect.any(String),
      bytes: JPEG.length,
      mimeType: 'image/jpeg',
      sha256: createHash('sha256').update(JPEG).digest('hex'),
      name: 'from-platform.jpg',
    });
    expect(await read(fetched.is === 'stored' ? fetched.storageKey : '')).toEqual(JPEG);
  });

  test('credentials do not follow a redirect to another host', async () => {
    const seen: (string | undefined)[] = [];
    const media = await listen(http.createServer((request, response) => (seen.push(request.headers.authorization), response.end(JPEG))));
    const platform = await listen(
      http.createServer(
        (request, response) => (seen.push(request.headers.authorization), response.writeHead(302, { location: media }).end()),
      ),
    );
    expect(await fetchMediaOnce(job(platform), parts())).toMatchObject({ is: 'stored' });
    expect(seen).toEqual(['Bearer canary-token', undefined]);
  });

  test('a file of a type that is not taken is gone with a sentence, whatever the channel makes of it', async () => {
    const base = await listen(
      http.createServer((_, response) => response.writeHead(200, { 'content-type': 'image/jpeg' }).end('<html><script>1</script>')),
    );
    expect(await fetchMediaOnce(job(base), parts())).toEqual({
      is: 'gone',
      why: 'Files of type application/octet-stream are not taken here.',
    });
    expect(await filesIn(folder)).toEqual([]);
  });

  test('a file that is too large is gone, one that is not there yet comes later', async () => {
    const large = await listen(http.createServer((_, response) => response.end(JPEG)));
    expect(await fetchMediaOnce(job(large), parts({ ...DEFAULT_MEDIA_RULES, maxBytes: 100 }))).toMatchObject({
      is: 'gone',
      why: expect.stringContaining('larger than 100 bytes'),
    });
    const notYet = await listen(http.createServer((_, response) => response.writeHead(202 + 228).end()));
    expect(await fetchMediaOnce(job(notYet), parts())).toEqual({ is: 'later', why: '430', afterMs: 1000 });
    const broken = await listen(
      http.createServer((_, response) => (response.writeHead(200, { 'content-length': 1000 }).write(JPEG), response.destroy())),
    );
    expect(await fetchMediaOnce(job(broken), parts())).toMatchObject({ is: 'later' });
    expect(await filesIn(folder)).toEqual([]);
  });

  test('what was stored on the way to nothing is removed', async () => {
    const base = await listen(http.createServer((_, response) => response.end(JPEG)));
    const changesItsMind: typeof fetchMedia = async (ref, settings, io) => {
      await fetchMedia(ref, settings, io);
      return { is: 'later', why: 'not this one' };
    };
    expect(await fetchMediaOnce(job(base, { fetchMedia: changesItsMind }), parts())).toEqual({ is: 'later', why: 'not this one' });
    expect(await filesIn(folder)).toEqual([]);
  });
});
