import { ADMIN, type TestApi, startApi } from '../support/api.ts';
import { STORES, adminId, keyWith } from '../support/people.ts';
import { codeOf } from '../support/authenticator.ts';
import { type Browser, PASSWORD, openBrowser, signIn } from '../support/signing-in.ts';

describe.each(STORES)('a second factor on %s', (store) => {
  let api: TestApi;
  let browser: Browser;
  let totpUri: string;
  beforeEach(async () => {
    api = await startApi(store);
    browser = await signIn(api, await adminId(api));
    const started = await browser.post('/me/two-factor', { password: PASSWORD });
    totpUri = started.body.totpUri;
  });
  afterEach(() => api.close());

  const enter = (code?: string) =>
    openBrowser(api).post('/session', { email: ADMIN, password: PASSWORD, ...(code === undefined ? {} : { code }) });
  const confirm = () => browser.post('/me/two-factor/confirm', { code: codeOf(totpUri) });

  it('takes every code once', async () => {
    const first = codeOf(totpUri);
    expect((await browser.post('/me/two-factor/confirm', { code: first })).status).toBe(204);
    expect(await enter(first)).toMatchObject({ status: 401, body: { code: 'wrong_code' } });
    const next = codeOf(totpUri, 1);
    const both = await Promise.all([enter(next), enter(` ${next.slice(0, 3)} ${next.slice(3)} `)]);
    expect(both.map((one) => one.status).sort()).toEqual([200, 401]);
    expect(await enter('000000')).toMatchObject({ status: 401, body: { code: 'wrong_code' } });
    const sessions = await api.store.reader.selectFrom('authSessions').select('id').execute();
    expect(sessions).toHaveLength(2);
  });

  it('is locked for a quarter of an hour by ten wrong codes', async () => {
    await confirm();
    for (let i = 0; i < 9; i++) {
      expect((await enter('000000')).body.code).toBe('wrong_code');
      await api.deps.attempts.forgive('sign_in', ADMIN);
    }
    expect((await enter('000000')).body.code).toBe('wrong_code');
    await api.deps.attempts.forgive('sign_in', ADMIN);
    const locked = await enter(codeOf(totpUri, 1));
    expect(locked).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
    expect(locked.headers.get('retry-after')).toBe('900');
    api.clock.now += 15 * 60_000 + 1000;
    expect((await enter(codeOf(totpUri, 1))).status).toBe(200);
  });
});

describe('a second factor', () => {
  let api: TestApi;
  let browser: Browser;
  let totpUri: string;
  let backupCodes: string[];

  beforeEach(async () => {
    api = await startApi('sqlite');
    browser = await signIn(api, await adminId(api));
    const started = await browser.post('/me/two-factor', { password: PASSWORD });
    ({ totpUri, backupCodes } = started.body);
  });
  afterEach(() => api.close());

  const enter = (code?: string) =>
    openBrowser(api).post('/session', { email: ADMIN, password: PASSWORD, ...(code === undefined ? {} : { code }) });
  const confirm = () => browser.post('/me/two-factor/confirm', { code: codeOf(totpUri) });

  it('counts once its first code has confirmed it', async () => {
    expect(totpUri).toMatch(/^otpauth:\/\/totp\/Parley/);
    expect((await enter()).status).toBe(200);
    expect(await browser.post('/me/two-factor/confirm', { code: '000000' })).toMatchObject({ status: 401, body: { code: 'wrong_code' } });
    expect((await confirm()).status).toBe(204);
    expect((await browser.get('/me')).body).toMatchObject({ twoFactor: true });
    expect(await enter()).toMatchObject({ status: 401, body: { code: 'two_factor_required' } });
    expect((await enter()).headers.getSetCookie()).toEqual([]);
    expect(await browser.post('/me/two-factor', { password: PASSWORD })).toMatchObject({ status: 409, body: { code: 'two_factor_on' } });
  });

  it('lets in with a backup code when the authenticator is lost, once each', async () => {
    await confirm();
    expect(backupCodes).toHaveLength(10);
    const [code = ''] = backupCodes;
    const both = await Promise.all([enter(code), enter(code)]);
    expect(both.map((one) => one.status).sort()).toEqual([200, 401]);
    expect((await enter(code)).status).toBe(401);
    expect((await enter(backupCodes[1])).status).toBe(200);
    const rows = JSON.stringify(await api.store.reader.selectFrom('authTwoFactors').selectAll().execute());
    for (const one of backupCodes) expect(rows).not.toContain(one);
  });

  it('is switched off with the password', async () => {
    await confirm();
    expect(await browser.request('DELETE', '/me/two-factor', { password: 'not this one' })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'password' }] },
    });
    expect((await browser.request('DELETE', '/me/two-factor', { password: PASSWORD })).status).toBe(204);
    expect((await browser.get('/me')).body).toMatchObject({ twoFactor: false });
    expect((await enter()).status).toBe(200);
  });

  it('is taken away by an admin when everything is lost, and the member is signed out', async () => {
    await confirm();
    const { id } = (await browser.get('/me')).body;
    const key = await keyWith(api, 'manage_members', 'read', 'write_messages', 'write_conversations', 'write_contacts');
    expect(await api.request('DELETE', `/members/${id}/two-factor`, undefined, { key })).toMatchObject({ status: 403 });
    expect((await api.request('DELETE', `/members/${id}/two-factor`)).status).toBe(204);
    expect((await browser.get('/me')).status).toBe(401);
    expect((await enter()).status).toBe(200);
    expect(await api.request('DELETE', `/members/${id}/two-factor`)).toMatchObject({ status: 409, body: { code: 'two_factor_off' } });
  });
});
