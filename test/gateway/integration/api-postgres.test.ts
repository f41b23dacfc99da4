import { type TestApi, startApi } from '../support/api.ts';
import { LINE, connect } from '../support/channels.ts';
import { addMember, adminId } from '../support/people.ts';
import { textMessage } from '../support/inbound.ts';

/* What the API asks of the store, once more on PostgreSQL: every query, and the races. */
let api: TestApi;
let channelId: string;
let conversationId: string;
beforeEach(async () => {
  api = await startApi('postgres');
  channelId = await connect(api);
  await api.ingest(channelId, textMessage('15550100', 'wamid.1', 'About an invoice'), textMessage('15550101', 'wamid.2', 'hi'));
  conversationId = (await api.get('/conversations?q=INVOICE')).body.data[0].id;
});
afterEach(() => api.close());

it('lets one of 200 who assign at once win', async () => {
  const members = await Promise.all(Array.from({ length: 5 }, (_, i) => addMember(api, `Member ${i}`)));
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, i) =>
      api.post(`/conversations/${conversationId}/assign`, { assigneeId: members[i % 5], expectedAssigneeId: null }),
    ),
  );
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  expect(answers.filter((answer) => answer.body.code === 'already_taken')).toHaveLength(199);
});

it('answers every list, filter and count', async () => {
  await api.post(`/conversations/${conversationId}/join`, { memberId: await adminId(api) });
  api.clock.now += 200_000;
  const lists = [
    'sort=waiting&limit=1',
    'sort=created&limit=1',
    'limit=1',
    'status=soon_overdue',
    'waiting=soon&view=all',
    `view=joined&memberId=${await adminId(api)}`,
    'assigneeId=none&q=customer',
    `channelId=${channelId}&waiting=any`,
  ];
  for (const query of lists) expect([query, (await api.get(`/conversations?${query}`)).body.data.length]).not.toEqual([query, 0]);
  for (const sort of ['updated', 'created', 'waiting']) {
    const first = await api.get(`/conversations?limit=1&sort=${sort}`);
    const second = await api.get(`/conversations?limit=1&sort=${sort}&cursor=${first.body.nextCursor}`);
    expect(new Set([...first.body.data, ...second.body.data].map((one: { id: string }) => one.id)).size).toBe(2);
  }
  expect((await api.get('/conversations/counts')).body).toMatchObject({
    statuses: { rep_needed: 1, soon_overdue: 1 },
    waiting: { soon: 2 },
  });
  expect((await api.get(`/conversations/${conversationId}/sessions`)).body.data).toHaveLength(1);
  expect((await api.get('/contacts?q=15550101')).body.data).toHaveLength(1);
  expect((await api.get('/members')).body.data).toHaveLength(1);
});

it('sends, writes contacts and subscribes', async () => {
  const sent = await api.post(`/conversations/${conversationId}/messages`, { content: { type: 'text', text: 'hi' }, answers: true });
  expect(sent.status).toBe(202);
  const line = await connect(api, LINE);
  const answers = await Promise.all(
    Array.from({ length: 10 }, () =>
      api.post('/messages', { channelId: line, to: { externalId: `U${'a'.repeat(32)}` }, content: { type: 'text', text: 'hi' } }),
    ),
  );
  expect(new Set(answers.map((answer) => answer.body.conversationId)).size).toBe(1);
  const upserts = await Promise.all(Array.from({ length: 5 }, () => api.request('PUT', '/contacts/external/crm/1', { name: 'Ana' })));
  expect(new Set(upserts.map((answer) => answer.body.id)).size).toBe(1);
  const { id } = (await api.post('/subscriptions', { url: 'https://hooks.example.com/a', events: ['message.received'] })).body;
  await api.ingest(channelId, textMessage('15550100', 'wamid.3', 'again'));
  expect((await api.get(`/subscriptions/${id}/deliveries`)).body.data).toHaveLength(1);
  expect((await api.post(`/subscriptions/${id}/claims`, { eventIds: ['evt_1', 'evt_1'] })).body.unclaimed).toEqual(['evt_1']);
  expect((await api.post(`/subscriptions/${id}/replay`, { fromCursor: '' })).body.replayed).toBe(3);
  expect((await api.get(`/subscriptions/${id}/deliveries`)).body.data).toHaveLength(3);
  await api.request('DELETE', `/subscriptions/${id}`);
  expect((await api.post('/subscriptions', { url: 'https://hooks.example.com/a', events: ['message.received'] })).body.id).toBe(id);
});
