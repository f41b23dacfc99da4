import type { ActionEnd, Address } from '../../../../../gateway/src/channels/channel.ts';
import { facebook } from '../../../../../gateway/src/channels/facebook/index.ts';
import { addressOf, answered, type RecordingIo, recordingIo } from '../../../support/channel-io.ts';
import { settings } from './settings.ts';

const ana = addressOf([{ kind: 'psid', value: '5550020000000001' }]);
const onInstagram = addressOf([{ kind: 'psid', value: 'ig:5550030000000001' }]);
const message = { externalId: 'm_1', tokens: {} };
const YES = answered(200, { recipient_id: '5550020000000001' });

const typing = (to: Address, io: RecordingIo) => facebook.showTyping?.(to, null, settings, io);
const seen = (to: Address, io: RecordingIo) => facebook.markRead?.(to, message, settings, io);
const react =
  (emoji: string | null, to = ana, externalId = 'm_1') =>
  (_to: Address, io: RecordingIo) =>
    facebook.react?.(to, { externalId, tokens: {} }, emoji, settings, io);

async function did(action: (to: Address, io: RecordingIo) => Promise<ActionEnd> | undefined, to = ana, answer = YES) {
  const io = recordingIo(answer);
  const end = await action(to, io);
  return { end, requests: io.requests, body: JSON.parse(String(io.requests[0]?.body ?? 'null')) };
}

test.each([
  ['typing', typing, { sender_action: 'typing_on' }],
  ['seen', seen, { sender_action: 'mark_seen' }],
  ['a reaction', react('🎉'), { sender_action: 'react', payload: { message_id: 'm_1', reaction: '🎉' } }],
  [
    'a reaction to the third file of a message',
    react('🎉', ana, 'm_1#3'),
    { sender_action: 'react', payload: { message_id: 'm_1', reaction: '🎉' } },
  ],
  ['its removal', react(null), { sender_action: 'unreact', payload: { message_id: 'm_1' } }],
])('%s is one call to the Page’s messages', async (_what, action, body) => {
  const { end, requests, body: asked } = await did(action);
  expect(end).toEqual({ is: 'done' });
  expect(requests).toMatchObject([{ method: 'POST', url: 'https://graph.facebook.com/v25.0/555001000000001/messages' }]);
  expect(asked).toEqual({ recipient: { id: '5550020000000001' }, ...body });
});

test.each(['❤️', '❤', 'love'])('on Instagram %s is the heart', async (emoji) => {
  const { end, body } = await did(react(emoji, onInstagram));
  expect(end).toEqual({ is: 'done' });
  expect(body).toEqual({
    recipient: { id: '5550030000000001' },
    sender_action: 'react',
    payload: { message_id: 'm_1', reaction: 'love' },
  });
});

test('Instagram takes no other reaction, which is said without a call', async () => {
  const { end, requests } = await did(react('👍', onInstagram));
  expect(end).toMatchObject({ is: 'refused', reason: 'unsupported_content' });
  expect(requests).toEqual([]);
});

test('nobody can react to a tap that Meta gave no id', async () => {
  const { end, requests } = await did(react('👍', ana, '#0123'));
  expect(end).toMatchObject({ is: 'refused', reason: 'unsupported_content' });
  expect(requests).toEqual([]);
});

test('a person without an id is refused without a call', async () => {
  for (const action of [typing, seen]) {
    const { end, requests } = await did(action, addressOf([]));
    expect(end).toMatchObject({ is: 'refused', reason: 'recipient_unreachable' });
    expect(requests).toEqual([]);
  }
});

test.each([
  [
    'the window',
    answered(400, { error: { code: 10, error_subcode: 2018278, message: 'outside' } }),
    { is: 'refused', reason: 'window_closed' },
  ],
  ['no answer', { is: 'no_answer', why: 'timed out', reached: 'maybe' } as const, { is: 'unknown', safeToRepeat: true }],
  ['nothing we can read', answered(200, '{}'), { is: 'unknown', safeToRepeat: true }],
  ['a server error', answered(500, ''), { is: 'deferred', reason: 'down' }],
])('an action that ends with %s says so', async (_what, answer, expected) => {
  for (const action of [typing, seen, react('👍')]) expect((await did(action, ana, answer)).end).toMatchObject(expected);
});
