import { hashOfBody } from '../../../gateway/src/http/idempotency.ts';
import { ADMIN, type TestApi, startApi } from '../support/api.ts';
import { adminId } from '../support/people.ts';
import { PASSWORD, givePassword, openBrowser, signIn } from '../support/signing-in.ts';

const MINUTE_MS = 60_000;

describe('what is tried too often', () => {
  let api: TestApi;
  beforeEach(async () => {
    api = await startApi('sqlite', { trustProxy: 1 });
    await givePassword(api, await adminId(api));
  });
  afterEach(() => api.close());

  let host = 0;
  /** From an address that nobody has used. */
  const elsewhere = () => ({ headers: { 'x-forwarded-for': `192.0.2.${++host % 250}` } });
  const enter = (password: string, options = elsewhere(), email = ADMIN) => openBrowser(api).post('/session', { email, password }, options);

  it('is refused for an account after ten tries from anywhere, and told when it may go on', async () => {
    for (let i = 0; i < 10; i++) expect((await enter('wrong password')).status).toBe(401);
    const refused = await enter(PASSWORD);
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
    expect(Number(refused.headers.get('retry-after'))).toBe(15 * 60);
    expect((await enter('wrong password', elsewhere(), 'nobody@example.com')).status).toBe(401);
    api.clock.now += 15 * MINUTE_MS;
    expect((await enter(PASSWORD)).status).toBe(200);
  });

  it('is told of an address that nobody has just the same', async () => {
    for (let i = 0; i < 10; i++) expect((await enter('wrong password', elsewhere(), 'nobody@example.com')).status).toBe(401);
    expect((await enter('wrong password', elsewhere(), 'Nobody@example.com')).status).toBe(429);
  });

  it('is forgotten when the right password comes', async () => {
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 5; i++) await enter('wrong password');
      expect((await enter(PASSWORD)).status).toBe(200);
    }
  });

  it('is refused for an address, and for the 64 bits of an IPv6 one', async () => {
    const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
    for (let i = 0; i < 60; i++) {
      expect((await enter('wrong password', from(`2001:db8:1:1::${i.toString(16)}`), `nobody${i}@example.com`)).status).toBe(401);
    }
    expect((await enter(PASSWORD, from('2001:db8:1:1::ffff'))).status).toBe(429);
    expect((await enter(PASSWORD, from('2001:db8:1:2::1'))).status).toBe(200);
  });

  it('is refused for links, set-up tokens, resets and one’s own password too', async () => {
    const anonymous = { key: null, ...elsewhere() };
    for (let i = 0; i < 30; i++) await api.get('/invitations/token/guessed', anonymous);
    for (const answer of [
      await api.get('/invitations/token/guessed', anonymous),
      await api.post('/invitations/token/guessed/accept', { name: 'x', password: PASSWORD }, anonymous),
      await api.post('/password-resets/guessed', { password: PASSWORD }, anonymous),
      await api.post('/setup', { token: 'guessed', name: 'x', email: 'x@example.com', password: PASSWORD }, anonymous),
    ]) {
      expect(answer).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
    }
    const ask = () => api.post('/password-resets', { email: ADMIN }, { key: null, ...elsewhere() });
    for (let i = 0; i < 4; i++) expect((await ask()).status).toBe(202);
    expect((await ask()).status).toBe(429);
    const browser = await signIn(api, await adminId(api));
    const change = () => browser.post('/me/password', { current: 'not this one', new: PASSWORD });
    for (let i = 0; i < 10; i++) expect((await change()).status).toBe(400);
    expect((await change()).status).toBe(429);
  });

  it('is kept without a word of who tried', async () => {
    await enter('wrong password', { headers: { 'x-forwarded-for': '198.51.100.7' } });
    const rows = JSON.stringify(await api.store.reader.selectFrom('attempts').selectAll().execute());
    expect(rows).not.toContain('198.51.100.7');
    expect(rows).not.toContain(ADMIN);
  });
});

test('an address that nobody has costs as much work as a wrong password', async () => {
  const done: string[] = [];
  const hashing = {
    hash: (password: string) => {
      done.push('hash');
      return Promise.resolve(password);
    },
    verify: () => {
      done.push('verify');
      return Promise.resolve(false);
    },
  };
  const api = await startApi('sqlite', {}, { hashing });
  await givePassword(api, await adminId(api));
  done.length = 0;
  const enter = (email: string) => openBrowser(api).post('/session', { email, password: 'wrong password' });
  expect((await enter(ADMIN)).body).toEqual((await enter('nobody@example.com')).body);
  expect(done).toEqual(['verify', 'hash']);
  await api.close();
});

test('a password is in no quick hash that a repeated request is known by', async () => {
  const api = await startApi();
  const body = { name: 'Ann', email: 'ann@example.com', role: 'agent', password: PASSWORD };
  const first = await api.post('/members', body, { idempotencyKey: 'once' });
  expect((await api.post('/members', body, { idempotencyKey: 'once' })).body).toEqual(first.body);
  const rows = await api.store.reader.selectFrom('idempotencyKeys').select('bodyHash').execute();
  expect(rows.map((row) => row.bodyHash)).not.toContain(hashOfBody(body));
  expect(rows).toHaveLength(1);
  await api.close();
});
