import type { Downloaded, MediaIo, PlatformRequest, PlatformResponse } from '../../../../../gateway/src/channels/channel.ts';
import { wechat } from '../../../../../gateway/src/channels/wechat/index.ts';
import { answered } from '../../../support/channel-io.ts';
import { ACCESS_TOKEN, settings } from './settings.ts';

const stored = (mimeType: string): Downloaded => ({ is: 'stored', storageKey: `k-${mimeType}`, bytes: 9, mimeType, sha256: 'x' });
/** An error's JSON, taken for the file. */
const JSON_FILE = stored('text/plain');
const SILENCE: PlatformResponse = { is: 'no_answer', why: 'the answer is larger than 16384 bytes', reached: 'maybe' };

interface Place {
  readonly file?: Downloaded;
  readonly json?: PlatformResponse;
}

/** WeChat and the hosts it names; what nobody expects fails the test. */
function ioOf(
  places: Readonly<Record<string, Place>>,
  token: PlatformResponse = answered(200, { access_token: ACCESS_TOKEN, expires_in: 7200 }),
) {
  const asked: string[] = [];
  const requests: PlatformRequest[] = [];
  const placeOf = (url: string) => {
    const { origin, pathname, searchParams } = new URL(url);
    const name = origin === 'https://api.weixin.qq.com' ? `${searchParams.get('media_id')}` : origin + pathname;
    const place = places[name];
    if (place === undefined) throw new Error(`nobody answers ${url}`);
    return { name, place };
  };
  const io: MediaIo = {
    fetch: (request) => {
      requests.push(request);
      if (request.url.includes('stable_token')) return Promise.resolve(token);
      const { name, place } = placeOf(request.url);
      asked.push(`read ${name}`);
      return Promise.resolve(place.json ?? SILENCE);
    },
    download: (request) => {
      requests.push({ method: 'GET', ...request });
      const { name, place } = placeOf(request.url);
      asked.push(`download ${name}`);
      return Promise.resolve(place.file ?? { is: 'answer', status: 404 });
    },
  };
  return { io, asked, requests };
}
const fetchMedia = (ref: Record<string, string>, io: MediaIo) => wechat.fetchMedia(ref, settings, io);
const error = (errcode: number) => ({ file: JSON_FILE, json: answered(200, { errcode, errmsg: `why ${ACCESS_TOKEN}` }) });

test('a picture comes by its id with the account’s token', async () => {
  const { io, asked, requests } = ioOf({ 'm-1': { file: stored('image/jpeg') } });
  expect(await fetchMedia({ mediaId: 'm-1', picUrl: 'https://pictures.example/1' }, io)).toEqual(stored('image/jpeg'));
  expect(asked).toEqual(['download m-1']);
  expect(new URL(requests[1]?.url ?? '').searchParams.get('access_token')).toBe(ACCESS_TOKEN);
});

test('an error with status 200 is not taken for the file', async () => {
  const { io } = ioOf({ 'm-1': error(40007) });
  expect(await fetchMedia({ mediaId: 'm-1' }, io)).toMatchObject({ is: 'gone', why: 'WeChat answered 40007: why [secret]' });
});

test.each([
  [40007, { is: 'gone' }],
  [48001, { is: 'gone' }],
  [99999, { is: 'gone' }],
  [-1, { is: 'later' }],
  [45011, { is: 'later', afterMs: 60_000 }],
  [45009, { is: 'later', afterMs: 60_000 }],
  [40001, { is: 'later', afterMs: 60_000 }],
  [40164, { is: 'later', afterMs: 60_000 }],
])('code %i', async (code, ending) => expect(await fetchMedia({ mediaId: 'm-1' }, ioOf({ 'm-1': error(code) }).io)).toMatchObject(ending));

test.each([
  ['a reset', { is: 'failed', why: `reset at access_token=${ACCESS_TOKEN}`, again: true }, 'later'],
  ['a file that is not taken here', { is: 'failed', why: 'Files of this type are not taken here.', again: false }, 'gone'],
  ['404', { is: 'answer', status: 404 }, 'gone'],
  ['500', { is: 'answer', status: 500 }, 'later'],
  ['429', { is: 'answer', status: 429 }, 'later'],
  ['a text that is no JSON', JSON_FILE, 'gone'],
] as const)('%s ends as %3$s', async (_what, file, is) => {
  const fetched = await fetchMedia({ mediaId: 'm-1' }, ioOf({ 'm-1': { file } }).io);
  expect(fetched).toMatchObject({ is });
  expect(JSON.stringify(fetched)).not.toContain(ACCESS_TOKEN);
});

describe('a video', () => {
  const ref = { mediaId: 'm-1', kind: 'video' };
  const led = answered(200, { video_url: 'http://videos.example/v?x=1' });

  test('is where WeChat says it is, and no token goes there', async () => {
    const { io, asked, requests } = ioOf({ 'm-1': { json: led }, 'http://videos.example/v': { file: stored('video/mp4') } });
    expect(await fetchMedia(ref, io)).toEqual(stored('video/mp4'));
    expect(asked).toEqual(['read m-1', 'download http://videos.example/v']);
    expect(requests.at(-1)).toEqual({ method: 'GET', url: 'http://videos.example/v?x=1' });
  });
  test('that comes at once is taken', async () => {
    const { io } = ioOf({ 'm-1': { json: SILENCE, file: stored('video/mp4') } });
    expect(await fetchMedia(ref, io)).toEqual(stored('video/mp4'));
  });
  test.each([
    [{ json: answered(200, { errcode: 40007, errmsg: 'x' }) }, 'gone'],
    [{ json: answered(200, { errcode: -1, errmsg: 'x' }) }, 'later'],
    [{ json: answered(200, {}) }, 'gone'],
  ])('%j is %s', async (place, is) => expect(await fetchMedia(ref, ioOf({ 'm-1': place }).io)).toMatchObject({ is }));
  test('whose host is out of reach comes later', async () => {
    const { io } = ioOf({ 'm-1': { json: led }, 'http://videos.example/v': { file: { is: 'answer', status: 503 } } });
    expect(await fetchMedia(ref, io)).toMatchObject({ is: 'later' });
  });
});

describe('a voice', () => {
  test('comes in its better form', async () => {
    const { io, asked } = ioOf({ wide: { file: stored('audio/amr') } });
    expect(await fetchMedia({ mediaId: 'narrow', mediaId16k: 'wide' }, io)).toEqual(stored('audio/amr'));
    expect(asked).toEqual(['download wide']);
  });
  test('or in the other where that is gone', async () => {
    const { io } = ioOf({ wide: error(40007), narrow: { file: stored('audio/amr') } });
    expect(await fetchMedia({ mediaId: 'narrow', mediaId16k: 'wide' }, io)).toEqual(stored('audio/amr'));
  });
});

describe('the public address of a picture', () => {
  const ref = { mediaId: 'm-1', picUrl: 'https://pictures.example/1' };
  const PICTURE = 'https://pictures.example/1';

  test.each([48001, 40007, -1, 40001])('stands in after %i, without credentials', async (code) => {
    const { io, requests } = ioOf({ 'm-1': error(code), [PICTURE]: { file: stored('image/jpeg') } });
    expect(await fetchMedia(ref, io)).toEqual(stored('image/jpeg'));
    expect(requests.at(-1)).toEqual({ method: 'GET', url: PICTURE });
  });
  test('stands in where there is no token at all', async () => {
    const { io } = ioOf({ [PICTURE]: { file: stored('image/jpeg') } }, answered(200, { errcode: 40125, errmsg: 'x' }));
    expect(await fetchMedia(ref, io)).toEqual(stored('image/jpeg'));
  });
  test('that is out of reach leaves the file for later, if WeChat may still have it', async () => {
    const broken = { file: { is: 'answer', status: 404 } } as const;
    expect(await fetchMedia(ref, ioOf({ 'm-1': error(-1), [PICTURE]: broken }).io)).toMatchObject({ is: 'later' });
    expect(await fetchMedia(ref, ioOf({ 'm-1': error(40007), [PICTURE]: broken }).io)).toMatchObject({ is: 'gone' });
  });
  test('is enough by itself', async () => {
    expect(await fetchMedia({ picUrl: PICTURE }, ioOf({ [PICTURE]: { file: stored('image/jpeg') } }).io)).toMatchObject({ is: 'stored' });
  });
});

test('without a token the file comes later, when an admin has looked', async () => {
  const { io } = ioOf({}, answered(200, { errcode: 40164, errmsg: 'x' }));
  expect(await fetchMedia({ mediaId: 'm-1' }, io)).toMatchObject({ is: 'later', afterMs: 60_000 });
});

test('a reference to nothing is gone', async () => expect(await fetchMedia({}, ioOf({}).io)).toMatchObject({ is: 'gone' }));
