import type { Failure } from '../../../gateway/src/conversations/failure.ts';
import { retryMessage } from '../../../gateway/src/conversations/retry-message.ts';
import { createCallIo } from '../../../gateway/src/conversations/call-io.ts';
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
import { SOLE_HOLDER } from '../../../gateway/src/outbox/holdings.ts';
import { type Rates, createRates } from '../../../gateway/src/outbox/rates.ts';
import { createSends } from '../../../gateway/src/outbox/send.ts';
import { loadConversations } from '../../../gateway/src/store/load.ts';
import { type MessageRecord, type SendRequest, messageRecord } from '../../../gateway/src/store/records.ts';
import { factsOf, textMessage } from '../support/inbound.ts';
import { type OpenedStore, open, runningClock, temporaryFolder } from '../support/stores.ts';

export const PHONE = '15550100';
export let opened: OpenedStore;
export let folder: ReturnType<typeof temporaryFolder>;
export let net: Net;
export let rates: Rates;
export let worker: LaneWorker;
/** The channel as the outbox finds it; tests change its settings and health as an admin and a commit would. */
export let connected: ConnectedChannel;
/** Commits that said that a channel's row is another now. */
export let changes: number;
export let graph: Server;
export let calls: { to?: string; type: string; text?: { body: string }; template?: { name: string }; biz_opaque_callback_data?: string }[];
/** What the platform answers, one after the other; then it accepts. */
export let answers: ('reset' | { status: number; body: unknown; headers?: Record<string, string> })[];

export const refusal = (status: number, code: number) => ({
  status,
  body: { error: { message: `(#${code})`, type: 'OAuthException', code, fbtrace_id: 'x' } },
});

beforeEach(async () => {
  folder = temporaryFolder();
  opened = await open({ dataDir: folder.folder, clock: runningClock() });
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
  const now = () => opened.clock.now;
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
    holdings: SOLE_HOLDER,
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

export async function write(content: Content, send: Partial<SendRequest> = {}): Promise<string> {
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

/** Has a message tried again that has failed. */
export async function retry(id: string): Promise<MessageRecord | Failure> {
  const { conversationId } = await opened.store.reader
    .selectFrom('messages')
    .select('conversationId')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const actor = { type: 'bot', id: 'key_1', name: 'n8n' } as const;
  const message = await opened.run({ locks: [conversationId], run: (unit) => retryMessage(unit, { id, conversationId }, actor) });
  for (const flushed of opened.woken.splice(0)) worker.wake(flushed.sendLanes);
  return message;
}

export async function settled(id: string): Promise<MessageRecord> {
  for (let i = 0; i < 400; i++) {
    const row = await opened.store.reader.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    if (row.deliveryState !== 'queued' && row.deliveryState !== 'sending') return messageRecord(row);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the message was not settled');
}

/** The channel as another look at it finds it: with other settings, another health, or disconnected. */
export function changeChannel(change: Partial<ConnectedChannel>): void {
  connected = { ...connected, ...change };
}
