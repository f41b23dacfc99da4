import { randomBytes } from 'node:crypto';
import { createMailing } from '../../../gateway/src/conversations/mailing.ts';
import { createMailNotifications } from '../../../gateway/src/events/mail-notifications.ts';
import { createLogger } from '../../../gateway/src/log/logger.ts';
import type { Telling } from '../../../gateway/src/model/notification.ts';
import type { Mail, Mailer } from '../../../gateway/src/net/mail.ts';
import { newMember } from '../../../gateway/src/store/organisation.ts';
import { listNotifications, readNews } from '../../../gateway/src/store/read/notifications.ts';
import { createSeal } from '../../../gateway/src/store/seal.ts';
import { newDatabase } from '../support/postgres.ts';
import { type OpenedStore, type TestClock, open } from '../support/stores.ts';

/* What several gateways on one database must not do to notifications: double them, lose them, or show them out of order. */

const MEMBER = { id: 'mbr_1', role: 'agent' };
const clock: TestClock = { now: Date.parse('2026-11-20T10:00:00Z') };
let gateways: readonly OpenedStore[];
let drop: () => Promise<void>;
beforeAll(async () => {
  const database = await newDatabase();
  ({ drop } = database);
  const opened: OpenedStore[] = [];
  for (let i = 0; i < 3; i++) opened.push(await open({ dataDir: '', databaseUrl: database.url, clock }));
  gateways = opened;
  const row = newMember({ id: MEMBER.id, name: 'Ann', email: 'ann@example.com', role: 'agent', createdAt: 0 });
  await opened[0]?.run({ locks: [], run: async ({ tx }) => void (await tx.db.insertInto('members').values(row).execute()) });
});
afterAll(async () => {
  await Promise.all(gateways.map((one) => one.store.close()));
  await drop();
});

const gateway = (index: number): OpenedStore => {
  const one = gateways[index];
  if (one === undefined) throw new Error(`there is no gateway ${index}`);
  return one;
};
const telling = (about: string): Telling => ({
  memberId: MEMBER.id,
  kind: 'overdue',
  actor: { type: 'system', id: null, name: null },
  conversationId: null,
  messageId: null,
  channelId: null,
  isOffer: false,
  detail: about,
  about,
});
const tell = (one: OpenedStore, about: string) => one.run({ locks: [], run: async (unit) => void unit.tellings.push(telling(about)) });
const newsAfter = async (after = { tx: 0, position: 0 }) => (await readNews(gateway(2).store, MEMBER.id, after, 100)).notifications.map((one) => one.detail); // prettier-ignore

test('news stop before a transaction that is still open, although a later one has committed', async () => {
  let release: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (release = resolve));
  let slow: Promise<void> = Promise.resolve();
  await new Promise<void>((isOpen) => {
    slow = gateway(0).run({
      locks: [],
      run: async (unit) => {
        await unit.tx.db.insertInto('meta').values({ key: 'open', value: 'yes' }).execute();
        isOpen();
        await opened;
        unit.tellings.push(telling('first to begin'));
      },
    });
  });
  await tell(gateway(1), 'first to end');
  expect(await newsAfter()).toEqual([]);
  release();
  await slow;
  expect((await newsAfter()).sort()).toEqual(['first to begin', 'first to end']);
});

test('what gateways tell at once is one notification', async () => {
  await Promise.all(Array.from({ length: 30 }, (_, i) => tell(gateway(i % 3), 'the same')));
  const { rows } = await listNotifications(gateway(0).store, MEMBER, { unread: true }, { after: null, limit: 100 });
  expect(rows.filter((one) => one.detail === 'the same').map((one) => one.count)).toEqual([30]);
});

test('gateways that mail at once mail everything once', async () => {
  const arrived: Mail[] = [];
  const mailer: Mailer = {
    send(mail) {
      arrived.push(mail);
      return Promise.resolve({ is: 'sent' });
    },
    close: () => undefined,
  };
  const shared = { now: () => clock.now, log: createLogger({ level: 'error' }), seal: createSeal(randomBytes(32)), mailer };
  const workers = gateways.flatMap(({ store, ids }) => {
    const mails = createMailing({ store, ids, ...shared });
    return [createMailNotifications({ store, mails, publicUrl: 'https://parley.example', ...shared }), mails];
  });
  clock.now += 60_000;
  await Promise.all(workers.map((worker) => worker.tick()));
  await Promise.all(workers.map((worker) => worker.tick()));
  expect(arrived.map((mail) => mail.subject)).toEqual(['3 notifications from Parley']);
  clock.now += 3_600_000;
  await Promise.all(workers.map((worker) => worker.tick()));
  expect(arrived).toHaveLength(1);
});
