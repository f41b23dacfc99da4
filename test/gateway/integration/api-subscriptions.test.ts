import { claimLanes } from '../../../gateway/src/store/lanes.ts';
import { type TestApi, startApi } from '../support/api.ts';
import { connect } from '../support/channels.ts';
import { textMessage } from '../support/inbound.ts';

let api: TestApi;
let channelId: string;
beforeEach(async () => {
  api = await startApi();
  channelId = await connect(api);
});
afterEach(() => api.close());

const URL_ONE = 'https://hooks.example.com/one';
const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const pathsOf = (answer: { body: { errors?: { path: string }[] } }) => (answer.body.errors ?? []).map((error) => error.path).sort();
const subscribe = (more: object = {}) => api.post('/subscriptions', { url: URL_ONE, events: ['message.received'], ...more });
const remove = (id: string) => api.request('DELETE', `/subscriptions/${id}`);
const deliveriesOf = async (id: string) => (await api.get(`/subscriptions/${id}/deliveries`)).body.data;

let count = 0;
const customerWrites = (text = 'hello') => api.ingest(channelId, textMessage('15550100', `wamid.${count++}`, text));
const finishAll = () =>
  api.deps.commands({
    locks: [],
    run: async (unit) => {
      await unit.tx.db.updateTable('deliveries').set({ state: 'delivered', attempts: 1, lastStatus: 200, finishedAt: unit.now }).execute();
      await unit.tx.db.updateTable('lanes').set({ dueAt: null }).execute();
    },
  });
const dueLanes = () => claimLanes(api.store, { kind: 'delivery', held: new Set(), limit: 10, token: 'a test', now: api.clock.now });

describe('subscribing', () => {
  it('answers a secret once, and the same subscription for the same address', async () => {
    const made = await subscribe();
    expect(made).toMatchObject({
      status: 201,
      body: { url: URL_ONE, events: ['message.received'], filter: {}, batch: null, mode: 'production', expiresAt: null },
    });
    expect(made.body.secret).toMatch(/^whsec_/);
    expect(Buffer.from(made.body.secret.slice(6), 'base64')).toHaveLength(32);
    const again = await subscribe({ events: ['message.received', 'message.sent'], filter: { channelIds: [channelId] } });
    expect(again).toMatchObject({
      status: 200,
      body: { id: made.body.id, events: ['message.received', 'message.sent'], filter: { channelIds: [channelId] } },
    });
    expect(again.body.secret).toBeUndefined();
    const shown = await api.get(`/subscriptions/${made.body.id}`);
    expect(shown.body).toEqual(again.body);
    expect((await api.get('/subscriptions')).text).not.toContain(made.body.secret);
    const row = await api.store.reader.selectFrom('subscriptions').selectAll().executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain(made.body.secret);
    expect(api.deps.seal.open(row.secret)).toBe(made.body.secret);
  });

  it('takes the secret that it is given, and shows it again', async () => {
    await subscribe();
    expect((await subscribe({ secret: SECRET })).body.secret).toBe(SECRET);
    const row = await api.store.reader.selectFrom('subscriptions').selectAll().executeTakeFirstOrThrow();
    expect(api.deps.seal.open(row.secret)).toBe(SECRET);
  });

  it('makes one subscription when the same address comes many times at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => subscribe({ secret: SECRET })));
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
  });

  it.each<[object, string[]]>([
    [{ url: 'nonsense' }, ['url']],
    [{ url: 'http://127.0.0.1:5678/webhook' }, ['url']],
    [{ url: 'http://192.168.1.5/webhook' }, ['url']],
    [{ url: 'ftp://example.com' }, ['url']],
    [{ events: [] }, ['events']],
    [{ events: ['message.received', 'nothing.happened'] }, ['events.1']],
    [{ filter: { channelIds: ['x'], colour: 1 } }, ['filter.channelIds.0', 'filter.colour']],
    [{ batch: { maxEvents: 101, maxWaitMs: -1 } }, ['batch.maxEvents', 'batch.maxWaitMs']],
    [{ secret: 'short' }, ['secret']],
    [{ mode: 'sometimes' }, ['mode']],
    [{ what: 1 }, ['what']],
  ])('refuses %j with the path of each bad field', async (more, paths) => {
    const answer = await subscribe(more);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
    expect(pathsOf(answer)).toEqual(paths);
    expect((await api.get('/subscriptions')).body.data).toEqual([]);
  });

  it('names the settings that let a private address out', async () => {
    expect((await subscribe({ url: 'http://127.0.0.1:5678/webhook' })).body.detail).toContain('PARLEY_ALLOW_LOOPBACK');
    expect((await subscribe({ url: 'http://10.0.0.1/webhook' })).body.detail).toContain('PARLEY_ALLOWED_NETWORKS');
  });

  it('collects from the commit on that made it, and only what its filter wants', async () => {
    await customerWrites('before');
    const { id } = (await subscribe({ filter: { keywords: ['invoice'] } })).body;
    await customerWrites('hello');
    await customerWrites('my INVOICE please');
    const log = await deliveriesOf(id);
    expect(log).toMatchObject([{ type: 'message.received', state: 'pending', attempts: 0 }]);
  });

  it('lists page by page', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push((await subscribe({ url: `https://hooks.example.com/${i}` })).body.id);
    const first = await api.get('/subscriptions?limit=3');
    const second = await api.get(`/subscriptions?limit=3&cursor=${first.body.nextCursor}`);
    expect([...first.body.data, ...second.body.data].map((one: { id: string }) => one.id)).toEqual(ids);
    expect(second.body.nextCursor).toBeNull();
  });
});

describe('a test subscription', () => {
  it('ends after ten minutes and collects nothing more', async () => {
    const made = await subscribe({ mode: 'test' });
    expect(made.body.expiresAt).toBe('2026-11-20T10:10:00.000Z');
    await customerWrites();
    api.clock.now += 600_000;
    await customerWrites();
    expect((await api.get(`/subscriptions/${made.body.id}`)).status).toBe(404);
    expect((await api.get('/subscriptions')).body.data).toEqual([]);
    const rows = await api.store.reader.selectFrom('deliveries').select('id').execute();
    expect(rows).toHaveLength(1);
    const anew = await subscribe({ mode: 'test' });
    expect(anew.status).toBe(201);
    expect(anew.body.id).not.toBe(made.body.id);
  });

  it('is prolonged by asking again', async () => {
    const made = await subscribe({ mode: 'test' });
    api.clock.now += 300_000;
    expect((await subscribe({ mode: 'test' })).body).toMatchObject({ id: made.body.id, expiresAt: '2026-11-20T10:15:00.000Z' });
  });
});

describe('unsubscribing', () => {
  it('hides at once, goes on collecting, and continues when the address comes back within two minutes', async () => {
    const { id } = (await subscribe({ secret: SECRET })).body;
    await customerWrites('one');
    expect((await remove(id)).status).toBe(204);
    expect((await api.get(`/subscriptions/${id}`)).status).toBe(404);
    expect((await api.get(`/subscriptions/${id}/deliveries`)).status).toBe(404);
    expect((await remove(id)).status).toBe(404);
    api.clock.now += 119_999;
    await customerWrites('two');
    api.woken.length = 0;
    const back = await subscribe();
    expect(back).toMatchObject({ status: 200, body: { id, secret: SECRET } });
    expect(await deliveriesOf(id)).toHaveLength(2);
    const [lane] = await dueLanes();
    expect(api.woken.flatMap((flushed) => flushed.deliveryLanes)).toMatchObject([{ id: lane?.id, destinationId: id }]);
    expect(lane).toBeDefined();
  });

  it('for longer drops what was not delivered, and the address begins anew', async () => {
    const { id, secret } = (await subscribe()).body;
    await customerWrites('one');
    await remove(id);
    api.clock.now += 120_000;
    await customerWrites('two');
    const anew = await subscribe();
    expect(anew.status).toBe(201);
    expect(anew.body.id).not.toBe(id);
    expect(anew.body.secret).not.toBe(secret);
    expect(await api.store.reader.selectFrom('deliveries').select('id').execute()).toEqual([]);
    expect(await dueLanes()).toEqual([]);
    await customerWrites('three');
    expect(await deliveriesOf(anew.body.id)).toHaveLength(1);
  });
});

describe('replaying', () => {
  it('delivers again what was delivered, from a cursor, in order, under the same ids', async () => {
    const { id } = (await subscribe()).body;
    for (let i = 0; i < 5; i++) await customerWrites(`text ${i}`);
    const before = (await deliveriesOf(id)).map((row: { eventId: string }) => row.eventId);
    await finishAll();
    const events = (await api.get('/events?types=message.received')).body.data;
    const replayed = await api.post(`/subscriptions/${id}/replay`, { fromCursor: events[1].cursor });
    expect(replayed).toMatchObject({ status: 202, body: { replayed: 3 } });
    const log = await deliveriesOf(id);
    expect(log.map((row: { eventId: string }) => row.eventId)).toEqual(before);
    expect(log.map((row: { state: string }) => row.state)).toEqual(['pending', 'pending', 'pending', 'delivered', 'delivered']);
    expect(await dueLanes()).toHaveLength(1);
    expect((await api.post(`/subscriptions/${id}/replay`, { fromCursor: '' })).body.replayed).toBe(5);
    expect(await deliveriesOf(id)).toHaveLength(5);
  });

  it('delivers named events, also ones that were never wanted', async () => {
    const { id } = (await subscribe({ filter: { keywords: ['nothing'] } })).body;
    await customerWrites();
    const [event] = (await api.get('/events?types=message.received')).body.data;
    expect((await api.post(`/subscriptions/${id}/replay`, { eventIds: [event.id] })).body.replayed).toBe(1);
    expect(await deliveriesOf(id)).toMatchObject([{ eventId: event.id, state: 'pending' }]);
    expect((await api.post(`/subscriptions/${id}/replay`, { fromCursor: '' })).body.replayed).toBe(0);
  });

  it('finds the first messages of sessions again', async () => {
    const { id } = (await subscribe({ filter: { firstOfSession: true } })).body;
    for (const text of ['first', 'second', 'third']) await customerWrites(text);
    expect(await deliveriesOf(id)).toHaveLength(1);
    await finishAll();
    expect((await api.post(`/subscriptions/${id}/replay`, { fromCursor: '' })).body.replayed).toBe(1);
  });

  it('refuses what it cannot replay', async () => {
    const { id } = (await subscribe()).body;
    expect(pathsOf(await api.post(`/subscriptions/${id}/replay`, {}))).toEqual(['']);
    expect(pathsOf(await api.post(`/subscriptions/${id}/replay`, { fromCursor: 'x' }))).toEqual(['fromCursor']);
    expect(pathsOf(await api.post(`/subscriptions/${id}/replay`, { eventIds: ['evt_0'] }))).toEqual(['eventIds.0']);
    expect((await api.post('/subscriptions/sub_0/replay', { fromCursor: '' })).status).toBe(404);
  });
});

describe('claiming', () => {
  it('gives each event to one of many who ask', async () => {
    const { id } = (await subscribe()).body;
    const eventIds = ['evt_1', 'evt_2', 'evt_3'];
    const answers = await Promise.all(Array.from({ length: 10 }, () => api.post(`/subscriptions/${id}/claims`, { eventIds })));
    expect(answers.flatMap((answer) => answer.body.unclaimed).sort()).toEqual(eventIds);
    expect((await api.post(`/subscriptions/${id}/claims`, { eventIds: ['evt_4', 'evt_1', 'evt_4'] })).body.unclaimed).toEqual(['evt_4']);
    expect((await api.post('/subscriptions/sub_0/claims', { eventIds })).status).toBe(404);
  });
});

describe('the event log', () => {
  it('is read page by page to its end and goes on from there', async () => {
    for (let i = 0; i < 5; i++) await customerWrites(`text ${i}`);
    const all = (await api.get('/events?limit=200')).body.data;
    const seen: string[] = [];
    let after = '';
    for (;;) {
      const page = (await api.get(`/events?limit=3&after=${after}`)).body;
      seen.push(...page.data.map((event: { id: string }) => event.id));
      after = page.nextCursor;
      if (page.data.length === 0) break;
    }
    expect(seen).toEqual(all.map((event: { id: string }) => event.id));
    await customerWrites('later');
    expect((await api.get(`/events?after=${after}&types=message.received`)).body.data).toMatchObject([{ type: 'message.received' }]);
    expect(pathsOf(await api.get('/events?types=nothing'))).toEqual(['types.0']);
  });

  it('refuses a cursor that is none, also for the live stream', async () => {
    expect(await api.get('/events?after=x')).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
    expect(await api.get('/events/stream?after=x')).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
    expect((await api.get('/events/stream?after=0.1')).text).toBe(': from 0.1\n\n');
    expect((await api.get('/events/stream', { headers: { 'last-event-id': '0.2' } })).text).toBe(': from 0.2\n\n');
    expect((await api.get('/events/stream')).text).toBe(': from now\n\n');
  });
});
