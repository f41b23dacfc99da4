import type { EventEnvelope } from '../../../gateway/src/model/events.ts';
import type { InboundEvent } from '../../../gateway/src/model/inbound.ts';
import { closeConversation } from '../../../gateway/src/conversations/open.ts';
import { loadConversations } from '../../../gateway/src/store/load.ts';
import { START, type TestApi, startApi } from '../support/api.ts';
import { LINE, connect } from '../support/channels.ts';
import { addMember } from '../support/people.ts';
import { textMessage } from '../support/inbound.ts';

const MINUTE = 60_000;
const iso = (ms: number) => new Date(ms).toISOString();

describe.each(['sqlite', 'postgres'] as const)('sessions on %s', (dialect) => {
  let api: TestApi;
  let channelId: string;
  let mia: string;
  let ben: string;
  let written = 0;
  beforeEach(async () => {
    api = await startApi(dialect);
    channelId = await connect(api);
    [mia, ben] = [await addMember(api, 'Mia'), await addMember(api, 'Ben')];
  });
  afterEach(() => api.close());

  /** A customer's message, and their conversation. */
  async function customerWrites(phone = '15550100', on = channelId): Promise<string> {
    const externalId = `wamid.${++written}`;
    await api.ingest(on, textMessage(phone, externalId, 'hello'));
    return (await api.store.reader.selectFrom('messages').select('conversationId').where('externalId', '=', externalId).executeTakeFirstOrThrow()).conversationId; // prettier-ignore
  }
  const echo = (phone: string): InboundEvent => ({
    is: 'echo',
    key: `echo.${++written}`,
    sentAt: null,
    account: null,
    raw: null,
    to: { keys: [{ kind: 'phone', value: phone }] },
    externalId: `echo.${written}`,
    content: { type: 'text', text: 'from my phone' },
  });
  const send = (id: string, more: object = {}) =>
    api.post(`/conversations/${id}/messages`, { content: { type: 'text', text: 'hi' }, ...more });
  const sessionsOf = async (id: string) => (await api.get(`/conversations/${id}/sessions`)).body.data;
  const wait = (ms: number) => void (api.clock.now += ms);

  it('begins with nothing but its opening', async () => {
    const id = await customerWrites();
    expect(await sessionsOf(id)).toEqual([
      {
        ...{ id: expect.stringMatching(/^ses_/), conversationId: id, channelId, teamId: null, number: 1, source: null, owners: [] },
        ...{ openedAt: iso(START), firstResponseAt: null, firstResponseMs: null, answers: 0, waits: 0, waitedMs: 0 },
        ...{ closedAt: null, closedBy: null, closeReason: null },
      },
    ]);
  });

  it('is told apart by what became of the conversation, newest first, page by page, whatever was said between', async () => {
    const id = await customerWrites();
    await api.post(`/conversations/${id}/join`, { memberId: mia });
    await send(id, { memberId: mia });
    await api.post(`/conversations/${id}/transfer`, { assigneeId: ben, note: 'for you', force: true });
    await customerWrites();
    await api.post(`/conversations/${id}/close`, { reason: 'done' });
    const other = await customerWrites('15550101');
    await api.post(`/conversations/${other}/join`, { memberId: mia });
    await customerWrites();
    const all = (await api.get(`/conversations/${id}/events`)).body;
    expect(all.nextCursor).toBeNull();
    const ofLog = (await api.get('/events?limit=200')).body.data.filter(
      (one: EventEnvelope) => one.data.conversation?.id === id && /joined|left|assigned|transferred|closed$|reopened/.test(one.type),
    );
    expect(ofLog.map((one: EventEnvelope) => one.type)).toEqual(
      expect.arrayContaining(['conversation.transferred', 'conversation.reopened']),
    );
    expect(all.data).toEqual(ofLog.toReversed());
    const pages: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { data: unknown[]; nextCursor: string | null } = (await api.get(`/conversations/${id}/events?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)).body; // prettier-ignore
      pages.push(...page.data);
      cursor = page.nextCursor;
    }
    expect(pages).toEqual(all.data);
    expect((await api.get(`/conversations/${other}/events?limit=1`)).body.data).toMatchObject([{ data: { member: { name: 'Mia' } } }]);
    expect((await api.get('/conversations/cnv_0/events')).status).toBe(404);
    expect((await api.get(`/conversations/${id}/events?cursor=x`)).body.code).toBe('invalid_input');
  });

  it('times the wait until a member answers, from the first of several questions', async () => {
    const id = await customerWrites();
    wait(MINUTE);
    await customerWrites();
    wait(MINUTE);
    await send(id, { memberId: mia });
    wait(MINUTE);
    await send(id, { memberId: mia });
    wait(MINUTE);
    await customerWrites();
    wait(5 * MINUTE);
    await send(id, { memberId: mia });
    expect(await sessionsOf(id)).toMatchObject([
      { firstResponseAt: iso(START + 2 * MINUTE), firstResponseMs: 2 * MINUTE, answers: 3, waits: 2, waitedMs: 7 * MINUTE, owners: [mia] },
    ]);
  });

  it('counts a workflow only when it says that it answers, notes never, and the phone app always', async () => {
    const id = await customerWrites();
    wait(MINUTE);
    await send(id);
    await api.post(`/conversations/${id}/notes`, { text: 'a note', memberId: mia });
    expect(await sessionsOf(id)).toMatchObject([{ firstResponseAt: null, answers: 0, waits: 0 }]);
    await send(id, { answers: true });
    expect(await sessionsOf(id)).toMatchObject([{ firstResponseMs: MINUTE, answers: 1, waits: 1 }]);
    await customerWrites();
    wait(MINUTE);
    await api.ingest(channelId, echo('15550100'));
    expect(await sessionsOf(id)).toMatchObject([{ firstResponseAt: iso(START + MINUTE), answers: 2, waits: 2, waitedMs: 2 * MINUTE }]);
  });

  it('counts an answer to nobody, without a wait', async () => {
    await api.ingest(channelId, echo('15550107'));
    const [{ id }] = (await api.get('/conversations')).body.data;
    wait(MINUTE);
    await customerWrites('15550107');
    wait(MINUTE);
    await send(id, { memberId: ben });
    expect(await sessionsOf(id)).toMatchObject([
      { firstResponseAt: iso(START), answers: 2, waits: 1, waitedMs: MINUTE, firstResponseMs: MINUTE },
    ]);
  });

  it('lists owners in order, who got it back again, and keeps them when it is closed', async () => {
    const id = await customerWrites();
    await send(id, { memberId: mia });
    await api.post(`/conversations/${id}/assign`, { assigneeId: ben, force: true });
    await api.post(`/conversations/${id}/leave`, { memberId: ben });
    await api.post(`/conversations/${id}/assign`, { assigneeId: ben });
    await api.post(`/conversations/${id}/assign`, { assigneeId: mia, force: true });
    wait(MINUTE);
    await api.post(`/conversations/${id}/close`, { memberId: mia, reason: 'solved' });
    await api.post(`/conversations/${id}/leave`, { memberId: mia });
    expect(await sessionsOf(id)).toMatchObject([
      { owners: [mia, ben, mia], closedAt: iso(START + MINUTE), closedBy: mia, closeReason: 'solved' },
    ]);
    const row = await api.store.reader.selectFrom('sessions').select('ownerId').executeTakeFirstOrThrow();
    expect(row.ownerId).toBe(mia);
  });

  it('starts anew after the closing, and remembers both', async () => {
    const id = await customerWrites();
    await send(id, { memberId: mia });
    await api.post(`/conversations/${id}/close`, { memberId: mia });
    wait(MINUTE);
    await customerWrites();
    expect(await sessionsOf(id)).toMatchObject([
      { number: 2, answers: 0, owners: [], openedAt: iso(START + MINUTE), closedAt: null },
      { number: 1, answers: 1, owners: [mia], closedAt: iso(START), closedBy: mia, closeReason: null },
    ]);
  });

  it('does not count a wait that the closing ended', async () => {
    const id = await customerWrites();
    wait(MINUTE);
    await api.post(`/conversations/${id}/close`, { memberId: await admin() });
    expect(await sessionsOf(id)).toMatchObject([{ waits: 0, waitedMs: 0, answers: 0 }]);
    const summary = (await api.get('/analytics/summary')).body.total;
    expect(summary).toMatchObject({ finished: 1, answered: 0, unanswered: 1, missed: 0 });
  });

  it('pages through the history of a contact over all their conversations, newest first', async () => {
    const line = await connect(api, LINE);
    const first = await customerWrites();
    const other = await customerWrites('15550100', line);
    await customerWrites('15550999');
    const { contactId } = (await api.get(`/conversations/${first}`)).body;
    // One person on two channels.
    const { identityId } = (await api.get(`/conversations/${other}`)).body;
    await api.deps.commands({
      locks: [other],
      async run({ tx: { db } }) {
        await db.updateTable('conversations').set({ contactId }).where('id', '=', other).execute();
        await db.updateTable('identities').set({ contactId }).where('id', '=', identityId).execute();
      },
    });
    for (const id of [first, other, first]) {
      await api.post(`/conversations/${id}/close`, { memberId: await admin() });
      wait(MINUTE);
      await api.post(`/conversations/${id}/reopen`, { memberId: await admin() });
    }
    const seen: unknown[] = [];
    for (let cursor = ''; ;) {
      const page = (await api.get(`/contacts/${contactId}/sessions?limit=2${cursor}`)).body;
      seen.push(...page.data.map((one: { conversationId: string; number: number }) => [one.conversationId, one.number]));
      if (page.nextCursor === null) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(seen.slice(0, 3)).toEqual([[first, 3], [other, 2], [first, 2]]); // prettier-ignore
    expect(new Set(seen.slice(3).map(String))).toEqual(new Set([`${first},1`, `${other},1`]));
    expect(seen).toHaveLength(5);
  });

  it('answers 404 for a contact that is not there', async () => {
    expect((await api.get('/contacts/cnt_0/sessions')).status).toBe(404);
    expect((await api.get('/contacts/cnt_0/sessions?cursor=x')).body.code).toBe('invalid_input');
  });

  it('sums up the last day by team, member, channel and hour, and as CSV', async () => {
    const answered = await customerWrites('15550101');
    const missed = await customerWrites('15550102');
    await customerWrites('15550103');
    wait(2 * MINUTE);
    await send(answered, { memberId: mia });
    wait(58 * MINUTE);
    await api.post(`/conversations/${answered}/close`, { memberId: mia, reason: 'solved' });
    await closeByClock(missed, 'unanswered');
    const { body } = await api.get('/analytics/summary');
    expect(body).toEqual({
      ...{ from: '2026-11-19T11:00:01.000Z', to: '2026-11-20T11:00:01.000Z', groupBy: 'none', timeZone: 'UTC', groups: [] },
      total: {
        ...{ opened: 3, finished: 2, active: 1, answered: 1, unanswered: 2, missed: 1, messagesIn: 3, messagesOut: 1 },
        ...{ firstResponses: 1, firstResponseAverageMs: 2 * MINUTE, firstResponseMedianMs: 2 * MINUTE, firstResponseP90Ms: 2 * MINUTE },
        ...{ responseAverageMs: 2 * MINUTE, handlingAverageMs: 60 * MINUTE, handlingMedianMs: 60 * MINUTE, handlingP90Ms: 60 * MINUTE },
      },
    });
    const by = async (groupBy: string) => (await api.get(`/analytics/summary?groupBy=${groupBy}`)).body.groups;
    expect(await by('member')).toMatchObject([
      { key: mia, name: 'Mia', finished: 1, answered: 1, messagesIn: 1, messagesOut: 1 },
      { key: null, name: null, finished: 1, active: 1, unanswered: 2, missed: 1, messagesIn: 2, messagesOut: 0 },
    ]);
    expect(await by('channel')).toMatchObject([{ key: channelId, name: 'Front desk', finished: 2 }]);
    expect(await by('team')).toMatchObject([{ key: null, name: null, finished: 2 }]);
    const hours = (await api.get('/analytics/summary?groupBy=hour&timeZone=Asia/Kolkata&from=2026-11-20T09:30:00Z')).body.groups;
    expect(hours.map((one: { key: string; opened: number; finished: number; active: number }) => [one.key, one.opened, one.finished, one.active])).toEqual([
      ['2026-11-20T15:00:00+05:30', 3, 0, 3],
      ['2026-11-20T16:00:00+05:30', 0, 2, 1],
    ]); // prettier-ignore
    const csv = await api.get('//api/v1/analytics/summary?groupBy=channel&format=csv');
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.text.split('\r\n')[0]).toMatch(/^key,name,opened,finished,active,answered,unanswered,missed,messagesIn,messagesOut,/);
    expect(csv.text.split('\r\n')[1]).toMatch(new RegExp(`^${channelId},Front desk,3,2,1,1,2,1,3,1,1,120000,`));
    const accepted = await api.get('//api/v1/analytics/summary', { headers: { accept: 'text/csv' } });
    expect(accepted.text).toMatch(/\r\ntotal,,3,2,1,/);
  });

  const admin = async () => String((await api.get('/members')).body.data[0].id);

  /** Closes as the clock does. */
  async function closeByClock(id: string, reason: string): Promise<void> {
    await api.deps.commands({
      locks: [id],
      async run(unit) {
        await loadConversations(unit, [id]);
        const conversation = unit.conversations.get(id);
        if (conversation !== undefined) closeConversation(unit, conversation, { type: 'system', id: null, name: null }, { reason });
      },
    });
  }
});

it('is neither read nor written when a customer writes into it', async () => {
  const api = await startApi();
  const channelId = await connect(api);
  await api.ingest(channelId, textMessage('15550100', 'wamid.first', 'hello'));
  const [{ id }] = (await api.get('/conversations')).body.data;
  await api.post(`/conversations/${id}/messages`, { content: { type: 'text', text: 'hi' }, answers: true });
  // Without the table, whatever asks for it fails.
  const rename = (from: string, to: string) =>
    api.deps.commands({ locks: [], run: ({ tx }) => tx.db.schema.alterTable(from).renameTo(to).execute() });
  await rename('sessions', 'sessionsAway');
  const stored = await api.ingest(channelId, textMessage('15550100', 'wamid.second', 'and another thing'));
  await rename('sessionsAway', 'sessions');
  expect(stored.fresh).toBe(1);
  expect((await api.get(`/conversations/${id}`)).body.waiting).not.toBeNull();
  await api.close();
});

describe('the summary', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  it.each([
    ['from=2026-11-20T10:00:00Z&to=2026-11-20T10:00:00Z', 'from'],
    ['from=2025-11-18T10:00:00Z&to=2026-11-20T10:00:00Z', 'from'],
    ['from=yesterday', 'from'],
    ['timeZone=Mars/Olympus', 'timeZone'],
    ['groupBy=moon', 'groupBy'],
    ['format=xml', 'format'],
  ])('refuses %s', async (query, path) => {
    const answer = await api.get(`/analytics/summary?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input', errors: [{ path }] } });
  });

  it('takes a leap year, times with an offset, and a key that may only read', async () => {
    const year = await api.get('/analytics/summary?from=2024-01-01T00:00:00Z&to=2025-01-01T00:00:00Z&groupBy=hour');
    expect(year.body.groups).toHaveLength(366 * 24);
    const local = await api.get(`/analytics/summary?from=${encodeURIComponent('2026-11-20T00:00:00+08:00')}`);
    expect(local.body.from).toBe('2026-11-19T16:00:00.000Z');
    expect((await api.get('/analytics/summary', { key: null })).status).toBe(401);
  });
});
