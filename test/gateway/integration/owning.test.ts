import { type TestApi, startApi } from '../support/api.ts';
import { connect } from '../support/channels.ts';
import { STORES, addMember, adminId, customerWrites, eventTypesOf, eventsOf, makeTeam, membersNamed } from '../support/people.ts';

describe.each(STORES)('owning conversations on %s', (store) => {
  let api: TestApi;
  let channelId: string;
  beforeEach(async () => {
    api = await startApi(store);
    channelId = await connect(api);
  });
  afterEach(() => api.close());

  const pathsOf = (answer: { body: { errors?: { path: string }[] } }) => (answer.body.errors ?? []).map((error) => error.path).sort();
  const conversation = async (id: string) => (await api.get(`/conversations/${id}`)).body;
  const patch = (path: string, body: unknown) => api.request('PATCH', path, body);

  describe('in a team: what a member may do', () => {
    let ids: Record<'Ann' | 'Ben' | 'Lead' | 'Zoe', string>;
    let id: string;
    const as = (name: keyof typeof ids, action: string, body: object = {}) =>
      api.post(`/conversations/${id}/${action}`, { memberId: ids[name], ...body });
    const content = { type: 'text', text: 'hi' };

    async function start(mode: 'collaboration' | 'grab'): Promise<string> {
      ids = await membersNamed(api, 'Ann', 'Ben', 'Lead', 'Zoe');
      const teamId = await makeTeam(api, { mode, channelIds: [channelId], representatives: [ids.Ann, ids.Ben], admins: [ids.Lead] });
      id = await customerWrites(api, channelId);
      return teamId;
    }

    it('is nothing at all outside of the team, in whatever way they try', async () => {
      await start('collaboration');
      const message = (await api.get(`/conversations/${id}/messages`)).body.data[0].id;
      const before = await eventTypesOf(api, id);
      const answers = [
        await as('Zoe', 'join'),
        await as('Zoe', 'notes', { text: 'x' }),
        await as('Zoe', 'tags', { add: ['x'] }),
        await as('Zoe', 'close'),
        await as('Zoe', 'assign', { assigneeId: ids.Zoe, force: true }),
        await as('Zoe', 'transfer', { assigneeId: ids.Zoe, force: true }),
        await as('Zoe', 'hand-over', { to: 'bot' }),
        await as('Zoe', 'messages', { content }),
        await as('Zoe', 'typing'),
        await as('Zoe', 'read'),
        await api.post(`/messages/${message}/reactions`, { emoji: '👍', memberId: ids.Zoe }),
        await api.post('/messages', { channelId, to: { externalId: '15550100' }, content, memberId: ids.Zoe }),
        await api.post('/messages', { channelId, to: { externalId: '15550177' }, content, onWindowClosed: 'queue', memberId: ids.Zoe }),
        await patch(`/conversations/${id}`, { tags: ['x'], memberId: ids.Zoe }),
      ];
      expect(answers.map((one) => [one.status, one.body.code])).toEqual(answers.map(() => [403, 'forbidden']));
      expect(answers[0]?.body.detail).toBe('Zoe is not in the team “Front desk”, which has this conversation.');
      expect(await eventTypesOf(api, id)).toEqual(before);
      expect((await as('Zoe', 'leave')).status).toBe(200);
    });

    it('is everything for admins of the organisation, and for a workflow', async () => {
      await start('collaboration');
      expect((await api.post(`/conversations/${id}/join`, { memberId: await adminId(api) })).status).toBe(200);
      expect((await api.post(`/conversations/${id}/tags`, { add: ['x'] })).status).toBe(200);
    });

    it('is to join, to overtake and to write in a team that works together', async () => {
      await start('collaboration');
      expect((await as('Ann', 'join')).status).toBe(200);
      expect((await as('Ann', 'assign', { assigneeId: ids.Ann })).status).toBe(200);
      expect((await as('Ben', 'notes', { text: 'I know them.' })).status).toBe(201);
      expect((await as('Ben', 'assign', { assigneeId: ids.Ben })).body).toMatchObject({
        code: 'already_taken',
        detail: 'Ann owns this conversation.',
      });
      expect((await as('Ben', 'assign', { assigneeId: ids.Ben, expectedAssigneeId: ids.Ann })).status).toBe(200);
      expect(await as('Ann', 'grab')).toMatchObject({ status: 409, body: { code: 'not_supported' } });
    });

    it('is to see what somebody outside of the team was given', async () => {
      await start('grab');
      await api.post(`/conversations/${id}/assign`, { assigneeId: ids.Zoe });
      expect((await as('Zoe', 'notes', { text: 'mine' })).status).toBe(201);
      expect((await as('Ann', 'notes', { text: 'x' })).body.code).toBe('already_taken');
    });

    it('is nothing with what somebody else has grabbed, unless they are an admin of the team', async () => {
      await start('grab');
      expect((await as('Ann', 'tags', { add: ['x'] })).status).toBe(200);
      expect((await as('Ben', 'grab')).body).toMatchObject({ assigneeId: ids.Ben, participants: [{ memberId: ids.Ben, via: 'grab' }] });
      expect((await as('Ben', 'grab')).status).toBe(200);
      for (const answer of [
        await as('Ann', 'grab'),
        await as('Ann', 'join'),
        await as('Ann', 'tags', { add: ['y'] }),
        await as('Ann', 'messages', { content }),
      ]) {
        expect(answer).toMatchObject({ status: 409, body: { code: 'already_taken', detail: 'Ben owns this conversation.' } });
      }
      expect(await as('Lead', 'grab')).toMatchObject({
        status: 403,
        body: { code: 'forbidden', detail: expect.stringContaining('Lead is an admin') },
      });
      expect((await as('Lead', 'join')).status).toBe(200);
      expect((await as('Lead', 'messages', { content })).status).toBe(202);
      expect((await conversation(id)).assigneeId).toBe(ids.Ben);
      expect((await as('Ben', 'leave')).body.assigneeId).toBeNull();
      expect((await as('Ann', 'grab')).body.assigneeId).toBe(ids.Ann);
    });

    it('is not to take what nobody owns by writing, for an admin of a team that grabs', async () => {
      await start('grab');
      expect(await as('Lead', 'messages', { content })).toMatchObject({ status: 409, body: { code: 'not_joined' } });
      await as('Lead', 'join');
      expect((await as('Lead', 'messages', { content })).status).toBe(202);
      expect((await conversation(id)).assigneeId).toBeNull();
      expect((await as('Ann', 'messages', { content })).status).toBe(202);
      expect((await conversation(id)).assigneeId).toBe(ids.Ann);
      expect((await as('Lead', 'grab')).body.code).toBe('forbidden');
      expect((await as('Zoe', 'grab')).body).toMatchObject({ code: 'forbidden', detail: expect.stringContaining('is not in the team') });
    });

    it('is to see a closed conversation again, whoever had grabbed it', async () => {
      await start('grab');
      await as('Ben', 'grab');
      await as('Ben', 'close');
      expect((await as('Ann', 'tags', { add: ['x'] })).status).toBe(200);
      expect((await as('Ann', 'grab')).body.code).toBe('conversation_closed');
      expect((await as('Ann', 'reopen')).body).toMatchObject({ assigneeId: null });
      expect((await as('Ann', 'grab')).status).toBe(200);
    });

    it('is to transfer what they have joined, with a note for whoever gets it', async () => {
      await start('collaboration');
      await as('Ann', 'assign', { assigneeId: ids.Ann });
      expect((await as('Ben', 'transfer', { assigneeId: ids.Ben })).body.code).toBe('not_joined');
      const moved = await as('Ann', 'transfer', { assigneeId: ids.Ben, note: 'About an invoice.' });
      expect(moved.body).toMatchObject({
        assigneeId: ids.Ben,
        participants: [{ memberId: ids.Ben, via: 'transfer' }],
        lastMessage: { visibility: 'internal' },
      });
      const told = (await eventsOf(api, id)).slice(-5);
      expect(told.map((event) => event.type)).toEqual([
        'note.created',
        'conversation.joined',
        'conversation.assigned',
        'conversation.left',
        'conversation.transferred',
      ]);
      expect(told.at(-1)).toMatchObject({
        actor: { type: 'member', id: ids.Ann },
        data: {
          message: { content: { text: 'About an invoice.' } },
          member: { id: ids.Ben },
          from: { member: { id: ids.Ann, name: 'Ann' } },
          to: { member: { id: ids.Ben, name: 'Ben' } },
        },
      });
      expect((await as('Ann', 'transfer', { assigneeId: ids.Ben, note: 'again' })).status).toBe(200);
      expect((await eventsOf(api, id)).filter((event) => event.type === 'note.created')).toHaveLength(1);
    });

    it('is not to transfer what somebody else owns without saying so', async () => {
      await start('collaboration');
      await as('Ann', 'assign', { assigneeId: ids.Ann });
      await as('Ben', 'join');
      expect((await as('Ben', 'transfer', { assigneeId: ids.Lead })).body).toMatchObject({ code: 'already_taken' });
      expect((await as('Ben', 'transfer', { assigneeId: ids.Lead, expectedAssigneeId: ids.Lead })).body.code).toBe('already_taken');
      expect((await as('Ben', 'transfer', { assigneeId: ids.Lead, expectedAssigneeId: ids.Ann })).status).toBe(200);
      expect((await as('Lead', 'transfer', { assigneeId: ids.Ann })).status).toBe(200);
      expect((await as('Lead', 'transfer', { assigneeId: ids.Ben, force: true })).status).toBe(200);
      expect((await conversation(id)).participants.map((one: { memberId: string }) => one.memberId)).toEqual([ids.Ben]);
      for (const body of [{}, { assigneeId: ids.Ann, teamId: 'tea_0' }])
        expect(pathsOf(await as('Ben', 'transfer', body))).toEqual(['assigneeId']);
      expect(pathsOf(await as('Ben', 'transfer', { assigneeId: 'mbr_0' }))).toEqual(['assigneeId']);
      expect(pathsOf(await as('Ben', 'transfer', { teamId: 'tea_0' }))).toEqual(['teamId']);
      await as('Ben', 'close');
      expect((await as('Ben', 'transfer', { assigneeId: ids.Ann })).body.code).toBe('conversation_closed');
    });

    it('is to hand it to another team, which finds nobody in it', async () => {
      const front = await start('collaboration');
      const night = await makeTeam(api, { name: 'Night', representatives: [ids.Zoe] });
      await as('Ann', 'assign', { assigneeId: ids.Ann });
      await as('Ben', 'join');
      const moved = await as('Ann', 'transfer', { teamId: night, note: 'Good night.' });
      expect(moved.body).toMatchObject({ teamId: night, assigneeId: null, participants: [], status: 'rep_needed' });
      const transferred = (await eventsOf(api, id)).find((event) => event.type === 'conversation.transferred');
      expect(transferred).toMatchObject({
        data: {
          conversation: { teamId: night },
          from: { team: { id: front, name: 'Front desk' }, member: { name: 'Ann' } },
          to: { team: { id: night, name: 'Night' }, member: null },
        },
      });
      const left = (await eventsOf(api, id)).filter((event) => event.type === 'conversation.left');
      expect(left.map((event) => event.data.member.name).sort()).toEqual(['Ann', 'Ben']);
      expect((await as('Ann', 'join')).status).toBe(403);
      expect((await as('Zoe', 'join')).status).toBe(200);
    });
  });

  it('lets one of 1,000 hands grab a conversation, and tells the others whose it is', async () => {
    const hands = await Promise.all(Array.from({ length: 1000 }, (_, i) => addMember(api, `Hand ${i}`)));
    await makeTeam(api, { mode: 'grab', channelIds: [channelId], representatives: hands });
    const id = await customerWrites(api, channelId);
    const answers = await Promise.all(hands.map((memberId) => api.post(`/conversations/${id}/grab`, { memberId })));
    const won = answers.filter((one) => one.status === 200);
    const lost = answers.filter((one) => one.status === 409 && one.body.code === 'already_taken');
    expect([won.length, lost.length]).toEqual([1, 999]);
    const owner = won[0]?.body.assigneeId;
    const { name } = (await api.get(`/members/${owner}`)).body;
    expect(new Set(lost.map((one) => one.body.detail))).toEqual(new Set([`${name} owns this conversation.`]));
    expect(await conversation(id)).toMatchObject({ assigneeId: owner, participants: [{ memberId: owner, via: 'grab' }] });
    expect((await eventTypesOf(api, id)).filter((type) => type === 'conversation.assigned')).toHaveLength(1);
  }, 60_000);

  it('lets 200 who overtake each other at once form one chain', async () => {
    const members: string[] = [];
    for (let i = 0; i < 10; i++) members.push(await addMember(api, `Member ${i}`));
    const id = await customerWrites(api, channelId);
    await api.post(`/conversations/${id}/assign`, { assigneeId: members[9] });
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, i) => api.post(`/conversations/${id}/assign`, { assigneeId: members[i % 10], force: true })),
    );
    expect(answers.filter((one) => one.status !== 200)).toEqual([]);
    const chain = (await eventsOf(api, id)).filter((event) => event.type === 'conversation.assigned').map((event) => event.data);
    expect(chain.length).toBeGreaterThan(10);
    chain.slice(1).forEach((link, i) => expect(link.from).toEqual(chain[i].to));
    expect(chain.every((link) => link.from === null || link.from.id !== link.to.id)).toBe(true);
    expect((await conversation(id)).assigneeId).toBe(chain.at(-1).to.id);
    const seqs = (await eventsOf(api, id)).map((event) => event.conversationSeq);
    expect(seqs).toEqual(seqs.map((_, i) => i + 1));
  }, 60_000);
});
