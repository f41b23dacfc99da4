import type { Downloaded, MediaIo, PlatformResponse } from '../../../../../gateway/src/channels/channel.ts';
import { type WhatsappSettings, whatsappCloud } from '../../../../../gateway/src/channels/whatsapp/index.ts';
import { answered } from '../../../support/channel-io.ts';
import { settings } from './settings.ts';

const STORED: Downloaded = { is: 'stored', storageKey: 'k1', bytes: 3, mimeType: 'image/png', sha256: 'aa' };
const PLACE = 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1';
const BEARER = { authorization: `Bearer ${settings.accessToken}` };

/** Answers in turn, the last one for good, and everything that was asked. */
async function fetched(answers: readonly PlatformResponse[], downloads: readonly Downloaded[], using: WhatsappSettings = settings) {
  const asked: unknown[] = [];
  let answer = 0;
  let download = 0;
  const io: MediaIo = {
    fetch: (request) => {
      asked.push(request);
      return Promise.resolve(answers[Math.min(answer++, answers.length - 1)] ?? { is: 'no_answer', why: 'none', reached: 'no' });
    },
    download: (request) => {
      asked.push(request);
      return Promise.resolve(downloads[Math.min(download++, downloads.length - 1)] ?? { is: 'failed', why: 'none', again: false });
    },
  };
  const result = await whatsappCloud.fetchMedia?.({ mediaId: '555701' }, using, io);
  return { result, asked };
}

const place = (url = PLACE) => answered(200, { messaging_product: 'whatsapp', id: '555701', url, mime_type: 'image/png', file_size: '3' });

test('the id gives the address, the address the bytes, both to the same token', async () => {
  const { result, asked } = await fetched([place()], [STORED]);
  expect(result).toEqual(STORED);
  expect(asked).toEqual([
    { method: 'GET', url: 'https://graph.facebook.com/v25.0/555701', headers: BEARER },
    { url: PLACE, headers: BEARER },
  ]);
});

test('an address that is gone is asked for once more, and then later', async () => {
  expect((await fetched([place()], [{ is: 'answer', status: 404 }, STORED])).result).toEqual(STORED);
  const twice = await fetched([place()], [{ is: 'answer', status: 404 }]);
  expect(twice.result).toMatchObject({ is: 'later' });
  expect(twice.asked).toHaveLength(4);
});

test.each([
  ['https://media.example/x', undefined, false],
  ['https://evilfbsbx.com/x', undefined, false],
  ['http://lookaside.fbsbx.com/x', undefined, false],
  ['https://scontent.xx.fbcdn.net/x', undefined, true],
  ['http://127.0.0.1:9999/media/1', 'http://127.0.0.1:9999', true],
  ['http://127.0.0.1:9998/media/1', 'http://127.0.0.1:9999', false],
  ['http://127.0.0.1:9999/media/1', undefined, false],
  ['not an address', undefined, false],
])('the token to %s with the stand-in %s: %s', async (url, apiBaseUrl, given) => {
  const { asked } = await fetched([place(url)], [STORED], apiBaseUrl === undefined ? settings : { ...settings, apiBaseUrl });
  expect(asked[1]).toEqual(given ? { url, headers: BEARER } : { url });
});

test.each([
  ['an id that is gone', answered(404, {}), 'gone'],
  ['an object that does not exist', answered(400, { error: { code: 100, error_subcode: 33, message: 'Unsupported get request' } }), 'gone'],
  ['a token that has expired', answered(401, { error: { code: 190, message: `Malformed ${settings.accessToken}` } }), 'later'],
  ['too many requests', answered(429, {}, { 'retry-after': '7' }), 'later'],
  ['a fault', answered(500, '<html>'), 'later'],
  ['no address in the answer', answered(200, {}), 'later'],
  ['no answer', { is: 'no_answer', why: 'reset', reached: 'maybe' } as const, 'later'],
])('%s', async (_what, answer, is) => {
  const { result } = await fetched([answer], [STORED]);
  expect(result).toMatchObject({ is });
  expect(JSON.stringify(result)).not.toContain(settings.accessToken);
});

test('what a throttle asks for is waited', async () => {
  expect((await fetched([answered(429, {}, { 'retry-after': '7' })], [])).result).toMatchObject({ is: 'later', afterMs: 7000 });
});

test('a download that cannot succeed is gone, one that may is tried later', async () => {
  expect((await fetched([place()], [{ is: 'failed', why: 'too large', again: false }])).result).toEqual({ is: 'gone', why: 'too large' });
  expect((await fetched([place()], [{ is: 'failed', why: 'reset', again: true }])).result).toEqual({ is: 'later', why: 'reset' });
  expect((await fetched([place()], [{ is: 'answer', status: 403 }])).result).toMatchObject({ is: 'later' });
});

test('a message without a media id has nothing to fetch', async () => {
  const io: MediaIo = { fetch: () => Promise.reject(new Error('not asked')), download: () => Promise.reject(new Error('not asked')) };
  expect(await whatsappCloud.fetchMedia?.({}, settings, io)).toMatchObject({ is: 'gone' });
});
