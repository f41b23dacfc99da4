import type { PlatformResponse } from '../../../../../gateway/src/channels/channel.ts';
import { line } from '../../../../../gateway/src/channels/line/index.ts';
import { addressOf, answered, recordingIo } from '../../../support/channel-io.ts';
import { settings } from './settings.ts';

const yuki = addressOf([{ kind: 'user_id', value: 'U01' }]);
const group = addressOf(
  [
    { kind: 'group', value: 'C01' },
    { kind: 'user_id', value: 'U01' },
  ],
  { kind: 'group' },
);
const last = { externalId: '555', tokens: { markAsReadToken: 'mark-1', quoteToken: 'q' } };

async function did(act: (io: ReturnType<typeof recordingIo>) => Promise<unknown> | undefined, answer: PlatformResponse) {
  const io = recordingIo(answer);
  const end = await act(io);
  return { end, requests: io.requests, bodies: io.requests.map((request): unknown => JSON.parse(String(request.body))) };
}
const typing = (to = yuki, answer = answered(202, {})) => did((io) => line.showTyping?.(to, last, settings, io), answer);
const reading = (on = last, answer = answered(200, {})) => did((io) => line.markRead?.(yuki, on, settings, io), answer);

test('typing is the loading animation, also before the customer wrote', async () => {
  const { end, requests, bodies } = await typing();
  expect(end).toEqual({ is: 'done' });
  expect(requests).toEqual([
    {
      method: 'POST',
      url: 'https://api.line.me/v2/bot/chat/loading/start',
      headers: { authorization: 'Bearer an-access-token+/=', 'content-type': 'application/json' },
      body: expect.any(String),
    },
  ]);
  expect(bodies).toEqual([{ chatId: 'U01', loadingSeconds: 20 }]);
  expect((await did((io) => line.showTyping?.(yuki, null, settings, io), answered(202, {}))).end).toEqual({ is: 'done' });
});

test.each([
  ['a group', group, 'unsupported_content'],
  ['nobody LINE knows', addressOf([{ kind: 'phone', value: '+1555' }]), 'recipient_unreachable'],
])('typing to %s is refused without a call', async (_whom, to, reason) => {
  const { end, requests } = await typing(to);
  expect(end).toMatchObject({ is: 'refused', reason });
  expect(requests).toEqual([]);
});

test('reading uses the token that came with the message', async () => {
  const { end, requests, bodies } = await reading();
  expect(end).toEqual({ is: 'done' });
  expect(requests[0]?.url).toBe('https://api.line.me/v2/bot/chat/markAsRead');
  expect(bodies).toEqual([{ markAsReadToken: 'mark-1' }]);
});

test('a message without such a token cannot be marked, and LINE is not asked', async () => {
  const { end, requests } = await reading({ externalId: '555', tokens: { markAsReadToken: '', quoteToken: 'q' } });
  expect(end).toMatchObject({ is: 'refused', reason: 'unsupported_content' });
  expect(requests).toEqual([]);
});

test('an answer without any body is a yes', async () => {
  expect((await reading(last, answered(200, ''))).end).toEqual({ is: 'done' });
});

describe.each([
  ['typing', (answer: PlatformResponse) => typing(yuki, answer)],
  ['reading', (answer: PlatformResponse) => reading(last, answer)],
])('%s ends', (_what, act) => {
  test.each<[string, PlatformResponse, object]>([
    [
      'refused for a token or chat LINE does not know',
      answered(400, { message: 'Bad' }),
      { is: 'refused', reason: 'message_invalid', platformCode: '400' },
    ],
    [
      'stopping the channel',
      answered(401, { message: 'Authentication failed' }),
      { is: 'refused', reason: 'channel_settings', stopsChannel: true },
    ],
    ['refused for the plan', answered(403, { message: 'Access denied' }), { is: 'refused', reason: 'channel_settings' }],
    [
      'later when it is too fast',
      answered(429, { message: 'The API rate limit has been exceeded.' }),
      { is: 'deferred', reason: 'throttled' },
    ],
    ['later when LINE is down', answered(500, ''), { is: 'deferred', reason: 'down' }],
    ['later without a connection', { is: 'no_answer', why: 'ECONNREFUSED', reached: 'no' }, { is: 'deferred', reason: 'down' }],
    [
      'in doubt without an answer, and may be done again',
      { is: 'no_answer', why: 'lost', reached: 'maybe' },
      { is: 'unknown', safeToRepeat: true },
    ],
    ['in doubt with somebody else’s page', answered(200, '<html>'), { is: 'unknown', safeToRepeat: true }],
  ])('%s', async (_how, answer, expected) => {
    const { end } = await act(answer);
    expect(end).toMatchObject(expected);
    expect(end).not.toHaveProperty('status');
  });
  test('without a secret in its detail', async () => {
    const { end } = await act(answered(401, { message: `bad ${settings.channelAccessToken}` }));
    expect(JSON.stringify(end)).not.toContain(settings.channelAccessToken);
  });
});
