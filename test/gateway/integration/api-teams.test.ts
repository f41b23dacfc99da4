import { type TestApi, startApi } from '../support/api.ts';
import { LINE, connect } from '../support/channels.ts';
import { STORES, addMember, customerWrites, eventsOf, keyWith, makeTeam, membersNamed } from '../support/people.ts';

describe.each(STORES)('teams on %s', (store) => {
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
  const teamIds = async (id = channelId) => (await api.get(`/channels/${id}`)).body.teamIds;

  it('are made, listed, changed and removed', async () => {
    const { Ann, Ben } = await membersNamed(api, 'Ann', 'Ben');
    const made = await api.post('/teams', {
      name: 'Front desk',
      mode: 'grab',
      members: [{ memberId: Ann, role: 'representative' }],
      channelIds: [channelId, channelId],
    });
    expect(made).toMatchObject({
      status: 201,
      body: {
        name: 'Front desk',
        mode: 'grab',
        assignment: 'manual',
        members: [{ memberId: Ann, role: 'representative' }],
        channelIds: [channelId],
      },
    });
    const { id } = made.body;
    expect((await api.get(`/teams/${id}`)).body).toEqual(made.body);
    const changed = await patch(`/teams/${id}`, {
      name: 'Back office',
      members: [{ memberId: Ben, role: 'admin' }],
      assignment: 'least_busy',
    });
    expect(changed.body).toMatchObject({
      name: 'Back office',
      mode: 'grab',
      assignment: 'least_busy',
      members: [{ memberId: Ben, role: 'admin' }],
      channelIds: [channelId],
    });
    const other = await makeTeam(api, { name: 'Night' });
    const first = await api.get('/teams?limit=1');
    expect(first.body.data).toMatchObject([{ id, members: [{ memberId: Ben }] }]);
    expect((await api.get(`/teams?limit=1&cursor=${first.body.nextCursor}`)).body).toMatchObject({
      data: [{ id: other }],
      nextCursor: null,
    });
    expect((await api.request('DELETE', `/teams/${id}`)).status).toBe(204);
    for (const answer of [await api.get(`/teams/${id}`), await patch(`/teams/${id}`, {}), await api.request('DELETE', `/teams/${id}`)]) {
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
  });

  it('are refused with the path of each bad field', async () => {
    const { Ann } = await membersNamed(api, 'Ann');
    const gone = await connect(api, LINE);
    await api.request('DELETE', `/channels/${gone}`);
    const bad = await api.post('/teams', {
      name: '',
      mode: 'chaos',
      assignment: 'dice',
      members: [{ memberId: Ann, role: 'boss' }],
      channelIds: ['x'],
      what: 1,
    });
    expect(pathsOf(bad)).toEqual(['assignment', 'channelIds.0', 'members.0.role', 'mode', 'name', 'what']);
    const unknown = await api.post('/teams', {
      name: 'x',
      mode: 'grab',
      members: [
        { memberId: 'mbr_0', role: 'admin' },
        { memberId: Ann, role: 'admin' },
      ],
      channelIds: [channelId, gone],
    });
    expect(pathsOf(unknown)).toEqual(['channelIds.1', 'members.0.memberId']);
    const twice = [
      { memberId: Ann, role: 'admin' },
      { memberId: Ann, role: 'representative' },
    ];
    expect(pathsOf(await api.post('/teams', { name: 'x', mode: 'grab', members: twice }))).toEqual(['members']);
    expect((await api.get('/teams')).body.data).toEqual([]);
    const key = await keyWith(api, 'read', 'manage_members');
    expect((await api.post('/teams', { name: 'x', mode: 'grab' }, { key })).status).toBe(403);
  });

  it('are shown by their channels, oldest first', async () => {
    expect(await teamIds()).toEqual([]);
    const first = await makeTeam(api, { channelIds: [channelId] });
    const second = await makeTeam(api, { channelIds: [channelId] });
    expect(await teamIds()).toEqual([first, second]);
    expect((await api.get('/channels')).body.data[0].teamIds).toEqual([first, second]);
    expect((await patch(`/channels/${channelId}`, { name: 'New' })).body.teamIds).toEqual([first, second]);
    await patch(`/teams/${first}`, { channelIds: [] });
    expect(await teamIds()).toEqual([second]);
  });

  it('get the new conversations of their channel, of several the oldest, and keep them', async () => {
    const open = await customerWrites(api, channelId, '15550100');
    const first = await makeTeam(api, { channelIds: [channelId] });
    const second = await makeTeam(api, { channelIds: [channelId] });
    const fresh = await customerWrites(api, channelId, '15550101');
    expect((await conversation(fresh)).teamId).toBe(first);
    expect((await conversation(open)).teamId).toBeNull();
    expect((await eventsOf(api, fresh))[0]).toMatchObject({ type: 'conversation.created', data: { conversation: { teamId: first } } });
    await patch(`/teams/${first}`, { channelIds: [] });
    expect((await conversation(await customerWrites(api, channelId, '15550101'))).teamId).toBe(first);
    await api.post(`/conversations/${fresh}/close`, {});
    expect((await conversation(await customerWrites(api, channelId, '15550101'))).teamId).toBe(second);
    const found = (await api.get(`/conversations?teamId=${second}`)).body.data;
    expect(found.map((one: { id: string }) => one.id)).toEqual([fresh]);
    expect((await api.get(`/conversations/counts?teamId=${second}`)).body.views.all).toBe(1);
  });

  it('pass their open conversations on when they are removed, with whoever is in them', async () => {
    const { Ann } = await membersNamed(api, 'Ann');
    const first = await makeTeam(api, { name: 'First', channelIds: [channelId], representatives: [Ann] });
    const second = await makeTeam(api, { name: 'Second', channelIds: [channelId] });
    const open = await customerWrites(api, channelId, '15550101');
    await api.post(`/conversations/${open}/assign`, { assigneeId: Ann });
    await api.request('DELETE', `/teams/${first}`);
    expect(await conversation(open)).toMatchObject({ teamId: second, assigneeId: Ann, participants: [{ memberId: Ann }] });
    expect((await eventsOf(api, open)).at(-1)).toMatchObject({
      type: 'conversation.transferred',
      data: {
        from: { team: { id: first, name: 'First' }, member: { id: Ann, name: 'Ann' } },
        to: { team: { id: second, name: 'Second' }, member: { id: Ann } },
      },
    });
    await api.request('DELETE', `/teams/${second}`);
    expect((await conversation(open)).teamId).toBeNull();
    expect(await teamIds()).toEqual([]);
  });

  it('are given conversations by assign and by PATCH, and nobody owns them then', async () => {
    const ann = await addMember(api, 'Ann');
    const teamId = await makeTeam(api, {});
    const id = await customerWrites(api, channelId);
    expect((await api.post(`/conversations/${id}/assign`, { teamId })).body).toMatchObject({ teamId, assigneeId: null });
    await api.post(`/conversations/${id}/assign`, { assigneeId: ann });
    expect((await api.post(`/conversations/${id}/assign`, { teamId })).body).toMatchObject({ teamId, assigneeId: ann });
    expect((await api.post(`/conversations/${id}/assign`, { teamId: null })).body.code).toBe('already_taken');
    expect((await patch(`/conversations/${id}`, { teamId: null, tags: ['x'] })).body.code).toBe('already_taken');
    expect((await conversation(id)).tags).toEqual([]);
    expect((await api.post(`/conversations/${id}/assign`, { teamId: null, expectedAssigneeId: ann })).body).toMatchObject({
      teamId: null,
      assigneeId: null,
    });
    expect((await patch(`/conversations/${id}`, { teamId, tags: ['x'] })).body).toMatchObject({ teamId, tags: ['x'] });
    expect(pathsOf(await api.post(`/conversations/${id}/assign`, { teamId: 'tea_0' }))).toEqual(['teamId']);
    expect(pathsOf(await patch(`/conversations/${id}`, { teamId: 'tea_0' }))).toEqual(['teamId']);
    expect(pathsOf(await api.post(`/conversations/${id}/assign`, {}))).toEqual(['assigneeId']);
    expect(pathsOf(await api.post(`/conversations/${id}/assign`, { teamId, assigneeId: ann }))).toEqual(['assigneeId']);
    await api.post(`/conversations/${id}/close`, {});
    expect((await api.post(`/conversations/${id}/assign`, { teamId: null })).body.code).toBe('conversation_closed');
  });
});
