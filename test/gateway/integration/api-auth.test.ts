import { API_KEY, type TestApi, START, startApi } from '../support/api.ts';
import { connect } from '../support/channels.ts';
import { keyWith } from '../support/people.ts';
import { seedOrganisation } from '../../../gateway/src/http/auth/seed.ts';
import { apiRoutes } from '../../../gateway/src/http/routes/index.ts';

let api: TestApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

const concrete = (path: string) =>
  path
    .replace('/channels/{id}', '/channels/chn_0')
    .replace('/conversations/{id}', '/conversations/cnv_0')
    .replace('/contacts/{id}', '/contacts/cnt_0')
    .replace('/subscriptions/{id}', '/subscriptions/sub_0')
    .replace('/api-keys/{id}', '/api-keys/key_0')
    .replace('/invitations/{id}', '/invitations/inv_0')
    .replace('{system}', 'crm')
    .replace('{id}', '1');

describe('an API key', () => {
  it('is asked for on every route, before anything else is looked at', async () => {
    for (const { spec } of apiRoutes(api.deps)) {
      if (spec.permission === 'public') continue;
      for (const key of [null, 'wrong-key', '']) {
        const answer = await api.request(spec.method.toUpperCase(), concrete(spec.path), undefined, { key });
        expect([spec.name, answer.status, answer.body.code]).toEqual([spec.name, 401, 'unauthorized']);
      }
    }
  });

  it('without the permission is refused on every route that needs one', async () => {
    const key = await keyWith(api, 'read_audit');
    for (const { spec } of apiRoutes(api.deps)) {
      if (['any', 'public', 'read_audit'].includes(spec.permission)) continue;
      const answer = await api.request(spec.method.toUpperCase(), concrete(spec.path), undefined, { key });
      expect([spec.name, answer.status, answer.body.code]).toEqual([spec.name, 403, 'forbidden']);
    }
    expect((await api.get('/me', { key })).status).toBe(200);
  });

  it('tells who it is, and is taken in any case of the scheme', async () => {
    const me = await api.get('/me');
    expect(me.body).toMatchObject({ type: 'key', name: 'First key', permissions: ['*'], expiresAt: null });
    expect((await api.get('/me', { key: null, headers: { authorization: `bearer ${API_KEY}` } })).status).toBe(200);
    expect((await api.get('/me', { key: null, headers: { authorization: `Basic ${API_KEY}` } })).status).toBe(401);
    expect((await api.get('/me', { key: null })).headers.get('www-authenticate')).toContain('Bearer');
  });

  it('is shown once, stored as a hash, and works until it is taken back', async () => {
    const made = await api.post('/api-keys', { name: 'n8n', permissions: ['read', 'read'] });
    expect(made.body).toMatchObject({ name: 'n8n', permissions: ['read'], expiresAt: null });
    expect(made.body.key).toMatch(/^prl_[\w-]{43}$/);
    const list = await api.get('/api-keys');
    expect(list.body.data).toHaveLength(2);
    expect(list.text).not.toContain(made.body.key);
    const rows = await api.store.reader.selectFrom('apiKeys').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(made.body.key);
    expect((await api.get('/me', { key: made.body.key })).body.name).toBe('n8n');
    expect((await api.request('DELETE', `/api-keys/${made.body.id}`)).status).toBe(204);
    expect((await api.get('/me', { key: made.body.key })).status).toBe(401);
    expect((await api.request('DELETE', `/api-keys/${made.body.id}`)).status).toBe(404);
  });

  it('stops working when it expires', async () => {
    const made = await api.post('/api-keys', { name: 'short', permissions: ['read'], expiresAt: new Date(START + 60_000).toISOString() });
    expect((await api.get('/me', { key: made.body.key })).status).toBe(200);
    api.clock.now += 60_000;
    expect((await api.get('/me', { key: made.body.key })).status).toBe(401);
    const past = await api.post('/api-keys', { name: 'late', permissions: ['read'], expiresAt: new Date(START).toISOString() });
    expect(past.body.errors[0].path).toBe('expiresAt');
  });

  it('cannot give what it does not have', async () => {
    const key = await keyWith(api, 'manage_keys', 'read');
    expect((await api.post('/api-keys', { name: 'x', permissions: ['read'] }, { key })).status).toBe(201);
    for (const permission of ['*', 'write_messages']) {
      expect((await api.post('/api-keys', { name: 'x', permissions: [permission] }, { key })).body.code).toBe('forbidden');
    }
    expect(
      (await api.post('/api-keys', { name: '', permissions: ['fly'] })).body.errors.map((error: { path: string }) => error.path),
    ).toEqual(['name', 'permissions.0']);
  });

  it('that was taken back on another gateway stops working within a second', async () => {
    const key = await keyWith(api, 'read');
    expect((await api.get('/me', { key })).status).toBe(200);
    await api.deps.commands({
      locks: [],
      run: async (unit) => void (await unit.tx.db.updateTable('apiKeys').set({ revokedAt: unit.now }).where('name', '=', 'read').execute()),
    });
    api.clock.now += 1000;
    expect((await api.get('/me', { key })).status).toBe(401);
  });
});

describe('seeding', () => {
  it('makes one admin and one key, however often the gateway starts', async () => {
    for (let i = 0; i < 3; i++) {
      await seedOrganisation({ committer: api.store.committer, ids: api.deps.ids, adminEmail: 'Admin@example.com', apiKey: API_KEY });
    }
    expect((await api.get('/members')).body.data).toMatchObject([{ name: 'Ada Admin', email: 'admin@example.com', role: 'admin' }]);
    expect((await api.get('/api-keys')).body.data).toHaveLength(1);
  });
});

describe('a request', () => {
  it('with bad JSON, another content type, a compressed or a huge body is refused with a stable code', async () => {
    expect(await api.post('/contacts', {}, { raw: '{"name":' })).toMatchObject({ status: 400, body: { code: 'invalid_json' } });
    const form = await api.post('/contacts', {}, { raw: 'name=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    expect(form).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
    const zipped = await api.post('/contacts', {}, { raw: 'xx', headers: { 'content-encoding': 'gzip' } });
    expect(zipped).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
    const huge = await api.post('/contacts', {}, { raw: JSON.stringify({ name: 'x'.repeat(1024 * 1024) }) });
    expect(huge).toMatchObject({ status: 413, body: { code: 'payload_too_large' } });
    expect((await api.post('/contacts', {}, { raw: '[]' })).status).toBe(400);
    expect((await api.post('/contacts', {}, { raw: '"text"' })).status).toBe(400);
  });

  it('with JSON of any depth is answered and does not break the gateway', async () => {
    const deep = (levels: number) => `{"attributes":{"a":${'['.repeat(levels)}${']'.repeat(levels)}}}`;
    expect(await api.post('/contacts', {}, { raw: deep(100_000) })).toMatchObject({ status: 400, body: { code: 'invalid_json' } });
    expect(await api.post('/contacts', {}, { raw: '['.repeat(500_000) })).toMatchObject({ status: 400, body: { code: 'invalid_json' } });
    expect((await api.post('/contacts', {}, { raw: deep(10) })).status).toBe(201);
  });

  it('that fails here tells its id and nothing else', async () => {
    await api.close();
    api = await startApi('sqlite', { readEvents: () => Promise.reject(new Error('canary of the inside')) });
    const answer = await api.get('/events');
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } });
    expect(answer.text).not.toContain('canary');
    const id = answer.headers.get('x-request-id') ?? 'none';
    expect(answer.body.detail).toContain(id);
    expect(api.logged.some((line) => line.includes(id) && line.includes('canary of the inside'))).toBe(true);
  });

  it('to an unknown place gets a problem, to a known one with another method is told which', async () => {
    expect(await api.get('/nothing')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect((await api.get('//nothing')).headers.get('content-type')).toBe('application/problem+json');
    const wrong = await api.request('DELETE', '/me');
    expect(wrong).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
    expect(wrong.headers.get('allow')).toBe('GET, PATCH');
    expect((await api.get('/contacts/%E0%A4%A')).status).toBe(400);
  });

  it('is answered with the headers that keep a browser careful', async () => {
    const { headers } = await api.get('/me');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('around the API', () => {
  it('says how the process is', async () => {
    expect((await api.get('//healthz', { key: null })).body).toEqual({ status: 'ok' });
    expect((await api.get('//readyz', { key: null })).status).toBe(200);
    expect((await api.get('//metrics', { key: null })).text).toContain('parley_webhooks_total');
    await api.close();
    api = await startApi('sqlite', { ready: () => 'The store is not open yet.' });
    expect(await api.get('//readyz', { key: null })).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  });

  it('hands webhooks on as the bytes that came, whatever their content type', async () => {
    const seen: { body: Buffer; url: string; query: unknown; headers: Readonly<Record<string, string | undefined>> }[] = [];
    await api.close();
    api = await startApi('sqlite', {
      receive(request) {
        seen.push(request);
        return Promise.resolve({ status: 200, contentType: 'text/plain', body: request.channelId });
      },
    });
    const raw = '\ufeff{"text":"\\ud83e\\udd28"} \r\n';
    for (const type of ['application/json', 'text/xml', 'application/x-www-form-urlencoded', 'nonsense']) {
      const answer = await api.post(
        '//webhooks/chn_1?a=1&a=2',
        {},
        { raw, key: null, headers: { 'content-type': type, 'X-Hub-Signature-256': 'x' } },
      );
      expect(answer.text).toBe('chn_1');
    }
    expect(seen).toHaveLength(4);
    for (const one of seen) {
      expect(one.body.toString()).toBe(raw);
      expect(one).toMatchObject({
        url: 'https://parley.example/webhooks/chn_1?a=1&a=2',
        query: { a: '1' },
        method: 'POST',
        channelId: 'chn_1',
      });
      expect(one.headers['x-hub-signature-256']).toBe('x');
    }
  });

  it('refuses webhooks that are too large, compressed, or of another method', async () => {
    const large = Buffer.alloc(5 * 1024 * 1024 + 1, 'a');
    expect(await api.post('//webhooks/chn_1', {}, { raw: large })).toMatchObject({ status: 413, body: { code: 'payload_too_large' } });
    const zipped = await api.post('//webhooks/chn_1', {}, { raw: 'x', headers: { 'content-encoding': 'gzip' } });
    expect(zipped).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
    expect(await api.request('PUT', '//webhooks/chn_1', {})).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
    expect(await api.get('//webhooks/chn_1?hub.mode=subscribe')).toMatchObject({ status: 200, text: 'chn_1 0' });
  });

  it('serves files under their own route', async () => {
    expect((await api.get('//media/att_1', { key: null })).text).toBe('file att_1');
    await connect(api);
  });
});
