import { DatabaseSync } from 'node:sqlite';
import { jest } from '@jest/globals';
import { countAnew } from '../../../gateway/src/store/tallies.ts';
import { createClock } from '../../../gateway/src/conversations/clock.ts';
import { type TestApi, startApi } from '../support/api.ts';
import { connect } from '../support/channels.ts';
import { textMessage } from '../support/inbound.ts';
import { STORES, customerWrites, eventTypesOf, eventsOf, makeTeam, membersNamed } from '../support/people.ts';

type Name = 'Ann' | 'Ben' | 'Cat';

describe.each(STORES)('assignment on %s', (dialect) => {
  let api: TestApi;
  let channelId: string;
  let ids: Record<Name, string>;
  let people = 0;
  beforeEach(async () => {
    api = await startApi(dialect);
    channelId = await connect(api);
    ids = await membersNamed(api, 'Ann', 'Ben', 'Cat');
    for (const id of Object.values(ids)) await set(id, { availability: 'online' });
  });
  afterEach(() => api.close());

  const set = (id: string, body: object) => api.request('PATCH', `/members/${id}`, body);
  const conversation = async (id: string) => (await api.get(`/conversations/${id}`)).body;
  const teamOf = (assignment: 'manual' | 'round_robin' | 'least_busy', more: { admins?: string[]; mode?: 'grab' } = {}) => {
    const admins = more.admins ?? [];
    const representatives = Object.values(ids).filter((id) => !admins.includes(id));
    return makeTeam(api, { assignment, channelIds: [channelId], representatives, ...more });
  };
  const nameOf = (id: string | null) => Object.entries(ids).find(([, one]) => one === id)?.[0] ?? null;
  /** A new customer writes; whose they are. */
  async function next(): Promise<string | null> {
    return nameOf((await conversation(await customerWrites(api, channelId, `155503${people++}`))).assigneeId);
  }
  async function nextOf(count: number): Promise<readonly (string | null)[]> {
    const names: (string | null)[] = [];
    for (let i = 0; i < count; i++) names.push(await next());
    return names;
  }

  it('gives customers to everybody in turn, in the transaction of their message', async () => {
    await teamOf('round_robin');
    expect(await nextOf(7)).toEqual(['Ann', 'Ben', 'Cat', 'Ann', 'Ben', 'Cat', 'Ann']);
    const id = await customerWrites(api, channelId, '15559999');
    expect(await conversation(id)).toMatchObject({
      assigneeId: ids.Ben,
      participants: [{ memberId: ids.Ben, via: 'assign' }],
      status: 'pending',
    });
    expect(await eventTypesOf(api, id)).toEqual([
      'contact.created', 'conversation.created', 'message.received', 'conversation.joined', 'conversation.assigned', 'conversation.status_changed',
    ].slice(1)); // prettier-ignore
    const assigned = (await eventsOf(api, id)).find((event) => event.type === 'conversation.assigned');
    expect(assigned).toMatchObject({
      actor: { type: 'system' },
      data: { from: null, to: { id: ids.Ben, name: 'Ben' }, member: { id: ids.Ben } },
    });
  });

  it('takes turns also among many who write at once', async () => {
    await teamOf('round_robin');
    await api.ingest(channelId, ...Array.from({ length: 30 }, (_, i) => textMessage(`155504${i}`, `wamid.many.${i}`, 'hi')));
    await Promise.all(Array.from({ length: 30 }, (_, i) => api.ingest(channelId, textMessage(`155505${i}`, `wamid.more.${i}`, 'hi'))));
    for (const id of Object.values(ids)) expect((await api.get(`/conversations?assigneeId=${id}`)).body.data).toHaveLength(20);
  });

  it('passes over who is away, offline, full or an admin of the team, and tries again when the customer writes again', async () => {
    await teamOf('round_robin', { admins: [ids.Cat] });
    await set(ids.Ann, { availability: 'away' });
    expect(await nextOf(2)).toEqual(['Ben', 'Ben']);
    await set(ids.Ann, { availability: 'online', capacity: 1 });
    expect(await nextOf(3)).toEqual(['Ann', 'Ben', 'Ben']);
    await set(ids.Ben, { availability: 'offline' });
    const waiting = await customerWrites(api, channelId, '15559999');
    expect(await conversation(waiting)).toMatchObject({ assigneeId: null, status: 'rep_needed' });
    await set(ids.Ben, { availability: 'online' });
    await customerWrites(api, channelId, '15559999');
    expect((await conversation(waiting)).assigneeId).toBe(ids.Ben);
  });

  it('gives more to who has closed some', async () => {
    await teamOf('least_busy');
    expect([...(await nextOf(6))].sort()).toEqual(['Ann', 'Ann', 'Ben', 'Ben', 'Cat', 'Cat']);
    for (const { id } of (await api.get(`/conversations?assigneeId=${ids.Ben}`)).body.data)
      await api.post(`/conversations/${id}/close`, {});
    expect(await nextOf(2)).toEqual(['Ben', 'Ben']);
  });

  it('never gives more than fits, however many write at once', async () => {
    for (const id of Object.values(ids)) await set(id, { capacity: 3 });
    await teamOf('least_busy');
    await Promise.all(Array.from({ length: 25 }, (_, i) => api.ingest(channelId, textMessage(`155506${i}`, `wamid.full.${i}`, 'hi'))));
    expect((await api.get('/conversations?assigneeId=none')).body.data).toHaveLength(16);
    for (const id of Object.values(ids)) expect((await api.get(`/conversations?assigneeId=${id}`)).body.data).toHaveLength(3);
  });

  it('gives nobody away in a team that assigns by hand, nor on a channel where nobody answers', async () => {
    const teamId = await teamOf('manual');
    expect(await next()).toBeNull();
    await api.request('PATCH', `/teams/${teamId}`, { assignment: 'round_robin' });
    await api.request('PATCH', `/channels/${channelId}`, { twoWay: false });
    expect(await next()).toBeNull();
  });

  it('gives a new session to somebody, and leaves who is served alone', async () => {
    await teamOf('round_robin');
    const id = await customerWrites(api, channelId, '15559999');
    await customerWrites(api, channelId, '15559999');
    expect((await conversation(id)).assigneeId).toBe(ids.Ann);
    await api.post(`/conversations/${id}/close`, {});
    await customerWrites(api, channelId, '15559999');
    expect((await conversation(id)).assigneeId).toBe(ids.Ben);
    expect((await eventTypesOf(api, id)).filter((type) => type === 'conversation.assigned')).toHaveLength(2);
  });

  it('gives a session that a workflow opened to somebody only when the customer answers', async () => {
    await teamOf('round_robin');
    const id = await customerWrites(api, channelId, '15559999');
    await api.post(`/conversations/${id}/close`, {});
    expect((await api.post(`/conversations/${id}/reopen`, {})).body.assigneeId).toBeNull();
    await customerWrites(api, channelId, '15559999');
    expect((await conversation(id)).assigneeId).toBe(ids.Ben);
  });

  it('gives what a bot has to somebody when the bot hands it over, and what a team is given at once', async () => {
    const open = await customerWrites(api, channelId, '15559999');
    const teamId = await teamOf('round_robin');
    expect((await api.post(`/conversations/${open}/hand-over`, { to: 'bot' })).body.assigneeId).toBeNull();
    await api.post(`/conversations/${open}/assign`, { teamId });
    expect((await conversation(open)).assigneeId).toBe(ids.Ann);
    await api.post(`/conversations/${open}/assign`, { assigneeId: null, force: true });
    await api.post(`/conversations/${open}/leave`, { memberId: ids.Ann });
    await api.post(`/conversations/${open}/hand-over`, { to: 'bot' });
    expect((await api.post(`/conversations/${open}/hand-over`, { to: 'people' })).body).toMatchObject({
      assigneeId: ids.Ben,
      status: 'pending',
    });
  });

  it('gives whom a bot let wait too long to somebody', async () => {
    const id = await customerWrites(api, channelId, '15559999');
    await api.post(`/conversations/${id}/hand-over`, { to: 'bot' });
    const teamId = await teamOf('round_robin');
    await api.deps.commands({
      locks: [id],
      async run({ tx }) {
        await tx.db.updateTable('conversations').set({ teamId }).where('id', '=', id).execute();
        await countAnew(tx.db, tx.now);
      },
    });
    api.clock.now += 301_000;
    const { store, commands: run, now, log } = api.deps;
    await createClock({ store, run, now, log }).tick();
    expect(await conversation(id)).toMatchObject({ handler: 'people', assigneeId: ids.Ann, status: 'overdue' });
  });

  it('gives the customers of a removed member to the others', async () => {
    await teamOf('round_robin');
    const id = await customerWrites(api, channelId, '15559999');
    await api.request('DELETE', `/members/${ids.Ann}`);
    expect((await conversation(id)).assigneeId).toBe(ids.Ben);
    expect(await nextOf(3)).toEqual(['Cat', 'Ben', 'Cat']);
  });

  it('counts all that a member has, in whatever team', async () => {
    const other = await connect(api, { type: 'line', name: 'Line', settings: { channelSecret: 'canary', channelAccessToken: 'canary' } });
    await makeTeam(api, { assignment: 'round_robin', channelIds: [channelId], representatives: [ids.Ann] });
    await makeTeam(api, { assignment: 'round_robin', channelIds: [other], representatives: [ids.Ann] });
    await set(ids.Ann, { capacity: 1 });
    await Promise.all([
      api.ingest(channelId, textMessage('15559998', 'wamid.one', 'hi')),
      api.ingest(other, textMessage('15559999', 'wamid.two', 'hi')),
    ]);
    expect((await api.get(`/conversations?assigneeId=${ids.Ann}`)).body.data).toHaveLength(1);
    expect((await api.get('/conversations?assigneeId=none')).body.data).toHaveLength(1);
  });

  it('keeps a turn through a change of the team', async () => {
    const teamId = await teamOf('round_robin');
    expect(await nextOf(2)).toEqual(['Ann', 'Ben']);
    const members = (await api.get(`/teams/${teamId}`)).body.members;
    await api.request('PATCH', `/teams/${teamId}`, { members });
    expect(await nextOf(2)).toEqual(['Cat', 'Ann']);
  });
});

describe('what assignment costs others', () => {
  let api: TestApi;
  const seen: string[] = [];
  const { prepare } = DatabaseSync.prototype;
  beforeEach(async () => {
    jest.spyOn(DatabaseSync.prototype, 'prepare').mockImplementation(function (this: DatabaseSync, sql: string) {
      seen.push(sql);
      return prepare.call(this, sql);
    });
    api = await startApi();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await api.close();
  });
  /** Everything the writing connection asks for is prepared once, at its first use. Who is notified of a new customer is asked besides. */
  const askedForPeople = () =>
    seen.filter((sql) => /"(teams|teamMembers|teamChannels|members)"/.test(sql) && !sql.includes('"notificationChoices"'));

  it('is no statement for a channel without a team, or with one that assigns by hand', async () => {
    const plain = await connect(api);
    const byHand = await connect(api, { type: 'line', name: 'Line', settings: { channelSecret: 'canary', channelAccessToken: 'canary' } });
    await api.deps.commands({
      locks: [],
      async run({ tx }) {
        const team = { id: 'tea_1', name: 'x', mode: 'grab', assignment: 'manual', createdAt: 0, updatedAt: 0 };
        await tx.db.insertInto('teams').values(team).execute();
        await tx.db.insertInto('teamChannels').values({ teamId: 'tea_1', channelId: byHand }).execute();
      },
    });
    await api.deps.connectedChannels.snapshot();
    seen.length = 0;
    await customerWrites(api, plain, '15550100');
    await customerWrites(api, byHand, '15550100');
    await customerWrites(api, plain, '15550100');
    expect(seen.some((sql) => sql.includes('"messages"'))).toBe(true);
    expect(askedForPeople()).toEqual([]);
    await api.deps.commands({
      locks: [],
      run: async ({ tx }) => void (await tx.db.updateTable('teams').set({ assignment: 'least_busy' }).execute()),
    });
    api.deps.connectedChannels.forget();
    seen.length = 0;
    await customerWrites(api, plain, '15550101');
    expect(askedForPeople()).toEqual([]);
    await customerWrites(api, byHand, '15550101');
    expect(askedForPeople()).not.toEqual([]);
  });
});
