import { type TestApi, startApi } from '../support/api.ts';
import { connect } from '../support/channels.ts';
import { keyWith } from '../support/people.ts';
import { textMessage } from '../support/inbound.ts';

describe.each(['sqlite', 'postgres'] as const)('an Idempotency-Key on %s', (dialect) => {
  let api: TestApi;
  let path: string;
  beforeEach(async () => {
    api = await startApi(dialect);
    const channelId = await connect(api);
    await api.ingest(channelId, textMessage('15550100', 'wamid.1', 'hi'), textMessage('15550101', 'wamid.2', 'hi'));
    path = `/conversations/${(await api.get('/conversations')).body.data[0].id}/messages`;
  });
  afterEach(() => api.close());

  const send = (text: string, idempotencyKey: string, options = {}) =>
    api.post(path, { content: { type: 'text', text } }, { idempotencyKey, ...options });
  const sent = async () =>
    (await api.store.reader.selectFrom('messages').select('id').where('direction', '=', 'outbound').execute()).length;

  it('gives the first answer again and sends nothing twice', async () => {
    const first = await send('hello', 'key-1');
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    const again = await send('hello', 'key-1');
    expect(again).toMatchObject({ status: 202, body: first.body });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await sent()).toBe(1);
  });

  it('refuses another body, whatever the order of its names', async () => {
    await api.post(path, {}, { idempotencyKey: 'key-1', raw: '{"answers":true,"content":{"type":"text","text":"a"}}' });
    const same = await api.post(path, {}, { idempotencyKey: 'key-1', raw: '{"content":{"text":"a","type":"text"},"answers":true}' });
    expect(same.status).toBe(202);
    expect(await send('b', 'key-1')).toMatchObject({ status: 422, body: { code: 'idempotency_conflict' } });
    expect(await sent()).toBe(1);
  });

  it('lets one of many at once send, and gives all of them its answer', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => send('hello', 'key-1')));
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(answers.every((answer) => answer.status === 202)).toBe(true);
    expect(await sent()).toBe(1);
  });

  it('belongs to one caller and one address', async () => {
    await send('hello', 'key-1');
    const key = await keyWith(api, 'read', 'write_messages');
    await send('hello', 'key-1', { key });
    expect(await sent()).toBe(2);
    const other = (await api.get('/conversations')).body.data
      .map((one: { id: string }) => `/conversations/${one.id}/messages`)
      .find((one: string) => one !== path);
    expect((await api.post(other, { content: { type: 'text', text: 'hello' } }, { idempotencyKey: 'key-1' })).status).toBe(202);
    expect(await sent()).toBe(3);
  });

  it('is not used up by a refusal', async () => {
    api.clock.now += 25 * 3_600_000;
    expect((await send('late', 'key-1')).body.code).toBe('window_closed');
    api.clock.now -= 25 * 3_600_000;
    expect((await send('late', 'key-1')).status).toBe(202);
  });

  it('is kept for seven days', async () => {
    await send('hello', 'key-1');
    api.clock.now += 7 * 24 * 3_600_000 - 1;
    expect((await send('hello', 'key-1')).status).toBe(202);
    api.clock.now += 1;
    expect((await send('hello', 'key-1')).body.code).toBe('window_closed');
  });

  it('keeps secrets it answers sealed', async () => {
    const made = await api.post('/api-keys', { name: 'x', permissions: ['read'] }, { idempotencyKey: 'key-1' });
    const again = await api.post('/api-keys', { name: 'x', permissions: ['read'] }, { idempotencyKey: 'key-1' });
    expect(again.body).toEqual(made.body);
    const rows = await api.store.reader.selectFrom('idempotencyKeys').selectAll().execute();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(made.body.key);
  });

  it('must be visible text', async () => {
    expect((await send('x', 'a b')).body.errors[0].path).toBe('Idempotency-Key');
    expect((await send('x', 'x'.repeat(256))).status).toBe(400);
  });
});
