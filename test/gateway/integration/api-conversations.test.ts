import { API_KEY, type TestApi, startApi } from '../support/api.ts';
import { connect } from '../support/channels.ts';
import { adminId, addMember, keyWith } from '../support/people.ts';
import { textMessage } from '../support/inbound.ts';

let api: TestApi;
let channelId: string;
beforeEach(async () => {
  api = await startApi();
  channelId = await connect(api);
});
afterEach(() => api.close());

/** A customer's message and the conversation it is in. */
async function customerWrites(phone = '15550100', text = 'hello', externalId = `wamid.${phone}.${text}`): Promise<string> {
  await api.ingest(channelId, textMessage(phone, externalId, text));
  const row = await api.store.reader
    .selectFrom('messages')
    .select('conversationId')
    .where('externalId', '=', externalId)
    .executeTakeFirstOrThrow();
  return row.conversationId;
}

async function eventTypes(): Promise<readonly string[]> {
  return (await api.get('/events?limit=200')).body.data.map((event: { type: string }) => event.type);
}

describe('reading', () => {
  it('shows a conversation whose customer waits, with its messages and session', async () => {
    const id = await customerWrites();
    const conversation = await api.get(`/conversations/${id}`);
    expect(conversation.body).toMatchObject({ id, channelId, status: 'rep_needed', handler: 'people', waiting: { level: 'ok' } });
    expect(conversation.body.window.expiresAt).toBe('2026-11-21T10:00:00.000Z');
    const messages = await api.get(`/conversations/${id}/messages`);
    expect(messages.body).toMatchObject({ data: [{ seq: 1, content: { type: 'text', text: 'hello' } }], nextCursor: null });
    const sessions = await api.get(`/conversations/${id}/sessions`);
    expect(sessions.body).toMatchObject({ data: [{ number: 1, closedAt: null }], nextCursor: null });
  });

  it('answers 404 for what is not there and for what is no id', async () => {
    for (const path of [
      '/conversations/cnv_0',
      '/conversations/cnv_0/messages',
      '/conversations/cnv_0/sessions',
      '/conversations/nonsense',
    ]) {
      expect(await api.get(path)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
  });

  it('pages through conversations without a gap or a repeat, also where many changed in the same moment', async () => {
    for (let i = 0; i < 23; i++) {
      if (i % 5 === 0) api.clock.now += 1000;
      await customerWrites(`1555010${i}`);
    }
    for (const sort of ['updated', 'created', 'waiting']) {
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await api.get(`/conversations?limit=4&sort=${sort}${cursor === null ? '' : `&cursor=${cursor}`}`);
        seen.push(...page.body.data.map((one: { id: string }) => one.id));
        cursor = page.body.nextCursor;
      } while (cursor !== null);
      expect(seen).toHaveLength(23);
      expect(new Set(seen).size).toBe(23);
      const inOrder = [...seen].sort((a, b) => (sort === 'waiting' ? (a < b ? -1 : 1) : a < b ? 1 : -1));
      expect(seen).toEqual(inOrder);
    }
  });

  it('pages through messages newest first', async () => {
    let id = '';
    for (let i = 1; i <= 7; i++) id = await customerWrites('15550100', `text ${i}`);
    const first = await api.get(`/conversations/${id}/messages?limit=3`);
    expect(first.body.data.map((one: { seq: number }) => one.seq)).toEqual([7, 6, 5]);
    const second = await api.get(`/conversations/${id}/messages?limit=3&cursor=${first.body.nextCursor}`);
    expect(second.body.data.map((one: { seq: number }) => one.seq)).toEqual([4, 3, 2]);
    const last = await api.get(`/conversations/${id}/messages?limit=3&cursor=${second.body.nextCursor}`);
    expect(last.body).toMatchObject({ data: [{ seq: 1 }], nextCursor: null });
  });

  it('filters by the status as it is now, not as it was when the row was written', async () => {
    const joined = await customerWrites('15550101');
    const alone = await customerWrites('15550102');
    const memberId = await adminId(api);
    await api.post(`/conversations/${joined}/join`, { memberId });
    const idsOf = async (query: string) => (await api.get(`/conversations?${query}`)).body.data.map((one: { id: string }) => one.id);
    expect(await idsOf('status=pending')).toEqual([joined]);
    api.clock.now += 181_000;
    expect(await idsOf('status=pending')).toEqual([]);
    expect(await idsOf('status=soon_overdue')).toEqual([joined]);
    expect(await idsOf('waiting=soon')).toHaveLength(2);
    api.clock.now += 120_000;
    expect(await idsOf('status=overdue')).toEqual([joined]);
    expect(await idsOf('status=overdue,rep_needed')).toHaveLength(2);
    expect(await idsOf('status=overdue&status=rep_needed')).toHaveLength(2);
    expect(await idsOf('status=rep_needed')).toEqual([alone]);
    expect((await api.get(`/conversations/${joined}`)).body.status).toBe('overdue');
    const counts = await api.get('/conversations/counts');
    expect(counts.body).toEqual({
      statuses: { bot: 0, rep_needed: 1, pending: 0, soon_overdue: 0, overdue: 1, active: 0, closed: 0 },
      views: { all: 2, joined: 1, online: 0 },
      waiting: { ok: 0, soon: 0, overdue: 2 },
      unread: null,
    });
  });

  it('filters by view, owner, contact, channel and words', async () => {
    const one = await customerWrites('15550101', 'about an Invoice');
    const two = await customerWrites('15550102', 'something else');
    const memberId = await adminId(api);
    await api.post(`/conversations/${one}/assign`, { assigneeId: memberId });
    await api.post(`/conversations/${two}/close`, {});
    const contactId = (await api.get(`/conversations/${two}`)).body.contactId;
    const idsOf = async (query: string) => (await api.get(`/conversations?${query}`)).body.data.map((found: { id: string }) => found.id);
    expect(await idsOf('view=all')).toEqual([one]);
    expect(await idsOf('view=joined')).toEqual([one]);
    expect(await idsOf(`view=joined&memberId=${memberId}`)).toEqual([one]);
    expect(await idsOf('view=joined&memberId=mbr_0')).toEqual([]);
    expect(await idsOf('view=online')).toEqual([]);
    expect(await idsOf(`assigneeId=${memberId}`)).toEqual([one]);
    expect(await idsOf('assigneeId=none')).toEqual([two]);
    expect(await idsOf(`contactId=${contactId}`)).toEqual([two]);
    expect(await idsOf(`channelId=chn_0,${channelId}`)).toHaveLength(2);
    expect(await idsOf('q=invoice')).toEqual([one]);
    expect(await idsOf('q=Customer%2015550102')).toEqual([two]);
    expect(await idsOf('q=author')).toEqual([]);
    expect(await idsOf('q=%25')).toEqual([]);
  });

  it('names every bad parameter', async () => {
    const answer = await api.get('/conversations?limit=0&status=nonsense&view=x&cursor=%3F&what=1');
    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe('invalid_input');
    expect(answer.body.errors.map((error: { path: string }) => error.path).sort()).toEqual(['limit', 'status.0', 'view', 'what']);
    expect((await api.get('/conversations?cursor=nonsense')).body.errors).toEqual([
      { path: 'cursor', message: 'This is no cursor of this list.' },
    ]);
  });
});

describe('owning', () => {
  it('lets one of 200 who assign at once win, and tells the others who did', async () => {
    const id = await customerWrites();
    const members = await Promise.all(Array.from({ length: 5 }, (_, i) => addMember(api, `Member ${i}`)));
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        api.post(`/conversations/${id}/assign`, { assigneeId: members[i % 5], expectedAssigneeId: null }),
      ),
    );
    const won = answers.filter((answer) => answer.status === 200);
    expect(won).toHaveLength(1);
    const lost = answers.filter((answer) => answer.status === 409);
    expect(lost).toHaveLength(199);
    const owner = await api.get(`/conversations/${id}`);
    expect(owner.body.assigneeId).toBe(won[0]?.body.assigneeId);
    expect(lost.every((answer) => answer.body.code === 'already_taken' && answer.body.detail.includes('Member'))).toBe(true);
    expect((await eventTypes()).filter((type) => type === 'conversation.assigned')).toHaveLength(1);
  });

  it('takes a conversation from its owner only by their name or by force, with both names in the event', async () => {
    const id = await customerWrites();
    const [ann, ben] = [await addMember(api, 'Ann'), await addMember(api, 'Ben')];
    await api.post(`/conversations/${id}/assign`, { assigneeId: ann });
    expect(await api.post(`/conversations/${id}/assign`, { assigneeId: ben })).toMatchObject({
      status: 409,
      body: { code: 'already_taken', detail: 'Ann owns this conversation.' },
    });
    expect((await api.post(`/conversations/${id}/assign`, { assigneeId: ben, expectedAssigneeId: ann })).status).toBe(200);
    expect((await api.post(`/conversations/${id}/assign`, { assigneeId: ann, force: true })).status).toBe(200);
    const events = (await api.get('/events?types=conversation.assigned')).body.data;
    expect(events.at(-1).data).toMatchObject({ from: { id: ben, name: 'Ben' }, to: { id: ann, name: 'Ann' } });
    expect((await api.post(`/conversations/${id}/assign`, { assigneeId: null, force: true })).body.assigneeId).toBeNull();
    expect(await api.post(`/conversations/${id}/assign`, { assigneeId: ann, expectedAssigneeId: ben })).toMatchObject({
      status: 409,
      body: { code: 'assignee_changed' },
    });
    expect((await api.post(`/conversations/${id}/assign`, { assigneeId: 'mbr_0' })).body.errors[0].path).toBe('assigneeId');
  });

  it('lets a member join and leave, however often it is repeated', async () => {
    const id = await customerWrites();
    const memberId = await adminId(api);
    for (let i = 0; i < 2; i++) {
      const joined = await api.post(`/conversations/${id}/join`, { memberId });
      expect(joined.body).toMatchObject({ status: 'pending', participants: [{ memberId, via: 'join' }] });
    }
    for (let i = 0; i < 2; i++) {
      const left = await api.post(`/conversations/${id}/leave`, { memberId });
      expect(left.body).toMatchObject({ status: 'rep_needed', participants: [] });
    }
    const types = await eventTypes();
    expect(types.filter((type) => type === 'conversation.joined')).toHaveLength(1);
    expect(types.filter((type) => type === 'conversation.left')).toHaveLength(1);
    expect((await api.post(`/conversations/${id}/join`, {})).body.errors).toEqual([
      { path: 'memberId', message: 'Name the member who does this.' },
    ]);
    expect((await api.post(`/conversations/${id}/join`, { memberId: 'mbr_0' })).body.errors[0].path).toBe('memberId');
  });

  it('takes the owner away with a member who leaves', async () => {
    const id = await customerWrites();
    const memberId = await adminId(api);
    await api.post(`/conversations/${id}/assign`, { assigneeId: memberId });
    expect((await api.post(`/conversations/${id}/leave`, { memberId })).body).toMatchObject({ assigneeId: null, participants: [] });
  });
});

describe('closing and reopening', () => {
  it('closes once and reopens in a new session, however often it is repeated', async () => {
    const id = await customerWrites();
    for (let i = 0; i < 2; i++) {
      const closed = await api.post(`/conversations/${id}/close`, { reason: 'solved' });
      expect(closed.body).toMatchObject({ status: 'closed', closeReason: 'solved', waiting: null });
    }
    expect((await api.post(`/conversations/${id}/join`, { memberId: await adminId(api) })).body.code).toBe('conversation_closed');
    expect((await api.post(`/conversations/${id}/assign`, { assigneeId: await adminId(api) })).body.code).toBe('conversation_closed');
    for (let i = 0; i < 2; i++)
      expect((await api.post(`/conversations/${id}/reopen`, {})).body).toMatchObject({ status: 'active', closedAt: null });
    const sessions = await api.get(`/conversations/${id}/sessions?limit=1`);
    expect(sessions.body.data).toMatchObject([{ number: 2, closedAt: null }]);
    const former = await api.get(`/conversations/${id}/sessions?limit=1&cursor=${sessions.body.nextCursor}`);
    expect(former.body.data).toMatchObject([{ number: 1, closeReason: 'solved' }]);
    const types = await eventTypes();
    expect(types.filter((type) => type === 'conversation.closed')).toHaveLength(1);
    expect(types.filter((type) => type === 'conversation.reopened')).toHaveLength(1);
  });

  it('lets an agent close only what they joined, and an admin everything', async () => {
    const id = await customerWrites();
    const agent = await addMember(api, 'Ann');
    expect((await api.post(`/conversations/${id}/close`, { memberId: agent })).body.code).toBe('not_joined');
    expect((await api.post(`/conversations/${id}/close`, { memberId: await adminId(api) })).status).toBe(200);
  });
});

describe('keeping', () => {
  it('hands over to the bot and back with a note', async () => {
    const id = await customerWrites();
    expect((await api.post(`/conversations/${id}/hand-over`, { to: 'bot' })).body).toMatchObject({ handler: 'bot', status: 'bot' });
    const back = await api.post(`/conversations/${id}/hand-over`, { to: 'people', note: 'about an invoice' });
    expect(back.body).toMatchObject({
      handler: 'people',
      status: 'rep_needed',
      lastMessage: { visibility: 'internal', summary: 'about an invoice' },
    });
    expect((await eventTypes()).filter((type) => type === 'conversation.handed_over' || type === 'note.created')).toHaveLength(3);
  });

  it('writes notes that answer nobody, and adds and removes tags', async () => {
    const id = await customerWrites();
    const note = await api.post(`/conversations/${id}/notes`, { text: 'called back' });
    expect(note).toMatchObject({
      status: 201,
      body: { visibility: 'internal', delivery: null, seq: 2, author: { type: 'bot', origin: 'workflow' } },
    });
    expect((await api.get(`/conversations/${id}`)).body.waiting).not.toBeNull();
    const seqsOf = async (visibility: string) =>
      (await api.get(`/conversations/${id}/messages?visibility=${visibility}`)).body.data.map(({ seq }: { seq: number }) => seq);
    expect([await seqsOf('internal'), await seqsOf('public')]).toEqual([[2], [1]]);
    expect((await api.get(`/conversations/${id}/messages?visibility=secret`)).status).toBe(400);
    expect((await api.post(`/conversations/${id}/tags`, { add: ['vip', 'new'], remove: ['new'] })).body.tags).toEqual(['vip']);
    const changed = await api.request('PATCH', `/conversations/${id}`, { tags: ['a', 'a', 'b'], attributes: { order: 1, gone: null } });
    expect(changed.body).toMatchObject({ tags: ['a', 'b'], attributes: { order: 1 } });
    const unchanged = (await eventTypes()).length;
    await api.request('PATCH', `/conversations/${id}`, { tags: ['a', 'b'] });
    expect(await eventTypes()).toHaveLength(unchanged);
  });

  it('refuses unknown fields, empty notes and attributes that would reach a prototype', async () => {
    const id = await customerWrites();
    const bad = await api.post(`/conversations/${id}/notes`, { text: ' ', colour: 'red' });
    expect(bad.body.errors.map((error: { path: string }) => error.path).sort()).toEqual(['colour', 'text']);
    const raw = '{"attributes":{"__proto__":{"polluted":1},"constructor":{"polluted":1}}}';
    expect((await api.request('PATCH', `/conversations/${id}`, {}, { raw })).status).toBe(400);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect((await api.post('/conversations/cnv_0/notes', { text: 'x' })).status).toBe(404);
  });

  it('needs act_for_members to act for one, and writes their name down', async () => {
    const id = await customerWrites();
    const key = await keyWith(api, 'read', 'write_conversations');
    const memberId = await adminId(api);
    expect(await api.post(`/conversations/${id}/notes`, { text: 'x', memberId }, { key })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    const note = await api.post(`/conversations/${id}/notes`, { text: 'x', memberId }, { key: API_KEY });
    expect(note.body.author).toEqual({ type: 'member', id: memberId, name: 'Ada Admin', origin: 'gateway' });
  });
});
