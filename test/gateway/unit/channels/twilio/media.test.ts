import type { Downloaded } from '../../../../../gateway/src/channels/channel.ts';
import { whatsappTwilio, type TwilioSettings } from '../../../../../gateway/src/channels/twilio/index.ts';
import { parsed, BASIC, inbound, settings } from './settings.ts';

const STORED: Downloaded = { is: 'stored', storageKey: 'k1', bytes: 3, mimeType: 'image/png', sha256: 'aa' };
const MEDIA = `https://api.twilio.com/2010-04-01/Accounts/${settings.accountSid}/Messages/MM555/Media/ME555`;
const HEADERS = { authorization: BASIC };

async function fetched(ref: Record<string, string>, answer: Downloaded = STORED, using: TwilioSettings = settings) {
  const asked: unknown[] = [];
  const result = await whatsappTwilio.fetchMedia?.(ref, using, {
    fetch: () => Promise.reject(new Error('media need no call of the API')),
    download: (request) => {
      asked.push(request);
      return Promise.resolve(answer);
    },
  });
  return { result, asked };
}

test('a file is asked for with the account and its token', async () => {
  const [event] = parsed(inbound({ NumMedia: '1', MediaUrl0: MEDIA, MediaContentType0: 'image/png' }));
  const ref = event?.is === 'message' && event.content.type === 'image' ? event.content.attachment.ref : {};
  expect(await fetched({ ...ref })).toEqual({ result: STORED, asked: [{ url: MEDIA, headers: HEADERS }] });
});

test.each([
  ['https://api.ie1.twilio.com/x', true],
  ['https://api.dublin.ie1.twilio.com/x', true],
  ['https://media.twiliocdn.com/x?sig=1', false],
  ['https://mcs.us1.twilio.com/x', false],
])('the credentials go to %s: %s', async (url, given) => {
  expect((await fetched({ url })).asked).toEqual([given ? { url, headers: HEADERS } : { url }]);
});

test.each([
  'http://api.twilio.com/x',
  'https://api.twilio.com:8443/x',
  'https://api.twilio.com.evil.example/x',
  'https://eviltwilio.com/x',
  'https://evil.example/api.twilio.com',
  'https://api.twilio.com@evil.example/x',
  'http://169.254.169.254/latest/meta-data',
  'file:///etc/passwd',
  'not an address',
  '',
])('%j is not asked at all', async (url) => {
  expect(await fetched({ url })).toEqual({ result: { is: 'gone', why: 'the message names no file at Twilio' }, asked: [] });
});

test('a message without an address has nothing to fetch', async () => {
  expect((await fetched({})).result).toMatchObject({ is: 'gone' });
});

test('a stand-in gets its own files and those at Twilio, and nobody else gets anything', async () => {
  const using = { ...settings, apiBaseUrl: 'http://127.0.0.1:9999/twilio/' };
  const own = 'http://127.0.0.1:9999/twilio/media/1';
  expect((await fetched({ url: own }, STORED, using)).asked).toEqual([{ url: own, headers: HEADERS }]);
  expect((await fetched({ url: `${MEDIA}?a=1` }, STORED, using)).asked).toEqual([
    { url: `http://127.0.0.1:9999/twilio${new URL(MEDIA).pathname}?a=1`, headers: HEADERS },
  ]);
  for (const url of ['http://127.0.0.1:9998/x', 'https://evil.example/x'])
    expect((await fetched({ url }, STORED, using)).asked).toEqual([]);
});

test.each([
  [401, { is: 'later', afterMs: 60_000 }],
  [403, { is: 'later', afterMs: 60_000 }],
  [404, { is: 'gone' }],
  [410, { is: 'gone' }],
  [408, { is: 'later' }],
  [429, { is: 'later' }],
  [500, { is: 'later' }],
  [503, { is: 'later' }],
])('an answer of %i is %j', async (status, expected) => {
  expect((await fetched({ url: MEDIA }, { is: 'answer', status })).result).toMatchObject({
    ...expected,
    why: expect.stringContaining(String(status)),
  });
});

test('a download that cannot succeed is gone, one that may is tried later, and no secret is said', async () => {
  expect((await fetched({ url: MEDIA }, { is: 'failed', why: 'too large', again: false })).result).toEqual({
    is: 'gone',
    why: 'too large',
  });
  const lost = { is: 'failed', why: `reset with ${settings.authToken}`, again: true } as const;
  expect((await fetched({ url: MEDIA }, lost)).result).toEqual({ is: 'later', why: 'reset with [secret]' });
});
