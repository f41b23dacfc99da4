import { ADMIN, type TestApi, startApi } from '../support/api.ts';
import { STORES, adminId, keyWith } from '../support/people.ts';
import { type Browser, PASSWORD, openBrowser, signIn } from '../support/signing-in.ts';

const DAY_MS = 24 * 3_600_000;
const tokenOf = (url: unknown) => String(url).split('#')[1] ?? '';

describe.each(STORES)('an invitation on %s', (store) => {
  let api: TestApi;
  let admin: Browser;
  beforeEach(async () => {
    api = await startApi(store);
    admin = await signIn(api, await adminId(api));
  });
  afterEach(() => api.close());

  const invite = (more = {}) => admin.post('/invitations', { email: 'Ben@Example.com', role: 'agent', ...more });
  const accept = (token: string, body = { name: 'Ben Okafor', password: PASSWORD }) =>
    openBrowser(api).post(`/invitations/token/${token}/accept`, body);
  const enter = (email: string, password = PASSWORD) => openBrowser(api).post('/session', { email, password });

  it('says who invites, makes a member who can sign in, and works once', async () => {
    const made = await invite({ name: 'Ben' });
    expect(made).toMatchObject({
      status: 201,
      body: { email: 'ben@example.com', role: 'agent', invitedBy: 'Ada Admin', sentByMail: false },
    });
    expect(made.body.acceptUrl).toMatch(/^https:\/\/parley\.example\/invitation#[\w-]{43}$/);
    const token = tokenOf(made.body.acceptUrl);
    const rows = JSON.stringify(await api.store.reader.selectFrom('invitations').selectAll().execute());
    expect(rows).not.toContain(token);
    const list = await admin.get('/invitations');
    expect(list.body.data).toMatchObject([{ id: made.body.id, name: 'Ben' }]);
    expect(list.text).not.toContain(token);
    expect((await admin.get('/members')).body.data).toHaveLength(1);

    const seen = await api.get(`/invitations/token/${token}`, { key: null });
    expect(seen.body).toMatchObject({ email: 'ben@example.com', name: 'Ben', invitedBy: 'Ada Admin', organisationName: null });
    const bad = await accept(token, { name: ' ', password: 'password123' });
    expect(bad.body.errors.map((one: { path: string }) => one.path).sort()).toEqual(['name', 'password']);
    const browser = openBrowser(api);
    const accepted = await browser.post(`/invitations/token/${token}/accept`, { name: 'Ben Okafor', password: PASSWORD });
    expect(accepted).toMatchObject({ status: 201, body: { name: 'Ben Okafor', email: 'ben@example.com', role: 'agent' } });
    expect((await browser.get('/me')).body.id).toBe(accepted.body.id);
    expect((await enter('ben@example.com')).status).toBe(200);
    expect(await accept(token)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect((await api.get(`/invitations/token/${token}`, { key: null })).status).toBe(404);
    expect((await admin.get('/invitations')).body.data).toEqual([]);
  });

  it('makes one member, however many accept it at the same moment', async () => {
    const token = tokenOf((await invite()).body.acceptUrl);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => accept(token, { name: `Ben ${i}`, password: `${PASSWORD} ${i}` })),
    );
    expect(answers.map((one) => one.status).sort()).toEqual([201, 404, 404, 404, 404, 404, 404, 404]);
    const winner = answers.findIndex((one) => one.status === 201);
    expect((await enter('ben@example.com', `${PASSWORD} ${winner}`)).status).toBe(200);
    expect((await enter('ben@example.com', `${PASSWORD} ${winner === 0 ? 1 : 0}`)).status).toBe(401);
  });
});

describe('an invitation', () => {
  let api: TestApi;
  let admin: Browser;
  beforeEach(async () => {
    api = await startApi('sqlite');
    admin = await signIn(api, await adminId(api));
  });
  afterEach(() => api.close());

  const invite = (more = {}) => admin.post('/invitations', { email: 'Ben@Example.com', role: 'agent', ...more });
  const accept = (token: string, body = { name: 'Ben Okafor', password: PASSWORD }) =>
    openBrowser(api).post(`/invitations/token/${token}/accept`, body);
  const enter = (email: string, password = PASSWORD) => openBrowser(api).post('/session', { email, password });

  it('can be taken back, sent again with another link, and ends after a week', async () => {
    const first = await invite();
    expect(await invite()).toMatchObject({ status: 409, body: { code: 'already_exists' } });
    const again = await admin.post(`/invitations/${first.body.id}/resend`);
    expect(again.status).toBe(200);
    expect((await accept(tokenOf(first.body.acceptUrl))).status).toBe(404);
    expect((await admin.request('DELETE', `/invitations/${first.body.id}`)).status).toBe(204);
    expect((await accept(tokenOf(again.body.acceptUrl))).status).toBe(404);
    expect((await admin.request('DELETE', `/invitations/${first.body.id}`)).status).toBe(404);
    expect((await admin.post(`/invitations/${first.body.id}/resend`)).status).toBe(404);

    const second = await invite();
    api.clock.now += 7 * DAY_MS;
    expect((await accept(tokenOf(second.body.acceptUrl))).status).toBe(404);
    expect((await invite()).status).toBe(201);
    expect((await admin.get('/invitations')).body.data).toHaveLength(1);
  });

  it('goes out with a member who is made without a password, and leaves their role as it is', async () => {
    const made = await admin.post('/members', { name: 'Ann', email: 'ann@example.com', role: 'agent', locale: 'zh-Hans' });
    const token = tokenOf(made.body.invitation.acceptUrl);
    await admin.request('PATCH', `/members/${made.body.id}`, { role: 'admin' });
    const accepted = await accept(token, { name: 'Ann Lee', password: PASSWORD });
    expect(accepted.body).toMatchObject({ id: made.body.id, name: 'Ann Lee', role: 'admin', locale: 'zh-Hans' });
    const ready = await admin.post('/members', { name: 'Cleo', email: 'cleo@example.com', role: 'agent', password: PASSWORD });
    expect(ready.body.invitation).toBeUndefined();
    expect((await enter('cleo@example.com')).body.id).toBe(ready.body.id);
    expect((await invite({ email: 'cleo@example.com' })).body.code).toBe('already_exists');
  });

  it('goes when its member is removed', async () => {
    const made = await admin.post('/members', { name: 'Ann', email: 'ann@example.com', role: 'agent' });
    await admin.request('DELETE', `/members/${made.body.id}`);
    expect((await accept(tokenOf(made.body.invitation.acceptUrl))).status).toBe(404);
  });

  it('never gives more than the giver has', async () => {
    const key = await keyWith(api, 'manage_members', 'read', 'write_messages', 'write_conversations', 'write_contacts');
    const narrow = await keyWith(api, 'manage_members', 'read');
    const forbidden = { status: 403, body: { code: 'forbidden' } };
    const [ann] = [(await api.post('/members', { name: 'Ann', email: 'ann@example.com', role: 'agent' }, { key })).body.id];
    expect(await api.post('/members', { name: 'X', email: 'x@example.com', role: 'admin', password: PASSWORD }, { key })).toMatchObject(
      forbidden,
    );
    expect(await api.post('/invitations', { email: 'x@example.com', role: 'admin' }, { key })).toMatchObject(forbidden);
    expect(await api.request('PATCH', `/members/${ann}`, { role: 'admin' }, { key })).toMatchObject(forbidden);
    expect(await api.post('/invitations', { email: 'x@example.com', role: 'agent' }, { key: narrow })).toMatchObject(forbidden);
    const { id } = (await invite({ role: 'admin' })).body;
    expect(await api.post(`/invitations/${id}/resend`, {}, { key })).toMatchObject(forbidden);
    const agent = await signIn(api, ann);
    expect(await agent.post('/invitations', { email: 'x@example.com', role: 'agent' })).toMatchObject(forbidden);
    expect(await agent.post('/api-keys', { name: 'x', permissions: ['read'] })).toMatchObject(forbidden);
    expect((await admin.get('/me')).body.email).toBe(ADMIN);
  });
});
