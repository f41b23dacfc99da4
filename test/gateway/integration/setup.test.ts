import { randomBytes } from 'node:crypto';
import { beginSignIn } from '../../../gateway/src/http/auth/assemble.ts';
import { ADMIN, type TestApi, startApi } from '../support/api.ts';
import { connect } from '../support/channels.ts';
import { STORES, adminId } from '../support/people.ts';
import { textMessage } from '../support/inbound.ts';
import { PASSWORD, openBrowser } from '../support/signing-in.ts';

describe.each(STORES)('the first run on %s', (store) => {
  let api: TestApi;
  beforeEach(async () => {
    api = await startApi(store);
  });
  afterEach(() => api.close());

  const form = (more = {}) => ({
    token: api.deps.setupToken,
    name: 'Ana Reyes',
    email: 'Ana@Example.com',
    password: PASSWORD,
    organisationName: 'Harbour Books',
    ...more,
  });

  it('is done once, however many do it at the same moment', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => openBrowser(api).post('/setup', form({ email: `first${i}@example.com` }))),
    );
    expect(answers.map((one) => one.status).sort()).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
    expect((await api.get('/members')).body.data).toHaveLength(2);
  });
});

describe('the first run', () => {
  let api: TestApi;
  beforeEach(async () => {
    api = await startApi('sqlite');
  });
  afterEach(() => api.close());

  const form = (more = {}) => ({
    token: api.deps.setupToken,
    name: 'Ana Reyes',
    email: 'Ana@Example.com',
    password: PASSWORD,
    organisationName: 'Harbour Books',
    ...more,
  });

  it('makes the first admin for whoever has the token of the log, and signs them in', async () => {
    const browser = openBrowser(api);
    expect((await browser.get('/setup')).body).toEqual({ needed: true, organisationName: null });
    expect(await browser.post('/setup', form({ token: 'guessed' }))).toMatchObject({ status: 400, body: { errors: [{ path: 'token' }] } });
    const bad = await browser.post('/setup', form({ email: 'x', password: 'password123', name: '' }));
    expect(bad.body.errors.map((one: { path: string }) => one.path).sort()).toEqual(['email', 'name', 'password']);
    const made = await browser.post('/setup', form());
    expect(made).toMatchObject({ status: 201, body: { name: 'Ana Reyes', email: 'ana@example.com', role: 'admin' } });
    expect((await browser.get('/me')).body.id).toBe(made.body.id);
    expect((await browser.get('/setup')).body).toEqual({ needed: false, organisationName: 'Harbour Books' });
    expect(await openBrowser(api).post('/setup', form())).toMatchObject({ status: 409, body: { code: 'already_set_up' } });
  });

  it('makes the member who has the address an admin who can sign in', async () => {
    const made = await openBrowser(api).post('/setup', form({ email: ADMIN }));
    expect(made).toMatchObject({ status: 201, body: { id: await adminId(api), name: 'Ana Reyes' } });
  });

  it('takes password and address from the environment, once', async () => {
    const seed = (password: string) => beginSignIn(api.deps, api.deps, { email: ADMIN.toUpperCase(), password });
    await seed(PASSWORD);
    await seed('another one of the environment');
    const enter = (password: string) => openBrowser(api).post('/session', { email: ADMIN, password });
    expect((await enter(PASSWORD)).status).toBe(200);
    expect((await enter('another one of the environment')).status).toBe(401);
    expect((await api.get('/setup', { key: null })).body.needed).toBe(false);
    expect(api.logged.join('')).not.toContain(api.deps.setupToken);
  });

  it('calls the organisation as its admins say, also later', async () => {
    expect((await api.get('/organisation')).body).toEqual({ name: null });
    expect((await api.request('PATCH', '/organisation', { name: '  ' })).body.errors).toMatchObject([{ path: 'name' }]);
    expect(await api.request('PATCH', '/organisation', { name: ' Harbour Books ' })).toMatchObject({
      status: 200,
      body: { name: 'Harbour Books' },
    });
    expect((await api.get('/setup', { key: null })).body.organisationName).toBe('Harbour Books');
  });

  it('says in the log how to go on while nobody can sign in', async () => {
    await beginSignIn(api.deps, api.deps, { email: undefined, password: undefined });
    expect(api.logged.join('')).toContain(`set-up token: ${api.deps.setupToken}`);
  });
});

describe.each(STORES)('signing in on %s while webhooks are being committed', (store) => {
  let api: TestApi;
  beforeAll(async () => {
    // The real hashing: its time lies between the library's reads and writes.
    api = await startApi(store, {}, { hashing: null });
  });
  afterAll(() => api.close());

  it('loses no message and no session', async () => {
    const channelId = await connect(api);
    const admin = await adminId(api);
    await beginSignIn(api.deps, api.deps, { email: ADMIN, password: PASSWORD });
    let isDone = false;
    let sent = 0;
    const webhooks = (async () => {
      while (!isDone) {
        await Promise.all(Array.from({ length: 20 }, () => api.ingest(channelId, textMessage('15550100', `wamid.${sent++}`, 'hello'))));
      }
    })();
    const browsers = Array.from({ length: 6 }, () => openBrowser(api));
    const answers = await Promise.all(browsers.map((one) => one.post('/session', { email: ADMIN, password: PASSWORD })));
    const after = await Promise.all(browsers.map((one) => one.request('PATCH', '/me', { name: `Ada ${randomBytes(2).toString('hex')}` })));
    await Promise.all(browsers.slice(3).map((one) => one.request('DELETE', '/session')));
    isDone = true;
    await webhooks;
    expect(answers.map((one) => one.status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(after.map((one) => one.body.id)).toEqual(Array.from({ length: 6 }, () => admin));
    expect((await browsers[0]?.get('/me/devices'))?.body.data).toHaveLength(3);
    const messages = await api.store.reader.selectFrom('messages').select('seq').orderBy('seq').execute();
    expect(messages.map((one) => one.seq)).toEqual(Array.from({ length: sent }, (_, i) => i + 1));
    const rows = await api.store.reader.selectFrom('authAccounts').select('password').execute();
    expect(rows.map((one) => one.password)).toEqual([expect.stringMatching(/^[0-9a-f]{32}:[0-9a-f]{128}$/)]);
  });
});
