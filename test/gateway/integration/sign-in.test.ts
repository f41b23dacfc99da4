import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { endWhenNotAllowed } from '../../../gateway/src/http/auth/while-allowed.ts';
import { ADMIN, API_KEY, PUBLIC_URL, type TestApi, startApi } from '../support/api.ts';
import { connect } from '../support/channels.ts';
import { STORES, addMember, adminId, keyWith, makeTeam } from '../support/people.ts';
import { textMessage } from '../support/inbound.ts';
import { PASSWORD, givePassword, openBrowser, signIn } from '../support/signing-in.ts';

const DAY_MS = 24 * 3_600_000;

describe.each(STORES)('signing in on %s', (store) => {
  let api: TestApi;
  let admin: string;
  beforeEach(async () => {
    api = await startApi(store);
    admin = await adminId(api);
  });
  afterEach(() => api.close());

  it('takes the right password, in whatever letters the address is, and says who came in', async () => {
    await givePassword(api, admin);
    const browser = openBrowser(api);
    const answer = await browser.post('/session', { email: ADMIN.toUpperCase(), password: PASSWORD });
    expect(answer).toMatchObject({
      status: 200,
      body: { type: 'member', id: admin, email: ADMIN, role: 'admin', permissions: ['*'], teams: [], twoFactor: false, locale: null },
    });
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-parley\.session_token=/);
    for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(attribute);
    expect(cookie).not.toContain('Domain');
    expect((await browser.get('/me')).body).toMatchObject({ id: admin, name: 'Ada Admin' });
    const rows = await api.store.reader.selectFrom('authAccounts').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(PASSWORD);
  });

  it('ends when somebody signs out, when two weeks pass without use, and when the member is removed', async () => {
    const ann = await addMember(api, 'Ann');
    const [left, removed, old] = [await signIn(api, ann), await signIn(api, ann), await signIn(api, admin)];
    const copy = openBrowser(api, left.cookie);
    expect((await left.request('DELETE', '/session')).status).toBe(204);
    expect(left.cookie).toBe('');
    expect((await copy.get('/me')).status).toBe(401);
    expect((await removed.get('/me')).status).toBe(200);
    expect((await api.request('DELETE', `/members/${ann}`)).status).toBe(204);
    expect(await removed.get('/me')).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    api.clock.now += 14 * DAY_MS + 1000;
    expect((await old.get('/me')).status).toBe(401);
    const again = openBrowser(api);
    expect((await again.post('/session', { email: `${ann.toLowerCase()}@example.com`, password: PASSWORD })).status).toBe(401);
  });

  it('goes on for whoever uses it, with one write a day', async () => {
    const browser = await signIn(api, admin);
    const before = (await browser.get('/me')).body.expiresAt;
    expect((await browser.get('/me')).headers.getSetCookie()).toEqual([]);
    for (let i = 0; i < 3; i++) {
      api.clock.now += 10 * DAY_MS;
      expect((await browser.get('/me')).headers.getSetCookie()).toHaveLength(1);
    }
    const { expiresAt } = (await browser.get('/me')).body;
    expect(Math.round((Date.parse(expiresAt) - Date.parse(before)) / DAY_MS)).toBe(30);
  });
});

describe('somebody who signed in', () => {
  let api: TestApi;
  let admin: string;
  beforeEach(async () => {
    api = await startApi('sqlite');
    admin = await adminId(api);
  });
  afterEach(() => api.close());

  it('refuses a wrong password and an address that nobody has with the same words', async () => {
    await givePassword(api, admin);
    const browser = openBrowser(api);
    const wrong = await browser.post('/session', { email: ADMIN, password: 'wrong password' });
    const nobody = await browser.post('/session', { email: 'nobody@example.com', password: 'wrong password' });
    expect(wrong).toMatchObject({ status: 401, body: { code: 'wrong_credentials' } });
    expect(nobody.body).toEqual(wrong.body);
    expect(browser.cookie).toBe('');
    expect(api.logged.join('')).not.toContain('wrong password');
  });

  it('gives an agent the daily work and nothing else', async () => {
    const ann = await addMember(api, 'Ann');
    const teamId = await makeTeam(api, { name: 'Front desk', representatives: [ann] });
    const browser = await signIn(api, ann);
    const me = await browser.get('/me');
    expect(me.body).toMatchObject({ role: 'agent', permissions: ['read', 'write_messages', 'write_conversations', 'write_contacts'] });
    expect(me.body.teams).toEqual([{ id: teamId, name: 'Front desk', role: 'representative' }]);
    expect((await browser.get('/conversations')).status).toBe(200);
    expect((await browser.post('/contacts', { name: 'Ana' })).status).toBe(201);
    for (const [method, path] of [
      ['GET', '/api-keys'],
      ['POST', '/members'],
      ['POST', '/invitations'],
      ['POST', '/teams'],
      ['PATCH', '/settings'],
      ['POST', '/channels'],
      ['POST', '/subscriptions'],
    ] as const) {
      expect([path, await browser.request(method, path, method === 'GET' ? undefined : {})]).toMatchObject([
        path,
        { status: 403, body: { code: 'forbidden' } },
      ]);
    }
  });

  it('lets members act as themselves and for nobody else', async () => {
    const channelId = await connect(api);
    await api.ingest(channelId, textMessage('15550100', 'wamid.1', 'hello'));
    const { id } = (await api.get('/conversations')).body.data[0];
    const [ann, ben] = [await addMember(api, 'Ann'), await addMember(api, 'Ben')];
    const browser = await signIn(api, ann);
    expect((await browser.post(`/conversations/${id}/join`, { memberId: ben })).body.code).toBe('forbidden');
    expect((await browser.post(`/conversations/${id}/join`)).body.participants).toMatchObject([{ memberId: ann }]);
    const sent = await browser.post(`/conversations/${id}/messages`, { content: { type: 'text', text: 'hi' } });
    expect(sent.body.author).toMatchObject({ type: 'member', id: ann });
  });

  it('stays out with a session that began while they were being removed, also when they come back', async () => {
    const ann = await addMember(api, 'Ann');
    const browser = await signIn(api, ann);
    const [row] = await api.store.reader.selectFrom('authSessions').selectAll().execute();
    if (row === undefined) throw new Error('there is no session');
    const { email } = (await browser.get('/me')).body;
    await api.request('DELETE', `/members/${ann}`);
    await api.deps.commands({ locks: [], run: async (unit) => void (await unit.tx.db.insertInto('authSessions').values(row).execute()) });
    expect((await browser.get('/me')).status).toBe(401);
    expect((await api.post('/members', { name: 'Ann', email, role: 'agent', password: PASSWORD })).body.id).toBe(ann);
    expect((await openBrowser(api).post('/session', { email, password: PASSWORD })).status).toBe(200);
    expect((await browser.get('/me')).status).toBe(401);
  });

  it('lists the devices, and ends one of them', async () => {
    const [here, there] = [await signIn(api, admin), await signIn(api, admin)];
    const ann = await signIn(api, await addMember(api, 'Ann'));
    const { data } = (await here.get('/me/devices')).body;
    expect(data).toHaveLength(2);
    expect(data.filter((one: { isThisOne: boolean }) => one.isThisOne)).toHaveLength(1);
    const other = data.find((one: { isThisOne: boolean }) => !one.isThisOne);
    expect(other.address).toBe('127.0.0.1');
    expect((await ann.request('DELETE', `/me/devices/${other.id}`)).status).toBe(404);
    expect((await here.request('DELETE', `/me/devices/${other.id}`)).status).toBe(204);
    expect((await there.get('/me')).status).toBe(401);
    expect((await here.get('/me')).status).toBe(200);
  });

  it('takes another password from whoever knows the current one, and signs out everywhere else', async () => {
    const [here, there] = [await signIn(api, admin), await signIn(api, admin)];
    const next = 'a better horse entirely';
    const wrong = await here.post('/me/password', { current: 'not this one', new: next });
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ path: 'current' }] } });
    for (const bad of ['short', 'password123', 'aaaaaaaaaaaaaa', 'x'.repeat(129)]) {
      const answer = await here.post('/me/password', { current: PASSWORD, new: bad });
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'new' }] } });
      if (bad.length > 10) expect(answer.text).not.toContain(bad);
    }
    const stolen = openBrowser(api, here.cookie);
    expect((await here.post('/me/password', { current: PASSWORD, new: next })).status).toBe(204);
    expect((await here.get('/me')).status).toBe(200);
    expect((await there.get('/me')).status).toBe(401);
    expect((await stolen.get('/me')).status).toBe(401);
    const browser = openBrowser(api);
    expect((await browser.post('/session', { email: ADMIN, password: PASSWORD })).status).toBe(401);
    expect((await browser.post('/session', { email: ADMIN, password: next })).status).toBe(200);
  });

  it('comes back with a link that an admin hands over, also where no mail goes out', async () => {
    const ann = await addMember(api, 'Ann');
    const browser = await signIn(api, ann);
    const help = (id: string, key?: string) => api.post(`/members/${id}/password-resets`, {}, key === undefined ? {} : { key });
    const made = await help(ann);
    expect(made).toMatchObject({ status: 201, body: { expiresAt: new Date(api.clock.now + 3_600_000).toISOString() } });
    const token = String(made.body.resetUrl).split('#')[1] ?? '';
    expect((await api.post(`/password-resets/${token}`, { password: 'a better horse entirely' }, { key: null })).status).toBe(204);
    expect((await browser.get('/me')).status).toBe(401);
    const key = await keyWith(api, 'manage_members', 'read', 'write_messages', 'write_conversations', 'write_contacts');
    expect((await help(ann, key)).status).toBe(201);
    expect(await help(await adminId(api), key)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect((await help(await addMember(api, 'Ben'))).status).toBe(404);
  });

  it('lets members change their own name, language and availability, and keys nothing of the kind', async () => {
    const ann = await signIn(api, await addMember(api, 'Ann'));
    const changed = await ann.request('PATCH', '/me', { name: 'Ann Lee', locale: 'zh-Hant', availability: 'online' });
    expect(changed.body).toMatchObject({ name: 'Ann Lee', locale: 'zh-Hant', availability: 'online' });
    const bad = await ann.request('PATCH', '/me', { name: '', locale: 'xx', role: 'admin' });
    expect(bad.body.errors.map((one: { path: string }) => one.path).sort()).toEqual(['locale', 'name', 'role']);
    for (const [method, path, body] of [
      ['PATCH', '/me', {}],
      ['DELETE', '/session', undefined],
      ['GET', '/me/devices', undefined],
      ['POST', '/me/password', { current: 'x', new: PASSWORD }],
    ] as const) {
      expect([path, await api.request(method, path, body)]).toMatchObject([path, { status: 403, body: { code: 'forbidden' } }]);
    }
  });
});

test('a stream ends soon after whoever listens was removed, or their key was taken back', async () => {
  const api = await startApi('sqlite');
  const ann = await addMember(api, 'Ann');
  const browser = await signIn(api, ann);
  const made = (await api.post('/api-keys', { name: 'n8n', permissions: ['read'] })).body;
  const listen = (headers: Record<string, string>) => {
    const response = new PassThrough().resume();
    endWhenNotAllowed({ headers }, response, api.deps, 5);
    return { response, closed: once(response, 'close') };
  };
  const gone = [listen({ cookie: browser.cookie }), listen({ authorization: `Bearer ${made.key}` })];
  const stays = listen({ authorization: `Bearer ${API_KEY}` });
  await api.request('DELETE', `/members/${ann}`);
  await api.request('DELETE', `/api-keys/${made.id}`);
  await Promise.all(gone.map(({ closed }) => closed));
  expect(stays.response.writableEnded).toBe(false);
  stays.response.destroy();
  await stays.closed;
  await api.close();
});

describe('a cookie', () => {
  let api: TestApi;
  let cookie: string;
  beforeAll(async () => {
    api = await startApi();
    cookie = (await signIn(api, await adminId(api))).cookie;
  });
  afterAll(() => api.close());

  it('that was forged, changed or cut is nobody’s', async () => {
    const [name = '', value = ''] = cookie.split(/=(.*)/s);
    const signed = decodeURIComponent(value);
    const token = signed.slice(0, signed.lastIndexOf('.'));
    const signature = signed.slice(signed.lastIndexOf('.') + 1);
    const other = `${token.slice(0, -1)}${token.endsWith('a') ? 'b' : 'a'}`;
    const forged = [
      token,
      `${token}.`,
      `.${signature}`,
      `${other}.${signature}`,
      `${token}.${'A'.repeat(signature.length)}`,
      `${token}.${signature.slice(0, -2)}`,
      `${token}.${signature}x`,
      '',
      '%E0%A4%A',
      "' or 1=1 --",
    ];
    for (const one of forged) {
      const encoded = one.startsWith('%') ? one : encodeURIComponent(one);
      expect([one, (await api.get('/me', { key: null, headers: { cookie: `${name}=${encoded}` } })).status]).toEqual([one, 401]);
    }
    expect((await api.get('/me', { key: null, headers: { cookie: `a=b; ${cookie}; c=d` } })).status).toBe(200);
    expect((await api.get('/me', { key: null, headers: { cookie: cookie.replace('__Host-', '') } })).status).toBe(401);
  });

  it('counts for reading from anywhere, and for changing only from our own pages', async () => {
    const from = (headers: Record<string, string>) => api.post('/contacts', { name: 'x' }, { key: null, headers: { cookie, ...headers } });
    for (const headers of [
      {},
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      expect(await from(headers)).toMatchObject({ status: 403, body: { code: 'forbidden_origin' } });
    }
    expect((await from({ origin: PUBLIC_URL })).status).toBe(201);
    expect((await from({ origin: 'http://127.0.0.1:8400', 'sec-fetch-site': 'same-origin' })).status).toBe(201);
    expect((await api.get('/contacts', { key: null, headers: { cookie, origin: 'https://evil.example' } })).status).toBe(200);
  });

  it('gives way to a key in the same request', async () => {
    expect((await api.get('/me', { headers: { cookie } })).body.type).toBe('key');
    expect((await api.get('/me', { key: 'wrong-key', headers: { cookie } })).status).toBe(401);
    expect((await api.post('/contacts', { name: 'x' }, { key: API_KEY, headers: { cookie, origin: 'https://n8n.example' } })).status).toBe(
      201,
    );
  });

  it('of before is worth nothing after signing in again, and a planted one is not taken over', async () => {
    const browser = await signIn(api, await adminId(api));
    const before = browser.cookie;
    expect((await browser.post('/session', { email: ADMIN, password: PASSWORD })).status).toBe(200);
    expect(browser.cookie).not.toBe(before);
    expect((await openBrowser(api, before).get('/me')).status).toBe(401);
    const foreign = openBrowser(api);
    const planted = await foreign.post('/session', { email: ADMIN, password: PASSWORD }, { headers: { origin: 'https://evil.example' } });
    expect(planted).toMatchObject({ status: 403, body: { code: 'forbidden_origin' } });
  });
});
