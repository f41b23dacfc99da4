import { createServer, get } from 'node:http';
import { createEventStream } from '../../../gateway/src/events/stream.ts';
import { createLogger } from '../../../gateway/src/log/logger.ts';
import { type TestApi } from '../support/api.ts';
import { connect } from '../support/channels.ts';
import { STORES, addMember, customerWrites, makeTeam, membersNamed } from '../support/people.ts';
import { textMessage } from '../support/inbound.ts';
import { as, startApiWithMembers } from '../support/signed-in.ts';

describe.each(STORES)('a member who has signed in, on %s', (store) => {
  let api: TestApi;
  let channelId: string;
  let ids: Record<'Ann' | 'Ben' | 'Zoe', string>;
  let teamId: string;
  let phone = 1000;
  beforeAll(async () => {
    api = await startApiWithMembers(store);
    channelId = await connect(api);
    ids = await membersNamed(api, 'Ann', 'Ben', 'Zoe');
    teamId = await makeTeam(api, { mode: 'grab', channelIds: [channelId], representatives: [ids.Ann, ids.Ben] });
  });
  afterAll(() => api.close());

  const starts = () => customerWrites(api, channelId, `1555${phone++}`);
  const writesAgain = (text: string) => api.ingest(channelId, textMessage(`1555${phone - 1}`, `wamid.sight.${text}`, text));
  const unreadOf = async (id: string, member: string) => (await api.get(`/conversations/${id}`, as(member))).body.unread;
  const idsOf = async (query: string, member: string): Promise<readonly string[]> =>
    (await api.get(`/conversations?limit=200&${query}`, as(member))).body.data.map((one: { id: string }) => one.id);
  const sees = async (id: string, member: string) => {
    const found = [
      (await api.get(`/conversations/${id}`, as(member))).status === 200,
      (await api.get(`/conversations/${id}/messages`, as(member))).status === 200,
      (await api.get(`/conversations/${id}/sessions`, as(member))).status === 200,
      (await api.get(`/conversations/${id}/events`, as(member))).status === 200,
      (await idsOf('view=all', member)).includes(id),
      (await api.get('/events?limit=200', as(member))).text.includes(id),
    ];
    expect(new Set(found).size).toBe(1);
    return found[0];
  };

  it('loses sight of what a colleague grabs, and of what goes to another team, at once', async () => {
    const id = await starts();
    expect([await sees(id, ids.Ann), await sees(id, ids.Ben), await sees(id, ids.Zoe)]).toEqual([true, true, false]);
    await api.post(`/conversations/${id}/grab`, {}, as(ids.Ann));
    expect([await sees(id, ids.Ann), await sees(id, ids.Ben), await sees(id, ids.Zoe)]).toEqual([true, false, false]);
    const others = await makeTeam(api, { name: 'Others', representatives: [ids.Zoe] });
    await api.post(`/conversations/${id}/transfer`, { teamId: others }, as(ids.Ann));
    expect([await sees(id, ids.Ann), await sees(id, ids.Ben), await sees(id, ids.Zoe)]).toEqual([false, false, true]);
    await api.post(`/conversations/${id}/assign`, { teamId: null, force: true });
    expect([await sees(id, ids.Ann), await sees(id, ids.Ben), await sees(id, ids.Zoe)]).toEqual([true, true, true]);
    await api.request('PATCH', `/teams/${teamId}`, { name: 'Front desk' });
  });

  it('loses sight of a team with the place in it, but not of what they are in', async () => {
    const [kept, lost] = [await starts(), await starts()];
    await api.post(`/conversations/${kept}/grab`, {}, as(ids.Ben));
    await api.request('PATCH', `/teams/${teamId}`, { members: [{ memberId: ids.Ann, role: 'representative' }] });
    expect([await sees(kept, ids.Ben), await sees(lost, ids.Ben)]).toEqual([true, false]);
    await api.post(`/conversations/${kept}/leave`, {}, as(ids.Ben));
    expect(await sees(kept, ids.Ben)).toBe(false);
    expect((await api.post(`/conversations/${kept}/leave`, {}, as(ids.Ben))).status).toBe(403);
    const both = [ids.Ann, ids.Ben].map((memberId) => ({ memberId, role: 'representative' }));
    await api.request('PATCH', `/teams/${teamId}`, { members: both });
  });

  it('keeps a count of what they have not read, that nobody else moves', async () => {
    const id = await starts();
    await writesAgain(`${store} two`);
    expect([await unreadOf(id, ids.Ann), await unreadOf(id, ids.Ben)]).toEqual([2, 2]);
    const [ann, ben] = [as(ids.Ann), as(ids.Ben)];
    const before = (await api.get('/conversations/counts', ann)).body.unread;
    const updatedAt = (await api.get(`/conversations/${id}`, ann)).body.updatedAt;
    await api.post(`/conversations/${id}/read`, {}, ann);
    expect([await unreadOf(id, ids.Ann), await unreadOf(id, ids.Ben)]).toEqual([0, 2]);
    expect((await api.get('/conversations/counts', ann)).body.unread).toBe(before - 1);
    expect([(await idsOf('unread=true', ids.Ann)).includes(id), (await idsOf('unread=false', ids.Ann)).includes(id)]).toEqual([
      false,
      true,
    ]);
    expect((await api.get(`/conversations/${id}`, ann)).body.updatedAt).toBe(updatedAt);
    await writesAgain(`${store} three`);
    expect(await unreadOf(id, ids.Ann)).toBe(1);
    expect((await idsOf('unread=true&view=all', ids.Ann)).includes(id)).toBe(true);
    expect((await api.post(`/conversations/${id}/notes`, { text: 'a note' }, ben)).status).toBe(201);
    expect(await unreadOf(id, ids.Ann)).toBe(1);
    expect((await api.post(`/conversations/${id}/join`, {}, ben)).body.unread).toBe(0);
    await writesAgain(`${store} four`);
    await api.post(`/conversations/${id}/messages`, { content: { type: 'text', text: 'hello' } }, ben);
    expect(await unreadOf(id, ids.Ben)).toBe(0);
  });

  it('has what they have read counted on when a conversation closes and opens again', async () => {
    const id = await starts();
    await api.post(`/conversations/${id}/read`, {}, as(ids.Ann));
    const count = async () => (await api.get('/conversations/counts', as(ids.Ann))).body.unread;
    const before = await count();
    await api.post(`/conversations/${id}/close`, {});
    expect(await count()).toBe(before);
    await writesAgain(`${store} later`);
    expect([await count(), await unreadOf(id, ids.Ann)]).toEqual([before + 1, 1]);
    expect((await idsOf('view=all&unread=true', ids.Ann)).length).toBe(before + 1);
  });

  it('is somebody for whom a key reads, where it may', async () => {
    const id = await starts();
    await api.post(`/conversations/${id}/grab`, {}, as(ids.Ann));
    for (const [memberId, status] of [
      [ids.Ann, 200],
      [ids.Ben, 404],
      ['mbr_0', 404],
    ] as const) {
      // prettier-ignore
      for (const path of ['', '/messages', '/sessions', '/events']) expect((await api.get(`/conversations/${id}${path}?memberId=${memberId}`)).status).toBe(status);
    }
    expect((await api.get(`/conversations/${id}`)).body.unread).toBeNull();
    expect((await api.get(`/conversations/${id}?memberId=${ids.Ann}`)).body.unread).toBe(0);
    const events = await Promise.all([ids.Ann, ids.Ben].map((memberId) => api.get(`/events?limit=200&memberId=${memberId}`)));
    expect(events.map((answer) => answer.text.includes(id))).toEqual([true, false]);
    const foreign = await api.get(`/conversations/${id}?memberId=${ids.Ann}`, as(ids.Ben));
    expect(foreign).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect((await api.get(`/conversations?unread=true`)).body.data).toEqual([]);
  });

  it('gets figures of their own teams only', async () => {
    const of = async (member: string) =>
      (await api.get('/analytics/summary?groupBy=team', as(member))).body.groups.map((one: { key: string | null }) => one.key);
    const all = (await api.get('/analytics/summary?groupBy=team')).body.groups.map((one: { key: string | null }) => one.key);
    const admin = await addMember(api, 'Ada', 'admin');
    expect(all).toContain(teamId);
    expect(await of(ids.Ann)).toContain(teamId);
    expect(await of(ids.Zoe)).not.toContain(teamId);
    expect(await of(admin)).toEqual(all);
  });

  it('is sent live what they may see at that moment, and goes on where the stream broke', async () => {
    const log = createLogger({ level: 'silent', stream: { write: () => undefined } });
    const stream = createEventStream({ store: api.store, log, withSignedMedia: (json) => json });
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      stream.add(response, { tx: 0, position: 0 }, [], url.searchParams.get('member') ?? undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const told = new Map<string, string>();
    const listen = (member: string) =>
      get({ port, host: '127.0.0.1', path: `/?member=${member}` }, (response) => {
        response.on('data', (chunk: Buffer) => told.set(member, (told.get(member) ?? '') + chunk.toString()));
      });
    const requests = [ids.Ann, ids.Ben].map(listen);
    const id = await starts();
    await api.post(`/conversations/${id}/grab`, {}, as(ids.Ann));
    await writesAgain(`${store} after the grab`);
    const visible = await api.request('PATCH', `/conversations/${await starts()}`, { tags: ['last'] });
    const isTold = (member: string) => (told.get(member) ?? '').includes(`"tags":["last"]`);
    while (!isTold(ids.Ann) || !isTold(ids.Ben)) {
      stream.wake();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(visible.status).toBe(200);
    expect((told.get(ids.Ann) ?? '').includes(`${store} after the grab`)).toBe(true);
    expect((told.get(ids.Ben) ?? '').includes(`${store} after the grab`)).toBe(false);
    for (const request of requests) request.destroy();
    stream.close();
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  });
});
