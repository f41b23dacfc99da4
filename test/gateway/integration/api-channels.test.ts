import { type TestApi, startApi } from '../support/api.ts';
import { LINE, WHATSAPP, connect } from '../support/channels.ts';
import { keyWith } from '../support/people.ts';

let api: TestApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

const pathsOf = (answer: { body: { errors?: { path: string }[] } }) => (answer.body.errors ?? []).map((error) => error.path).sort();

describe('connecting a channel', () => {
  it('answers what the platform must be told, and never a secret', async () => {
    const made = await api.post('/channels', WHATSAPP);
    expect(made).toMatchObject({
      status: 201,
      body: {
        type: 'whatsapp',
        provider: 'cloud_api',
        name: 'Front desk',
        status: 'connected',
        health: { level: 'ok' },
        teamIds: [],
        twoWay: true,
        webhookUrl: `https://parley.example/webhooks/${made.body.id}`,
        settings: { phoneNumberId: '555000111222333', businessAccountId: '555000444555666', graphVersion: 'v25.0' },
      },
    });
    expect(made.body.capabilities.window).toEqual({ hours: 24, after: 'template' });
    expect(Object.keys(made.body.settings)).toHaveLength(3);
    await api.get('/channels');
    await api.get(`/channels/${made.body.id}`);
    await api.request('PATCH', `/channels/${made.body.id}`, { settings: { accessToken: 'canary-new-token' } });
    await api.request('PATCH', `/channels/${made.body.id}`, { settings: { accessToken: 'canary with blanks' } });
    const rows = JSON.stringify(await api.store.reader.selectFrom('channels').selectAll().execute());
    for (const text of [...api.answers, ...api.logged, rows]) expect(text).not.toContain('canary');
  });

  it('takes the first provider where none is named', async () => {
    const { provider: _left, ...rest } = WHATSAPP;
    expect((await api.post('/channels', rest)).body.provider).toBe('cloud_api');
    expect((await api.post('/channels', LINE)).body).toMatchObject({ type: 'line', provider: null, settings: {} });
  });

  it('says what a Page can do, and what its Instagram account can', async () => {
    const settings = { pageId: '555000000000010', pageAccessToken: 'canary-1', appSecret: 'canary-2', verifyToken: 'canary-3' };
    const { capabilities } = (await api.post('/channels', { type: 'facebook', name: 'Page', settings })).body;
    expect(capabilities).toMatchObject({ templates: true, text: { max: 2000 } });
    expect(capabilities.otherPlatforms).toMatchObject([{ name: 'Instagram', templates: false, text: { max: 1000, unit: 'bytes' } }]);
  });

  it('asks for the secrets again where the address they are sent to changes', async () => {
    const id = await connect(api, LINE);
    const apiBaseUrl = 'https://collector.example';
    const refused = await api.request('PATCH', `/channels/${id}`, { settings: { apiBaseUrl } });
    expect(refused.status).toBe(400);
    expect(pathsOf(refused)).toEqual(['settings.channelAccessToken', 'settings.channelSecret']);
    expect((await api.get(`/channels/${id}`)).body.settings).toEqual({});
    const repeated = await api.request('PATCH', `/channels/${id}`, { settings: { ...LINE.settings, apiBaseUrl } });
    expect(repeated.body.settings).toEqual({ apiBaseUrl });
    expect((await api.request('PATCH', `/channels/${id}`, { settings: { apiBaseUrl, botUserId: 'U1' } })).status).toBe(200);
    expect((await api.request('PATCH', `/channels/${id}`, { settings: { apiBaseUrl: null } })).status).toBe(400);
  });

  it('names what can be connected instead of an unknown type or provider', async () => {
    const unknown = await api.post('/channels', { ...LINE, type: 'pigeon' });
    expect(unknown.body.errors).toEqual([
      {
        path: 'type',
        message:
          'This cannot be connected. What can: whatsapp (provider cloud_api), whatsapp (provider twilio), facebook, line, wechat, widget.',
      },
    ]);
    expect(pathsOf(await api.post('/channels', { ...WHATSAPP, provider: 'nobody' }))).toEqual(['provider']);
  });

  it.each<[string, unknown, string[]]>([
    ['nothing', {}, ['name', 'settings', 'type']],
    [
      'no settings',
      { ...WHATSAPP, settings: {} },
      ['accessToken', 'appSecret', 'businessAccountId', 'phoneNumberId', 'verifyToken'].map((name) => `settings.${name}`),
    ],
    ['an empty secret', { ...LINE, settings: { ...LINE.settings, channelSecret: '' } }, ['settings.channelSecret']],
    ['an unknown setting', { ...LINE, settings: { ...LINE.settings, colour: 'red' } }, ['settings.colour']],
    ['a private address', { ...LINE, settings: { ...LINE.settings, apiBaseUrl: 'http://10.1.2.3' } }, ['settings.apiBaseUrl']],
    ['no address', { ...LINE, settings: { ...LINE.settings, apiBaseUrl: 'nonsense' } }, ['settings.apiBaseUrl']],
    ['an unknown field', { ...LINE, id: 'chn_1' }, ['id']],
  ])('refuses %s with the path of each bad field', async (_what, body, paths) => {
    const answer = await api.post('/channels', body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
    expect(pathsOf(answer)).toEqual(paths);
    expect((await api.get('/channels')).body.data).toEqual([]);
  });

  it('names the setting that lets a private address out', async () => {
    const refused = await api.post('/channels', { ...LINE, settings: { ...LINE.settings, apiBaseUrl: 'http://127.0.0.1:9000' } });
    expect(refused.body.detail).toContain('PARLEY_ALLOW_LOOPBACK');
  });
});

describe('changing a channel', () => {
  it('lays settings over those there are: secrets that are left out stay', async () => {
    const id = await connect(api);
    const changed = await api.request('PATCH', `/channels/${id}`, {
      name: 'Back office',
      twoWay: false,
      settings: { phoneNumberId: '555000999' },
    });
    expect(changed.body).toMatchObject({ name: 'Back office', twoWay: false, settings: { phoneNumberId: '555000999' } });
    const channel = (await api.deps.connectedChannels.snapshot()).get(id);
    expect(channel?.settings).toMatchObject({ ...WHATSAPP.settings, phoneNumberId: '555000999' });
    expect(channel?.facts.twoWay).toBe(false);
    const cleared = await api.request('PATCH', `/channels/${id}`, { settings: { appSecret: null } });
    expect(pathsOf(cleared)).toEqual(['settings.appSecret']);
  });

  it('is refused where there is none, and where the key may not', async () => {
    expect((await api.request('PATCH', '/channels/chn_0', { name: 'x' })).status).toBe(404);
    const id = await connect(api);
    const key = await keyWith(api, 'read');
    expect((await api.request('PATCH', `/channels/${id}`, { name: 'x' }, { key })).status).toBe(403);
    expect((await api.get(`/channels/${id}`, { key })).status).toBe(200);
  });
});

describe('listing and disconnecting channels', () => {
  it('pages through them and filters by type', async () => {
    const ids = [];
    for (let i = 0; i < 5; i++) ids.push(await connect(api, i % 2 === 0 ? WHATSAPP : LINE));
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await api.get(`/channels?limit=2${cursor}`);
      seen.push(...page.body.data.map((channel: { id: string }) => channel.id));
      cursor = page.body.nextCursor === null ? '' : `&cursor=${page.body.nextCursor}`;
    } while (cursor !== '');
    expect(seen).toEqual(ids);
    expect((await api.get('/channels?type=line')).body.data).toHaveLength(2);
    expect(pathsOf(await api.get('/channels?type=pigeon'))).toEqual(['type']);
  });

  it('makes a disconnected one disappear', async () => {
    const id = await connect(api);
    expect((await api.request('DELETE', `/channels/${id}`)).status).toBe(204);
    expect((await api.get(`/channels/${id}`)).status).toBe(404);
    expect((await api.get('/channels')).body.data).toEqual([]);
    expect((await api.request('DELETE', `/channels/${id}`)).status).toBe(404);
    expect((await api.deps.connectedChannels.snapshot()).get(id)?.isDeleted).toBe(true);
  });
});
