import { type TestApi, startApi } from '../support/api.ts';
import { LINE, TWILIO, connect } from '../support/channels.ts';
import { keyWith } from '../support/people.ts';
import { textMessage } from '../support/inbound.ts';

const DRAFT = { name: 'Spring flyer', ref: 'spring-26', text: 'I have your flyer.' };

describe.each(['sqlite', 'postgres'] as const)('campaigns on %s', (dialect) => {
  let api: TestApi;
  let channelId: string;
  beforeAll(async () => {
    api = await startApi(dialect);
    channelId = await connect(api, TWILIO);
  });
  afterAll(() => api.close());

  it('are made, shown, drawn, changed and removed', async () => {
    const made = await api.post('/campaigns', { ...DRAFT, channelId, utm: { source: 'flyer' } });
    const url = 'https://wa.me/15550001111?text=I%20have%20your%20flyer.%20(%23spring-26)';
    expect(made).toMatchObject({
      status: 201,
      body: { ...DRAFT, channelId, url, utm: { source: 'flyer' }, sessions: 0, lastSessionAt: null },
    });
    const path = `/campaigns/${String(made.body.id)}`;
    expect((await api.get(path)).body).toEqual(made.body);
    expect((await api.get(`/campaigns?channelId=${channelId}`)).body).toEqual({ data: [made.body], nextCursor: null });
    const drawn = await api.get(`${path}/qr.svg`);
    expect(drawn.headers.get('content-type')).toContain('image/svg+xml');
    expect(drawn.text).toMatch(/^<svg [^]*<\/svg>$/);
    const changed = await api.request('PATCH', path, { text: 'Hello', utm: {} });
    expect(changed).toMatchObject({
      status: 200,
      body: { name: DRAFT.name, ref: DRAFT.ref, utm: {}, url: 'https://wa.me/15550001111?text=Hello%20(%23spring-26)' },
    });
    expect((await api.get(`${path}/qr.svg`)).text).not.toBe(drawn.text);
    expect((await api.request('PATCH', path, { text: null })).body.url).toBe('https://wa.me/15550001111?text=%23spring-26');
    expect((await api.request('DELETE', path)).status).toBe(204);
    for (const gone of [path, `${path}/qr.svg`]) expect((await api.get(gone)).status).toBe(404);
    expect((await api.request('PATCH', path, { name: 'x' })).status).toBe(404);
  });

  it('count the sessions that begin with their code or their ref, each once', async () => {
    const made = await api.post('/campaigns', { ...DRAFT, channelId });
    const none = await api.post('/campaigns', { ...DRAFT, channelId, ref: 'autumn-26' });
    const source = { kind: 'qr', ref: 'spring-26' } as const;
    await api.ingest(
      channelId,
      textMessage('15550100', 'SM1', 'I have your flyer. (#spring-26)'),
      textMessage('15550101', 'SM2', 'hello', { source }),
      textMessage('15550102', 'SM3', 'my order is #12345'),
      textMessage('15550103', 'SM4', 'an ad with #spring-26', { source: { kind: 'ad', id: '1' } }),
    );
    api.clock.now += 1000;
    await api.ingest(channelId, textMessage('15550100', 'SM5', 'again #spring-26'), textMessage('15550102', 'SM6', 'later #spring-26'));
    const conversation = (await api.get('/conversations?q=15550100')).body.data[0];
    expect(conversation.source).toEqual({ kind: 'link', ref: 'spring-26' });
    expect((await api.get(`/campaigns/${made.body.id}`)).body).toMatchObject({ sessions: 2, conversations: 2 });
    await api.post(`/conversations/${conversation.id}/close`, {});
    api.clock.now += 1000;
    await api.ingest(channelId, textMessage('15550100', 'SM7', 'back with #spring-26'));
    const counted = (await api.get(`/campaigns/${made.body.id}`)).body;
    expect(counted).toMatchObject({ sessions: 3, conversations: 2, lastSessionAt: new Date(api.clock.now).toISOString() });
    expect((await api.get('/campaigns?limit=1')).body.data).toEqual([counted]);
    expect((await api.get(`/campaigns/${none.body.id}`)).body).toMatchObject({ sessions: 0, conversations: 0, lastSessionAt: null });
  });
});

describe('campaigns', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());
  const pathsOf = (answer: { body: { errors: readonly { path: string }[] } }) => answer.body.errors.map(({ path }) => path);

  it('refuse by field what they cannot be made of', async () => {
    const channelId = await connect(api, TWILIO);
    const bad = async (body: object) => pathsOf(await api.post('/campaigns', { ...DRAFT, channelId, ...body }));
    expect(await bad({ name: ' ' })).toEqual(['name']);
    expect(await bad({ ref: 'no spaces' })).toEqual(['ref']);
    expect(await bad({ ref: 'ab' })).toEqual(['ref']);
    expect(await bad({ channelId: 'chn_0' })).toEqual(['channelId']);
    expect(await bad({ pageUrl: 'https://shop.example/' })).toEqual(['pageUrl']);
    expect(await bad({ utm: { medium: '' } })).toEqual(['utm.medium']);
    expect((await api.post('/campaigns', { ...DRAFT, channelId })).status).toBe(201);
    expect(await api.post('/campaigns', { ...DRAFT, channelId })).toMatchObject({ status: 409, body: { code: 'already_exists' } });
  });

  it('lead from a widget’s page', async () => {
    const channelId = await connect(api, { type: 'widget', name: 'Shop', settings: { allowedOrigins: ['https://shop.example'] } });
    const make = (pageUrl?: string) => api.post('/campaigns', { ...DRAFT, channelId, ...(pageUrl === undefined ? {} : { pageUrl }) });
    expect(pathsOf(await make())).toEqual(['pageUrl']);
    expect(pathsOf(await make('https://elsewhere.example/'))).toEqual(['pageUrl']);
    expect(await make('https://shop.example/maps')).toMatchObject({
      status: 201,
      body: { url: 'https://shop.example/maps?ref=spring-26' },
    });
  });

  it('are not made while the platform that has the address does not answer', async () => {
    const channelId = await connect(api, LINE);
    expect(await api.post('/campaigns', { ...DRAFT, channelId })).toMatchObject({ status: 503, body: { code: 'platform_unavailable' } });
    expect((await api.get(`/campaigns?channelId=${channelId}`)).body.data).toEqual([]);
  });

  it('are made by whoever may connect channels', async () => {
    const channelId = await connect(api, TWILIO);
    const key = await keyWith(api, 'read', 'write_conversations');
    expect((await api.post('/campaigns', { ...DRAFT, channelId }, { key })).status).toBe(403);
    expect((await api.get('/campaigns', { key })).status).toBe(200);
  });
});
