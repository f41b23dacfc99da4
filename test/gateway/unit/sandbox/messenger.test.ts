import { DEMO_MESSENGER } from '../../../../gateway/sandbox/demo-accounts.ts';
import { at } from '../../../../gateway/sandbox/json.ts';
import type { MessengerSays } from '../../../../gateway/sandbox/messenger/says.ts';
import type { MessengerBench } from './messenger-bench.ts';
import { HOUR_MS, LEILA, PAGE, refusalOf, startMessenger } from './messenger-bench.ts';

const text = (body = 'Hello') => ({ message: { text: body } });
const replies = (count: number, reply: object = {}) => ({
  message: {
    text: 'Which one?',
    quick_replies: Array.from({ length: count }, (_, index) => ({
      content_type: 'text',
      title: `Reply ${index}`,
      payload: `p${index}`,
      ...reply,
    })),
  },
});
const template = (payload: object) => ({ message: { attachment: { type: 'template', payload } } });
const postbacks = (count: number, button: object = {}) =>
  Array.from({ length: count }, (_, index) => ({ type: 'postback', title: `Button ${index}`, payload: `b${index}`, ...button }));
const buttons = (count: number, button: object = {}) =>
  template({ template_type: 'button', text: 'Which one?', buttons: postbacks(count, button) });
const cards = (count: number, card: object = {}) =>
  template({
    template_type: 'generic',
    elements: Array.from({ length: count }, (_, index) => ({ title: `Card ${index}`, subtitle: 'One', buttons: postbacks(1), ...card })),
  });

let bench: MessengerBench;

beforeEach(async () => {
  bench = await startMessenger();
  await bench.says({ type: 'text', text: 'Hi' });
  bench.receiver.received.length = 0;
});
afterEach(() => bench.stop());

describe('sending within the window', () => {
  test('a text is answered with a message id; its echo, its delivery and its reading come back in that order', async () => {
    const answer = await bench.send({ message: { text: 'Until six.', metadata: 'msg_1' } });
    expect([answer.status, answer.body]).toEqual([200, { recipient_id: LEILA, message_id: expect.stringMatching(/^m_[\w-]{86}$/) }]);
    const mid = at(answer.body, 'message_id');
    await bench.messenger.background.settled();
    const now = bench.clock.now();
    const fromLeila = { sender: { id: LEILA }, recipient: { id: PAGE }, timestamp: now };
    expect(bench.events()).toEqual([
      {
        sender: { id: PAGE },
        recipient: { id: LEILA },
        timestamp: now,
        message: { mid, is_echo: true, app_id: Number(DEMO_MESSENGER.appId), metadata: 'msg_1', text: 'Until six.' },
      },
      { ...fromLeila, delivery: { mids: [mid], watermark: now } },
      { ...fromLeila, read: { watermark: now } },
    ]);
    expect(bench.messenger.chats.of(LEILA).at(-1)).toMatchObject({ id: mid, from: 'business', receipt: 'read' });
  });

  test.each([
    ['/me without a version', 'me/messages'],
    ['/me', 'v25.0/me/messages'],
    ['the Page of another version', `v23.0/${PAGE}/messages`],
  ])('%s is the same address', async (_what, path) => {
    const answer = await bench.call('POST', `/${path}`, { recipient: { id: LEILA }, messaging_type: 'UPDATE', ...text() });
    expect(answer.status).toBe(200);
  });

  test('a form with JSON in its fields and the token in the address is taken too', async () => {
    const form = new URLSearchParams({
      recipient: JSON.stringify({ id: LEILA }),
      messaging_type: 'RESPONSE',
      message: JSON.stringify({ text: 'Olá' }),
    });
    const path = `/v25.0/me/messages?access_token=${DEMO_MESSENGER.pageAccessToken}`;
    expect((await bench.call('POST', path, form, { authorization: '' })).status).toBe(200);
    expect(bench.messenger.chats.of(LEILA).at(-1)?.message).toEqual({ text: 'Olá' });
  });

  test.each([
    ['2000 characters', text('😀'.repeat(2000))],
    ['13 quick replies with 20 characters each', replies(13, { title: 'x'.repeat(20), payload: 'y'.repeat(1000) })],
    ['three buttons with 20 characters each', buttons(3, { title: 'x'.repeat(20) })],
    ['640 characters over buttons', template({ template_type: 'button', text: 'x'.repeat(640), buttons: postbacks(1) })],
    ['ten cards with 80 characters each', cards(10, { title: 'x'.repeat(80), subtitle: 'y'.repeat(80) })],
    [
      'a link and a number to call',
      template({ template_type: 'button', text: 'More?', buttons: [link('https://books.example'), phone()] }),
    ],
  ])('%s can be sent', async (_what, fields) => {
    expect((await bench.send(fields)).status).toBe(200);
  });

  test.each<[string, object, readonly unknown[], string]>([
    ['no recipient', { ...text(), recipient: undefined }, [400, 100, undefined], 'The parameter recipient is required'],
    ['a recipient that is no id', { ...text(), recipient: { id: 'leila' } }, [400, 100, undefined], 'must be a valid ID string'],
    ['an unknown recipient', { ...text(), recipient: { id: '5550600000000999' } }, [400, 100, 2018001], 'No matching user found'],
    ['the Page itself', { ...text(), recipient: { id: PAGE } }, [400, 100, 2018001], 'No matching user found'],
    ['neither message nor action', {}, [400, 100, 2018015], 'Must send either message or state'],
    ['message and action', { ...text(), sender_action: 'typing_on' }, [400, 100, 2018014], 'Cannot send both message and state'],
    ['an empty message', { message: {} }, [400, 100, 2018034], 'Message cannot be empty'],
    ['an empty text', text(''), [400, 100, 2018034], 'Message cannot be empty'],
    ['a text over 2000 characters', text('x'.repeat(2001)), [400, 100, undefined], 'message[text] must be less than or equal to 2000'],
    [
      'metadata over 1000 characters',
      { message: { text: 'x', metadata: 'y'.repeat(1001) } },
      [400, 100, undefined],
      'message[metadata] must be less than or equal to 1000',
    ],
    ['no messaging_type', { ...text(), messaging_type: undefined }, [400, 100, undefined], 'The parameter messaging_type is required'],
    ['an unknown messaging_type', { ...text(), messaging_type: 'NEWS' }, [400, 100, undefined], 'messaging_type must be one of'],
    ['no quick reply', replies(0), [400, 194, undefined], 'message[quick_replies] has too few elements'],
    ['14 quick replies', replies(14), [400, 105, undefined], 'message[quick_replies] has too many elements'],
    [
      'a quick reply title over 20 characters',
      replies(1, { title: 'x'.repeat(21) }),
      [400, 100, undefined],
      '[title] must be less than or equal to 20',
    ],
    [
      'a quick reply payload over 1000 characters',
      replies(1, { payload: 'x'.repeat(1001) }),
      [400, 100, undefined],
      '[payload] must be less than or equal to 1000',
    ],
    ['a quick reply without a title', replies(1, { title: undefined }), [400, 100, 2018098], 'Title is required'],
    ['a quick reply without a payload', replies(1, { payload: undefined }), [400, 100, 2018099], 'Payload is required'],
    ['a quick reply of an unknown kind', replies(1, { content_type: 'location' }), [400, 100, undefined], '[content_type] must be one of'],
    ['text and attachment at once', { message: { text: 'x', ...buttons(1).message } }, [400, 100, undefined], 'not both'],
    [
      'an attachment without a type',
      { message: { attachment: { payload: {} } } },
      [400, 100, undefined],
      'message[attachment][type] is required',
    ],
    [
      'an attachment without a payload',
      { message: { attachment: { type: 'image' } } },
      [400, 100, undefined],
      'message[attachment][payload] is required',
    ],
    [
      'an attachment of an unknown type',
      { message: { attachment: { type: 'hologram', payload: {} } } },
      [400, 100, undefined],
      'message[attachment][type] must be one of',
    ],
    ['an unknown template type', template({ template_type: 'utility_messages' }), [400, 100, undefined], 'Invalid template type'],
    ['no button', buttons(0), [400, 100, undefined], '[buttons] must be non-empty'],
    ['four buttons', buttons(4), [400, 105, undefined], '[buttons] has too many elements'],
    [
      'a button title over 20 characters',
      buttons(1, { title: 'x'.repeat(21) }),
      [400, 100, undefined],
      '[title] must be less than or equal to 20',
    ],
    ['a button without a title', buttons(1, { title: undefined }), [400, 100, 2018053], 'title cannot be empty'],
    ['a button without a payload', buttons(1, { payload: undefined }), [400, 100, 2018040], 'Payload cannot be empty'],
    [
      'a link without an address',
      template({ template_type: 'button', text: 'x', buttons: [link(undefined)] }),
      [400, 100, 2018041],
      'Web url cannot be empty',
    ],
    [
      '641 characters over buttons',
      template({ template_type: 'button', text: 'x'.repeat(641), buttons: postbacks(1) }),
      [400, 100, undefined],
      '[text] must be less than or equal to 640',
    ],
    ['no card', cards(0), [400, 194, undefined], '[elements] has too few elements'],
    ['eleven cards', cards(11), [400, 105, undefined], '[elements] has too many elements'],
    [
      'a card title over 80 characters',
      cards(1, { title: 'x'.repeat(81) }),
      [400, 100, undefined],
      '[title] must be less than or equal to 80',
    ],
    ['a card with a title only', cards(1, { subtitle: undefined, buttons: undefined }), [400, 100, 2018035], 'Incomplete element data'],
    ['a quote of nothing', { ...text(), reply_to: { mid: 'm_none' } }, [400, 100, undefined], 'Invalid reply_to'],
  ])('%s is refused as Meta refuses it, and nothing is sent', async (_what, fields, refusal, words) => {
    const answer = await bench.send(fields);
    expect(refusalOf(answer)).toEqual(refusal);
    const message = expect.stringContaining(words);
    expect(at(answer.body, 'error')).toMatchObject({ type: 'OAuthException', message, fbtrace_id: expect.any(String) });
    expect(bench.messenger.chats.of(LEILA)).toHaveLength(1);
  });

  test('a body that is no JSON is refused', async () => {
    const answer = await bench.call('POST', '/me/messages', 'not json', { 'content-type': 'application/json' });
    expect(refusalOf(answer)).toEqual([400, 100, undefined]);
  });

  test('a reply quotes the message it names', async () => {
    const mid = await bench.says({ type: 'text', text: 'This one' });
    expect((await bench.send({ ...text('Yes'), reply_to: { mid } })).status).toBe(200);
    expect(bench.messenger.chats.of(LEILA).at(-1)?.quotes).toBe(mid);
  });

  test('somebody who has blocked the Page is not available until they unblock it', async () => {
    await bench.says({ type: 'block' });
    expect(refusalOf(await bench.send(text()))).toEqual([400, 551, 1545041]);
    await bench.says({ type: 'unblock' });
    expect((await bench.send(text())).status).toBe(200);
    expect(bench.receiver.received.filter((webhook) => webhook.text.includes('block'))).toHaveLength(0);
  });

  test('the 301st message of a second is too many, and a moment later one more goes', async () => {
    for (let sent = 0; sent < 300; sent++) expect((await bench.send(text())).status).toBe(200);
    const refused = await bench.send(text());
    expect(refusalOf(refused)).toEqual([400, 613, undefined]);
    expect(at(refused.body, 'error', 'is_transient')).toBe(true);
    bench.clock.pass(4);
    expect((await bench.send(text())).status).toBe(200);
  });

  test('any other error can be switched on', async () => {
    bench.messenger.behave({ refusal: { code: 1200, message: 'Temporary send message failure.', isTransient: true } });
    const answer = await bench.send(text());
    expect([refusalOf(answer), at(answer.body, 'error', 'is_transient')]).toEqual([[400, 1200, undefined], true]);
    bench.messenger.behave({ refusal: null });
    expect((await bench.send(text())).status).toBe(200);
  });
});

describe('the window', () => {
  const human = { ...text(), messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' };

  test('is 24 hours for free messages and seven days for a human agent', async () => {
    bench.clock.pass(24 * HOUR_MS - 1);
    expect((await bench.send(text())).status).toBe(200);
    bench.clock.pass(1);
    const late = await bench.send(text());
    expect(refusalOf(late)).toEqual([400, 10, 2018278]);
    expect(at(late.body, 'error', 'message')).toContain('outside of allowed window');
    expect((await bench.send(human)).status).toBe(200);
    bench.clock.pass(6 * 24 * HOUR_MS - 1);
    expect((await bench.send(human)).status).toBe(200);
    bench.clock.pass(1);
    expect(refusalOf(await bench.send(human))).toEqual([400, 10, 2018278]);
  });

  test('of somebody who has never written is shut', async () => {
    const answer = await bench.send({ ...text(), recipient: { id: DEMO_MESSENGER.customers?.[1]?.id } });
    expect(refusalOf(answer)).toEqual([400, 10, 2018278]);
  });

  test.each<[string, (mid: string) => MessengerSays]>([
    ['a message', () => ({ type: 'text', text: 'Hi' })],
    ['a quick reply', () => ({ type: 'quick_reply', title: 'Yes', payload: 'yes' })],
    ['a button', () => ({ type: 'postback', title: 'Yes', payload: 'yes' })],
    ['a reaction', (mid) => ({ type: 'reaction', messageId: mid, emoji: '👍' })],
    ['an m.me link', () => ({ type: 'open', ref: 'sale' })],
  ])('is opened by %s', async (_what, saying) => {
    const mid = bench.messenger.chats.of(LEILA)[0]?.id ?? '';
    bench.clock.pass(25 * HOUR_MS);
    await bench.says(saying(mid));
    expect((await bench.send(text())).status).toBe(200);
  });

  test.each<[string, (mid: string) => MessengerSays]>([
    ['reading', () => ({ type: 'read' })],
    ['an edit', (mid) => ({ type: 'edit', messageId: mid, text: 'Hey' })],
    ['an unsend', (mid) => ({ type: 'unsend', messageId: mid })],
    ['taking a reaction back', (mid) => ({ type: 'reaction', messageId: mid, emoji: '' })],
    ["an answer in Meta's own inbox", () => ({ type: 'page_inbox', text: 'Yes' })],
  ])('is not opened by %s', async (_what, saying) => {
    const mid = bench.messenger.chats.of(LEILA)[0]?.id ?? '';
    bench.clock.pass(25 * HOUR_MS);
    await bench.says(saying(mid));
    expect(refusalOf(await bench.send(text()))).toEqual([400, 10, 2018278]);
  });

  test('can be switched shut, and is then still open for a human agent', async () => {
    await bench.control('POST', 'trouble', { kind: 'closed_window' });
    expect(refusalOf(await bench.send(text()))).toEqual([400, 10, 2018278]);
    expect((await bench.send(human)).status).toBe(200);
  });

  test.each([
    ['CONFIRMED_EVENT_UPDATE', 100],
    ['ACCOUNT_UPDATE', 100],
    ['POST_PURCHASE_UPDATE', 100],
    ['SOMETHING', 100],
    [undefined, 100],
  ])('the tag %s is refused', async (tag, code) => {
    expect(refusalOf(await bench.send({ ...human, tag }))).toEqual([400, code, undefined]);
  });
});

describe('actions', () => {
  const act = (fields: object) => bench.send({ messaging_type: undefined, ...fields });

  test('typing is shown for 20 seconds, and ends when it is switched off', async () => {
    const typing: number[] = [];
    bench.messenger.onChange((change) => (change.what === 'typing' ? void typing.push(change.forMs) : undefined));
    expect((await act({ sender_action: 'typing_on' })).body).toEqual({ recipient_id: LEILA });
    expect((await act({ sender_action: 'typing_off' })).status).toBe(200);
    expect(typing).toEqual([20_000, 0]);
  });

  test('mark_seen marks what the customer wrote, also after the window', async () => {
    bench.clock.pass(25 * HOUR_MS);
    expect((await act({ sender_action: 'mark_seen' })).status).toBe(200);
    expect(bench.messenger.chats.of(LEILA)[0]?.receipt).toBe('read');
  });

  test('a reaction lands on the message it names, and is taken back', async () => {
    const mid = bench.messenger.chats.of(LEILA)[0]?.id ?? '';
    await act({ sender_action: 'react', payload: { message_id: mid, reaction: '🎉' } });
    expect(bench.messenger.chats.find(mid)?.reactions).toEqual([{ from: 'business', emoji: '🎉' }]);
    await act({ sender_action: 'unreact', payload: { message_id: mid } });
    expect(bench.messenger.chats.find(mid)?.reactions).toEqual([]);
  });

  test.each<[string, object, readonly unknown[]]>([
    ['an unknown action', { sender_action: 'dance' }, [400, 100, undefined]],
    ['a reaction to nothing', { sender_action: 'react', payload: { reaction: '🎉' } }, [400, 100, undefined]],
    ['a reaction to an unknown message', { sender_action: 'react', payload: { message_id: 'm_1', reaction: '🎉' } }, [400, 100, undefined]],
  ])('%s is refused', async (_what, fields, refusal) => {
    expect(refusalOf(await act(fields))).toEqual(refusal);
  });

  test('typing after the window is refused', async () => {
    bench.clock.pass(24 * HOUR_MS);
    expect(refusalOf(await act({ sender_action: 'typing_on' }))).toEqual([400, 10, 2018278]);
  });
});

function link(url: string | undefined) {
  return { type: 'web_url', title: 'Read on', url };
}

function phone() {
  return { type: 'phone_number', title: 'Call us', payload: '+15555550100' };
}
