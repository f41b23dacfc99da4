import type { Address } from '../../../../../gateway/src/channels/channel.ts';
import { whatsappCloud } from '../../../../../gateway/src/channels/whatsapp/index.ts';
import { answered, recordingIo } from '../../../support/channel-io.ts';
import { settings } from './settings.ts';

const person = (...keys: Address['keys']): Address => ({ keys, kind: 'person', freeReply: null, quoted: null, window: 'open' });
const phone = { kind: 'phone', value: '15550100001' } as const;
const bsuid = { kind: 'bsuid', value: 'US.5550001' } as const;
const parent = { kind: 'parent_bsuid', value: 'US.ENT.5550002' } as const;
const text = { body: { type: 'text', text: { body: 'Hello' } }, index: 0 };
const YES = { messaging_product: 'whatsapp', messages: [{ id: 'wamid.SENT1', message_status: 'accepted' }] };

async function sent(to: Address, part = text) {
  const io = recordingIo(answered(200, YES));
  const outcome = await whatsappCloud.send(part, to, settings, io);
  return { outcome, request: io.requests[0], body: JSON.parse(String(io.requests[0]?.body ?? 'null')) };
}

test('a text to a phone is exactly this request', async () => {
  const { outcome, request, body } = await sent(person(phone));
  expect(outcome).toEqual({ is: 'accepted', externalIds: ['wamid.SENT1'] });
  expect(request).toEqual({
    method: 'POST',
    url: 'https://graph.facebook.com/v25.0/555000111222/messages',
    headers: { authorization: 'Bearer EAAtoken-for-tests-only', 'content-type': 'application/json' },
    body: expect.any(String),
  });
  expect(body).toEqual({
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: '15550100001',
    type: 'text',
    text: { body: 'Hello' },
    biz_opaque_callback_data: 'msg_01JD00000000000000000000AA',
  });
});

test.each([
  ['by phone where there is one', person(bsuid, parent, phone), { recipient_type: 'individual', to: '15550100001' }],
  ['by business-scoped id in `recipient` otherwise', person(bsuid, parent), { recipient_type: 'individual', recipient: 'US.5550001' }],
  ["by the parent's id where it is all there is", person(parent), { recipient_type: 'individual', recipient: 'US.ENT.5550002' }],
  ['never by an empty phone', person(bsuid, { kind: 'phone', value: '' }), { recipient_type: 'individual', recipient: 'US.5550001' }],
  [
    'a group as a group',
    { ...person({ kind: 'group', value: 'GRP-555' }), kind: 'group' as const },
    { recipient_type: 'group', to: 'GRP-555' },
  ],
])('the recipient is named %s', async (_how, to, expected) => {
  const { recipient_type, to: named, recipient } = (await sent(to)).body;
  expect({ recipient_type, to: named, recipient }).toEqual({ to: undefined, recipient: undefined, ...expected });
});

test('a person with no key of WhatsApp is refused without a call', async () => {
  const { outcome, request } = await sent(person({ kind: 'visitor_id', value: 'v1' }));
  expect(outcome).toMatchObject({ is: 'refused', reason: 'recipient_unreachable' });
  expect(request).toBeUndefined();
});

test('the first part quotes, later parts and templates do not', async () => {
  const quoting = { ...person(phone), quoted: { externalId: 'wamid.Q', tokens: {} } };
  expect((await sent(quoting)).body.context).toEqual({ message_id: 'wamid.Q' });
  expect((await sent(quoting, { ...text, index: 1 })).body.context).toBeUndefined();
  const template = whatsappCloud.render({ type: 'template', name: 't', language: 'en', params: {} }, whatsappCloud.capabilities).parts[0];
  const io = recordingIo(answered(200, YES));
  await whatsappCloud.send(template ?? text, quoting, settings, io);
  expect(JSON.parse(String(io.requests[0]?.body)).context).toBeUndefined();
});

test('an apiBaseUrl stands for graph.facebook.com', async () => {
  const io = recordingIo(answered(200, YES));
  await whatsappCloud.send(text, person(phone), { ...settings, apiBaseUrl: 'http://127.0.0.1:9999/', graphVersion: 'v26.0' }, io);
  expect(io.requests[0]?.url).toBe('http://127.0.0.1:9999/v26.0/555000111222/messages');
});

test.each(['null', '[]', '{}', '{"messages":[]}', '{"messages":[{}]}', '{"messages":"x"}'])(
  '200 with %s is unknown and not repeated',
  async (body) => {
    const outcome = await whatsappCloud.send(text, person(phone), settings, recordingIo(answered(200, body)));
    expect(outcome).toMatchObject({ is: 'unknown', safeToRepeat: false });
  },
);

test('a message held back for its quality is accepted all the same', async () => {
  const held = { messages: [{ id: 'wamid.H', message_status: 'held_for_quality_assessment' }] };
  expect(await whatsappCloud.send(text, person(phone), settings, recordingIo(answered(200, held)))).toEqual({
    is: 'accepted',
    externalIds: ['wamid.H'],
  });
});
