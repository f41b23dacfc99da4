import { createHmac } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { randomBytes } from 'node:crypto';
import { eraseContact } from '../../../gateway/src/conversations/erase-contact.ts';
import { createDeliveries, type Receiver } from '../../../gateway/src/events/deliver.ts';
import { createTranscripts } from '../../../gateway/src/events/transcript.ts';
import { signingKey } from '../../../gateway/src/events/signature.ts';
import { createLogger } from '../../../gateway/src/log/logger.ts';
import { createMetrics } from '../../../gateway/src/log/metrics.ts';
import { type Net, createNet } from '../../../gateway/src/net/client.ts';
import type { LaneWorker } from '../../../gateway/src/outbox/lane-worker.ts';
import type { PendingDelivery } from '../../../gateway/src/store/envelope.ts';
import { stepErasure } from '../../../gateway/src/store/erasures.ts';
import { loadConversations } from '../../../gateway/src/store/load.ts';
import { textMessage } from '../support/inbound.ts';
import { type OpenedStore, open, runningClock, temporaryFolder } from '../support/stores.ts';

const SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes!!!!').toString('base64')}`;

interface Taken {
  readonly id: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly texts: readonly string[];
}

let opened: OpenedStore;
let folder: ReturnType<typeof temporaryFolder>;
let net: Net;
let worker: LaneWorker<PendingDelivery>;
const servers: Server[] = [];
const receivers = new Map<string, Receiver | 'resting' | 'gone'>();

/** A receiver that answers as it is told. */
async function listen(answer: (taken: Taken, response: ServerResponse, nth: number) => void): Promise<{ url: string; taken: Taken[] }> {
  const taken: Taken[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const events: { data: { message: { content: { text: string } } } }[] = JSON.parse(body).events;
      const one = {
        id: String(request.headers['webhook-id']),
        headers: request.headers,
        body,
        texts: events.map((event) => event.data.message.content.text),
      };
      taken.push(one);
      answer(one, response, taken.length);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}/hook`, taken };
}

const ok = (response: ServerResponse) => response.writeHead(200).end('{}');

/** Waits until something is so; the deliveries run on their own time. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 500; i++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it never came to be');
}

beforeEach(async () => {
  folder = temporaryFolder();
  opened = await open({ dataDir: folder.folder, clock: runningClock() });
  net = createNet({ policy: { allowedNetworks: [], allowLoopback: true } });
  receivers.clear();
  worker = createDeliveries({
    store: opened.store,
    committer: opened.store.committer,
    net,
    ids: opened.ids,
    // The test's clock runs, so that waits between tries pass; a try waits a hundredth of its time.
    now: () => opened.clock.now,
    random: () => 0.01,
    log: createLogger({ level: 'silent' }),
    metrics: createMetrics(),
    token: randomBytes(8).toString('hex'),
    withSignedMedia: (json) => json,
    receiverOf: (id) => Promise.resolve(receivers.get(id) ?? 'gone'),
    transcriptOf: createTranscripts(opened.store),
  });
  worker.start();
});

afterEach(async () => {
  await net.close();
  await worker.stop();
  await opened.store.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  folder.remove();
});

function subscribe(id: string, url: string, mostEvents = 1, gathering: Partial<Receiver['gathering']> = {}): void {
  opened.subscriptions.push({ id, events: ['message.received'], filter: {} });
  const batch = mostEvents === 1 ? null : { maxEvents: mostEvents, maxWaitMs: 0 };
  receivers.set(id, { id, url, keys: [signingKey(SECRET)], gathering: { batch, burst: null, ...gathering } });
}
async function says(phone: string, n: number): Promise<void> {
  await opened.ingest({ channelId: 'chn_1', body: '{}', events: [textMessage(phone, `wamid.${phone}.${n}`, `${phone}:${n}`)] });
  for (const flushed of opened.woken.splice(0)) worker.wake(flushed.deliveryLanes);
}
/** Forgets the person and goes through the log for them, as the API and the worker behind it do. */
async function erase(phone: string): Promise<void> {
  const key = await opened.store.reader
    .selectFrom('identityKeys')
    .select('identityId')
    .where('value', '=', phone)
    .executeTakeFirstOrThrow();
  const { id } = await opened.store.reader
    .selectFrom('conversations')
    .select('id')
    .where('identityId', '=', key.identityId)
    .executeTakeFirstOrThrow();
  const row = await opened.run({
    locks: [id],
    async run(unit) {
      await loadConversations(unit, [id]);
      const conversation = unit.conversations.get(id);
      if (conversation === undefined) throw new Error('there is no such conversation');
      return eraseContact(
        unit,
        { contact: unit.contactOf(conversation), merged: [], conversations: [conversation] },
        { type: 'system', id: null, name: null },
      );
    },
  });
  while (await opened.run({ locks: [], run: (unit) => stepErasure(unit, row.id) }));
  for (const flushed of opened.woken.splice(0)) worker.wake(flushed.deliveryLanes);
}
const states = async () => (await opened.store.reader.selectFrom('deliveries').select('state').execute()).map((row) => row.state);

test('a delivery is signed after Standard Webhooks and carries the whole envelope', async () => {
  const { url, taken } = await listen((_one, response) => ok(response));
  subscribe('sub_1', url);
  await says('15550100', 1);
  await until(() => taken.length === 1);
  const [one] = taken;
  if (one === undefined) throw new Error('nothing came');
  const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
  const expected = createHmac('sha256', key).update(`${one.id}.${one.headers['webhook-timestamp']}.${one.body}`).digest('base64');
  expect(one.headers['webhook-signature']).toBe(`v1,${expected}`);
  const [event] = JSON.parse(one.body).events;
  expect(event).toMatchObject({
    id: one.id,
    type: 'message.received',
    data: { contact: {}, conversation: { status: 'rep_needed' }, channel: { id: 'chn_1' } },
  });
  await until(async () => (await states()).every((state) => state === 'delivered'));
});

test('a receiver that fails is tried again with the same id, and the conversation’s next event waits for it', async () => {
  const { url, taken } = await listen((_one, response, nth) =>
    nth <= 3 ? response.writeHead(nth === 2 ? 302 : 500, { location: 'http://127.0.0.1:1/' }).end() : ok(response),
  );
  subscribe('sub_1', url);
  for (let n = 1; n <= 3; n++) await says('15550100', n);
  await until(async () => (await states()).every((state) => state === 'delivered'));
  expect(taken.map((one) => one.texts[0])).toEqual(['15550100:1', '15550100:1', '15550100:1', '15550100:1', '15550100:2', '15550100:3']);
  expect(new Set(taken.slice(0, 4).map((one) => one.id)).size).toBe(1);
  const log = await opened.store.reader.selectFrom('deliveries').select(['attempts', 'lastStatus']).orderBy('id').execute();
  expect(log.map((row) => row.attempts)).toEqual([4, 1, 1]);
});

test('n8n’s 200 while it is still starting does not count as taken', async () => {
  const starting = 'n8n is starting up. Please wait';
  const { url, taken } = await listen((_one, response, nth) => (nth === 1 ? response.writeHead(200).end(starting) : ok(response)));
  subscribe('sub_1', url);
  await says('15550100', 1);
  await until(async () => (await states()).every((state) => state === 'delivered'));
  expect(taken.map((one) => one.texts[0])).toEqual(['15550100:1', '15550100:1']);
});

test('what a person said and is erased before its delivery is not delivered any more', async () => {
  let answerHeld: () => void = () => undefined;
  const { url, taken } = await listen((_one, response, nth) => (nth === 2 ? (answerHeld = () => ok(response)) : ok(response)));
  subscribe('sub_1', url);
  // A lane that is known to rest: what comes from here on is kept in memory.
  await says('15550100', 1);
  await until(async () => (await states()).every((state) => state === 'delivered'));
  await new Promise((resolve) => setImmediate(resolve));
  await says('15550100', 2);
  await until(() => taken.length === 2);
  await says('15550100', 3);
  await erase('15550100');
  answerHeld();
  await until(() => taken.length === 3);
  expect(taken[1]?.body).toMatch(/15550100:2/);
  expect(taken[2]?.body).not.toMatch(/15550100/);
});

test('a receiver that hangs holds up neither other receivers nor, beyond its share, anything else', async () => {
  const hanging = await listen(() => undefined);
  const quick = await listen((_one, response) => ok(response));
  subscribe('sub_slow', hanging.url);
  subscribe('sub_quick', quick.url);
  // At once: those that hang are given up after twenty seconds, and others take their place.
  await Promise.all(Array.from({ length: 300 }, (_, n) => says(`1555${String(n).padStart(4, '0')}`, 1)));
  await until(() => quick.taken.length === 300);
  expect(hanging.taken.length).toBeLessThanOrEqual(64);
});

test('a batch holds several events of a conversation in order, and its members stay the same when it is tried again', async () => {
  let isDown = true;
  const { url, taken } = await listen((_one, response) => (isDown ? response.writeHead(503).end() : ok(response)));
  subscribe('sub_1', url, 10);
  await opened.ingest({ channelId: 'chn_1', body: '{}', events: [1, 2, 3].map((n) => textMessage('15550100', `wamid.${n}`, `m${n}`)) });
  for (const flushed of opened.woken.splice(0)) worker.wake(flushed.deliveryLanes);
  await until(() => taken.length >= 1);
  await says('15550100', 4);
  isDown = false;
  await until(async () => (await states()).every((state) => state === 'delivered'));
  const first = taken[0];
  for (const one of taken.filter((again) => again.id === first?.id)) expect(one.texts).toEqual(['m1', 'm2', 'm3']);
  expect(taken.at(-1)?.texts).toEqual(['15550100:4']);
});

test('what a deleted subscription had left is given up, and one that rests is left alone', async () => {
  const { url, taken } = await listen((_one, response) => ok(response));
  subscribe('sub_gone', url);
  subscribe('sub_resting', url);
  receivers.set('sub_gone', 'gone');
  receivers.set('sub_resting', 'resting');
  await says('15550100', 1);
  await until(async () => (await states()).includes('failed'));
  expect([...(await states())].sort()).toEqual(['failed', 'pending']);
  expect(taken).toEqual([]);
});

test('after three days of failing an event is given up, is seen as failed, and the next one goes on', async () => {
  const { url, taken } = await listen((one, response) => (one.texts[0]?.endsWith(':1') ? response.writeHead(500).end() : ok(response)));
  subscribe('sub_1', url);
  await says('15550100', 1);
  await opened.run({
    locks: [],
    run: (unit) =>
      unit.tx.db
        .updateTable('deliveries')
        .set({ createdAt: opened.clock.now - 4 * 86_400_000 })
        .execute(),
  });
  await says('15550100', 2);
  await until(async () => (await states()).includes('delivered'));
  expect(await states()).toEqual(['failed', 'delivered']);
  expect(taken.at(-1)?.texts).toEqual(['15550100:2']);
});
