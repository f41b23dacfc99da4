import { sql } from 'kysely';
import { createPruning } from '../../../gateway/src/store/retention.ts';
import { type TestApi, startApi } from '../support/api.ts';
import { LINE, connect } from '../support/channels.ts';
import { STORES, addMember, keyWith } from '../support/people.ts';
import { textMessage } from '../support/inbound.ts';
import { PASSWORD, givePassword, openBrowser, signIn } from '../support/signing-in.ts';

const NEW_PASSWORD = 'staple of a better one';

/** The token that a link ends in. */
const tokenOf = (url: unknown) => String(url).split('#')[1] ?? '';

describe.each(STORES)('the audit log on %s', (store) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi(store);
  });
  afterAll(() => api.close());
  beforeEach(() => {
    api.clock.now += 60_000;
  });

  /** What was written since this test began, latest first. */
  const lines = async (query = '') =>
    (await api.get(`/audit?from=${new Date(api.clock.now).toISOString()}${query}`)).body.data as readonly Record<string, unknown>[];

  it('has who came in, who did not, and from where', async () => {
    const ann = await addMember(api, 'Ann');
    const browser = await signIn(api, ann);
    const [entered] = await lines();
    expect(entered).toMatchObject({
      action: 'signIn',
      actor: { type: 'member', id: ann, name: 'Ann' },
      targetId: ann,
      outcome: 'done',
      changes: [{ field: 'email' }, { field: 'password' }],
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(String(entered?.['address'])).toContain('127.0.0.1');
    const email = `${ann.toLowerCase()}@example.com`;
    const stranger = openBrowser(api);
    await stranger.post('/session', { email, password: 'a guess of somebody' });
    await stranger.post(
      '/session',
      { email: 'nobody@example.com', password: 'a guess of somebody' },
      { headers: { 'user-agent': 'guesser' } },
    );
    const nobody = { type: 'nobody', id: null, name: null };
    expect(await lines('&outcome=refused')).toMatchObject([
      { action: 'signIn', actor: nobody, targetId: null, problem: 'wrong_credentials', userAgent: 'guesser' },
      { action: 'signIn', actor: nobody, targetId: ann, problem: 'wrong_credentials' },
    ]);
    await browser.post('/me/password', { current: PASSWORD, new: NEW_PASSWORD });
    await browser.request('DELETE', '/session');
    expect(await lines(`&actorId=${ann}`)).toMatchObject([{ action: 'signOut' }, { action: 'changePassword' }, { action: 'signIn' }]);
  });

  it('lets nobody in whose line cannot be written', async () => {
    const ann = await addMember(api, 'Ann');
    await givePassword(api, ann);
    const refuse =
      api.store.dialect === 'sqlite'
        ? sql`create trigger "full" before insert on "audit" begin select raise(abort, 'no room'); end`
        : sql`alter table "audit" add constraint "full" check ("action" <> 'signIn') not valid`;
    const again = api.store.dialect === 'sqlite' ? sql`drop trigger "full"` : sql`alter table "audit" drop constraint "full"`;
    const change = (statement: typeof refuse) =>
      api.deps.commands({ locks: [], run: async ({ tx }) => void (await statement.execute(tx.db)) });
    await change(refuse);
    const browser = openBrowser(api);
    const answer = await browser.post('/session', { email: `${ann.toLowerCase()}@example.com`, password: PASSWORD });
    await change(again);
    expect([answer.status, answer.headers.getSetCookie(), browser.cookie]).toEqual([500, [], '']);
  });

  it('has those who came by a link', async () => {
    const invited = await api.post('/invitations', { email: 'ben@example.com', role: 'agent' });
    const accepted = await openBrowser(api).post(`/invitations/token/${tokenOf(invited.body.acceptUrl)}/accept`, {
      name: 'Ben',
      password: PASSWORD,
    });
    const ben = String(accepted.body.id);
    const link = await api.post(`/members/${ben}/password-resets`);
    await openBrowser(api).post(`/password-resets/${tokenOf(link.body.resetUrl)}`, { password: NEW_PASSWORD });
    expect(await lines()).toMatchObject([
      { action: 'resetPassword', actor: { type: 'nobody' }, targetId: ben },
      { action: 'createPasswordReset', actor: { type: 'key' }, targetId: ben },
      { action: 'acceptInvitation', actor: { type: 'member', id: ben, name: 'Ben' }, targetId: ben },
      { action: 'createInvitation', targetId: invited.body.id, changes: [{ field: 'email' }, { field: 'role', value: 'agent' }] },
    ]);
    const seen = JSON.stringify(await lines());
    expect([seen.includes(PASSWORD), seen.includes(NEW_PASSWORD), seen.includes('ben@example.com')]).toEqual([false, false, false]);
  });

  it('names the fields of a channel and tells no secret; thresholds it tells', async () => {
    const id = await connect(api, LINE);
    await api.request('PATCH', `/channels/${id}`, {
      settings: { channelAccessToken: 'canary-new-token' },
      overrides: { overdueAfterSeconds: 240 },
    });
    await api.request('PATCH', '/settings', { soonAfterSeconds: 90 });
    const found = await lines();
    expect(found).toMatchObject([
      { action: 'updateSettings', targetId: null, changes: [{ field: 'soonAfterSeconds', value: 90 }] },
      {
        action: 'updateChannel',
        targetId: id,
        changes: [{ field: 'settings.channelAccessToken' }, { field: 'overrides.overdueAfterSeconds', value: 240 }],
      },
      { action: 'connectChannel', targetId: id },
    ]);
    expect(JSON.stringify(found)).not.toContain('canary');
    expect(await lines(`&targetId=${id}&action=updateChannel`)).toHaveLength(1);
  });

  it('has one line for a request that was repeated, and none for one that was wrong', async () => {
    const body = { name: 'n8n', permissions: ['read'] };
    await api.post('/api-keys', body, { idempotencyKey: 'once' });
    await api.post('/api-keys', body, { idempotencyKey: 'once' });
    await api.post('/api-keys', { ...body, permissions: ['no such one'] });
    await api.request('DELETE', '/api-keys/key_01JCXTH2B4D6F8H0K2M4P6R8T0');
    expect(await lines()).toMatchObject([
      {
        action: 'createApiKey',
        changes: [
          { field: 'name', value: 'n8n' },
          { field: 'permissions', value: ['read'] },
        ],
      },
    ]);
  });

  it('is read page by page, by those who may', async () => {
    for (let i = 0; i < 5; i++) await api.request('PATCH', '/settings', { soonAfterSeconds: 60 + i });
    const ids: string[] = [];
    for (let cursor = ''; cursor !== 'null';) {
      const page = await api.get(`/audit?limit=2&from=${new Date(api.clock.now).toISOString()}${cursor === '' ? '' : `&cursor=${cursor}`}`);
      ids.push(...page.body.data.map((line: { id: string }) => line.id));
      cursor = String(page.body.nextCursor);
    }
    expect(ids).toEqual((await lines()).map((line) => line['id']));
    expect(ids).toHaveLength(5);
    expect((await api.get('/audit', { key: await keyWith(api, 'read', 'manage_keys') })).status).toBe(403);
    expect((await api.get('/audit?from=yesterday')).body.errors).toMatchObject([{ path: 'from' }]);
  });

  it('is kept as long as somebody has said, and who said it is in it; so are webhooks', async () => {
    expect((await api.get('/retention')).body).toEqual({ auditDays: 400, webhookDays: 30 });
    const bad = await api.request('PATCH', '/retention', { auditDays: 29, webhookDays: 0.5 });
    expect(bad.body.errors).toEqual([
      { path: 'auditDays', message: 'Write whole days, from 30 to 3650.' },
      { path: 'webhookDays', message: 'Write whole days, from 1 to 400.' },
    ]);
    expect((await api.request('PATCH', '/retention', { webhookDays: 2 })).body).toEqual({ auditDays: 400, webhookDays: 2 });
    await api.request('PATCH', '/retention', { auditDays: 60 });
    expect(await lines()).toMatchObject([
      { action: 'updateRetention', changes: [{ field: 'auditDays', value: 60 }] },
      { action: 'updateRetention', changes: [{ field: 'webhookDays', value: 2 }] },
    ]);
    await api.ingest(await connect(api, LINE), textMessage('15550100', `wamid.kept.${store}`, 'hello'));
    const webhooks = async () => (await api.store.reader.selectFrom('webhooks').select('id').execute()).length;
    const sweep = createPruning(api.store, () => api.clock.now);
    const start = api.clock.now;
    api.clock.now = start + 1.9 * 24 * 3_600_000;
    await sweep();
    expect(await webhooks()).toBe(1);
    api.clock.now = start + 2.1 * 24 * 3_600_000;
    await sweep();
    expect([await webhooks(), (await api.get('/audit')).body.data.length > 0]).toEqual([0, true]);
    api.clock.now = start + 61 * 24 * 3_600_000;
    await sweep();
    expect((await api.get('/audit')).body.data).toEqual([]);
    await api.request('PATCH', '/retention', { auditDays: 400 });
  });

  it('cannot be changed, and forgets after 400 days', async () => {
    const change = api.store.committer.register<null, null>({
      name: 'a change of the audit log',
      async run(tx, items) {
        await sql`update "audit" set "actorName" = 'somebody else'`.execute(tx.db);
        return items;
      },
    });
    await expect(change(null)).rejects.toThrow('never changed');
    const sweep = createPruning(api.store, () => api.clock.now);
    const count = async () => (await api.get('/audit?limit=200')).body.data.length;
    const before = await count();
    expect(before).toBeGreaterThan(0);
    await sweep();
    expect(await count()).toBe(before);
    api.clock.now += 401 * 24 * 3_600_000;
    await sweep();
    expect(await count()).toBe(0);
  });
});

it('a line is part of the very transaction that it tells of', async () => {
  const api = await startApi('postgres');
  const id = await connect(api, LINE);
  const { rows } = await sql<{ line: string; channel: string }>`
    select "audit"."xmin"::text as "line", "channels"."xmin"::text as "channel"
    from "audit" join "channels" on "channels"."id" = "audit"."targetId" where "channels"."id" = ${id}`.execute(api.store.reader);
  expect(rows).toHaveLength(1);
  expect(rows[0]?.line).toBe(rows[0]?.channel);
  await api.close();
});
