import http from 'node:http';
import express from 'express';
import { takeFile } from '../../../gateway/src/media/intake.ts';
import { DEFAULT_MEDIA_RULES, type MediaRules } from '../../../gateway/src/model/settings.ts';
import { serveMedia, type ServableFile } from '../../../gateway/src/media/serve.ts';
import { createMediaSigner } from '../../../gateway/src/media/signing.ts';
import { PNG, POLYGLOTS } from '../unit/media/files.ts';
import { ID, START, WEEK, inChunks, listen, put, storage } from './media-folder.ts';

describe('serving a file', () => {
  async function setup(file: (Partial<ServableFile> & { content?: Buffer }) | undefined = {}) {
    const clock = { now: START };
    const signer = createMediaSigner(Buffer.alloc(32, 1), 'https://parley.example', () => clock.now);
    const found: string[] = [];
    const content = file?.content ?? PNG;
    const storageKey = await put(content);
    const app = express();
    app.get(
      '/media/:id',
      serveMedia({
        storage,
        signer,
        find(id) {
          found.push(id);
          return file === undefined || id !== ID
            ? undefined
            : { state: 'stored', storageKey, mimeType: 'image/png', name: 'photo.png', bytes: content.length, ...file };
        },
      }),
    );
    const base = await listen(http.createServer(app));
    const signed = (id = ID) => base + new URL(signer.sign(id)).pathname + new URL(signer.sign(id)).search;
    const get = (url = signed(), init?: RequestInit) => fetch(url, { redirect: 'manual', ...init });
    return { clock, found, signed, get, storageKey };
  }

  test('a photo is shown inline, sandboxed, under its own type', async () => {
    const { get } = await setup();
    const response = await get();
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(PNG.length),
      'content-disposition': 'inline; filename="photo.png"',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'private, max-age=3600, immutable',
      'accept-ranges': 'bytes',
      etag: `"${ID}"`,
    });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(PNG);
  });

  test.each([
    'application/pdf',
    'text/plain',
    'text/html',
    'image/svg+xml',
    'application/xhtml+xml',
    'application/octet-stream',
    'video/quicktime',
    'image/heic',
  ])('%s is handed over as a file', async (mimeType) => {
    const { get } = await setup({ mimeType });
    const response = await get();
    expect(response.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(response.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    await response.arrayBuffer();
  });

  test.each(['image/jpeg', 'image/gif', 'image/webp', 'video/mp4', 'audio/ogg', 'audio/mp4', 'audio/mpeg', 'audio/amr'])(
    '%s is shown inline',
    async (mimeType) => {
      const { get } = await setup({ mimeType });
      const response = await get();
      expect(response.headers.get('content-disposition')).toMatch(/^inline/);
      expect(response.headers.get('content-type')).toBe(mimeType);
      await response.arrayBuffer();
    },
  );

  test.each([
    ['bytes=0-9', 0, 9],
    ['bytes=5-', 5, PNG.length - 1],
    ['bytes=-4', PNG.length - 4, PNG.length - 1],
    ['bytes=10-99999', 10, PNG.length - 1],
  ])('the range %s is served alone', async (range, start, end) => {
    const { get, signed } = await setup();
    const response = await get(signed(), { headers: { range } });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end}/${PNG.length}`);
    expect(response.headers.get('content-length')).toBe(String(end - start + 1));
    expect(Buffer.from(await response.arrayBuffer())).toEqual(PNG.subarray(start, end + 1));
  });

  test('a range beyond the end is refused with the size', async () => {
    const { get, signed } = await setup();
    const response = await get(signed(), { headers: { range: 'bytes=99999-' } });
    expect(response.status).toBe(416);
    expect(response.headers.get('content-range')).toBe(`bytes */${PNG.length}`);
    expect(await response.json()).toMatchObject({ status: 416, code: 'range_not_satisfiable' });
  });

  test.each([
    ['several ranges', { range: 'bytes=0-1,5-6' }],
    ['a range in another unit', { range: 'lines=1-2' }],
    ['a range that is none', { range: 'bytes=x' }],
    ['a range of another version', { range: 'bytes=0-1', 'if-range': '"other"' }],
  ])('%s get the whole file', async (_, headers) => {
    const { get, signed } = await setup();
    const response = await get(signed(), { headers });
    expect(response.status).toBe(200);
    expect((await response.arrayBuffer()).byteLength).toBe(PNG.length);
  });

  test('HEAD tells size and type without the bytes, and an unchanged file is not sent again', async () => {
    const { get, signed } = await setup();
    const head = await get(signed(), { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), head.headers.get('content-type')]).toEqual([
      200,
      String(PNG.length),
      'image/png',
    ]);
    expect((await head.arrayBuffer()).byteLength).toBe(0);
    const again = await get(signed(), { headers: { 'if-none-match': `"${ID}"`, 'cache-control': 'max-age=0' } });
    expect(again.status).toBe(304);
  });

  test('an altered or expired address is refused before anything is looked up', async () => {
    const { get, signed, found, clock } = await setup();
    const good = signed();
    const bare = good.slice(0, good.indexOf('?'));
    const altered = [
      bare,
      good.replace(ID, 'att_01J0000000BBBBBBBBBBBBBBBB'),
      good.slice(0, -1),
      `${good}A`,
      good.replace(/expires=\d/, 'expires=9'),
      `${good}&signature=x`,
      good.replace('expires=', 'expires[]='),
    ];
    for (const url of altered) {
      const response = await get(url);
      expect(response.status).toBe(403);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      expect(await response.json()).toMatchObject({ status: 403, code: 'media_link_invalid' });
    }
    clock.now += WEEK + 3_600_001;
    expect((await get(good)).status).toBe(403);
    expect(found).toEqual([]);
  });

  test('a file that is not known, not there yet, failed or lost says so', async () => {
    const unknown = await setup(undefined);
    expect((await unknown.get(unknown.signed('att_01J0000000CCCCCCCCCCCCCCCC'))).status).toBe(404);
    const pending = await setup({ state: 'pending', storageKey: null, bytes: null });
    const wait = await pending.get();
    expect([wait.status, wait.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await wait.json()).toMatchObject({ code: 'media_pending' });
    expect((await (await setup({ state: 'failed', storageKey: null })).get()).status).toBe(410);
    const lost = await setup();
    await storage.remove(lost.storageKey);
    expect((await lost.get()).status).toBe(410);
  });

  test.each(POLYGLOTS.filter(([, bytes]) => bytes.length > 0))(
    '%s, even if it were stored, never comes as something that runs',
    async (_, content) => {
      const everything: MediaRules = {
        mimeTypes: [...DEFAULT_MEDIA_RULES.mimeTypes, 'application/octet-stream'],
        maxBytes: 1e6,
        maxDocumentBytes: 1e6,
      };
      const taken = await takeFile(inChunks(content), { mimeType: 'image/jpeg', name: 'photo.jpg' }, { storage, rules: everything });
      const mimeType = taken.is === 'stored' ? taken.mimeType : 'application/octet-stream';
      const { get } = await setup({ content, mimeType, name: 'photo.jpg' });
      const response = await get();
      expect(response.headers.get('content-type')).toMatch(/^(application\/octet-stream|image\/(jpeg|png|gif)|application\/pdf)$/);
      if (!response.headers.get('content-type')?.startsWith('image/'))
        expect(response.headers.get('content-disposition')).toMatch(/^attachment/);
      expect(response.headers.get('content-security-policy')).toMatch(/^sandbox;/);
      await response.arrayBuffer();
    },
  );
});
