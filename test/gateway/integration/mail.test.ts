import { createMailer } from '../../../gateway/src/net/mail.ts';
import { ADMIN, type TestApi, startApi } from '../support/api.ts';
import { STORES, adminId } from '../support/people.ts';
import { PASSWORD, openBrowser, signIn } from '../support/signing-in.ts';
import { type TestSmtpServer, decoded, linkIn, startSmtpServer } from '../support/smtp-server.ts';

const MINUTE_MS = 60_000;

describe.each(STORES)('mails on %s', (store) => {
  let api: TestApi;
  let smtp: TestSmtpServer;
  beforeEach(async () => {
    smtp = await startSmtpServer();
    api = await startApi(store, {}, { mailer: createMailer(smtp.url, 'Harbour Books <desk@harbour.example>') });
  });
  afterEach(async () => {
    await api.close();
    await smtp.close();
  });

  const waiting = () => api.store.reader.selectFrom('mails').selectAll().execute();
  const send = () => api.deps.mailing.tick();

  it('bring an invitation in words and in a link that can be followed', async () => {
    const admin = await signIn(api, await adminId(api));
    await admin.request('PATCH', '/me', { name: 'Ada <b>& Co</b>' });
    const made = await admin.post('/invitations', { email: 'ben@example.com', role: 'agent' });
    expect(made.body).toMatchObject({ sentByMail: true });
    expect(made.body.acceptUrl).toBeUndefined();
    const [row] = await waiting();
    expect(row?.sealed).not.toContain('ben@example.com');
    await Promise.all([send(), send()]);
    expect(smtp.arrived).toHaveLength(1);
    expect(await waiting()).toEqual([]);
    const [mail] = smtp.arrived;
    if (mail === undefined) throw new Error('no mail came');
    expect(mail).toMatchObject({ from: 'desk@harbour.example', to: ['ben@example.com'] });
    const text = decoded(mail.raw);
    expect(text).toContain('From: Harbour Books <desk@harbour.example>');
    expect(text).toContain('Ada <b>& Co</b> invites you');
    expect(text).toContain('Ada &lt;b&gt;&amp; Co&lt;/b&gt; invites you');
    expect(text).toMatch(/Message-ID: <mal_\w+@harbour\.example>/);
    const token = linkIn(mail).split('#')[1] ?? '';
    const accepted = await openBrowser(api).post(`/invitations/token/${token}/accept`, { name: 'Ben', password: PASSWORD });
    expect(accepted.status).toBe(201);
    expect(api.answers.join('')).not.toContain(token);
    expect(api.logged.join('')).not.toContain(token);
  });
});

describe('mails', () => {
  let api: TestApi;
  let smtp: TestSmtpServer;
  beforeEach(async () => {
    smtp = await startSmtpServer();
    api = await startApi('sqlite', {}, { mailer: createMailer(smtp.url, 'Harbour Books <desk@harbour.example>') });
  });
  afterEach(async () => {
    await api.close();
    await smtp.close();
  });

  const waiting = () => api.store.reader.selectFrom('mails').selectAll().execute();
  const send = () => api.deps.mailing.tick();

  it('bring a link to a new password, which works once, ends every session and waits an hour at most', async () => {
    const browser = await signIn(api, await adminId(api));
    await browser.request('PATCH', '/me', { locale: 'zh-Hant' });
    const ask = async (email: string) => {
      const answer = await api.post('/password-resets', { email }, { key: null });
      expect(answer).toMatchObject({ status: 202, body: { accepted: true } });
    };
    const arrivals = async (most: number) => {
      // Who asked is not told when the mail is written, so the outbox is looked at until it is.
      while ((await waiting()).length === 0) await new Promise((resolve) => setImmediate(resolve));
      await send();
      expect(smtp.arrived).toHaveLength(most);
      return linkIn(smtp.arrived.at(-1) ?? { from: '', to: [], raw: '' }).split('#')[1] ?? '';
    };
    await ask('nobody@example.com');
    await ask(ADMIN.toUpperCase());
    const token = await arrivals(1);
    await ask(ADMIN);
    const unused = await arrivals(2);
    expect(smtp.arrived[0]).toMatchObject({ to: [ADMIN] });
    expect(decoded(smtp.arrived[0]?.raw ?? '')).toContain('設定新密碼');
    expect(JSON.stringify(await api.store.reader.selectFrom('authVerifications').selectAll().execute())).not.toContain(token);
    const next = 'a better horse entirely';
    expect((await api.post(`/password-resets/${token}`, { password: 'short' }, { key: null })).status).toBe(400);
    const both = await Promise.all(
      [next, `${next}!`].map((password) => api.post(`/password-resets/${token}`, { password }, { key: null })),
    );
    expect(both.map((one) => one.status).sort()).toEqual([204, 404]);
    expect((await browser.get('/me')).status).toBe(401);
    const won = both[0]?.status === 204 ? next : `${next}!`;
    expect((await openBrowser(api).post('/session', { email: ADMIN, password: won })).status).toBe(200);

    expect((await api.post(`/password-resets/${unused}`, { password: next }, { key: null })).status).toBe(404);
    await ask(ADMIN);
    const late = await arrivals(3);
    api.clock.now += 61 * MINUTE_MS;
    expect((await api.post(`/password-resets/${late}`, { password: next }, { key: null })).status).toBe(404);
    expect((await api.post('/password-resets/guessed', { password: next }, { key: null })).status).toBe(404);
  });

  it('wait while the server is down, and go out when it is back', async () => {
    const admin = await signIn(api, await adminId(api));
    await smtp.close();
    await admin.post('/invitations', { email: 'ben@example.com', role: 'agent' });
    await send();
    const [row] = await waiting();
    expect(row).toMatchObject({ attempts: 1, dueAt: api.clock.now + 10_000 });
    expect(api.logged.join('')).not.toContain('canary-of-smtp');
    expect(api.logged.join('')).not.toContain('ben@example.com');
    smtp = await startSmtpServer(smtp.port);
    await send();
    expect(smtp.arrived).toHaveLength(0);
    api.clock.now += 10_000;
    await send();
    expect(smtp.arrived).toHaveLength(1);
  });

  it('are given up when the server says for good that it will not take them, and tried again when it says not now', async () => {
    const admin = await signIn(api, await adminId(api));
    await admin.post('/invitations', { email: 'ben@example.com', role: 'agent' });
    smtp.refuseWith = { code: 451, text: 'not now' };
    await send();
    expect(await waiting()).toHaveLength(1);
    smtp.refuseWith = { code: 550, text: 'never' };
    api.clock.now += MINUTE_MS;
    await send();
    expect(await waiting()).toEqual([]);
    expect(smtp.arrived).toEqual([]);
  });

  it('go out by themselves as soon as they are written', async () => {
    const admin = await signIn(api, await adminId(api));
    api.deps.mailing.start();
    await admin.post('/invitations', { email: 'ben@example.com', role: 'agent' });
    await admin.post('/invitations', { email: 'cleo@example.com', role: 'agent' });
    while (smtp.arrived.length < 2) await new Promise((resolve) => setImmediate(resolve));
    await api.deps.mailing.stop();
    expect(await waiting()).toEqual([]);
    expect(smtp.arrived.flatMap((mail) => mail.to).sort()).toEqual(['ben@example.com', 'cleo@example.com']);
  });

  it('are taken back with their invitation', async () => {
    const admin = await signIn(api, await adminId(api));
    const { id } = (await admin.post('/invitations', { email: 'ben@example.com', role: 'agent' })).body;
    await admin.request('DELETE', `/invitations/${id}`);
    await send();
    expect(smtp.arrived).toEqual([]);
  });
});

test('a mail that was claimed by a gateway that ended goes out later', async () => {
  const smtp = await startSmtpServer();
  let isHanging = true;
  const mailer = createMailer(smtp.url, 'desk@harbour.example');
  const api = await startApi(
    'sqlite',
    {},
    {
      mailer: { ...mailer, send: (mail) => (isHanging ? Promise.reject(new Error('the process ended here')) : mailer.send(mail)) },
    },
  );
  const admin = await signIn(api, await adminId(api));
  await admin.post('/invitations', { email: 'ben@example.com', role: 'agent' });
  await expect(api.deps.mailing.tick()).rejects.toThrow('the process ended here');
  isHanging = false;
  await api.deps.mailing.tick();
  expect(smtp.arrived).toHaveLength(0);
  api.clock.now += 5 * MINUTE_MS;
  await api.deps.mailing.tick();
  expect(smtp.arrived).toHaveLength(1);
  await api.close();
  await smtp.close();
});
