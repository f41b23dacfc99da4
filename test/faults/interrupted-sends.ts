import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { callApi, connectWhatsapp } from '../support/gateway-api.ts';
import { type GatewayProcess, startGateway } from '../support/gateway-process.ts';
import { ACCOUNT, signatureOf, textWebhook } from '../support/whatsapp-webhooks.ts';
import { type TestStore, eventually } from './database.ts';
import type { Report } from './report.ts';
import { type SlowPlatform, startSlowPlatform } from './slow-platform.ts';

/** On PostgreSQL a dead gateway's lease must end first, after at most 10 s. */
const TAKEN_UP_MS = 20_000;
/** Long enough for a second look at everything that is due. */
const QUIET_MS = 1500;

const LINE_SECRET = 'made-up-line-channel-secret';
const LINE_USER = 'U00000000000000000000000000005550';

/** The gateway is killed after the platform took a message and before that was committed. */
export async function surviveKillsWhileSending(store: TestStore, report: Report): Promise<void> {
  // Side by side: on PostgreSQL each waits for a lease to end.
  await Promise.all([interruptWhatsapp(store, report), interruptLinePush(store, report), interruptLineReply(store, report)]);
}

function interruptWhatsapp(store: TestStore, report: Report): Promise<void> {
  const prepare: Prepare = async (gateway, platform) => {
    const path = await connectWhatsapp(gateway, platform.url);
    const body = textWebhook(ACCOUNT, { index: 0, users: 1, timestamp: Math.floor(Date.now() / 1000) });
    await postWebhook(gateway, path, body, { 'x-hub-signature-256': signatureOf(ACCOUNT, body) });
  };
  return killWhileSending(store, prepare, async (platform, state) => {
    const isUnknown = await eventually(async () => (await state()) === 'unknown', TAKEN_UP_MS);
    report.check('on WhatsApp the message is shown as unknown', isUnknown, await state());
    await pause(QUIET_MS);
    report.check('on WhatsApp it is never sent twice', platform.calls.length === 1, platform.calls.length);
  });
}

function interruptLinePush(store: TestStore, report: Report): Promise<void> {
  const prepare: Prepare = (gateway, platform) => connectLine(gateway, platform, undefined);
  return killWhileSending(store, prepare, async (platform, state) => {
    const isSent = await eventually(async () => (await state()) === 'sent', TAKEN_UP_MS);
    report.check('on LINE a push is repeated and ends as sent', isSent, await state());
    await pause(QUIET_MS);
    const keys = platform.calls.map((call) => call.retryKey);
    report.check(
      'on LINE it is repeated once, with the same X-Line-Retry-Key',
      keys.length === 2 && keys[0] !== undefined && keys[0] === keys[1],
      keys,
    );
    report.check('on LINE it is repeated with the same body', platform.calls[0]?.body === platform.calls[1]?.body);
  });
}

function interruptLineReply(store: TestStore, report: Report): Promise<void> {
  const prepare: Prepare = (gateway, platform) => connectLine(gateway, platform, 'made-up-reply-token');
  return killWhileSending(store, prepare, async (platform, state) => {
    const isUnknown = await eventually(async () => (await state()) === 'unknown', TAKEN_UP_MS);
    report.check('on LINE a reply, which has no such key, is shown as unknown', isUnknown, await state());
    await pause(QUIET_MS);
    const paths = platform.calls.map((call) => call.path);
    report.check('on LINE a reply is never sent twice', paths.length === 1 && paths[0] === '/v2/bot/message/reply', paths);
  });
}

/** Connects a channel to the platform and lets a customer write. */
type Prepare = (gateway: GatewayProcess, platform: SlowPlatform) => Promise<void>;
/** How far our message came, as the API says it. */
type State = () => Promise<string | undefined>;

async function killWhileSending(
  store: TestStore,
  prepare: Prepare,
  look: (platform: SlowPlatform, state: State) => Promise<void>,
): Promise<void> {
  const databaseUrl = await store.newDatabaseUrl();
  const gateway = await startGateway(databaseUrl === undefined ? {} : { databaseUrl });
  const platform = await startSlowPlatform((call, earlier) => {
    if (call.path.startsWith('/v2/bot')) return lineAnswer(call.retryKey, earlier.some((one) => one.retryKey === call.retryKey)); // prettier-ignore
    return { status: 200, json: { messaging_product: 'whatsapp', messages: [{ id: `wamid.sent${earlier.length}` }] } };
  });
  await prepare(gateway, platform);
  const { data } = await callApi<{ data: { id: string }[] }>(gateway, 'GET', '/conversations');
  const conversationId = data[0]?.id ?? '';
  const content = { type: 'text', text: 'Your order is on its way.' };
  const { id } = await callApi<{ id: string }>(gateway, 'POST', `/conversations/${conversationId}/messages`, { content });
  await platform.nextCall();
  await gateway.kill();
  platform.answerAtOnce();
  await gateway.restart();
  await look(platform, async () => {
    const messages = await callApi<{ data: { id: string; delivery: { state: string } | null }[] }>(
      gateway,
      'GET',
      `/conversations/${conversationId}/messages`,
    );
    return messages.data.find((message) => message.id === id)?.delivery?.state;
  });
  await gateway.stop();
  await gateway.dispose();
  platform.close();
}

/** LINE's answers to a send, and to one whose retry key it has seen: https://developers.line.biz/en/docs/messaging-api/retrying-api-request/ */
function lineAnswer(retryKey: string | undefined, isRepeat: boolean) {
  const sentMessages = [{ id: '555000000000000001', quoteToken: 'made-up-quote-token' }];
  if (retryKey === undefined || !isRepeat) return { status: 200, json: { sentMessages } };
  return { status: 409, json: { message: 'The retry key is already accepted', sentMessages } };
}

async function connectLine(gateway: GatewayProcess, platform: SlowPlatform, replyToken: string | undefined): Promise<void> {
  const { id } = await callApi<{ id: string }>(gateway, 'POST', '/channels', {
    type: 'line',
    name: 'Support',
    settings: { channelSecret: LINE_SECRET, channelAccessToken: 'made-up-line-access-token', apiBaseUrl: platform.url },
  });
  const event = {
    type: 'message',
    mode: 'active',
    timestamp: Date.now(),
    source: { type: 'user', userId: LINE_USER },
    webhookEventId: '01J00000000000000000005550',
    deliveryContext: { isRedelivery: false },
    message: { id: '555000000000000000', type: 'text', quoteToken: 'made-up-quote-token', text: 'Hello' },
    ...(replyToken === undefined ? {} : { replyToken }),
  };
  const body = Buffer.from(JSON.stringify({ destination: 'U00000000000000000000000000005551', events: [event] }));
  const signature = createHmac('sha256', LINE_SECRET).update(body).digest('base64');
  await postWebhook(gateway, `/webhooks/${id}`, body, { 'x-line-signature': signature });
}

async function postWebhook(gateway: GatewayProcess, path: string, body: Buffer, headers: Readonly<Record<string, string>>): Promise<void> {
  const response = await fetch(`${gateway.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: new Uint8Array(body),
  });
  if (response.status !== 200) throw new Error(`a webhook was answered ${response.status}: ${await response.text()}`);
}
