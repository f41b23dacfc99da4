import type { Address, Part, PlatformResponse } from '../../../../../gateway/src/channels/channel.ts';
import { send } from '../../../../../gateway/src/channels/line/send.ts';
import type { LineSettings } from '../../../../../gateway/src/channels/line/settings.ts';
import { addressOf, recordingIo } from '../../../support/channel-io.ts';

const NOW = 1_700_000_000_000;
const KEY = '0b5f9a52-6c1e-4c7d-9d0a-5d7b5c0f1a2b';
const settings: LineSettings = { channelSecret: 'a-secret', channelAccessToken: 'a-token', apiBaseUrl: 'http://127.0.0.1:9/line/' };
const HELLO = { type: 'text', text: 'Hello' };
const part: Part = { body: { messages: [HELLO] }, index: 0 };
const person = addressOf([{ kind: 'user_id', value: 'U01' }]);
const withToken = (leftMs: number): Address => ({ ...person, freeReply: { token: 'the-token', until: NOW + leftMs } });

function answer(status: number, body: unknown, headers: Record<string, string> = {}): PlatformResponse {
  return { is: 'answer', status, headers, body: Buffer.from(JSON.stringify(body)) };
}
const SENT = answer(200, { sentMessages: [{ id: '555000000000000001', quoteToken: 'q' }] });
const TOKEN_REFUSED = answer(400, { message: 'Invalid reply token' });
const LOST: PlatformResponse = { is: 'no_answer', why: 'timed out', reached: 'maybe' };

/** Answers in turn, and remembers what was asked. */
async function sending(responses: readonly PlatformResponse[], to: Address = person, over: Part = part, using = settings) {
  const left = [...responses];
  const next = () => {
    const response = left.shift();
    if (response === undefined) throw new Error('one request too many');
    return response;
  };
  const io = recordingIo(next, { now: () => NOW, idempotencyKey: KEY });
  const { requests } = io;
  const outcome = await send(over, to, using, io);
  return {
    outcome,
    requests,
    paths: requests.map((request) => new URL(request.url).pathname.replace('/line', '')),
    bodies: requests.map((request) => JSON.parse(String(request.body)) as unknown),
  };
}

const PUSH = '/v2/bot/message/push';
const REPLY = '/v2/bot/message/reply';

describe('a push', () => {
  test('names the recipient, carries the retry key and brings back the ids', async () => {
    const { outcome, requests, bodies } = await sending([SENT]);
    expect(outcome).toEqual({ is: 'accepted', externalIds: ['555000000000000001'], sentAs: 'push' });
    expect(bodies).toEqual([{ to: 'U01', messages: [HELLO] }]);
    expect(requests).toEqual([
      {
        method: 'POST',
        url: 'http://127.0.0.1:9/line/v2/bot/message/push',
        headers: { 'content-type': 'application/json', authorization: 'Bearer a-token', 'x-line-retry-key': KEY },
        body: expect.any(String),
      },
    ]);
  });
  test('goes to LINE itself where the settings name no other address', async () => {
    const { requests } = await sending([SENT], person, part, { channelSecret: 's', channelAccessToken: 't' });
    expect(requests[0]?.url).toBe('https://api.line.me/v2/bot/message/push');
  });
  test('to a group names the group', async () => {
    const { bodies } = await sending([SENT], {
      ...person,
      kind: 'group',
      keys: [
        { kind: 'user_id', value: 'U01' },
        { kind: 'group', value: 'C01' },
      ],
    });
    expect(bodies).toMatchObject([{ to: 'C01' }]);
  });
  test('to nobody LINE knows is refused without a call', async () => {
    const { outcome, requests } = await sending([], { ...person, keys: [{ kind: 'phone', value: '+15550100' }] });
    expect(outcome).toMatchObject({ is: 'refused', reason: 'recipient_unreachable' });
    expect(requests).toEqual([]);
  });
  test('that LINE had taken before is accepted with the ids of then', async () => {
    const conflict = answer(409, { message: 'The retry key is already accepted', sentMessages: [{ id: '555' }] });
    expect((await sending([conflict])).outcome).toEqual({ is: 'accepted', externalIds: ['555'], sentAs: 'push' });
  });
  test('without an answer may be repeated', async () => {
    expect((await sending([LOST])).outcome).toEqual({ is: 'unknown', detail: 'timed out', safeToRepeat: true });
  });
  test('of a part that holds no messages is refused without a call', async () => {
    for (const body of [null, {}, { messages: [] }, { messages: ['x'] }]) {
      const { outcome, requests } = await sending([], person, { body, index: 0 });
      expect(outcome).toMatchObject({ is: 'refused', reason: 'message_invalid' });
      expect(requests).toEqual([]);
    }
  });
});

describe('the free reply token', () => {
  test('is used while it is fresh, without a retry key', async () => {
    const { outcome, requests, paths, bodies } = await sending([SENT], withToken(59_000));
    expect(outcome).toEqual({ is: 'accepted', externalIds: ['555000000000000001'], sentAs: 'reply' });
    expect(paths).toEqual([REPLY]);
    expect(bodies).toEqual([{ replyToken: 'the-token', messages: [HELLO] }]);
    expect(requests[0]?.headers).not.toHaveProperty('x-line-retry-key');
  });
  test.each([
    [10_001, REPLY],
    [10_000, PUSH],
    [0, PUSH],
    [-60_000, PUSH],
  ])('with %i ms left leads to %s', async (left, path) => {
    expect((await sending([SENT], withToken(left))).paths).toEqual([path]);
  });
  test('is for the first part only', async () => {
    expect((await sending([SENT], withToken(59_000), { ...part, index: 1 })).paths).toEqual([PUSH]);
  });
  test('that LINE refuses costs one push in the same call', async () => {
    const { outcome, paths, requests } = await sending([TOKEN_REFUSED, SENT], withToken(59_000));
    expect(paths).toEqual([REPLY, PUSH]);
    expect(requests[1]?.headers).toMatchObject({ 'x-line-retry-key': KEY });
    expect(outcome).toMatchObject({ is: 'accepted', sentAs: 'push' });
  });
  test('that LINE refuses leaves the ending to the push', async () => {
    expect((await sending([TOKEN_REFUSED, answer(429, {})], withToken(59_000))).outcome).toMatchObject({
      is: 'deferred',
      reason: 'throttled',
    });
  });
  test('is not given a second way where LINE found the message wrong', async () => {
    const { outcome, paths } = await sending([answer(400, { message: 'The request body has 1 error(s)' })], withToken(59_000));
    expect(paths).toEqual([REPLY]);
    expect(outcome).toMatchObject({ is: 'refused', reason: 'message_invalid' });
  });
  test.each([
    ['no answer', LOST],
    ['a 500', answer(500, {})],
    ['a 200 that says nothing', answer(200, {})],
  ])('is never used twice: after %s nobody knows', async (_what, response) => {
    const { outcome, paths } = await sending([response], withToken(59_000));
    expect(outcome).toMatchObject({ is: 'unknown', safeToRepeat: false });
    expect(paths).toEqual([REPLY]);
  });
  test('is still there when the connection never stood', async () => {
    const { outcome } = await sending([{ is: 'no_answer', why: 'ECONNREFUSED', reached: 'no' }], withToken(59_000));
    expect(outcome).toMatchObject({ is: 'deferred', reason: 'down' });
  });
});

describe('a quoted reply', () => {
  const quoting: Address = { ...person, quoted: { externalId: '555', tokens: { quoteToken: 'quote-1', markAsReadToken: 'm' } } };
  test.each([
    ['a text', [HELLO], [{ ...HELLO, quoteToken: 'quote-1' }]],
    [
      'a sticker',
      [{ type: 'sticker', packageId: '1', stickerId: '2' }],
      [{ type: 'sticker', packageId: '1', stickerId: '2', quoteToken: 'quote-1' }],
    ],
    ['the first of several that can', [{ type: 'image' }, HELLO, HELLO], [{ type: 'image' }, { ...HELLO, quoteToken: 'quote-1' }, HELLO]],
    ['nothing where none can', [{ type: 'image' }], [{ type: 'image' }]],
  ])('is made by %s', async (_what, messages, sent) => {
    expect((await sending([SENT], quoting, { body: { messages }, index: 0 })).bodies).toEqual([{ to: 'U01', messages: sent }]);
  });
  test('is made once, by the first part', async () => {
    expect((await sending([SENT], quoting, { ...part, index: 1 })).bodies).toEqual([{ to: 'U01', messages: [HELLO] }]);
  });
  test('is left out without a quote token', async () => {
    const { bodies } = await sending([SENT], { ...person, quoted: { externalId: '555', tokens: {} } });
    expect(bodies).toEqual([{ to: 'U01', messages: [HELLO] }]);
  });
});

describe('every documented error has its ending', () => {
  test.each([
    [
      400,
      { message: 'The request body has 1 error(s)', details: [{ message: 'May not be empty', property: 'messages[0].text' }] },
      { is: 'refused', reason: 'message_invalid' },
    ],
    [
      400,
      {
        message: 'The request body has 1 error(s)',
        details: [{ message: 'invalid uri scheme', property: 'messages[0].originalContentUrl' }],
      },
      { is: 'refused', reason: 'media_rejected' },
    ],
    [
      400,
      { message: 'The request body has 1 error(s)', details: [{ message: 'May not be empty', property: 'to' }] },
      { is: 'refused', reason: 'recipient_unreachable' },
    ],
    [
      400,
      { message: "The property, 'to', in the request body is invalid (line: -, column: -)" },
      { is: 'refused', reason: 'recipient_unreachable' },
    ],
    [400, { message: 'Failed to send messages' }, { is: 'refused', reason: 'recipient_unreachable' }],
    [400, { message: 'Invalid reply token' }, { is: 'refused', reason: 'message_invalid' }],
    [401, { message: 'Authentication failed due to the following reason: invalid token' }, { is: 'refused', reason: 'channel_settings' }],
    [403, { message: 'Access to this API is not available for your account' }, { is: 'refused', reason: 'channel_settings' }],
    [404, { message: 'Not found' }, { is: 'refused', reason: 'recipient_unreachable' }],
    [410, { message: 'Gone' }, { is: 'refused', reason: 'message_invalid' }],
    [413, { message: 'Payload Too Large' }, { is: 'refused', reason: 'message_invalid' }],
    [415, { message: 'The content type, text/plain, is not supported' }, { is: 'refused', reason: 'message_invalid' }],
    [429, { message: 'You have reached your monthly limit.' }, { is: 'refused', reason: 'policy' }],
    [429, { message: 'The API rate limit has been exceeded. Try again later.' }, { is: 'deferred', reason: 'throttled' }],
    [500, { message: 'The API server is temporarily unavailable' }, { is: 'deferred', reason: 'down' }],
  ])('%i %j', async (status, body, ending) => {
    const { outcome } = await sending([answer(status, body)]);
    expect(outcome).toMatchObject({ ...ending, platformCode: String(status), detail: expect.stringContaining(body.message) });
  });
  test.each([502, 503, 504])('%i is no answer of LINE itself and means down', async (status) => {
    expect((await sending([answer(status, null)])).outcome).toMatchObject({ is: 'deferred', reason: 'down' });
  });
  test('409 to a reply, which has no retry key, is refused', async () => {
    expect((await sending([answer(409, { message: 'Conflict' })], withToken(59_000))).outcome).toMatchObject({
      is: 'refused',
      reason: 'message_invalid',
    });
  });
  test('a token that LINE does not take stops the channel, nothing else does', async () => {
    const endings = await Promise.all(
      [401, 403, 404, 429].map(async (status) => (await sending([answer(status, { message: 'no' })])).outcome),
    );
    expect(endings.map((ending) => 'stopsChannel' in ending)).toEqual([true, false, false, false]);
  });
  test('the month’s limit is no throttling: nothing comes of trying again', async () => {
    const { outcome } = await sending([answer(429, { message: 'You have reached your monthly limit.' }, { 'retry-after': '60' })]);
    expect(outcome).toMatchObject({ is: 'refused', reason: 'policy', platformCode: '429' });
    expect(outcome).not.toHaveProperty('notBefore');
  });
  test('the detail names the field, and the request for LINE’s support', async () => {
    const body = { message: 'The request body has 1 error(s)', details: [{ message: 'May not be empty', property: 'messages[0].text' }] };
    const { outcome } = await sending([answer(400, body, { 'x-line-request-id': '123e4567' })]);
    expect(outcome).toMatchObject({
      detail: 'LINE answered 400: The request body has 1 error(s) (May not be empty: messages[0].text) [request 123e4567]',
    });
  });
  test('no secret is in a detail, not even half of one', async () => {
    const long: LineSettings = { ...settings, channelAccessToken: 'T'.repeat(180) };
    const { outcome } = await sending([answer(400, { message: `${'x'.repeat(450)}${long.channelAccessToken}` })], person, part, long);
    expect(JSON.stringify(outcome)).not.toContain('TT');
  });
});
