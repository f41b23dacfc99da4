import { createCallIo } from '../../../gateway/src/conversations/call-io.ts';
import { addChannel } from '../../../gateway/src/store/channels.ts';
import { resumeSends } from '../../../gateway/src/store/lanes.ts';
import { createPauses } from '../../../gateway/src/outbox/pauses.ts';
import { createChannelMemories } from '../../../gateway/src/conversations/memory.ts';
import { randomBytes } from 'node:crypto';
import { type Server, createServer } from 'node:http';
import { whatsappCloud } from '../../../gateway/src/channels/whatsapp/index.ts';
import type { ConnectedChannel } from '../../../gateway/src/conversations/connected-channels.ts';
import { createLogger } from '../../../gateway/src/log/logger.ts';
import { createMetrics } from '../../../gateway/src/log/metrics.ts';
import type { Content } from '../../../gateway/src/model/content.ts';
import { type Net, createNet } from '../../../gateway/src/net/client.ts';
import type { LaneWorker } from '../../../gateway/src/outbox/lane-worker.ts';
import { type Rates, createRates } from '../../../gateway/src/outbox/rates.ts';
import { createSends } from '../../../gateway/src/outbox/send.ts';
import { readEvents } from '../../../gateway/src/store/event-log.ts';
import { loadConversations } from '../../../gateway/src/store/load.ts';
import { type MessageRecord, type SendRequest, messageRecord } from '../../../gateway/src/store/records.ts';
import { factsOf, textMessage } from '../support/inbound.ts';
import { type OpenedStore, open, temporaryFolder } from '../support/stores.ts';

const PHONE = '15550100';
let opened: OpenedStore;
let folder: ReturnType<typeof temporaryFolder>;
let net: Net;
let rates: Rates;
let worker: LaneWorker;
/** The channel as the outbox finds it; tests change its settings and health as an admin and a commit would. */
let connected: ConnectedChannel;
/** Commits that said that a channel's row is another now. */
let changes: number;
let graph: Server;
let calls: { to?: string; type: string; text?: { body: string }; template?: { name: string }; biz_opaque_callback_data?: string }[];
/** What the platform answers, one after the other; then it accepts. */
let answers: ('reset' | { status: number; body: unknown; headers?: Record<string, string> })[];

const refusal = (status: number, code: number) => ({
  status,
  body: { error: { message: `(#${code})`, type: 'OAuthException', code, fbtrace_id: 'x' } },
});

beforeEach(async () => {
  folder = temporaryFolder();
  opened = await open({ dataDir: folder.folder });
  calls = [];
  answers = [];
  graph = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      calls.push(JSON.parse(body));
      const answer = answers.shift() ?? {
        status: 200,
        body: { messaging_product: 'whatsapp', contacts: [], messages: [{ id: `wamid.${calls.length}` }] },
      };
      if (answer === 'reset') request.socket.destroy();
      else
        response
          .writeHead(answer.status, { 'content-type': 'application/json', ...('headers' in answer ? answer.headers : {}) })
          .end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => graph.listen(0, '127.0.0.1', resolve));
  const address = graph.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const settings = {
    phoneNumberId: '1', businessAccountId: '2', accessToken: 'token', appSecret: 's', verifyToken: 'v', graphVersion: 'v25.0', apiBaseUrl: `http://127.0.0.1:${address.port}`,
  }; // prettier-ignore
  changes = 0;
  connected = {
    id: 'chn_1',
    ref: factsOf('chn_1').ref,
    channel: whatsappCloud,
    settings,
    facts: factsOf('chn_1'),
    health: { level: 'ok' },
    isDeleted: false,
  };
  net = createNet({ policy: { allowedNetworks: [], allowLoopback: true } });
  rates = createRates();
  const begin = opened.clock.now;
  const started = Date.now();
  const now = () => (opened.clock.now = begin + (Date.now() - started));
  worker = createSends({
    store: opened.store,
    committer: opened.store.committer,
    rates,
    ids: opened.ids,
    now,
    random: () => 0.01,
    log: createLogger({ level: 'silent' }),
    metrics: createMetrics(),
    token: randomBytes(8).toString('hex'),
    channelOf: () => Promise.resolve(connected),
    urlOf: (id) => `https://parley.example/media/${id}`,
    callIo: createCallIo({ fetch: net.fetch, now, memories: createChannelMemories(now), publicUrl: 'https://parley.example' }),
    readFile: () => Promise.resolve({ is: 'failed', why: 'this test has no files', again: false }),
    answerInResponse: () => false,
    pauses: createPauses(now),
    factsOf,
    subscriptions: () => Promise.resolve([]),
    wake: (flushed) => {
      if (flushed.changesChannels) changes += 1;
      worker.wake(flushed.sendLanes);
    },
  });
  worker.start();
  await opened.ingest({ channelId: 'chn_1', body: '{}', events: [textMessage(PHONE, 'wamid.in', 'hello')] });
});

afterEach(async () => {
  await worker.stop();
  await rates.close();
  await net.close();
  await opened.store.close();
  graph.closeAllConnections();
  await new Promise((resolve) => graph.close(resolve));
  folder.remove();
});

async function write(content: Content, send: Partial<SendRequest> = {}): Promise<string> {
  const { id } = await opened.store.reader.selectFrom('conversations').select('id').executeTakeFirstOrThrow();
  const messageId = await opened.run({
    locks: [id],
    async run(unit) {
      await loadConversations(unit, [id]);
      const conversation = unit.conversations.get(id);
      if (conversation === undefined) throw new Error('no conversation');
      const message = unit.addMessage(conversation, {
        direction: 'outbound', visibility: 'public', author: { type: 'bot', id: 'key_1', name: 'n8n', origin: 'workflow' }, content, quotedMessageId: null,
        reactions: [], externalId: null, tokens: null, webhookId: null, sentAt: unit.now, editedAt: null, deletedAt: null, delivery: { state: 'queued' },
        send: { onWindowClosed: 'fail', fallback: null, answers: true, sent: [], usingFallback: false, ...send },
      }); // prettier-ignore
      unit.dueSends.set(conversation.id, conversation.channelId);
      return message.id;
    },
  });
  for (const flushed of opened.woken.splice(0)) worker.wake(flushed.sendLanes);
  return messageId;
}

async function settled(id: string): Promise<MessageRecord> {
  for (let i = 0; i < 400; i++) {
    const row = await opened.store.reader.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    if (row.deliveryState !== 'queued' && row.deliveryState !== 'sending') return messageRecord(row);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the message was not settled');
}

test('an accepted message is sent, has the platform’s id, and is told as an event', async () => {
  const message = await settled(await write({ type: 'text', text: 'hi' }));
  expect(message).toMatchObject({ externalId: 'wamid.1', delivery: { state: 'sent', sentAs: 'message' } });
  expect(calls).toEqual([expect.objectContaining({ to: PHONE, type: 'text', biz_opaque_callback_data: message.id })]);
  const page = await readEvents(opened.store, { after: { tx: 0, position: 0 }, limit: 100 });
  expect(page.json.map((json) => JSON.parse(json).type)).toContain('message.sent');
});

test('messages of a conversation go out one after the other, in the order of writing', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 8; i++) ids.push(await write({ type: 'text', text: `m${i}` }));
  for (const id of ids) await settled(id);
  expect(calls.map((call) => call.text?.body)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7']);
});

test('a throttled message is tried again and sent once', async () => {
  answers.push(refusal(429, 130429), refusal(500, 131000));
  const message = await settled(await write({ type: 'text', text: 'hi' }));
  expect(message.delivery?.state).toBe('sent');
  expect(calls).toHaveLength(3);
});

test('a refused message parks alone, says why, and the next one goes out', async () => {
  answers.push(refusal(400, 131026));
  const first = await write({ type: 'text', text: 'one' });
  const second = await write({ type: 'text', text: 'two' });
  expect(await settled(first)).toMatchObject({
    delivery: { state: 'failed', error: { code: 'recipient_unreachable', platformCode: '131026' } },
  });
  expect((await settled(second)).delivery?.state).toBe('sent');
});

test('a message whose answer never came is unknown and is not sent again', async () => {
  answers.push('reset');
  const first = await write({ type: 'text', text: 'one' });
  const second = await write({ type: 'text', text: 'two' });
  expect((await settled(first)).delivery).toMatchObject({ state: 'unknown', error: { code: 'unknown' } });
  expect((await settled(second)).delivery?.state).toBe('sent');
  expect(calls.map((call) => call.text?.body)).toEqual(['one', 'two']);
});

test('a long text goes out in parts, and statuses of every part find the message', async () => {
  const message = await settled(await write({ type: 'text', text: 'word '.repeat(2000) }));
  expect(calls).toHaveLength(3);
  expect(calls.map((call) => call.text?.body).join('')).toBe('word '.repeat(2000));
  const parts = await opened.store.reader.selectFrom('messageParts').select(['externalId', 'messageId']).orderBy('externalId').execute();
  expect(parts.map((part) => part.externalId)).toEqual(['wamid.2', 'wamid.3']);
  await opened.ingest({
    channelId: 'chn_1',
    body: '{}',
    events: [{ is: 'status', key: 's', sentAt: null, account: null, raw: null, externalId: 'wamid.3', state: 'read' }],
  });
  expect((await settled(message.id)).delivery?.state).toBe('read');
});

test('a long text that is throttled in the middle goes on with the part that is missing', async () => {
  answers.push({ status: 200, body: { messages: [{ id: 'wamid.a' }] } }, refusal(429, 130429));
  await settled(await write({ type: 'text', text: 'word '.repeat(1500) }));
  expect(calls.map((call) => call.text?.body.length)).toHaveLength(3);
  expect(calls[1]?.text?.body).toBe(calls[2]?.text?.body);
  expect(`${calls[0]?.text?.body}${calls[2]?.text?.body}`).toBe('word '.repeat(1500));
});

test('where the platform finds the window shut, the writer’s template goes out instead', async () => {
  answers.push(refusal(400, 131047));
  const fallback: Content = { type: 'template', name: 'come_back', language: 'en', params: {} };
  const message = await settled(await write({ type: 'text', text: 'hi' }, { onWindowClosed: 'template', fallback }));
  expect(message.delivery).toMatchObject({ state: 'sent', sentAs: 'template' });
  expect(calls.map((call) => call.type)).toEqual(['text', 'template']);
});

test('where the platform finds the window shut, a message that may wait goes out when the customer writes again', async () => {
  answers.push(refusal(400, 131047));
  const id = await write({ type: 'text', text: 'hi' }, { onWindowClosed: 'queue' });
  for (let i = 0; i < 200 && calls.length === 0; i++) await new Promise((resolve) => setTimeout(resolve, 10));
  const isDue = async () => (await opened.store.reader.selectFrom('lanes').select('dueAt').executeTakeFirst())?.dueAt ?? null;
  for (let i = 0; i < 200 && (await isDue()) !== null; i++) await new Promise((resolve) => setTimeout(resolve, 10));
  const held = await opened.store.reader.selectFrom('messages').select('deliveryState').where('id', '=', id).executeTakeFirst();
  expect([held?.deliveryState, calls.length]).toEqual(['queued', 1]);
  await opened.ingest({ channelId: 'chn_1', body: '{}', events: [textMessage(PHONE, 'wamid.again', 'still there?')] });
  for (const flushed of opened.woken.splice(0)) worker.wake(flushed.sendLanes);
  expect((await settled(id)).delivery?.state).toBe('sent');
  expect(calls).toHaveLength(2);
});

test('a report on the first part of a long text does not keep the others from going out', async () => {
  answers.push({ status: 200, body: { messages: [{ id: 'wamid.a' }] } }, refusal(429, 130429));
  const id = await write({ type: 'text', text: 'word '.repeat(1500) });
  for (let i = 0; i < 200 && calls.length < 2; i++) await new Promise((resolve) => setTimeout(resolve, 5));
  await opened.ingest({
    channelId: 'chn_1',
    body: '{}',
    events: [{ is: 'status', key: 's', sentAt: null, account: null, raw: null, externalId: 'wamid.a', state: 'delivered' }],
  });
  const message = await settled(id);
  expect(calls.map((call) => call.text?.body.length)).toHaveLength(3);
  expect(`${calls[0]?.text?.body}${calls[2]?.text?.body}`).toBe('word '.repeat(1500));
  expect(message.delivery?.state).toBe('delivered');
  const page = await readEvents(opened.store, { after: { tx: 0, position: 0 }, limit: 100 });
  const types: string[] = page.json.map((json) => JSON.parse(json).type);
  expect(types.filter((type) => /^message\.(sent|delivered)/.test(type))).toEqual(['message.sent', 'message.delivered']);
});

test('a status that overtakes the platform’s answer is folded in when the answer is here', async () => {
  await opened.ingest({
    channelId: 'chn_1',
    body: '{}',
    events: [{ is: 'status', key: 's', sentAt: null, account: null, raw: null, externalId: 'wamid.1', state: 'delivered' }],
  });
  const message = await settled(await write({ type: 'text', text: 'hi' }));
  expect(message.delivery?.state).toBe('delivered');
  expect(await opened.store.reader.selectFrom('earlyReports').selectAll().execute()).toEqual([]);
});

describe('a channel whose token died', () => {
  const addChannelRow = () =>
    opened.run({
      locks: [],
      run: (unit) =>
        addChannel(unit.tx, {
          id: 'chn_1', type: 'whatsapp', provider: 'cloud_api', name: 'Front desk', status: 'connected', healthJson: '{"level":"ok"}', attachmentsJson: null, twoWay: 1,
          settingsJson: '{}', secrets: '', createdAt: unit.now, updatedAt: unit.now, deletedAt: null,
        }),
    }); // prettier-ignore
  const until = async (holds: () => Promise<boolean> | boolean): Promise<void> => {
    for (let i = 0; i < 400; i++) {
      if (await holds()) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error('it did not come to hold');
  };
  const message = async (id: string) =>
    messageRecord(await opened.store.reader.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirstOrThrow());
  const health = async () =>
    JSON.parse((await opened.store.reader.selectFrom('channels').select('healthJson').executeTakeFirstOrThrow()).healthJson);
  const healthEvents = async () => {
    const page = await readEvents(opened.store, { after: { tx: 0, position: 0 }, limit: 100 });
    return page.json.map((json) => JSON.parse(json)).filter((event) => event.type === 'channel.health_changed');
  };

  test('pauses: the message waits and says why, nothing else is tried, and people hear of it once', async () => {
    await addChannelRow();
    answers.push(refusal(401, 190));
    const first = await write({ type: 'text', text: 'one' });
    await until(async () => (await health()).level === 'error');
    connected = { ...connected, health: await health() };
    const second = await write({ type: 'text', text: 'two' });
    await until(
      async () =>
        ((await opened.store.reader.selectFrom('lanes').select('dueAt').executeTakeFirst())?.dueAt ?? 0) > opened.clock.now + 1000,
    );
    expect((await message(first)).delivery).toMatchObject({ state: 'queued', error: { code: 'channel_settings' } });
    expect((await message(second)).delivery?.state).toBe('queued');
    expect(calls).toHaveLength(1);
    expect(changes).toBe(1);
    expect(await health()).toMatchObject({ level: 'error', what: 'credentials', nextStep: expect.stringContaining('test the channel') });
    expect((await healthEvents()).map((event) => [event.data.from, event.data.to])).toEqual([['ok', 'error']]);
  });

  test('goes on with new settings, in order, and is well again', async () => {
    await addChannelRow();
    answers.push(refusal(401, 190));
    const first = await write({ type: 'text', text: 'one' });
    await until(async () => (await health()).level === 'error');
    const second = await write({ type: 'text', text: 'two' });
    connected = { ...connected, health: await health(), settings: { ...Object(connected.settings), accessToken: 'a-new-token' } };
    await opened.run({ locks: [], run: (unit) => resumeSends(unit.tx, 'chn_1') });
    expect((await settled(first)).delivery).toEqual({ state: 'sent', sentAs: 'message' });
    await settled(second);
    expect(calls.map((call) => call.text?.body)).toEqual(['one', 'one', 'two']);
    expect(await health()).toMatchObject({ level: 'ok' });
    expect((await healthEvents()).map((event) => [event.data.from, event.data.to])).toEqual([
      ['ok', 'error'],
      ['error', 'ok'],
    ]);
  });
});

describe('a window that the platform closes while a message is going out', () => {
  const report = (externalId: string, state: 'delivered' | 'failed') =>
    opened.ingest({
      channelId: 'chn_1',
      body: '{}',
      events: [
        {
          is: 'status', key: `${externalId} ${state}`, sentAt: null, account: null, raw: null, externalId, state,
          ...(state === 'failed' ? { error: { code: 'window_closed', detail: 'Re-engagement message', platformCode: '131047' } as const } : {}),
        },
      ],
    }); // prettier-ignore
  const wakeAll = () => {
    for (const flushed of opened.woken.splice(0)) worker.wake(flushed.sendLanes);
  };
  const record = async (id: string) =>
    messageRecord(await opened.store.reader.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirstOrThrow());
  const quiet = async () => {
    const isDue = async () => ((await opened.store.reader.selectFrom('lanes').select('dueAt').executeTakeFirst())?.dueAt ?? null) !== null;
    for (let i = 0; i < 300 && (await isDue()); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const sentEvents = async () => {
    const page = await readEvents(opened.store, { after: { tx: 0, position: 0 }, limit: 200 });
    return page.json.map((json): string => JSON.parse(json).type).filter((type) => /^message\.(sent|failed)/.test(type));
  };

  test('reports on every part of the given-up try queue the message once, and it goes out once when the customer writes', async () => {
    const id = await write({ type: 'text', text: 'word '.repeat(1500) }, { onWindowClosed: 'queue' });
    await settled(id);
    await report('wamid.1', 'failed');
    await report('wamid.2', 'failed');
    wakeAll();
    await quiet();
    expect((await record(id)).delivery?.state).toBe('queued');
    await opened.ingest({ channelId: 'chn_1', body: '{}', events: [textMessage(PHONE, 'wamid.again', 'still there?')] });
    wakeAll();
    await settled(id);
    await opened.ingest({ channelId: 'chn_1', body: '{}', events: [textMessage(PHONE, 'wamid.more', 'thanks')] });
    wakeAll();
    await quiet();
    expect(calls).toHaveLength(4);
    expect((await record(id)).delivery?.state).toBe('sent');
  });

  test('the template that went out instead does not fail for what became of the first try', async () => {
    const fallback: Content = { type: 'template', name: 'come_back', language: 'en', params: {} };
    const id = await write({ type: 'text', text: 'word '.repeat(1500) }, { onWindowClosed: 'template', fallback });
    await settled(id);
    await report('wamid.1', 'failed');
    await report('wamid.2', 'failed');
    wakeAll();
    expect(await settled(id)).toMatchObject({ delivery: { state: 'sent', sentAs: 'template' } });
    expect(await sentEvents()).toEqual(['message.sent', 'message.sent']);
  });

  test('a part that is out stays out: the rest follows when the customer writes', async () => {
    answers.push({ status: 200, body: { messages: [{ id: 'wamid.a' }] } }, refusal(400, 131047));
    const id = await write({ type: 'text', text: 'word '.repeat(1500) }, { onWindowClosed: 'queue' });
    for (let i = 0; i < 200 && calls.length < 2; i++) await new Promise((resolve) => setTimeout(resolve, 5));
    await quiet();
    await opened.ingest({ channelId: 'chn_1', body: '{}', events: [textMessage(PHONE, 'wamid.again', 'go on')] });
    wakeAll();
    await settled(id);
    expect(`${calls[0]?.text?.body}${calls[2]?.text?.body}`).toBe('word '.repeat(1500));
    expect(calls).toHaveLength(3);
  });

  test('a half that arrived does not make the message delivered when the other half is lost', async () => {
    answers.push({ status: 200, body: { messages: [{ id: 'wamid.a' }] } }, refusal(429, 130429));
    const id = await write({ type: 'text', text: 'word '.repeat(1500) });
    for (let i = 0; i < 200 && calls.length < 2; i++) await new Promise((resolve) => setTimeout(resolve, 5));
    answers.push('reset');
    await report('wamid.a', 'delivered');
    expect((await settled(id)).delivery?.state).toBe('unknown');
    expect(await sentEvents()).toEqual(['message.failed']);
  });
});

test('messages that wait for the customer, however many, do not keep a template from going out', async () => {
  const { id } = await opened.store.reader.selectFrom('conversations').select('id').executeTakeFirstOrThrow();
  await opened.run({
    locks: [id],
    async run(unit) {
      await loadConversations(unit, [id]);
      const conversation = unit.conversations.get(id);
      if (conversation === undefined) throw new Error('no conversation');
      conversation.grants = [];
      unit.touch(conversation);
    },
  });
  for (let i = 0; i < 12; i++) await write({ type: 'text', text: `waits ${i}` }, { onWindowClosed: 'queue' });
  const template = await write({ type: 'template', name: 'come_back', language: 'en', params: {} });
  expect((await settled(template)).delivery?.state).toBe('sent');
  expect(calls.map((call) => call.type)).toEqual(['template']);
});

test('a message that waited for days is tried again like any other', async () => {
  const id = await write({ type: 'text', text: 'hi' }, { onWindowClosed: 'queue' });
  await settled(id);
  const row = await opened.store.reader.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  expect(messageRecord(row).send?.firstTriedAt).toBeGreaterThanOrEqual(row.createdAt);
  answers.push(refusal(429, 130429));
  await opened.run({
    locks: [],
    run: async (unit) => void (await unit.tx.db.updateTable('messages').set({ createdAt: 1 }).where('id', '=', id).execute()),
  });
  const old = await write({ type: 'text', text: 'old' });
  await opened.run({
    locks: [],
    run: async (unit) => void (await unit.tx.db.updateTable('messages').set({ createdAt: 1 }).where('id', '=', old).execute()),
  });
  expect((await settled(old)).delivery?.state).toBe('sent');
});

test('nothing goes out of a channel that was disconnected, and the message says so', async () => {
  connected = { ...connected, isDeleted: true };
  const message = await settled(await write({ type: 'text', text: 'hi' }));
  expect(message.delivery).toMatchObject({ state: 'failed', error: { code: 'channel_settings' } });
  expect(calls).toEqual([]);
});
