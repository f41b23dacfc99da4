import { createMailing } from '../../../gateway/src/conversations/mailing.ts';
import { createMailNotifications } from '../../../gateway/src/events/mail-notifications.ts';
import { type Mailer, createMailer } from '../../../gateway/src/net/mail.ts';
import { type TestApi, startApi } from '../support/api.ts';
import { connect } from '../support/channels.ts';
import { STORES, customerWrites, membersNamed } from '../support/people.ts';
import { type TestSmtpServer, decoded, startSmtpServer } from '../support/smtp-server.ts';

describe.each(STORES)('mailed notifications on %s', (store) => {
  let api: TestApi;
  let smtp: TestSmtpServer;
  let channelId: string;
  let phone = 15550100;
  beforeAll(async () => {
    smtp = await startSmtpServer();
    api = await startApi(store, {}, { mailer: createMailer(smtp.url, 'Parley <parley@example.com>') });
    channelId = await connect(api);
  });
  afterAll(async () => {
    await api.close();
    await smtp.close();
  });
  afterEach(() => {
    smtp.arrived.length = 0;
    smtp.refuseWith = undefined;
  });

  const queuing = () => {
    const { store, mailing, publicUrl, now, log } = api.deps;
    return createMailNotifications({ store, mails: mailing, publicUrl, now, log });
  };
  /** What a gateway does when the time has come: what is due goes into the outbox, and what is in the outbox out. */
  async function mailAll(): Promise<void> {
    await queuing().tick();
    await api.deps.mailing.tick();
  }
  const recipients = () => smtp.arrived.map((mail) => mail.to.join());
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
    await mailAll();
    expect(smtp.arrived).toEqual([]);
    api.clock.now += 30_000;
    await Promise.all([mailAll(), mailAll()]);
    expect(recipients()).toEqual([`${Ann.toLowerCase()}@example.com`]);
    const text = decoded(smtp.arrived[0]?.raw ?? '');
    expect(text).toContain('From: Parley <parley@example.com>');
    expect(text).toContain('Subject: 2 notifications from Parley');
    for (const id of [first, second]) expect(text).toContain(`https://parley.example/conversations/${id}`);
    expect(text).toContain(`Customer ${phone - 1} was assigned to you`);
    api.clock.now += 3_600_000;
    await mailAll();
    expect(smtp.arrived).toHaveLength(1);
  });

  it('leave out what was read or settled in time, and who switched them off', async () => {
    const { Ann, Ben, Cat } = await membersNamed(api, 'Ann', 'Ben', 'Cat');
    await api.request('PATCH', '/notifications/preferences', { memberId: Cat, kinds: { assignment: { email: false } } });
    await assignTo(Ann);
    await api.post('/notifications/read', { all: true, memberId: Ann });
    await api.post(`/conversations/${await assignTo(Ben)}/close`, {});
    await assignTo(Cat);
    api.clock.now += 60_000;
    await mailAll();
    expect(smtp.arrived).toEqual([]);
  });

  it('are tried again when the server is away, with one more mail for all that came meanwhile, and given up when it refuses', async () => {
    const { Ann, Ben } = await membersNamed(api, 'Ann', 'Ben');
    await assignTo(Ann);
    api.clock.now += 60_000;
    smtp.refuseWith = { code: 451, text: 'Try later' };
    await mailAll();
    for (let i = 0; i < 2; i++) {
      await assignTo(Ann);
      api.clock.now += 60_000;
      await mailAll();
    }
    smtp.refuseWith = undefined;
    await mailAll();
    expect(smtp.arrived).toEqual([]);
    api.clock.now += 60_000;
    await mailAll();
    await mailAll();
    expect(recipients()).toEqual([`${Ann.toLowerCase()}@example.com`, `${Ann.toLowerCase()}@example.com`]);
    expect(decoded(smtp.arrived[1]?.raw ?? '')).toContain('Subject: 2 notifications from Parley');
    await assignTo(Ben);
    api.clock.now += 60_000;
    smtp.refuseWith = { code: 550, text: 'No such user' };
    await mailAll();
    smtp.refuseWith = undefined;
    api.clock.now += 7_200_000;
    await mailAll();
    expect(smtp.arrived).toHaveLength(2);
    expect(api.logged.some((line) => line.includes('EMESSAGE 550'))).toBe(true);
  });

  it('of which the server takes none are given up after a day, and what was told a day ago is not mailed at all', async () => {
    const { Ann, Ben } = await membersNamed(api, 'Ann', 'Ben');
    const waiting = () => api.store.reader.selectFrom('mails').select('about').execute();
    await assignTo(Ann);
    api.clock.now += 60_000;
    smtp.refuseWith = { code: 451, text: 'Try later' };
    await mailAll();
    api.clock.now += 23 * 3_600_000;
    await mailAll();
    expect(await waiting()).toEqual([{ about: Ann }]);
    api.clock.now += 2 * 3_600_000;
    await mailAll();
    expect(await waiting()).toEqual([]);
    smtp.refuseWith = undefined;
    await assignTo(Ben);
    api.clock.now += 25 * 3_600_000;
    await mailAll();
    expect(smtp.arrived).toEqual([]);
  });

  it('taken by a gateway that ended are mailed by the next', async () => {
    const { Ann } = await membersNamed(api, 'Ann');
    await assignTo(Ann);
    api.clock.now += 60_000;
    await queuing().tick();
    await new Promise<void>((isSending) => {
      const mailer: Mailer = { send: () => new Promise<never>(() => isSending()), close: () => undefined };
      void createMailing({ ...api.deps, mailer }).tick();
    });
    await mailAll();
    expect(smtp.arrived).toEqual([]);
    api.clock.now += 300_000;
    await mailAll();
    expect(recipients()).toEqual([`${Ann.toLowerCase()}@example.com`]);
  });
});
