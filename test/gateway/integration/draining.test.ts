import { sql } from 'kysely';
import { createDraining } from '../../../gateway/src/conversations/draining.ts';
import { createLogger } from '../../../gateway/src/log/logger.ts';
import { waitingIn } from '../../../gateway/src/store/read/queue.ts';
import { type TestApi, startApi } from '../support/api.ts';
import { connect } from '../support/channels.ts';
import { STORES, customerWrites, eventTypesOf, makeTeam, membersNamed } from '../support/people.ts';

type Name = 'Ann' | 'Ben';

describe.each(STORES)('a queue of customers on %s', (dialect) => {
  let api: TestApi;
  let drain: () => Promise<number>;
  let channelId: string;
  let ids: Record<Name, string>;
  let people = 0;
  beforeAll(async () => {
    api = await startApi(dialect);
    drain = createDraining({ store: api.store, run: api.deps.commands, log: createLogger({ level: 'silent' }) }).drain;
  });
  beforeEach(async () => {
    channelId = await connect(api);
    ids = await membersNamed(api, 'Ann', 'Ben');
  });
  afterAll(() => api.close());

  const set = (id: string, body: object) => api.request('PATCH', `/members/${id}`, body);
  const team = (representatives: readonly string[], assignment: 'round_robin' | 'least_busy' | 'manual' = 'round_robin') =>
    makeTeam(api, { assignment, channelIds: [channelId], representatives });
  const ownerOf = async (id: string) => (await api.get(`/conversations/${id}`)).body.assigneeId;
  const ownersOf = (all: readonly string[]) => Promise.all(all.map(ownerOf));
  /** New customers, each a second after the one before. */
  async function customers(count: number): Promise<readonly string[]> {
    const all: string[] = [];
    for (let i = 0; i < count; i++) {
      all.push(await customerWrites(api, channelId, `155507${people++}`));
      api.clock.now += 1000;
    }
    return all;
  }
  /** Whether the last change said that somebody may have room. */
  const saidSo = () => api.woken.splice(0).some((flushed) => flushed.makesRoom === true);

  it('goes to whoever comes online, the longest wait first, as many as fit', async () => {
    await team([ids.Ann]);
    const waiting = await customers(4);
    expect(await drain()).toBe(0);
    saidSo();
    await set(ids.Ann, { availability: 'online', capacity: 2 });
    expect(saidSo()).toBe(true);
    expect(await drain()).toBe(2);
    expect(await ownersOf(waiting)).toEqual([ids.Ann, ids.Ann, null, null]);
    const [first = ''] = waiting;
    expect(await eventTypesOf(api, first)).toEqual([
      'conversation.created', 'message.received', 'conversation.status_changed', 'conversation.joined', 'conversation.assigned', 'conversation.status_changed',
    ]); // prettier-ignore
    expect((await api.get(`/conversations/${first}`)).body.status).toBe('pending');
    await set(ids.Ann, { capacity: 3 });
    expect(await drain()).toBe(1);
    expect(await ownersOf(waiting)).toEqual([ids.Ann, ids.Ann, ids.Ann, null]);
  });

  it('goes on when somebody closes, leaves, passes on or loses a conversation', async () => {
    await team([ids.Ann]);
    await set(ids.Ann, { availability: 'online', capacity: 1 });
    const [one = '', ...others] = await customers(5);
    expect(await ownerOf(one)).toBe(ids.Ann);
    const ends = [
      (id: string) => api.post(`/conversations/${id}/close`, {}),
      (id: string) => api.post(`/conversations/${id}/leave`, { memberId: ids.Ann }),
      (id: string) => api.post(`/conversations/${id}/transfer`, { assigneeId: ids.Ben, force: true }),
    ];
    let current = one;
    for (const [index, end] of ends.entries()) {
      saidSo();
      expect((await end(current)).status).toBe(200);
      expect(saidSo()).toBe(true);
      expect(await drain()).toBe(1);
      // Who left a conversation may get it again: its customer has waited longest.
      current = index === 1 ? current : (others.shift() ?? '');
      expect(await ownerOf(current)).toBe(ids.Ann);
    }
  });

  it('goes to whoever joins the team, by turns, and nowhere where the team assigns by hand', async () => {
    await set(ids.Ann, { availability: 'online' });
    await set(ids.Ben, { availability: 'online' });
    const teamId = await team([]);
    const waiting = await customers(4);
    saidSo();
    const members = [ids.Ann, ids.Ben].map((memberId) => ({ memberId, role: 'representative' }));
    await api.request('PATCH', `/teams/${teamId}`, { assignment: 'manual', members });
    expect(saidSo()).toBe(true);
    expect(await drain()).toBe(0);
    await api.request('PATCH', `/teams/${teamId}`, { assignment: 'least_busy' });
    expect(await drain()).toBe(4);
    expect((await ownersOf(waiting)).toSorted()).toEqual([ids.Ann, ids.Ann, ids.Ben, ids.Ben].toSorted());
  });

  it('leaves alone whom a bot has, somebody has joined, or nobody asked anything of', async () => {
    const teamId = await team([ids.Ann]);
    const [withBot = '', joined = '', answered = '', closed = ''] = await customers(4);
    await api.post(`/conversations/${withBot}/hand-over`, { to: 'bot' });
    await api.request('PATCH', `/teams/${teamId}`, {
      members: [{ memberId: ids.Ann, role: 'representative' }, { memberId: ids.Ben, role: 'admin' }],
    }); // prettier-ignore
    await api.post(`/conversations/${joined}/join`, { memberId: ids.Ben });
    await api.post(`/conversations/${answered}/messages`, { content: { type: 'text', text: 'Yes.' }, answers: true });
    await api.post(`/conversations/${closed}/close`, {});
    await set(ids.Ann, { availability: 'online' });
    expect(await drain()).toBe(0);
  });

  it('is given once, and to nobody too much, by many who look at the same moment', async () => {
    await team([ids.Ann, ids.Ben]);
    const waiting = await customers(12);
    await set(ids.Ann, { availability: 'online', capacity: 3 });
    await set(ids.Ben, { availability: 'online', capacity: 4 });
    await Promise.all(Array.from({ length: 5 }, () => drain()));
    const owners = await ownersOf(waiting);
    expect(owners.filter((owner) => owner === ids.Ann)).toHaveLength(3);
    expect(owners.filter((owner) => owner === ids.Ben)).toHaveLength(4);
    expect(owners.slice(0, 7)).not.toContain(null);
  });
});

test('who waits in a team is read in the order of an index', async () => {
  const api = await startApi();
  const plan = await waitingIn(api.store, 'tea_1', 100).explain(undefined, sql`query plan`);
  expect(plan.map((row) => row['detail'])).toEqual([expect.stringContaining('USING INDEX conversationsFree (teamId=?')]);
  await api.close();
});
