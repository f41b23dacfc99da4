import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { createMailNotifications } from '../../../gateway/src/events/mail-notifications.ts';
import type { Worker } from '../../../gateway/src/work/worker.ts';
import { type Mailer, createMailer } from '../../../gateway/src/net/mail.ts';
import { type TestApi, connect, startApi } from '../support/api.ts';
import { notificationsOf } from '../support/notifications.ts';
import { STORES, customerWrites, membersNamed } from '../support/people.ts';

/** A real SMTP server on loopback. `refuse` is what it answers to the next recipients. */
async function startSmtp() {
  const mails: { readonly to: string; readonly raw: string }[] = [];
  const state: { refuse: { code: number; message: string } | null } = { refuse: null };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo(_address, _session, done) {
      if (state.refuse === null) return done();
      done(Object.assign(new Error(state.refuse.message), { responseCode: state.refuse.code }));
    },
    onData(stream, session, done) {
      let raw = '';
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => (raw += chunk));
      stream.on('end', () => {
        mails.push({ to: session.envelope.rcptTo.map((one) => one.address).join(), raw });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return { mails, state, url: `smtp://127.0.0.1:${port}`, close: () => new Promise<void>((resolve) => server.close(resolve)) };
}

const decoded = (raw: string) =>
  raw.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

describe.each(STORES)('mailed notifications on %s', (store) => {
  let api: TestApi;
  let smtp: Awaited<ReturnType<typeof startSmtp>>;
  let mailer: Mailer;
  let channelId: string;
  let phone = 15550100;
  beforeAll(async () => {
    smtp = await startSmtp();
    mailer = createMailer(smtp.url, 'Parley <parley@example.com>');
    api = await startApi(store);
    channelId = await connect(api);
  });
  afterAll(async () => {
    mailer.close();
    await api.close();
    await smtp.close();
  });
  afterEach(() => {
    smtp.mails.length = 0;
    smtp.state.refuse = null;
  });
  const worker = (via: Pick<Mailer, 'send'> = mailer): Worker =>
    createMailNotifications({
      store: api.store,
      mailer: via,
      publicUrl: 'https://parley.example',
      now: () => api.clock.now,
      random: () => 0.5,
      log: api.deps.log,
    });
  const assignTo = async (memberId: string) => {
    const id = await customerWrites(api, channelId, String(phone++));
    await api.post(`/conversations/${id}/assign`, { assigneeId: memberId });
    return id;
  };

  it('wait a minute, come together, and come once, also after a restart', async () => {
    const { Ann } = await membersNamed(api, 'Ann');
    const first = await assignTo(Ann);
    api.clock.now += 30_000;
    const second = await assignTo(Ann);
    const one = worker();
    await one.tick();
    expect(smtp.mails).toEqual([]);
    api.clock.now += 30_000;
    await Promise.all([one.tick(), worker().tick()]);
    expect(smtp.mails).toHaveLength(1);
    const mail = smtp.mails[0];
    expect(mail?.to).toBe(`${Ann.toLowerCase()}@example.com`);
    const text = decoded(mail?.raw ?? '');
    expect(text).toContain('From: Parley <parley@example.com>');
    expect(text).toContain('Subject: 2 notifications from Parley');
    for (const id of [first, second]) expect(text).toContain(`https://parley.example/conversations/${id}`);
    expect(text).toContain(`Customer ${phone - 1} was assigned to you`);
    api.clock.now += 3_600_000;
    await worker().tick();
    expect(smtp.mails).toHaveLength(1);
  });

  it('leave out what was read or settled in time, and who switched them off', async () => {
    const { Ann, Ben, Cat } = await membersNamed(api, 'Ann', 'Ben', 'Cat');
    await api.request('PATCH', '/notifications/preferences', { memberId: Cat, kinds: { assignment: { email: false } } });
    await assignTo(Ann);
    await api.post('/notifications/read', { all: true, memberId: Ann });
    await api.post(`/conversations/${await assignTo(Ben)}/close`, {});
    await assignTo(Cat);
    api.clock.now += 60_000;
    await worker().tick();
    expect(smtp.mails).toEqual([]);
  });

  it('are tried again when the server is away, and given up when it refuses', async () => {
    const { Ann, Ben } = await membersNamed(api, 'Ann', 'Ben');
    await assignTo(Ann);
    api.clock.now += 60_000;
    smtp.state.refuse = { code: 451, message: 'Try later' };
    await worker().tick();
    await worker().tick();
    smtp.state.refuse = null;
    await worker().tick();
    expect(smtp.mails).toEqual([]);
    api.clock.now += 60_000;
    await worker().tick();
    expect(smtp.mails.map((mail) => mail.to)).toEqual([`${Ann.toLowerCase()}@example.com`]);
    await assignTo(Ben);
    api.clock.now += 60_000;
    smtp.state.refuse = { code: 550, message: 'No such user' };
    await worker().tick();
    smtp.state.refuse = null;
    api.clock.now += 7_200_000;
    await worker().tick();
    expect(smtp.mails).toHaveLength(1);
    expect(api.logged.some((line) => line.includes('EENVELOPE 550'))).toBe(true);
  });

  it('taken by a gateway that ended are mailed by the next, but not after a day', async () => {
    const { Ann } = await membersNamed(api, 'Ann');
    const neverEnds = { send: () => new Promise<never>(() => {}) };
    await assignTo(Ann);
    api.clock.now += 60_000;
    void worker(neverEnds).tick();
    const [told] = await notificationsOf(api, Ann);
    await untilTaken(String(told.id));
    await worker().tick();
    expect(smtp.mails).toEqual([]);
    api.clock.now += 300_000;
    await worker().tick();
    expect(smtp.mails).toHaveLength(1);
    await assignTo(Ann);
    api.clock.now += 25 * 3_600_000;
    await worker().tick();
    expect(smtp.mails).toHaveLength(1);
  });

  async function untilTaken(id: string): Promise<void> {
    for (;;) {
      const row = await api.store.reader.selectFrom('notifications').select('mailTries').where('id', '=', id).executeTakeFirstOrThrow();
      if (row.mailTries > 0) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
});
