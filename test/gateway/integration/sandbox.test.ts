import type { Sandbox } from '../../../gateway/sandbox/server.ts';
import { startSandbox } from '../../../gateway/sandbox/server.ts';
import { DEMO_LINE, DEMO_MESSENGER, DEMO_TWILIO, DEMO_WECHAT, DEMO_WHATSAPP } from '../../../gateway/sandbox/demo-accounts.ts';
import { at } from '../../../gateway/sandbox/json.ts';
import type { Receiver } from '../unit/sandbox/bench.ts';
import { startReceiver } from '../unit/sandbox/bench.ts';

const ANA = '15555550142';
const YUKI = DEMO_LINE.customers?.[0]?.id ?? '';

let receiver: Receiver;
let sandbox: Sandbox;

beforeEach(async () => {
  receiver = await startReceiver(DEMO_WHATSAPP.verifyToken);
  sandbox = await startSandbox({ port: 0, gateway: { url: new URL(receiver.url).origin, apiKey: 'key' } });
});
afterEach(async () => {
  await sandbox.stop();
  await receiver.stop();
});

const control = async (method: string, path: string, body?: unknown) => {
  const response = await fetch(`${sandbox.url}/sandbox/api/${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
};
const push = () =>
  fetch(`${sandbox.lineUrl}/v2/bot/message/push`, {
    method: 'POST',
    headers: { authorization: `Bearer ${DEMO_LINE.channelAccessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ to: YUKI, messages: [{ type: 'text', text: 'Hello' }] }),
  });

test('a customer writes through the control API, the business answers over HTTP, and both are in the chat', async () => {
  expect((await control('POST', 'whatsapp/connect?verify=1', { callbackUrl: receiver.url })).body).toMatchObject({ verified: true });
  const said = await control('POST', `whatsapp/customers/${ANA}/messages?wait=1`, { type: 'text', text: 'Is it open?' });
  expect(said.body).toMatchObject({ webhook: { is: 'delivered', tries: 1 } });
  const sent = await fetch(`${sandbox.graphUrl}/v25.0/${DEMO_WHATSAPP.phoneNumberId}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${DEMO_WHATSAPP.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ messaging_product: 'whatsapp', to: ANA, type: 'text', text: { body: 'Until six.' } }),
  });
  expect(sent.status).toBe(200);
  await sandbox.graph.background.settled();
  const chat = await control('GET', `whatsapp/customers/${ANA}/messages`);
  expect(chat.body).toMatchObject({
    data: [
      { from: 'customer', receipt: 'delivered' },
      { from: 'business', receipt: 'read' },
    ],
  });
  const calls = await control('GET', 'whatsapp/calls?path=/messages');
  expect(calls.body).toMatchObject({ data: [{ number: 1, method: 'POST', body: { to: ANA }, answer: { status: 200 } }] });
  expect((await control('DELETE', 'whatsapp/calls')).status).toBe(204);
  expect((await control('GET', 'whatsapp/calls')).body).toEqual({ data: [] });
});

test.each([
  ['outage', { kind: 'outage' }, 500],
  ['another outage', { kind: 'outage', status: 503 }, 503],
  ['expired token', { kind: 'expired_token' }, 401],
  ['throttling', { kind: 'throttle' }, 429],
])('%s touches as many calls as it should and nothing is sent meanwhile', async (_what, trouble, status) => {
  await control('POST', 'line/trouble', { ...trouble, calls: 1 });
  expect((await push()).status).toBe(status);
  expect(sandbox.line.chats.of(YUKI)).toHaveLength(0);
  expect((await push()).status).toBe(200);
  expect((await control('GET', 'line/trouble')).body).toMatchObject({ kind: 'none' });
});

test('throttling names a time unless it is told not to', async () => {
  await control('POST', 'line/trouble', { kind: 'throttle', retryAfterSeconds: 7 });
  expect((await push()).headers.get('retry-after')).toBe('7');
  await control('POST', 'line/trouble', { kind: 'throttle', retryAfterSeconds: null });
  expect((await push()).headers.get('retry-after')).toBeNull();
});

test('a reset before leaves nothing, a reset after has sent the message', async () => {
  await control('POST', 'line/trouble', { kind: 'reset_before', calls: 1 });
  await expect(push()).rejects.toThrow();
  expect(sandbox.line.chats.of(YUKI)).toHaveLength(0);
  await control('POST', 'line/trouble', { kind: 'reset_after', calls: 1 });
  await expect(push()).rejects.toThrow();
  expect(sandbox.line.chats.of(YUKI)).toHaveLength(1);
  expect((await control('GET', 'line/calls')).body).toMatchObject({
    data: [
      { trouble: 'reset_before', answer: null },
      { trouble: 'reset_after', answer: null },
    ],
  });
});

test('never answering is ended by stopping, and a slow answer comes', async () => {
  await control('POST', 'line/trouble', { kind: 'slow', delayMs: 20, calls: 1 });
  expect((await push()).status).toBe(200);
  await control('POST', 'line/trouble', { kind: 'never_answer' });
  const silent = expect(push()).rejects.toThrow();
  while (sandbox.line.calls.all().length < 2) await new Promise((resolve) => setImmediate(resolve));
  await sandbox.stop();
  await silent;
});

test('a moved clock closes the window', async () => {
  await control('POST', 'whatsapp/connect', { callbackUrl: receiver.url });
  await control('POST', `whatsapp/customers/${ANA}/messages?wait=1`, { type: 'text', text: 'Hi' });
  await control('POST', 'whatsapp/clock', { aheadMs: 25 * 3_600_000 });
  const sent = await fetch(`${sandbox.graphUrl}/v25.0/${DEMO_WHATSAPP.phoneNumberId}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${DEMO_WHATSAPP.accessToken}` },
    body: JSON.stringify({ messaging_product: 'whatsapp', to: ANA, type: 'text', text: { body: 'Late' } }),
  });
  expect(at(await sent.json(), 'error', 'code')).toBe(131047);
});

test('photos reach the page as files that cannot run as a page', async () => {
  await control('POST', 'whatsapp/connect', { callbackUrl: receiver.url });
  await control('POST', `whatsapp/customers/${ANA}/messages?wait=1`, { type: 'image' });
  const file = sandbox.graph.chats.of(ANA)[0]?.file ?? '';
  const response = await fetch(`${sandbox.url}${file}`);
  expect(response.headers.get('content-type')).toBe('image/png');
  expect(response.headers.get('content-security-policy')).toContain('sandbox');
});

test('each platform has its own address, chats, troubles and clock', async () => {
  const { messengerUrl, wechatUrl, twilioUrl, graphUrl, lineUrl, url } = sandbox;
  expect([graphUrl, lineUrl, messengerUrl, wechatUrl, twilioUrl]).toEqual(
    ['graph', 'line', 'messenger', 'wechat', 'twilio'].map((name) => `${url}/${name}`),
  );
  await control('POST', 'twilio/trouble', { kind: 'outage', status: 503 });
  await control('POST', 'wechat/clock', { aheadMs: 3_600_000 });
  const state = await control('GET', 'state');
  expect(at(state.body, 'platforms')).toEqual(
    ['whatsapp', 'line', 'facebook', 'instagram', 'wechat', 'twilio'].map((platform) =>
      expect.objectContaining({
        platform,
        trouble: expect.objectContaining({ kind: platform === 'twilio' ? 'outage' : 'none' }),
        clockAheadMs: platform === 'wechat' ? 3_600_000 : 0,
        customers: expect.arrayContaining([expect.objectContaining({ name: expect.any(String) })]),
        entries: [],
      }),
    ),
  );
  expect((await fetch(`${twilioUrl}/2010-04-01/Accounts/${DEMO_TWILIO.accountSid}.json`)).status).toBe(503);
});

test('a Messenger customer writes and the Page answers', async () => {
  const [leila] = DEMO_MESSENGER.customers ?? [];
  await control('POST', 'facebook/connect', { callbackUrl: receiver.url });
  const said = await control('POST', `facebook/customers/${leila?.id ?? ''}/messages?wait=1`, { type: 'text', text: 'Do you ship?' });
  expect(said.body).toMatchObject({ webhook: { is: 'delivered' } });
  const sent = await fetch(
    `${sandbox.messengerUrl}/v25.0/${DEMO_MESSENGER.pageId}/messages?access_token=${DEMO_MESSENGER.pageAccessToken}`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ recipient: { id: leila?.id }, messaging_type: 'RESPONSE', message: { text: 'We do.' } }),
    },
  );
  expect(await sent.json()).toMatchObject({ recipient_id: leila?.id, message_id: expect.stringMatching(/^m_/) });
  expect(sandbox.messenger.chats.of(leila?.id ?? '').map((entry) => entry.from)).toEqual(['customer', 'business']);
});

test('a WeChat customer writes and the account answers', async () => {
  const [lina] = DEMO_WECHAT.customers ?? [];
  await control('POST', 'wechat/behaviour', { mode: 'plain' });
  await control('POST', 'wechat/connect', { callbackUrl: receiver.url });
  await control('POST', `wechat/customers/${lina?.id ?? ''}/messages?wait=1`, { type: 'text', text: '你好' });
  expect(receiver.received.at(-1)?.text).toContain('<![CDATA[你好]]>');
  const json = async (path: string, body: unknown) => {
    const response = await fetch(`${sandbox.wechatUrl}${path}`, { method: 'POST', body: JSON.stringify(body) });
    return response.json() as Promise<unknown>;
  };
  const { appId: appid, appSecret: secret } = DEMO_WECHAT;
  const token = at(await json('/cgi-bin/stable_token', { grant_type: 'client_credential', appid, secret }), 'access_token');
  const message = { touser: lina?.id, msgtype: 'text', text: { content: '您好' } };
  expect(await json(`/cgi-bin/message/custom/send?access_token=${String(token)}`, message)).toMatchObject({ errcode: 0 });
  expect(sandbox.wechat.chats.of(lina?.id ?? '').map((entry) => entry.from)).toEqual(['customer', 'business']);
});

test('a photo that came through Twilio is had with credentials for Twilio only, over a redirect to another origin', async () => {
  const [ravi] = DEMO_TWILIO.customers ?? [];
  await control('POST', 'twilio/connect', { callbackUrl: receiver.url });
  await control('POST', `twilio/customers/${ravi?.id ?? ''}/messages?wait=1`, { type: 'image' });
  const url = new URLSearchParams(receiver.received.at(-1)?.text).get('MediaUrl0') ?? '';
  expect(url.startsWith(`${sandbox.twilioUrl}/2010-04-01/`)).toBe(true);
  const headers = { authorization: `Basic ${Buffer.from(`${DEMO_TWILIO.accountSid}:${DEMO_TWILIO.authToken}`).toString('base64')}` };
  const file = await fetch(url, { headers });
  expect([file.status, file.headers.get('content-type')]).toEqual([200, 'image/png']);
  expect(new URL(file.url).origin).not.toBe(sandbox.url);
  expect((await fetch(file.url, { headers })).status).toBe(400);
});

test('pages from elsewhere, addresses elsewhere and unknown things are refused', async () => {
  const foreign = await fetch(`${sandbox.url}/sandbox/api/state`, { headers: { origin: 'https://elsewhere.example' } });
  expect(foreign.status).toBe(403);
  expect((await control('POST', 'line/connect', { callbackUrl: 'https://elsewhere.example/' })).status).toBe(400);
  expect((await control('POST', 'line/trouble', { kind: 'flood' })).status).toBe(400);
  expect((await control('POST', `line/customers/${YUKI}/messages`, { type: 'dance' })).status).toBe(400);
  expect((await control('GET', 'pigeon/calls')).status).toBe(404);
});

test('the live stream begins with everything and goes on with what happens', async () => {
  const response = await fetch(`${sandbox.url}/sandbox/api/live`);
  const reader = (response.body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader.read()).value).toContain('event: state\n');
  await control('POST', `line/customers/${YUKI}/messages`, { type: 'text', text: 'Hi' });
  expect((await reader.read()).value).toContain('event: entry\ndata: {"platform":"line"');
  await reader.cancel();
});

test('the panel passes on what the business writes, with the key the page never sees', async () => {
  const response = await fetch(`${sandbox.url}/business/conversations/cnv_1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'k1' },
    body: JSON.stringify({ content: { type: 'text', text: 'Hello' }, memberId: 'mbr_1' }),
  });
  expect(response.status).toBe(200);
  expect(receiver.received[0]).toMatchObject({
    url: '/api/v1/conversations/cnv_1/messages',
    headers: { authorization: 'Bearer key', 'idempotency-key': 'k1' },
    json: { content: { type: 'text', text: 'Hello' } },
  });
  expect(await (await fetch(sandbox.url)).text()).not.toContain('key');
});

test('the page, its scripts and its words are served, and run nothing from elsewhere', async () => {
  const page = await fetch(sandbox.url);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
  const kinds = new Map([
    ['phones.js', 'text/javascript'],
    ['wechat.js', 'text/javascript'],
    ['strings/zh-hant.js', 'text/javascript'],
    ['compose.css', 'text/css'],
    ['icon.svg', 'image/svg+xml'],
  ]);
  for (const [name, type] of kinds) {
    const response = await fetch(`${sandbox.url}/${name}`);
    expect([name, response.status, response.headers.get('content-type')]).toEqual([name, 200, expect.stringContaining(type)]);
    await response.body?.cancel();
  }
});
