import { createHmac, randomUUID } from 'node:crypto';
import { DEMO_LINE } from '../../../../gateway/sandbox/demo-accounts.ts';
import { at } from '../../../../gateway/sandbox/json.ts';
import type { LineOptions, LineStandIn } from '../../../../gateway/sandbox/line.ts';
import { createLine } from '../../../../gateway/sandbox/line.ts';
import type { LineSays } from '../../../../gateway/sandbox/line/says.ts';
import type { Receiver, TestClock } from './bench.ts';
import { callOf, startReceiver, testClock } from './bench.ts';

const YUKI = DEMO_LINE.customers?.[0]?.id ?? '';
const REPLY = '/v2/bot/message/reply';
const PUSH = '/v2/bot/message/push';
const hello = [{ type: 'text', text: 'Hello' }];

let clock: TestClock;
let receiver: Receiver;
let line: LineStandIn;
let call: ReturnType<typeof callOf>;

function make(options: Partial<LineOptions> = {}): void {
  line = createLine({ ...DEMO_LINE, clock, ...options });
  line.connect(receiver.url);
  call = callOf(line, DEMO_LINE.channelAccessToken);
}
const event = () => at(receiver.received.at(-1)?.json, 'events', 0);
const says = async (what: LineSays) => {
  const said = line.customerSays(YUKI, what);
  await said.webhook;
  return said.id;
};
const writes = async () => {
  await says({ type: 'text', text: 'Hi' });
  return String(at(event(), 'replyToken'));
};

beforeEach(async () => {
  clock = testClock();
  receiver = await startReceiver();
  make();
});
afterEach(async () => {
  await line.stop();
  await receiver.stop();
});

describe('replying', () => {
  test('a reply token works once', async () => {
    const replyToken = await writes();
    const answer = await call('POST', REPLY, { replyToken, messages: hello });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ sentMessages: [{ id: expect.stringMatching(/^\d+$/), quoteToken: expect.any(String) }] });
    expect(answer.headers?.['x-line-request-id']).toBeTruthy();
    const again = await call('POST', REPLY, { replyToken, messages: hello });
    expect([again.status, again.body]).toEqual([400, { message: 'Invalid reply token' }]);
    expect(line.chats.of(YUKI).filter((entry) => entry.from === 'business')).toHaveLength(1);
  });

  test('a reply token ends after a minute', async () => {
    const replyToken = await writes();
    clock.pass(60_000);
    expect((await call('POST', REPLY, { replyToken, messages: hello })).body).toEqual({ message: 'Invalid reply token' });
  });

  test('a reply that is refused for its content leaves the token good', async () => {
    const replyToken = await writes();
    expect((await call('POST', REPLY, { replyToken, messages: [{ type: 'text', text: '' }] })).status).toBe(400);
    expect((await call('POST', REPLY, { replyToken, messages: hello })).status).toBe(200);
  });

  test('a retry key on a reply is refused', async () => {
    const replyToken = await writes();
    expect((await call('POST', REPLY, { replyToken, messages: hello }, { 'x-line-retry-key': randomUUID() })).status).toBe(400);
  });

  test('a redelivery gives the token a new minute, but not beyond 20 minutes', async () => {
    const token = 'token-1';
    const { createReplyTokens } = await import('../../../../gateway/sandbox/line/reply-tokens.ts');
    const tokens = createReplyTokens();
    tokens.issue(token, YUKI, 0);
    tokens.renew(token, 90_000);
    expect(tokens.holder(token, 149_999)).toBe(YUKI);
    tokens.renew(token, 20 * 60_000 - 10);
    expect(tokens.holder(token, 20 * 60_000)).toBeUndefined();
  });
});

describe('pushing', () => {
  test('the same retry key is accepted once; again it is 409 with what was sent', async () => {
    const headers = { 'x-line-retry-key': randomUUID() };
    const first = await call('POST', PUSH, { to: YUKI, messages: hello }, headers);
    const second = await call('POST', PUSH, { to: YUKI, messages: hello }, headers);
    expect([first.status, second.status]).toEqual([200, 409]);
    expect(second.body).toEqual({ message: 'The retry key is already accepted', sentMessages: at(first.body, 'sentMessages') });
    expect(second.headers?.['x-line-accepted-request-id']).toBe(first.headers?.['x-line-request-id']);
    expect(line.chats.of(YUKI)).toHaveLength(1);
  });

  test('a retry key is forgotten after a day, and one that is no UUID is refused', async () => {
    const headers = { 'x-line-retry-key': randomUUID() };
    await call('POST', PUSH, { to: YUKI, messages: hello }, headers);
    clock.pass(24 * 3_600_000);
    expect((await call('POST', PUSH, { to: YUKI, messages: hello }, headers)).status).toBe(200);
    expect((await call('POST', PUSH, { to: YUKI, messages: hello }, { 'x-line-retry-key': 'again' })).status).toBe(400);
  });

  test('every fault is named with its property', async () => {
    const messages = [
      { type: 'text' },
      { type: 'text', text: 'x'.repeat(5001) },
      { type: 'hologram' },
      { type: 'image', originalContentUrl: 'ftp://x', previewImageUrl: 'https://x.example/p.png' },
    ];
    const answer = await call('POST', PUSH, { to: YUKI, messages });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      message: 'The request body has 4 error(s)',
      details: [
        { message: 'May not be empty', property: 'messages[0].text' },
        { message: 'Length must be between 0 and 5000', property: 'messages[1].text' },
        { message: expect.stringContaining('Must be one of the following values'), property: 'messages[2].type' },
        { message: 'Invalid URI scheme', property: 'messages[3].originalContentUrl' },
      ],
    });
  });

  test.each([
    ['no message', []],
    ['six messages', Array.from({ length: 6 }, () => hello[0])],
  ])('%s is refused', async (_what, messages) => {
    expect((await call('POST', PUSH, { to: YUKI, messages })).body).toMatchObject({
      details: [{ message: 'Size must be between 1 and 5', property: 'messages' }],
    });
  });

  test('a userId that cannot be is an invalid property, an unknown one fails to send, a blocked one is silent', async () => {
    expect((await call('POST', PUSH, { to: 'someone', messages: hello })).body).toMatchObject({
      message: expect.stringContaining("The property, 'to'"),
    });
    expect((await call('POST', PUSH, { to: `U${'0'.repeat(32)}`, messages: hello })).body).toEqual({ message: 'Failed to send messages' });
    await says({ type: 'unfollow' });
    expect((await call('POST', PUSH, { to: YUKI, messages: hello })).status).toBe(200);
    expect(line.chats.of(YUKI).filter((entry) => entry.from === 'business')).toHaveLength(0);
    expect((await call('GET', `/v2/bot/profile/${YUKI}`)).status).toBe(404);
  });

  test('the monthly quota counts pushes and not replies', async () => {
    line.behave({ monthlyQuota: 1 });
    const replyToken = await writes();
    expect((await call('POST', REPLY, { replyToken, messages: hello })).status).toBe(200);
    expect((await call('POST', PUSH, { to: YUKI, messages: hello })).status).toBe(200);
    const over = await call('POST', PUSH, { to: YUKI, messages: hello });
    expect([over.status, over.body]).toEqual([429, { message: 'You have reached your monthly limit.' }]);
    expect((await call('GET', '/v2/bot/message/quota')).body).toEqual({ type: 'limited', value: 1 });
    expect((await call('GET', '/v2/bot/message/quota/consumption')).body).toEqual({ totalUsage: 1 });
  });

  test('a wrong token is 401', async () => {
    const answer = await callOf(line, 'stolen')('POST', PUSH, { to: YUKI, messages: hello });
    expect([answer.status, at(answer.body, 'message')]).toEqual([401, expect.stringContaining('invalid token')]);
  });
});

describe('webhooks', () => {
  test('the body is signed over its bytes', async () => {
    await says({ type: 'text', text: 'こんにちは' });
    const webhook = receiver.received[0];
    expect(webhook?.headers['x-line-signature']).toBe(
      createHmac('sha256', DEMO_LINE.channelSecret)
        .update(webhook?.text ?? '')
        .digest('base64'),
    );
    expect(webhook?.json).toMatchObject({
      destination: DEMO_LINE.botUserId,
      events: [{ webhookEventId: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/), mode: 'active' }],
    });
  });

  test('a redelivery has the same event id, says so, and is signed anew', async () => {
    receiver.answers.push(500);
    expect(await line.customerSays(YUKI, { type: 'text', text: 'Hi' }).webhook).toEqual({ is: 'delivered', tries: 2 });
    const [first, second] = receiver.received;
    expect(at(second?.json, 'events', 0, 'webhookEventId')).toBe(at(first?.json, 'events', 0, 'webhookEventId'));
    expect([first, second].map((webhook) => at(webhook?.json, 'events', 0, 'deliveryContext', 'isRedelivery'))).toEqual([false, true]);
    expect(second?.headers['x-line-signature']).toBe(
      createHmac('sha256', DEMO_LINE.channelSecret)
        .update(second?.text ?? '')
        .digest('base64'),
    );
  });

  test('with redelivery off a failed webhook is lost', async () => {
    line.behave({ redelivers: false });
    receiver.answers.push(500);
    expect(await line.customerSays(YUKI, { type: 'text', text: 'Hi' }).webhook).toEqual({ is: 'given_up', tries: 1, status: 500 });
  });

  test.each<[string, LineSays, object]>([
    ['a photo', { type: 'image' }, { type: 'message', message: { type: 'image', contentProvider: { type: 'line' } } }],
    ['a voice message', { type: 'audio' }, { type: 'message', message: { type: 'audio', duration: 4_000 } }],
    ['a file', { type: 'file' }, { type: 'message', message: { type: 'file', fileName: 'note.txt', fileSize: 25 } }],
    [
      'a place',
      { type: 'location', latitude: 1, longitude: 2, title: 'Pier' },
      { type: 'message', message: { type: 'location', title: 'Pier', latitude: 1 } },
    ],
    [
      'a sticker',
      { type: 'sticker', packageId: '446', stickerId: '1988' },
      { type: 'message', message: { type: 'sticker', packageId: '446', stickerId: '1988' } },
    ],
    [
      'a tap',
      { type: 'postback', data: 'choice=1', displayText: 'One' },
      { type: 'postback', postback: { data: 'choice=1' }, replyToken: expect.any(String) },
    ],
    [
      'a quote',
      { type: 'text', text: 'This', quotes: '77' },
      { type: 'message', message: { type: 'text', quotedMessageId: '77', quoteToken: expect.any(String) } },
    ],
    ['an unsend', { type: 'unsend', messageId: '77' }, { type: 'unsend', unsend: { messageId: '77' } }],
    ['a follow', { type: 'follow' }, { type: 'follow', follow: { isUnblocked: false } }],
    ['a block', { type: 'unfollow' }, { type: 'unfollow' }],
  ])('%s has the shape LINE documents', async (_what, what, shape) => {
    await says(what);
    expect(event()).toMatchObject({ source: { type: 'user', userId: YUKI }, timestamp: clock.now(), ...shape });
  });

  test('the console\'s "Verify" is a webhook without events', async () => {
    expect(await line.verifyCallback()).toEqual({ ok: true, status: 200 });
    expect(receiver.received[0]?.json).toEqual({ destination: DEMO_LINE.botUserId, events: [] });
  });
});

describe('content and the rest', () => {
  test('a photo is had by its message id, and is gone once unsent', async () => {
    const id = await says({ type: 'image' });
    const photo = await call('GET', `/v2/bot/message/${id}/content`);
    expect(photo.headers?.['content-type']).toBe('image/png');
    await says({ type: 'unsend', messageId: id });
    expect((await call('GET', `/v2/bot/message/${id}/content`)).status).toBe(410);
    expect((await call('GET', '/v2/bot/message/1/content')).status).toBe(404);
  });

  test('a video is being prepared for a while', async () => {
    line.behave({ preparingMs: 5_000 });
    const id = await says({ type: 'video' });
    expect((await call('GET', `/v2/bot/message/${id}/content`)).status).toBe(202);
    expect((await call('GET', `/v2/bot/message/${id}/content/transcoding`)).body).toEqual({ status: 'processing' });
    clock.pass(5_000);
    expect((await call('GET', `/v2/bot/message/${id}/content`)).status).toBe(200);
  });

  test('profile, account, loading and reading answer', async () => {
    await says({ type: 'text', text: 'Hi' });
    expect((await call('GET', `/v2/bot/profile/${YUKI}`)).body).toMatchObject({ displayName: 'Yuki Tanaka', userId: YUKI, language: 'ja' });
    expect((await call('GET', '/v2/bot/info')).body).toMatchObject({ userId: DEMO_LINE.botUserId, displayName: 'Harbour Books' });
    expect((await call('POST', '/v2/bot/chat/loading/start', { chatId: YUKI, loadingSeconds: 20 })).status).toBe(202);
    expect((await call('POST', '/v2/bot/chat/loading/start', { chatId: YUKI, loadingSeconds: 7 })).status).toBe(400);
    const markAsReadToken = at(event(), 'message', 'markAsReadToken');
    expect((await call('POST', '/v2/bot/chat/markAsRead', { markAsReadToken })).status).toBe(200);
    expect(line.chats.of(YUKI)[0]?.receipt).toBe('read');
  });
});
