import type { Part, PlatformRequest, PlatformResponse } from '../../../../../gateway/src/channels/channel.ts';
import { whatsappTwilio, type TwilioSettings } from '../../../../../gateway/src/channels/twilio/index.ts';
import type { Address } from '../../../../../gateway/src/channels/channel.ts';
import { addressOf, answered, recordingIo } from '../../../support/channel-io.ts';
import { BASIC, settings } from './settings.ts';

const phone = { kind: 'phone', value: '15550100001' } as const;
const bsuid = { kind: 'bsuid', value: 'US.5550001' } as const;
const parent = { kind: 'parent_bsuid', value: 'US.ENT.5550002' } as const;
const text: Part = { body: { Body: 'Hello & welcome' }, index: 0 };
const YES = { sid: 'SM555000000000000000000000000000c1', status: 'queued', error_code: null, error_message: null };

const fieldsOf = (request: PlatformRequest | undefined) => Object.fromEntries(new URLSearchParams(String(request?.body ?? '')));

async function sent(to: Address, part = text, using: TwilioSettings = settings, answer: PlatformResponse = answered(201, YES)) {
  const io = recordingIo(answer);
  const outcome = await whatsappTwilio.send(part, to, using, io);
  return { outcome, request: io.requests[0], fields: fieldsOf(io.requests[0]) };
}

test('a text to a phone is exactly this request', async () => {
  const { outcome, request, fields } = await sent(addressOf([phone]));
  expect(outcome).toEqual({ is: 'accepted', externalIds: [YES.sid] });
  expect(request).toEqual({
    method: 'POST',
    url: `https://api.twilio.com/2010-04-01/Accounts/${settings.accountSid}/Messages.json`,
    headers: { authorization: BASIC, accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: expect.any(String),
  });
  expect(fields).toEqual({
    To: 'whatsapp:+15550100001',
    From: 'whatsapp:+15550001111',
    Body: 'Hello & welcome',
    StatusCallback: 'https://parley.example/webhooks/chn_1?correlation=msg_01JD00000000000000000000AA',
  });
});

test('the status that comes to that address names our message', async () => {
  const { fields } = await sent(addressOf([phone]));
  const url = new URL(fields['StatusCallback'] ?? '');
  const request = {
    method: 'POST',
    url: url.href,
    query: Object.fromEntries(url.searchParams),
    headers: {},
    body: Buffer.from(`MessageSid=${YES.sid}&MessageStatus=delivered`),
  };
  expect(whatsappTwilio.parse(request, settings, 0)).toMatchObject([
    { is: 'status', correlation: 'msg_01JD00000000000000000000AA', state: 'delivered' },
  ]);
});

test.each([
  ['by phone where there is one', [bsuid, parent, phone], 'whatsapp:+15550100001'],
  ['by business-scoped id otherwise', [parent, bsuid], 'whatsapp:US.5550001'],
  ["by the parent's id where it is all there is", [parent], 'whatsapp:US.ENT.5550002'],
  ['never by an empty phone', [{ kind: 'phone', value: '' } as const, bsuid], 'whatsapp:US.5550001'],
])('the recipient is named %s', async (_how, keys, To) => {
  expect((await sent(addressOf(keys))).fields).toMatchObject({ To });
});

test('a person with no key of WhatsApp, and a group, are refused without a call', async () => {
  for (const to of [addressOf([{ kind: 'visitor_id', value: 'v1' }]), addressOf([{ kind: 'group', value: 'g1' }], { kind: 'group' })]) {
    const { outcome, request } = await sent(to);
    expect(outcome).toMatchObject({ is: 'refused', reason: 'recipient_unreachable' });
    expect(request).toBeUndefined();
  }
});

test('a Messaging Service is named beside the sender', async () => {
  const { fields } = await sent(addressOf([phone]), text, { ...settings, messagingServiceSid: 'MG555' });
  expect(fields).toMatchObject({ MessagingServiceSid: 'MG555', From: 'whatsapp:+15550001111' });
});

test('an apiBaseUrl stands for api.twilio.com', async () => {
  const { request } = await sent(addressOf([phone]), text, { ...settings, apiBaseUrl: 'http://127.0.0.1:9999/twilio/' });
  expect(request?.url).toBe(`http://127.0.0.1:9999/twilio/2010-04-01/Accounts/${settings.accountSid}/Messages.json`);
});

test.each([
  [{ Body: 'See', MediaUrl: 'https://parley.example/media/1' }],
  [{ Body: 'Shop', PersistentAction: 'geo:1,2|Shop' }],
  [{ ContentSid: 'HX1', ContentVariables: '{"1":"a"}' }],
])('the parameters %j go out as they are', async (body) => {
  expect((await sent(addressOf([phone]), { body, index: 1 })).fields).toMatchObject(body);
});

test.each([null, {}, [], 'text', { Body: '' }, { content: {}, variables: {} }])(
  'a part that holds %j is refused without a call',
  async (body) => {
    const { outcome, request } = await sent(addressOf([phone]), { body, index: 0 });
    expect(outcome).toMatchObject({ is: 'refused', reason: 'message_invalid' });
    expect(request).toBeUndefined();
  },
);

test.each(['null', '[]', '{}', '{"sid":""}', '{"sid":7.5e400}'])('201 with %s is unknown and not repeated', async (body) => {
  expect((await sent(addressOf([phone]), text, settings, answered(201, body))).outcome).toMatchObject({
    is: 'unknown',
    safeToRepeat: false,
  });
});

test('a message that is given up in the same answer ends by its code', async () => {
  const failed = { ...YES, status: 'failed', error_code: 63016, error_message: 'Outside the window' };
  expect((await sent(addressOf([phone]), text, settings, answered(201, failed))).outcome).toEqual({
    is: 'refused',
    reason: 'window_closed',
    detail: 'Outside the window',
    platformCode: '63016',
  });
});
