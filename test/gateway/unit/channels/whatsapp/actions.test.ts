import type { Address, PlatformResponse } from '../../../../../gateway/src/channels/channel.ts';
import { whatsappCloud } from '../../../../../gateway/src/channels/whatsapp/index.ts';
import { addressOf, answered, recordingIo } from '../../../support/channel-io.ts';
import { settings } from './settings.ts';

const ana = addressOf([{ kind: 'phone', value: '15550100001' }]);
const last = { externalId: 'wamid.LAST', tokens: {} };
const YES = answered(200, { success: true });
const SENT = answered(200, { messaging_product: 'whatsapp', messages: [{ id: 'wamid.R' }] });

type Act = (io: ReturnType<typeof recordingIo>) => Promise<unknown> | undefined;
const typing: Act = (io) => whatsappCloud.showTyping?.(ana, last, settings, io);
const reading: Act = (io) => whatsappCloud.markRead?.(ana, last, settings, io);
const reacting =
  (emoji: string | null, to: Address = ana): Act =>
  (io) =>
    whatsappCloud.react?.(to, last, emoji, settings, io);

async function did(act: Act, answer: PlatformResponse) {
  const io = recordingIo(answer);
  const end = await act(io);
  return { end, requests: io.requests, bodies: io.requests.map((request): unknown => JSON.parse(String(request.body))) };
}

test('reading marks the latest message', async () => {
  const { end, requests, bodies } = await did(reading, YES);
  expect(end).toEqual({ is: 'done' });
  expect(requests).toEqual([
    {
      method: 'POST',
      url: 'https://graph.facebook.com/v25.0/555000111222/messages',
      headers: { authorization: 'Bearer EAAtoken-for-tests-only', 'content-type': 'application/json' },
      body: expect.any(String),
    },
  ]);
  expect(bodies).toEqual([{ messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.LAST' }]);
});

test('typing is shown with the read mark', async () => {
  const { end, bodies } = await did(typing, YES);
  expect(end).toEqual({ is: 'done' });
  expect(bodies).toEqual([{ messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.LAST', typing_indicator: { type: 'text' } }]);
});

test('typing before the customer wrote anything is refused without a call', async () => {
  const { end, requests } = await did((io) => whatsappCloud.showTyping?.(ana, null, settings, io), YES);
  expect(end).toMatchObject({ is: 'refused', reason: 'unsupported_content' });
  expect(requests).toEqual([]);
});

test.each<[string, string | null, Address, object]>([
  [
    'an emoji to a phone',
    '👍',
    ana,
    { recipient_type: 'individual', to: '15550100001', reaction: { message_id: 'wamid.LAST', emoji: '👍' } },
  ],
  ['taken back', null, ana, { recipient_type: 'individual', to: '15550100001', reaction: { message_id: 'wamid.LAST', emoji: '' } }],
  [
    'to a person without a phone',
    '👍',
    addressOf([{ kind: 'bsuid', value: 'US.5550001' }]),
    { recipient_type: 'individual', recipient: 'US.5550001', reaction: { message_id: 'wamid.LAST', emoji: '👍' } },
  ],
  [
    'in a group',
    '👍',
    addressOf([{ kind: 'group', value: 'GRP1' }], { kind: 'group' }),
    { recipient_type: 'group', to: 'GRP1', reaction: { message_id: 'wamid.LAST', emoji: '👍' } },
  ],
])('a reaction: %s', async (_what, emoji, to, expected) => {
  const { end, bodies } = await did(reacting(emoji, to), SENT);
  expect(end).toEqual({ is: 'done' });
  expect(bodies).toEqual([{ messaging_product: 'whatsapp', type: 'reaction', ...expected }]);
});

test('a reaction to nobody WhatsApp knows is refused without a call', async () => {
  const { end, requests } = await did(reacting('👍', addressOf([{ kind: 'visitor_id', value: 'v' }])), SENT);
  expect(end).toMatchObject({ is: 'refused', reason: 'recipient_unreachable' });
  expect(requests).toEqual([]);
});

describe.each([
  ['typing', typing],
  ['reading', reading],
  ['a reaction', reacting('👍')],
])('%s ends', (_what, act) => {
  test.each<[string, PlatformResponse, object]>([
    [
      'refused for an unknown message',
      answered(400, { error: { message: 'no', code: 131009 } }),
      { is: 'refused', reason: 'message_invalid' },
    ],
    ['refused for a shut window', answered(400, { error: { message: 'no', code: 131047 } }), { is: 'refused', reason: 'window_closed' }],
    [
      'stopping the channel for a dead token',
      answered(401, { error: { message: 'no', code: 190 } }),
      { reason: 'channel_settings', stopsChannel: true },
    ],
    ['later when it is too fast', answered(429, { error: { message: 'slow', code: 130429 } }), { is: 'deferred', reason: 'throttled' }],
    ['later when Meta is down', answered(500, '<html>'), { is: 'deferred', reason: 'down' }],
    [
      'in doubt without an answer, and may be done again',
      { is: 'no_answer', why: 'lost', reached: 'maybe' },
      { is: 'unknown', safeToRepeat: true },
    ],
    ['in doubt with an answer that says nothing', answered(200, {}), { is: 'unknown', safeToRepeat: true }],
    ['in doubt with no JSON', answered(200, 'OK'), { is: 'unknown', safeToRepeat: true }],
  ])('%s', async (_ending, answer, expected) => {
    expect((await did(act, answer)).end).toMatchObject(expected);
  });
  test('without a secret in its detail', async () => {
    const echo = answered(401, { error: { message: `Malformed access token ${settings.accessToken}`, code: 190 } });
    expect(JSON.stringify((await did(act, echo)).end)).not.toContain(settings.accessToken);
  });
});
