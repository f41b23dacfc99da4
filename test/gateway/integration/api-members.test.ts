import { type TestApi, startApi } from '../support/api.ts';
import { connect } from '../support/channels.ts';
import { STORES, adminId, customerWrites, eventTypesOf, eventsOf, keyWith, makeTeam, membersNamed } from '../support/people.ts';

describe.each(STORES)('members on %s', (store) => {
  let api: TestApi;
  beforeEach(async () => {
    api = await startApi(store);
  });
  afterEach(() => api.close());

  const pathsOf = (answer: { body: { errors?: { path: string }[] } }) => (answer.body.errors ?? []).map((error) => error.path).sort();
  const patch = (id: string, body: unknown) => api.request('PATCH', `/members/${id}`, body);
  const remove = (id: string) => api.request('DELETE', `/members/${id}`);
  const newcomer = { name: 'Ann', email: 'Ann@Example.com', role: 'agent' };

  it('are added, read, changed and removed', async () => {
    const made = await api.post('/members', newcomer);
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'Ann', email: 'ann@example.com', role: 'agent', status: 'active', availability: 'offline', capacity: null },
    });
    const { id } = made.body;
    const { invitation, ...member } = made.body;
    expect(invitation).toMatchObject({ email: 'ann@example.com', role: 'agent' });
    expect((await api.get(`/members/${id}`)).body).toEqual(member);
    const changed = await patch(id, { name: 'Ann Lee', availability: 'online', capacity: 5, role: 'admin' });
    expect(changed.body).toMatchObject({ name: 'Ann Lee', availability: 'online', capacity: 5, role: 'admin' });
    expect((await patch(id, { capacity: null })).body).toMatchObject({ capacity: null, availability: 'online' });
    expect((await api.get('/members')).body.data.map((one: { id: string }) => one.id)).toEqual([await adminId(api), id]);
    expect((await remove(id)).status).toBe(204);
    expect((await api.get('/members')).body.data).toHaveLength(1);
    for (const answer of [await api.get(`/members/${id}`), await patch(id, { name: 'x' }), await remove(id)]) {
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
  });

  it('have an address of their own, in whatever letters, and come back under it as who they were', async () => {
    const { id } = (await api.post('/members', newcomer)).body;
    expect(await api.post('/members', { ...newcomer, email: 'ann@example.COM' })).toMatchObject({
      status: 409,
      body: { code: 'already_exists' },
    });
    await patch(id, { capacity: 3, availability: 'online' });
    await remove(id);
    const again = await api.post('/members', { ...newcomer, name: 'Ann Lee' });
    expect(again).toMatchObject({ status: 201, body: { id, name: 'Ann Lee', capacity: null, availability: 'offline' } });
  });

  it('are refused with the path of each bad field, and a password that is too short', async () => {
    const bad = await api.post('/members', { name: ' ', email: 'nobody', role: 'boss', availability: 'asleep', capacity: -1, what: 1 });
    expect(pathsOf(bad)).toEqual(['availability', 'capacity', 'email', 'name', 'role', 'what']);
    const secret = await api.post('/members', { ...newcomer, password: 'canary' });
    expect(secret).toMatchObject({ status: 400, body: { errors: [{ path: 'password' }] } });
    expect(secret.text).not.toContain('canary');
    expect(pathsOf(await patch(await adminId(api), { email: 'new@example.com' }))).toEqual(['email']);
  });

  it('need a key that may manage them', async () => {
    const key = await keyWith(api, 'read', 'write_conversations');
    expect(await api.post('/members', newcomer, { key })).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect((await api.get('/members', { key })).status).toBe(200);
  });

  it('always have an admin among them, also when two admins remove each other at once', async () => {
    const first = await adminId(api);
    expect(await remove(first)).toMatchObject({ status: 409, body: { code: 'last_admin' } });
    expect(await patch(first, { role: 'agent' })).toMatchObject({
      status: 409,
      body: { code: 'last_admin', detail: expect.stringContaining('Ada Admin') },
    });
    const second = (await api.post('/members', { ...newcomer, role: 'admin' })).body.id;
    const answers = await Promise.all([remove(first), remove(second), patch(first, { role: 'agent' }), patch(second, { role: 'agent' })]);
    expect(answers.filter((one) => one.status < 300).length).toBeGreaterThan(0);
    const left = (await api.get('/members')).body.data;
    expect(left.filter((one: { role: string }) => one.role === 'admin')).toHaveLength(1);
  });

  it('leave every open conversation when they are removed, and every team', async () => {
    const channelId = await connect(api);
    const { Ann, Ben } = await membersNamed(api, 'Ann', 'Ben');
    const teamId = await makeTeam(api, { representatives: [Ann, Ben] });
    const owned = await customerWrites(api, channelId, '15550101');
    const joined = await customerWrites(api, channelId, '15550102');
    const closed = await customerWrites(api, channelId, '15550103');
    await api.post(`/conversations/${owned}/assign`, { assigneeId: Ann });
    await api.post(`/conversations/${owned}/join`, { memberId: Ben });
    await api.post(`/conversations/${joined}/join`, { memberId: Ann });
    await api.post(`/conversations/${closed}/assign`, { assigneeId: Ann });
    await api.post(`/conversations/${closed}/close`, {});
    const before = await eventTypesOf(api, closed);
    expect((await remove(Ann)).status).toBe(204);
    expect((await api.get(`/conversations/${owned}`)).body).toMatchObject({
      assigneeId: null,
      participants: [{ memberId: Ben }],
      status: 'pending',
    });
    expect((await api.get(`/conversations/${joined}`)).body).toMatchObject({ participants: [], status: 'rep_needed' });
    const told = (await eventsOf(api, owned)).slice(-2);
    expect(told).toMatchObject([
      { type: 'conversation.left', data: { member: { id: Ann, name: 'Ann' } }, actor: { type: 'bot' } },
      { type: 'conversation.assigned', data: { from: { id: Ann, name: 'Ann' }, to: null } },
    ]);
    expect(await eventTypesOf(api, joined)).toEqual(expect.arrayContaining(['conversation.left']));
    expect(await eventTypesOf(api, closed)).toEqual(before);
    expect((await api.get(`/teams/${teamId}`)).body.members).toEqual([{ memberId: Ben, role: 'representative' }]);
    expect((await api.post(`/conversations/${owned}/assign`, { assigneeId: Ann })).body.errors[0].path).toBe('assigneeId');
    expect((await api.post(`/conversations/${owned}/join`, { memberId: Ann })).body.errors[0].path).toBe('memberId');
  });

  it('own nothing after they were removed, however many conversations were given to them meanwhile', async () => {
    const channelId = await connect(api);
    const { Ann } = await membersNamed(api, 'Ann');
    const ids: string[] = [];
    for (let i = 0; i < 20; i++) ids.push(await customerWrites(api, channelId, `1555020${i}`));
    const answers = await Promise.all([
      ...ids.slice(0, 10).map((id) => api.post(`/conversations/${id}/assign`, { assigneeId: Ann })),
      remove(Ann),
      ...ids.slice(10).map((id) => api.post(`/conversations/${id}/assign`, { assigneeId: Ann })),
    ]);
    expect(answers.filter((one) => one.status >= 500)).toEqual([]);
    expect((await api.get(`/conversations?assigneeId=${Ann}`)).body.data).toEqual([]);
    expect((await api.get(`/conversations?view=joined&memberId=${Ann}`)).body.data).toEqual([]);
  });
});
