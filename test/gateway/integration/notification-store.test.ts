import { DatabaseSync, StatementSync } from 'node:sqlite';
import { jest } from '@jest/globals';
import { sql } from 'kysely';
import { setHealth } from '../../../gateway/src/conversations/channel-health.ts';
import { createClock } from '../../../gateway/src/conversations/clock.ts';
import { tellOfNewcomer } from '../../../gateway/src/conversations/newcomers.ts';
import { loadConversations, loadMessages } from '../../../gateway/src/store/load.ts';
import { membersToMail } from '../../../gateway/src/store/notification-mails.ts';
import { hasPushes } from '../../../gateway/src/store/pushes.ts';
import { createPruning } from '../../../gateway/src/store/retention.ts';
import { type TestApi, startApi } from '../support/api.ts';
import { LINE, connect } from '../support/channels.ts';
import { STORES, adminId, customerWrites, makeTeam, membersNamed } from '../support/people.ts';
import { notificationsOf, unreadKinds } from '../support/notifications.ts';

describe.each(STORES)('notifications of what nobody did on %s', (store) => {
  let api: TestApi;
  let channelId: string;
  beforeAll(async () => {
    api = await startApi(store);
    channelId = await connect(api);
  });
  afterAll(() => api.close());

  it('tell who is late, whom nobody answered, and that a channel is ill until it is well', async () => {
    const { Ann, Ben, Boss } = await membersNamed(api, 'Ann', 'Ben', 'Boss');
    await makeTeam(api, { mode: 'grab', representatives: [Ann, Ben], admins: [Boss], channelIds: [channelId] });
    const clock = createClock({ store: api.store, run: api.deps.commands, now: () => api.clock.now, log: api.deps.log });
    const id = await customerWrites(api, channelId);
    api.clock.now += 181_000;
    await clock.tick();
    expect(await notificationsOf(api, Ann, '&unread=true')).toMatchObject([{ kind: 'soon_overdue', actions: [{ name: 'grab' }] }, { kind: 'grab_offer' }]); // prettier-ignore
    await api.post(`/conversations/${id}/grab`, { memberId: Ann });
    expect(await unreadKinds(api, Ben)).toEqual([]);
    api.clock.now += 120_000;
    await clock.tick();
    expect(await unreadKinds(api, Ann)).toEqual(['overdue']);
    expect(await unreadKinds(api, Boss)).toEqual(['overdue']);
    api.clock.now += 86_400_000;
    await clock.tick();
    expect(await unreadKinds(api, Boss)).toEqual(['unanswered']);
    const admin = await adminId(api);
    expect(await unreadKinds(api, admin)).toEqual(['unanswered']);
    const health = (level: 'error' | 'ok') =>
      api.deps.commands({ locks: [], run: (unit) => setHealth(unit, channelId, level === 'ok' ? { level } : { level, what: 'credentials', detail: 'The token died.' }) }); // prettier-ignore
    await health('error');
    expect((await notificationsOf(api, admin))[0]).toMatchObject({
      kind: 'channel_health',
      channel: { id: channelId },
      conversation: null,
      detail: 'The token died.',
    });
    await health('ok');
    expect((await notificationsOf(api, admin, '&kind=channel_health'))[0]).toMatchObject({ ended: { reason: 'well', by: null } });
  });

  it('tell the writer that a message was not delivered, and the owner where a workflow wrote it', async () => {
    const { Ann, Ben } = await membersNamed(api, 'Ann', 'Ben');
    const id = await customerWrites(api, await connect(api, LINE), `U${'a'.repeat(32)}`);
    // As the outbox tells it.
    const fails = async (more: object) => {
      const { body } = await api.post(`/conversations/${id}/messages`, { content: { type: 'text', text: 'It is ready.' }, ...more });
      await api.deps.commands({
        locks: [id],
        async run(unit) {
          await loadConversations(unit, [id]);
          await loadMessages(unit, [body.id]);
          const conversation = unit.conversations.get(id);
          const message = unit.messages.get(body.id);
          if (conversation === undefined || message === undefined) throw new Error('the message is not there');
          unit.emit({ type: 'message.failed', actor: { type: 'system', id: null, name: null }, conversation, message });
        },
      });
      return body.id;
    };
    await api.post(`/conversations/${id}/assign`, { assigneeId: Ben });
    await api.post(`/conversations/${id}/join`, { memberId: Ann });
    const messageId = await fails({ memberId: Ann });
    expect(await notificationsOf(api, Ann, '&kind=delivery_failed')).toMatchObject([{ messageId, text: 'It is ready.', count: 1 }]);
    expect(await notificationsOf(api, Ben, '&kind=delivery_failed')).toEqual([]);
    for (let i = 0; i < 2; i++) await fails({});
    expect(await notificationsOf(api, Ben, '&kind=delivery_failed')).toMatchObject([{ count: 2 }]);
  });

  it('tell admins who accepted an invitation', async () => {
    const admin = await adminId(api);
    const { Newt } = await membersNamed(api, 'Newt');
    await api.deps.commands({ locks: [], run: (unit) => tellOfNewcomer(unit, { id: Newt, name: 'Newt' }) });
    expect((await notificationsOf(api, admin))[0]).toMatchObject({ kind: 'invitation', actor: { id: Newt }, detail: 'Newt', actions: [] });
    expect(await notificationsOf(api, Newt, '&kind=invitation')).toEqual([]);
  });

  it('show nothing of a conversation to who may not see it any more', async () => {
    const { Ann, Ben } = await membersNamed(api, 'Ann', 'Ben');
    const team = await makeTeam(api, { representatives: [Ann, Ben], name: 'Others' });
    const id = await customerWrites(api, channelId);
    await api.post(`/conversations/${id}/assign`, { teamId: team });
    expect(await notificationsOf(api, Ann)).toMatchObject([{ kind: 'transfer', text: 'hello', actions: [{ name: 'join' }] }]);
    await api.request('PATCH', `/teams/${team}`, { members: [{ memberId: Ben, role: 'representative' }] });
    expect(await notificationsOf(api, Ann)).toMatchObject([
      { kind: 'transfer', text: null, contact: null, actor: { name: null }, actions: [] },
    ]);
  });

  it('are forgotten a week after they were read, and after a month whatever becomes of them', async () => {
    const { Ann } = await membersNamed(api, 'Ann');
    const pruneAll = createPruning(api.store, () => api.clock.now);
    const count = async () => (await notificationsOf(api, Ann)).length;
    const id = await customerWrites(api, channelId);
    for (const text of ['one', 'two']) await api.post(`/conversations/${id}/notes`, { text, mentions: [await adminId(api)] });
    await api.post(`/conversations/${id}/assign`, { teamId: null, force: true });
    await api.post(`/conversations/${id}/notes`, { text: 'three', mentions: [Ann] });
    await api.post(`/conversations/${id}/notes`, { text: 'four', mentions: [Ann] });
    const [first] = await notificationsOf(api, Ann);
    await api.post(`/notifications/${first.id}/read`, { memberId: Ann });
    const before = await count();
    api.clock.now += 6 * 86_400_000;
    await pruneAll();
    expect(await count()).toBe(before);
    api.clock.now += 2 * 86_400_000;
    await pruneAll();
    expect(await count()).toBe(before - 1);
    api.clock.now += 23 * 86_400_000;
    await pruneAll();
    expect(await count()).toBe(0);
    expect(await api.store.reader.selectFrom('notificationNews').selectAll().execute()).toEqual([]);
  });
});

describe('what notifications cost', () => {
  let api: TestApi;
  let channelId: string;
  const seen: string[] = [];
  const asked: string[] = [];
  beforeAll(async () => {
    const { prepare } = DatabaseSync.prototype;
    jest.spyOn(DatabaseSync.prototype, 'prepare').mockImplementation(function (this: DatabaseSync, text: string) {
      seen.push(text);
      return prepare.call(this, text);
    });
    const { all, run } = StatementSync.prototype;
    jest.spyOn(StatementSync.prototype, 'all').mockImplementation(function (this: StatementSync, ...parameters: unknown[]) {
      asked.push(this.sourceSQL);
      return Reflect.apply(all, this, parameters);
    });
    jest.spyOn(StatementSync.prototype, 'run').mockImplementation(function (this: StatementSync, ...parameters: unknown[]) {
      asked.push(this.sourceSQL);
      return Reflect.apply(run, this, parameters);
    });
    api = await startApi();
    channelId = await connect(api);
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await api.close();
  });
  const ofNotifications = () => asked.filter((text) => /"(notification\w*|members|teamMembers|push\w*)"/.test(text));

  it('is no statement for a message that nobody is told of', async () => {
    const id = await customerWrites(api, channelId, '15550100');
    asked.length = 0;
    await customerWrites(api, channelId, '15550100');
    expect(asked.some((text) => text.includes('"messages"'))).toBe(true);
    expect(ofNotifications()).toEqual([]);
    await api.post(`/conversations/${id}/close`, {});
  });

  it('is who is told, what, and that there is news: one statement each, however many are told', async () => {
    for (let i = 0; i < 3; i++) await membersNamed(api, 'Ann', 'Ben', 'Cat', 'Dan', 'Eve');
    asked.length = 0;
    await customerWrites(api, channelId, '15550101');
    const kinds = ofNotifications().map(
      (sql) => /^(select|insert into "notificationNews"|insert into "notifications"|update)/.exec(sql)?.[0],
    );
    // 16 members, the admin among them: one row each, in one insert.
    expect(kinds).toEqual(['select', 'insert into "notifications"', 'insert into "notificationNews"']);
  });

  it('is an index for whatever is listed, counted or looked for', async () => {
    const { Ann } = await membersNamed(api, 'Ann');
    seen.length = 0;
    for (const query of ['', '&unread=true', '&unread=false', '&kind=mention', '&unread=true&kind=mention,transfer']) {
      const { nextCursor } = (await api.get(`/notifications?memberId=${Ann}&limit=1${query}`)).body;
      await api.get(`/notifications?memberId=${Ann}&limit=1${query}${nextCursor === null ? '' : `&cursor=${nextCursor}`}`);
    }
    await api.get(`/notifications/counts?memberId=${Ann}`);
    await api.post('/notifications/read', { all: true, memberId: Ann });
    await membersToMail(api.store, api.clock.now, 10);
    await hasPushes(api.store, api.clock.now);
    const queries = [...new Set(seen.filter((text) => text.startsWith('select') && text.includes('"notifications"')))];
    expect(queries.length).toBeGreaterThan(6);
    // The same tables with nothing in them.
    const database = new DatabaseSync(':memory:');
    const tables = await sql<{ sql: string }>`select "sql" from "sqlite_master" where "sql" is not null and "name" not like 'sqlite_%' and "name" not like 'searchPieces_%'`.execute(api.store.reader); // prettier-ignore
    for (const row of tables.rows) database.exec(row.sql);
    for (const query of queries) {
      const plan = database.prepare(`explain query plan ${query}`).all().map((row) => String(row['detail'])); // prettier-ignore
      const bad = plan.filter((line) => /^SCAN (?!json_each)/.test(line) || (line.includes('TEMP B-TREE') && query.includes('limit')));
      expect([query, bad]).toEqual([query, []]);
    }
    database.close();
  });
});
