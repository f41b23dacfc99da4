import type { PlatformMessage, PlatformResponse } from '../../../../../gateway/src/channels/channel.ts';
import { whatsappTwilio } from '../../../../../gateway/src/channels/twilio/index.ts';
import { addressOf, answered, recordingIo } from '../../../support/channel-io.ts';
import { BASIC, settings } from './settings.ts';

const SID = 'SM555000000000000000000000000000a1';
const to = addressOf([{ kind: 'phone', value: '15550100001' }]);

async function shown(last: PlatformMessage | null, answer: PlatformResponse = answered(200, { success: true })) {
  const io = recordingIo(answer);
  return { end: await whatsappTwilio.showTyping?.(to, last, settings, io), request: io.requests[0] };
}

test("it is shown in answer to the customer's latest message", async () => {
  const { end, request } = await shown({ externalId: SID, tokens: {} });
  expect(end).toEqual({ is: 'done' });
  expect(request).toEqual({
    method: 'POST',
    url: 'https://messaging.twilio.com/v2/Indicators/Typing.json',
    headers: { authorization: BASIC, accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: `messageId=${SID}&channel=whatsapp`,
  });
});

test('a further file of a message stands for the message', async () => {
  expect((await shown({ externalId: `${SID}/2`, tokens: {} })).request?.body).toBe(`messageId=${SID}&channel=whatsapp`);
});

test.each([null, { externalId: 'wamid.1', tokens: {} }, { externalId: '', tokens: {} }])(
  'in answer to %j nothing is asked',
  async (last) => {
    const { end, request } = await shown(last);
    expect(end).toMatchObject({ is: 'refused', reason: 'message_invalid' });
    expect(request).toBeUndefined();
  },
);

test.each([
  ['success: false', answered(200, { success: false }), { is: 'unknown' }],
  ['a page', answered(200, '<html>'), { is: 'unknown' }],
  [
    'a refused token',
    answered(401, { code: 20003, message: `Bad ${settings.authToken}` }),
    { is: 'refused', reason: 'channel_settings', detail: 'Bad [secret]' },
  ],
  ['too many requests', answered(429, {}), { is: 'deferred', reason: 'throttled' }],
  ['no connection', { is: 'no_answer', why: 'ECONNREFUSED', reached: 'no' } as const, { is: 'deferred', reason: 'down' }],
])('%s is said', async (_what, answer, expected) => {
  expect((await shown({ externalId: SID, tokens: {} }, answer)).end).toMatchObject(expected);
});

test('reading alone cannot be shown, so the channel does not offer it', () => {
  expect(whatsappTwilio.markRead).toBeUndefined();
  expect(whatsappTwilio.capabilities).toMatchObject({ typing: true, marksRead: false });
});
