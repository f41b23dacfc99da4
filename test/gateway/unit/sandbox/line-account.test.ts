import { DEMO_LINE } from '../../../../gateway/sandbox/demo-accounts.ts';
import { at } from '../../../../gateway/sandbox/json.ts';
import type { LineStandIn } from '../../../../gateway/sandbox/line.ts';
import { createLine } from '../../../../gateway/sandbox/line.ts';
import { NO_TROUBLE } from '../../../../gateway/sandbox/trouble.ts';
import { line as channel } from '../../../../gateway/src/channels/line/index.ts';
import { addressOf, answered, recordingIo } from '../../support/channel-io.ts';
import type { Receiver, TestClock } from './bench.ts';
import { callOf, startReceiver, testClock } from './bench.ts';

const YUKI = DEMO_LINE.customers?.[0]?.id ?? '';
const CLUB = `C${'5'.repeat(32)}`;
const ENDPOINT = '/v2/bot/channel/webhook/endpoint';
const hello = [{ type: 'text', text: 'Hello' }];

let clock: TestClock;
let receiver: Receiver;
let line: LineStandIn;
let call: ReturnType<typeof callOf>;

const event = () => at(receiver.received.at(-1)?.json, 'events', 0);
const writes = async (group?: string) => {
  const said = line.customerSays(YUKI, { type: 'text', text: 'Hi' }, group);
  await said.webhook;
  return said.id;
};

beforeEach(async () => {
  clock = testClock();
  receiver = await startReceiver();
  const picture = 'https://profile.line-scdn.example/club';
  line = createLine({ ...DEMO_LINE, clock, groups: [{ id: CLUB, name: 'Book club', pictureUrl: picture, members: [YUKI] }] });
  line.connect(receiver.url);
  call = callOf(line, DEMO_LINE.channelAccessToken);
});
afterEach(async () => {
  await line.stop();
  await receiver.stop();
});

describe('groups', () => {
  test('a member writes in one, and is answered there', async () => {
    await writes(CLUB);
    expect(event()).toMatchObject({ source: { type: 'group', groupId: CLUB, userId: YUKI }, message: { text: 'Hi' } });
    const replyToken = at(event(), 'replyToken');
    expect((await call('POST', '/v2/bot/message/reply', { replyToken, messages: hello })).status).toBe(200);
    expect((await call('POST', '/v2/bot/message/push', { to: CLUB, messages: hello })).status).toBe(200);
    expect(line.chats.of(CLUB).map(({ from }) => from)).toEqual(['customer', 'business', 'business']);
    expect(line.chats.of(YUKI)).toEqual([]);
  });

  test('have a name and members, and no loading animation', async () => {
    expect((await call('GET', `/v2/bot/group/${CLUB}/summary`)).body).toMatchObject({ groupId: CLUB, groupName: 'Book club' });
    expect((await call('GET', `/v2/bot/group/${CLUB}/member/${YUKI}`)).body).toMatchObject({ displayName: 'Yuki Tanaka' });
    expect((await call('GET', `/v2/bot/group/${CLUB}/member/U0`)).status).toBe(404);
    expect((await call('GET', '/v2/bot/group/C0/summary')).status).toBe(404);
    expect((await call('POST', '/v2/bot/chat/loading/start', { chatId: CLUB })).status).toBe(400);
  });
});

describe('the webhook', () => {
  test('has an address that can be asked for, set and switched off', async () => {
    expect((await call('GET', ENDPOINT)).body).toEqual({ endpoint: receiver.url, active: true });
    expect((await call('PUT', ENDPOINT, { endpoint: 'https://elsewhere.example/' })).status).toBe(400);
    expect((await call('PUT', ENDPOINT, { endpoint: `${receiver.url}2` })).status).toBe(200);
    expect((await call('GET', ENDPOINT)).body).toMatchObject({ endpoint: `${receiver.url}2` });
    line.behave({ usesWebhook: false });
    expect((await call('GET', ENDPOINT)).body).toMatchObject({ active: false });
    expect(await line.customerSays(YUKI, { type: 'text', text: 'Hi' }).webhook).toEqual({ is: 'not_connected' });
    expect((await callOf(createLine(DEMO_LINE), DEMO_LINE.channelAccessToken)('GET', ENDPOINT)).status).toBe(404);
  });

  test.each([
    [200, { success: true, statusCode: 200, reason: 'OK' }],
    [401, { success: false, statusCode: 401, reason: 'ERROR_STATUS_CODE', detail: '401' }],
  ])('is tried once, and answered %i', async (status, expected) => {
    receiver.answers.push(status);
    expect((await call('POST', '/v2/bot/channel/webhook/test', {})).body).toMatchObject(expected);
    expect(receiver.received.map(({ json }) => json)).toEqual([{ destination: DEMO_LINE.botUserId, events: [] }]);
  });

  test('that nobody answers could not be connected', async () => {
    const answer = await call('POST', '/v2/bot/channel/webhook/test', { endpoint: 'http://127.0.0.1:1/' });
    expect(answer.body).toMatchObject({ success: false, statusCode: 0, reason: 'COULD_NOT_CONNECT' });
  });

  test('of a message can be delivered again, with a new minute for its reply token', async () => {
    const id = await writes();
    const first = event();
    clock.pass(90_000);
    expect(await line.customerSays(YUKI, { type: 'redelivery', messageId: id }).webhook).toEqual({ is: 'delivered', tries: 1 });
    expect(event()).toEqual({ ...Object(first), deliveryContext: { isRedelivery: true } });
    const replyToken = at(first, 'replyToken');
    expect((await call('POST', '/v2/bot/message/reply', { replyToken, messages: hello })).status).toBe(200);
    expect(line.chats.of(YUKI)).toHaveLength(2);
  });
});

describe('the token', () => {
  const form = (token: string) => `access_token=${encodeURIComponent(token)}`;
  const verify = (token: string) => callOf(line, 'nobody')('POST', '/v2/oauth/verify', form(token));
  const verifyOther = (token: string) => callOf(line, 'nobody')('GET', `/oauth2/v2.1/verify?${form(token)}`);

  test('is verified at the address of its kind, without an authorization', async () => {
    expect((await verify(DEMO_LINE.channelAccessToken)).body).toMatchObject({ expires_in: 3_153_600_000 });
    expect((await verifyOther(DEMO_LINE.channelAccessToken)).status).toBe(400);
    line.behave({ token: { kind: 'v2_1', expiresInSeconds: 86_400 } });
    expect((await verify(DEMO_LINE.channelAccessToken)).status).toBe(400);
    expect((await verifyOther(DEMO_LINE.channelAccessToken)).body).toMatchObject({ expires_in: 86_400 });
    expect((await verifyOther('another')).status).toBe(400);
  });
});

test('behaviour comes from JSON, and what is no switch stays', () => {
  expect(line.behaveJson({ chat: false, usesWebhook: 'no', token: { kind: 'v2_1' }, monthlyQuota: null })).toBeUndefined();
  expect(line.behaviour()).toMatchObject({ chat: false, usesWebhook: true, token: { kind: 'v2_1' }, monthlyQuota: null });
});

describe('Parley’s own channel', () => {
  const { channelSecret, channelAccessToken, botUserId } = DEMO_LINE;
  const settings = { channelSecret, channelAccessToken, botUserId, apiBaseUrl: 'http://127.0.0.1:1/line' };
  const yuki = addressOf([{ kind: 'user_id', value: YUKI }]);

  /** The channel's calls go straight to the stand-in. */
  function io() {
    return recordingIo(
      { is: 'no_answer', why: 'unused', reached: 'no' },
      {
        fetch: async (request) => {
          const url = new URL(request.url.replace('http://127.0.0.1:1/line', 'http://platform'));
          const asked = { method: request.method, path: url.pathname, query: url.searchParams, headers: { ...request.headers } };
          const answer = await line.answer({ ...asked, body: Buffer.from(request.body ?? '') }, NO_TROUBLE);
          return answered(answer.status, Buffer.isBuffer(answer.body) ? answer.body.toString('latin1') : answer.body);
        },
        webhookUrl: receiver.url,
      },
    );
  }

  test('finds nothing wrong, and finds what is', async () => {
    const found = async () => (await channel.checkHealth?.(settings, io()))?.filter(({ level }) => level !== 'ok').map(({ what }) => what);
    expect(await found()).toEqual([]);
    line.behave({ monthlyQuota: 0, token: { kind: 'v2_1', expiresInSeconds: 3600 } });
    receiver.answers.push(500);
    expect(await found()).toEqual(['token_expiry', 'webhook_delivery', 'quota']);
    line.behave({ usesWebhook: false, monthlyQuota: null });
    expect(await found()).toEqual(['token_expiry', 'webhook_subscription']);
    line.connect('http://127.0.0.1:1/other');
    expect(await found()).toEqual(['token_expiry', 'webhook_address']);
  });

  test('types, reads and learns who people are', async () => {
    const id = await writes();
    const markAsReadToken = String(at(event(), 'message', 'markAsReadToken'));
    expect(await channel.showTyping?.(yuki, null, settings, io())).toEqual({ is: 'done' });
    expect(await channel.markRead?.(yuki, { externalId: id, tokens: { markAsReadToken } }, settings, io())).toEqual({ is: 'done' });
    expect(line.chats.find(id)?.receipt).toBe('read');
    expect(await channel.readProfile?.(yuki, settings, io())).toEqual({ is: 'profile', profile: { name: 'Yuki Tanaka', locale: 'ja' } });
    const club = { kind: 'group', keys: [{ kind: 'group', value: CLUB }] } as const;
    expect(await channel.readProfile?.(club, settings, io())).toMatchObject({ is: 'profile', profile: { name: 'Book club' } });
    await line.customerSays(YUKI, { type: 'unfollow' }).webhook;
    expect(await channel.readProfile?.(yuki, settings, io())).toEqual({ is: 'none' });
  });

  test('gets no token to mark with while chat is off', async () => {
    line.behave({ chat: false });
    await writes();
    expect(at(event(), 'message', 'markAsReadToken')).toBeUndefined();
    expect((await call('GET', '/v2/bot/info')).body).toMatchObject({ chatMode: 'bot', markAsReadMode: 'auto' });
  });
});
