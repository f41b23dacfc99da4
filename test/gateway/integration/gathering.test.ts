import { createDeliveries } from '../../../gateway/src/events/deliver.ts';
import { createReceivers } from '../../../gateway/src/events/receivers.ts';
import { createTranscripts } from '../../../gateway/src/events/transcript.ts';
import { createMetrics } from '../../../gateway/src/log/metrics.ts';
import { type Net, createNet } from '../../../gateway/src/net/client.ts';
import { checkUrl } from '../../../gateway/src/net/urls.ts';
import type { LaneWorker } from '../../../gateway/src/outbox/lane-worker.ts';
import type { PendingDelivery } from '../../../gateway/src/store/envelope.ts';
import { type TestApi, startApi } from '../support/api.ts';
import { connect } from '../support/channels.ts';
import { textMessage } from '../support/inbound.ts';
import { STORES } from '../support/people.ts';
import { type Call, type Receiver, startReceiver, until } from '../support/receiver.ts';

/* Bursts and batches: the clock stands still unless a test moves it. */
const LOOPBACK = { allowedNetworks: [], allowLoopback: true };
const NOBODY: Pick<Net, 'post'> = { post: () => new Promise(() => undefined) };

describe.each(STORES)('gathering on %s', (dialect) => {
  let api: TestApi;
  let channelId: string;
  let receiver: Receiver;
  let net: Net;
  let worker: LaneWorker<PendingDelivery>;
  let phone = 15_550_100;
  let messages = 0;

  beforeAll(async () => {
    receiver = await startReceiver();
    net = createNet({ policy: LOOPBACK });
    api = await startApi(dialect, { checkUrl: (url) => checkUrl(url, LOOPBACK) });
    channelId = await connect(api);
    worker = startWorker();
  });
  afterAll(async () => {
    await worker.stop();
    await api.close();
    await net.close();
    await receiver.close();
  });
  beforeEach(() => void (phone += 1));

  function startWorker(way: Pick<Net, 'post'> = net): LaneWorker<PendingDelivery> {
    const started = createDeliveries({
      store: api.store,
      committer: api.store.committer,
      net: { ...net, ...way },
      ids: api.deps.ids,
      now: () => api.clock.now,
      random: () => 0,
      log: api.deps.log,
      metrics: createMetrics(),
      token: api.deps.ids.next('key'),
      withSignedMedia: (json) => json,
      receiverOf: createReceivers({ store: api.store, seal: api.deps.seal, now: () => api.clock.now }),
      transcriptOf: createTranscripts(api.store),
    });
    started.start();
    return started;
  }
  /** Subscribes an address of this test's own. */
  async function subscribe(how: unknown, events: readonly string[] = ['message.received']): Promise<string> {
    const answer = await api.post('/subscriptions', { url: `${receiver.url}/${phone}`, events, ...Object(how) });
    if (answer.status !== 201) throw new Error(answer.text);
    return String(answer.body.id);
  }
  async function says(text: string): Promise<void> {
    await api.ingest(channelId, textMessage(String(phone), `wamid.gathering.${messages++}`, text));
    for (const flushed of api.woken.splice(0)) worker.wake(flushed.deliveryLanes);
  }
  async function calls(count: number): Promise<readonly Call[]> {
    const own = () => receiver.calls.filter((call) => call.path === `/${phone}`);
    await until(() => own().length >= count);
    return own();
  }
  const textsOf = ({ body }: Call) => body.events.map((event: { data: { message: { content: { text: string } } } }) => event.data.message.content.text); // prettier-ignore
  const delivered = (id: string) =>
    until(async () => (await api.get(`/subscriptions/${id}/deliveries?state=pending`)).body.data.length === 0);
  async function end(id: string): Promise<void> {
    await delivered(id);
    await api.request('DELETE', `/subscriptions/${id}`);
  }

  test('what a customer writes in one go is one delivery, with all that was said before', async () => {
    await says('earlier');
    const id = await subscribe({ burst: { quietSeconds: 3, maxSeconds: 60 } });
    for (const text of ['hello', 'are you there?', 'it is about my order']) {
      api.clock.now += 2000;
      await says(text);
    }
    api.clock.now += 3000;
    const [call] = await calls(1);
    if (call === undefined) throw new Error('nothing came');
    expect(textsOf(call)).toEqual(['hello', 'are you there?', 'it is about my order']);
    expect(call.body.transcript.map((line: { role: string; text: string }) => [line.role, line.text])).toEqual([
      ['customer', 'earlier'],
      ['customer', 'hello'],
      ['customer', 'are you there?'],
      ['customer', 'it is about my order'],
    ]);
    await end(id);
    expect(await calls(1)).toHaveLength(1);
  });

  test('who writes without a pause is heard after the longest time', async () => {
    const id = await subscribe({ burst: { quietSeconds: 3, maxSeconds: 5 } });
    for (const text of ['one', 'two', 'three']) {
      await says(text);
      api.clock.now += 2000;
    }
    const [call] = await calls(1);
    expect(call && textsOf(call)).toEqual(['one', 'two', 'three']);
    await end(id);
  });

  test('a batch goes when it is full, however long it could have waited', async () => {
    const id = await subscribe({ batch: { maxEvents: 3, maxWaitMs: 60_000 } });
    for (const text of ['one', 'two', 'three']) await says(text);
    const [call] = await calls(1);
    expect(call && textsOf(call)).toEqual(['one', 'two', 'three']);
    expect(call?.body.transcript).toBeUndefined();
    await says('four');
    api.clock.now += 60_000;
    const [, next] = await calls(2);
    expect(next && textsOf(next)).toEqual(['four']);
    await end(id);
  });

  test('what was held back when the gateway stopped goes out after a restart', async () => {
    const id = await subscribe({ burst: { quietSeconds: 30, maxSeconds: 60 } });
    await says('hello');
    await worker.stop();
    await says('anybody?');
    api.clock.now += 30_000;
    worker = startWorker();
    const [call] = await calls(1);
    expect(call && textsOf(call)).toEqual(['hello', 'anybody?']);
    await end(id);
  });

  test('a gateway that dies in the middle of a try delivers the same events again under the same name', async () => {
    const id = await subscribe({ batch: { maxEvents: 5, maxWaitMs: 1000 } });
    await worker.stop();
    await says('one');
    await says('two');
    api.clock.now += 1000;
    // Its call never ends, as if the process were gone.
    const dying = startWorker(NOBODY);
    await until(async () => (await namesOf(id)).every((name) => name !== null));
    void dying.stop();
    const [name] = await namesOf(id);
    await says('three');
    // Its lease has run out; on SQLite such lanes have none.
    if (api.store.dialect === 'postgres') await api.store.reader.updateTable('lanes').set({ leaseUntil: 0 }).execute();
    api.clock.now += 11_000;
    worker = startWorker();
    const [first, second] = await calls(2);
    expect([first?.headers['webhook-id'], first && textsOf(first), second && textsOf(second)]).toEqual([name, ['one', 'two'], ['three']]);
    await end(id);
  });

  async function namesOf(subscriptionId: string): Promise<readonly (string | null)[]> {
    const rows = await api.store.reader
      .selectFrom('deliveries')
      .select('batchId')
      .where('subscriptionId', '=', subscriptionId)
      .orderBy('laneSeq')
      .execute();
    return rows.map((row) => row.batchId);
  }
});

describe('asking for it', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());
  const subscribe = (body: unknown) =>
    api.post('/subscriptions', { url: 'https://n8n.example/hook', events: ['message.received'], ...Object(body) });

  test('shows what was asked for, and takes it back', async () => {
    const asked = { burst: { quietSeconds: 3, maxSeconds: 30 }, batch: { maxEvents: 10, maxWaitMs: 500 } };
    expect((await subscribe(asked)).body).toMatchObject(asked);
    expect((await subscribe({})).body).toMatchObject({ burst: null, batch: null });
  });

  test.each([
    ['burst.quietSeconds', { burst: { quietSeconds: 0, maxSeconds: 5 } }],
    ['burst.maxSeconds', { burst: { quietSeconds: 10, maxSeconds: 5 } }],
    ['batch.maxWaitMs', { batch: { maxEvents: 2, maxWaitMs: -1 } }],
  ])('names the bad field %s', async (path, body) => {
    const answer = await subscribe(body);
    expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([400, path]);
  });
});
