import type { Downloaded, MediaIo, PlatformRequest, PlatformResponse } from '../../../../../gateway/src/channels/channel.ts';
import { fetchMedia } from '../../../../../gateway/src/channels/line/media.ts';
import type { LineSettings } from '../../../../../gateway/src/channels/line/settings.ts';

const settings: LineSettings = { channelSecret: 'a-secret', channelAccessToken: 'a-token' };
const stored: Downloaded = { is: 'stored', storageKey: 'k', bytes: 3, mimeType: 'image/png', sha256: 'ab' };
const asked: { url: string; headers?: Readonly<Record<string, string>> }[] = [];
const json = (body: string): PlatformResponse => ({ is: 'answer', status: 200, headers: {}, body: Buffer.from(body) });

async function fetching(
  ref: Readonly<Record<string, string>>,
  downloaded: Downloaded,
  answer: PlatformResponse = json('{}'),
  using = settings,
) {
  asked.length = 0;
  const io: MediaIo = {
    fetch: (request: PlatformRequest) => {
      asked.push({ url: request.url, ...(request.headers === undefined ? {} : { headers: request.headers }) });
      return Promise.resolve(answer);
    },
    download: (request) => {
      asked.push(request);
      return Promise.resolve(downloaded);
    },
  };
  return fetchMedia(ref, using, io);
}

const headers = { authorization: 'Bearer a-token' };
const CONTENT = 'https://api-data.line.me/v2/bot/message/555/content';

test('a file that LINE keeps is asked for by its message, with the token', async () => {
  expect(await fetching({ messageId: '555' }, stored)).toEqual(stored);
  expect(asked).toEqual([{ url: CONTENT, headers }]);
});
test('the address of the settings stands for the content host too', async () => {
  await fetching({ messageId: '../555' }, stored, undefined, { ...settings, apiBaseUrl: 'http://127.0.0.1:9' });
  expect(asked[0]?.url).toBe('http://127.0.0.1:9/v2/bot/message/..%2F555/content');
});
test('a file kept elsewhere is asked for without the token', async () => {
  expect(await fetching({ url: 'https://pictures.example/1.jpg' }, stored)).toEqual(stored);
  expect(asked).toEqual([{ url: 'https://pictures.example/1.jpg' }]);
});
test.each(['{"status":"processing"}', '{"status":"succeeded"}', 'no json', 'null'])('202 with %s means later', async (body) => {
  expect(await fetching({ messageId: '555' }, { is: 'answer', status: 202 }, json(body))).toMatchObject({ is: 'later', afterMs: 2000 });
  expect(asked).toEqual([
    { url: CONTENT, headers },
    { url: `${CONTENT}/transcoding`, headers },
  ]);
});
test('202 and a failed conversion means never', async () => {
  expect(await fetching({ messageId: '555' }, { is: 'answer', status: 202 }, json('{"status":"failed"}'))).toMatchObject({ is: 'gone' });
});
test.each([
  [404, 'gone'],
  [410, 'gone'],
  [400, 'gone'],
  [302, 'gone'],
  [401, 'later'],
  [403, 'later'],
  [429, 'later'],
  [500, 'later'],
  [503, 'later'],
])('LINE’s %i means %s', async (status, is) =>
  expect(await fetching({ messageId: '555' }, { is: 'answer', status })).toMatchObject({ is }),
);
test.each([
  [403, 'gone'],
  [404, 'gone'],
  [500, 'later'],
])('another host’s %i means %s', async (status, is) =>
  expect(await fetching({ url: 'https://p.example/' }, { is: 'answer', status })).toMatchObject({ is }),
);
test.each([
  [true, 'later'],
  [false, 'gone'],
])('a download that failed, again: %s, means %s', async (again, is) => {
  expect(await fetching({ messageId: '555' }, { is: 'failed', why: 'w', again })).toMatchObject({ is });
  expect(await fetching({ url: 'https://p.example/' }, { is: 'failed', why: 'w', again })).toMatchObject({ is });
});
test('a reference that names nothing is gone', async () => expect(await fetching({}, stored)).toMatchObject({ is: 'gone' }));
