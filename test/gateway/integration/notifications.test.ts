import { type TestApi, startApi } from '../support/api.ts';
import { connect } from '../support/channels.ts';
import { STORES, adminId, customerWrites, keyWith, makeTeam, membersNamed } from '../support/people.ts';
import { notificationsOf, unreadKinds } from '../support/notifications.ts';

describe.each(STORES)('notifications on %s', (store) => {
  let api: TestApi;
  let channelId: string;
  let phone = 15550100;
  beforeAll(async () => {
    api = await startApi(store);
    channelId = await connect(api);
  });
  afterAll(() => api.close());
  // Every test has its own people, and whatever other teams there are serve the channel no more.
  const teamFor = async (team: Parameters<typeof makeTeam>[1]) => {
    for (const { id } of (await api.get('/teams')).body.data) await api.request('PATCH', `/teams/${id}`, { channelIds: [] });
    return makeTeam(api, { ...team, channelIds: [channelId] });
  };
  const writes = () => customerWrites(api, channelId, String(phone++));
  const act = (id: string, what: string, memberId: string, more = {}) => api.post(`/conversations/${id}/${what}`, { memberId, ...more });

  it('offer a new conversation of a team that grabs to its representatives, until one has it', async () => {
    const { Ann, Ben, Boss, Zoe } = await membersNamed(api, 'Ann', 'Ben', 'Boss', 'Zoe');
    const teamId = await teamFor({ mode: 'grab', representatives: [Ann, Ben], admins: [Boss] });
    const id = await writes();
    const [offer] = await notificationsOf(api, Ben);
    expect(offer).toMatchObject({
      kind: 'grab_offer',
      count: 1,
      readAt: null,
      ended: null,
      conversation: { id, teamId, assigneeId: null, status: 'rep_needed' },
      contact: { name: `Customer ${phone - 1}` },
      channel: { id: channelId, type: 'whatsapp' },
      text: 'hello',
      actions: [{ name: 'grab', method: 'POST', path: `/api/v1/conversations/${id}/grab` }],
    });
    for (const nobody of [Boss, Zoe, await adminId(api)]) expect(await notificationsOf(api, nobody)).toEqual([]);
    const action = offer.actions[0];
    expect((await api.request(action.method, `/${action.path}`, { memberId: Ann })).status).toBe(200);
    expect(await notificationsOf(api, Ben)).toMatchObject([
      { id: offer.id, ended: { reason: 'taken', by: { id: Ann, name: 'Ann' } }, contact: null, text: null, actions: [] },
    ]);
    expect(await unreadKinds(api, Ann)).toEqual([]);
    expect(await notificationsOf(api, Ann)).toMatchObject([{ ended: { reason: 'taken' }, text: 'hello' }]);
  });

  it('tell everybody of a collaborating team, each of whom can join, and who joined', async () => {
    const { Ann, Ben, Boss, Zoe } = await membersNamed(api, 'Ann', 'Ben', 'Boss', 'Zoe');
    await teamFor({ representatives: [Ann, Ben], admins: [Boss] });
    const id = await writes();
    for (const one of [Ann, Ben, Boss]) {
      expect(await notificationsOf(api, one)).toMatchObject([{ kind: 'new_conversation', actions: [{ name: 'join' }] }]);
    }
    expect(await notificationsOf(api, Zoe)).toEqual([]);
    await act(id, 'join', Boss);
    expect(await notificationsOf(api, Ann)).toMatchObject([{ ended: { by: { name: 'Boss' } }, text: 'hello', actions: [] }]);
    // Whom the only one in it leaves waits for somebody again.
    await act(id, 'leave', Boss);
    expect(await unreadKinds(api, Ann)).toEqual(['new_conversation']);
    expect(await unreadKinds(api, Boss)).toEqual([]);
    await api.post(`/conversations/${id}/messages`, { content: { type: 'text', text: 'Soon.' }, answers: true });
    expect((await notificationsOf(api, Ann))[0]).toMatchObject({ ended: { reason: 'answered' } });
  });

  it('collapse new messages into one until it is read', async () => {
    const { Ann, Ben } = await membersNamed(api, 'Ann', 'Ben');
    await teamFor({ representatives: [Ann, Ben] });
    const id = await writes();
    await act(id, 'join', Ann);
    for (let i = 0; i < 3; i++) {
      api.clock.now += 1000;
      expect(await customerWrites(api, channelId, String(phone - 1))).toBe(id);
    }
    const [told] = await notificationsOf(api, Ann);
    expect(told).toMatchObject({ kind: 'new_message', count: 3, text: 'hello', actions: [] });
    expect(Date.parse(told.updatedAt) - Date.parse(told.createdAt)).toBe(2000);
    expect((await api.get(`/notifications/counts?memberId=${Ann}`)).body).toMatchObject({
      unread: 1,
      kinds: { new_message: 1, mention: 0 },
    });
    expect(await notificationsOf(api, Ben, '&kind=new_message')).toEqual([]);
    await act(id, 'read', Ann);
    expect(await unreadKinds(api, Ann)).toEqual([]);
    api.clock.now += 1000;
    await customerWrites(api, channelId, String(phone - 1));
    expect((await notificationsOf(api, Ann, '&unread=true')).map((one) => one.count)).toEqual([1]);
    await act(id, 'close', Ann);
    expect((await notificationsOf(api, Ann))[0]).toMatchObject({ kind: 'new_message', ended: { reason: 'closed', by: { id: Ann } } });
  });

  it('are read one by one, several at once, and all; nobody else’s are touched', async () => {
    const { Ann, Ben } = await membersNamed(api, 'Ann', 'Ben');
    await teamFor({ representatives: [Ann, Ben] });
    for (let i = 0; i < 4; i++) {
      api.clock.now += 1;
      await writes();
    }
    const ids = (await notificationsOf(api, Ann)).map((one) => String(one.id));
    expect((await api.post(`/notifications/${ids[0]}/read`, { memberId: Ann })).body).toMatchObject({
      id: ids[0],
      actions: [{ name: 'join' }],
    });
    expect((await api.post(`/notifications/${ids[0]}/read`, { memberId: Ann })).body.readAt).not.toBeNull();
    expect((await api.post(`/notifications/${ids[1]}/read`, { memberId: Ben })).status).toBe(404);
    expect((await api.post('/notifications/read', { ids: [ids[0], ids[1]], memberId: Ann })).body).toEqual({ read: 1 });
    expect((await api.post('/notifications/read', { all: true, memberId: Ann })).body).toEqual({ read: 2 });
    expect((await api.get(`/notifications/counts?memberId=${Ann}`)).body.unread).toBe(0);
    expect((await api.get(`/notifications/counts?memberId=${Ben}`)).body).toMatchObject({ unread: 4, kinds: { new_conversation: 4 } });
    const first = await api.get(`/notifications?memberId=${Ann}&limit=3&unread=false`);
    const rest = await api.get(`/notifications?memberId=${Ann}&limit=3&unread=false&cursor=${first.body.nextCursor}`);
    expect([...first.body.data, ...rest.body.data].map((one: { id: string }) => one.id)).toEqual(ids);
    expect(rest.body.nextCursor).toBeNull();
  });

  it('go where the member wants to hear of them', async () => {
    const { Ann, Ben } = await membersNamed(api, 'Ann', 'Ben');
    await teamFor({ representatives: [Ann, Ben] });
    const mine = `/notifications/preferences?memberId=${Ann}`;
    expect((await api.get(mine)).body).toMatchObject({ kinds: { new_message: { inApp: true, email: false, push: true } }, pushText: true });
    const patch = (body: unknown) => api.request('PATCH', '/notifications/preferences', body);
    const off = { inApp: false, push: false };
    expect((await patch({ memberId: Ann, kinds: { new_conversation: off }, pushText: false })).body).toMatchObject({
      kinds: { new_conversation: { inApp: false, email: false, push: false }, mention: { email: true } },
      pushText: false,
    });
    await patch({ memberId: Ann, kinds: { mention: { email: false } } });
    expect((await api.get(mine)).body).toMatchObject({
      kinds: { new_conversation: { inApp: false }, mention: { inApp: true, email: false } },
      pushText: false,
    });
    await writes();
    expect(await notificationsOf(api, Ann)).toEqual([]);
    expect(await unreadKinds(api, Ben)).toEqual(['new_conversation']);
    const bad = await patch({ memberId: Ann, kinds: { new_message: { fax: true }, gossip: {} }, pushText: 1 });
    expect(bad).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
    expect(bad.body.errors.map((error: { path: string }) => error.path).sort()).toEqual([
      'kinds.gossip',
      'kinds.new_message.fax',
      'pushText',
    ]);
  });

  it('carry assignments, transfers with their note, and mentions', async () => {
    const { Ann, Ben, Zoe } = await membersNamed(api, 'Ann', 'Ben', 'Zoe');
    await teamFor({ mode: 'grab', representatives: [Ann, Ben] });
    const id = await writes();
    await api.post(`/conversations/${id}/assign`, { assigneeId: Ann });
    expect(await notificationsOf(api, Ann)).toMatchObject([{ kind: 'assignment', actor: { type: 'bot' } }, { kind: 'grab_offer' }]);
    const refused = await act(id, 'notes', Ann, { text: '@Ben?', mentions: [Ann, Ben, 'mbr_0', Zoe] });
    expect(refused.body.errors).toEqual([
      { path: 'mentions.1', message: 'This member may not see the conversation.' },
      { path: 'mentions.2', message: 'There is no such member.' },
      { path: 'mentions.3', message: 'This member may not see the conversation.' },
    ]);
    await act(id, 'transfer', Ann, { assigneeId: Ben, note: 'About an invoice' });
    expect((await notificationsOf(api, Ben)).filter((one) => one.readAt === null && one.ended === null)).toMatchObject([
      { kind: 'transfer', text: 'About an invoice', actor: { id: Ann, name: 'Ann' } },
    ]);
    expect((await notificationsOf(api, Ann))[0]).toMatchObject({ kind: 'assignment', ended: { by: { id: Ben } }, text: null });
    const boss = await adminId(api);
    const noted = await act(id, 'notes', Ben, { text: '@Ada look', mentions: [boss, boss, Ben] });
    expect(noted).toMatchObject({ status: 201, body: { content: { type: 'text', text: '@Ada look', mentions: [boss, Ben] } } });
    await act(id, 'notes', Ben, { text: '@Ada once more', mentions: [boss] });
    expect((await notificationsOf(api, boss, '&kind=mention')).map((one) => one.text)).toEqual(['@Ada once more', '@Ada look']);
    expect(await notificationsOf(api, Ben, '&kind=mention')).toEqual([]);
  });

  it('need a member, and a key that may ask for one', async () => {
    const { Ann } = await membersNamed(api, 'Ann');
    for (const path of ['/notifications', '/notifications/counts', '/notifications/preferences']) {
      expect((await api.get(path)).body.errors).toEqual([{ path: 'memberId', message: 'Name the member whose it is.' }]);
      expect((await api.get(`${path}?memberId=mbr_0`)).body.errors).toEqual([{ path: 'memberId', message: 'There is no such member.' }]);
      expect((await api.get(`${path}?memberId=${Ann}`, { key: await keyWith(api, 'read') })).status).toBe(403);
    }
    const bad = await api.post('/notifications/read', { memberId: Ann });
    expect(bad.body.errors).toEqual([{ path: 'ids', message: 'Name either ids or all.' }]);
  });
});
