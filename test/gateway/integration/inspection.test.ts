import { type TestApi, startApi } from '../support/api.ts';
import { connect } from '../support/channels.ts';
import { textMessage } from '../support/inbound.ts';
import { STORES } from '../support/people.ts';

describe.each(STORES)('looking into what happened on %s', (store) => {
  let api: TestApi;
  let channelId: string;
  beforeAll(async () => {
    api = await startApi(store);
    channelId = await connect(api);
    for (let i = 0; i < 3; i++) await api.ingest(channelId, textMessage(`1555010${i}`, `wamid.${i}`, `text ${i}`));
  });
  afterAll(() => api.close());

  const conversationOf = async (text: string) => String((await api.get(`/conversations?q=${text}`)).body.data[0].id);

  it('shows the payload that brought a message, tells the audit log, and is gone with the person', async () => {
    const conversation = await conversationOf('15550101');
    const message = (await api.get(`/conversations/${conversation}/messages`)).body.data[0].id;
    const [webhook] = (await api.get(`/webhooks?messageId=${message}`)).body.data;
    expect(webhook).toMatchObject({ channelId, characters: 2 });
    expect((await api.get(`/webhooks/${webhook.id}`)).body).toMatchObject({ id: webhook.id, channelId, body: '{}' });
    expect((await api.get(`/audit?targetId=${webhook.id}`)).body.data).toMatchObject([{ action: 'getWebhookPayload', outcome: 'done' }]);
    expect((await api.get('/audit?action=listWebhooks')).body.data).toEqual([]);
    const { contactId } = (await api.get(`/conversations/${conversation}`)).body;
    await api.post(`/contacts/${contactId}/erase`, { confirm: contactId });
    expect((await api.get(`/webhooks/${webhook.id}`)).status).toBe(404);
  });

  it('lists webhooks page by page, latest first', async () => {
    const whole = (await api.get('/webhooks')).body.data.map((one: { id: string }) => one.id);
    expect(whole).toEqual([...whole].sort().reverse());
    const first = await api.get('/webhooks?limit=1');
    const second = await api.get(`/webhooks?limit=1&cursor=${first.body.nextCursor}`);
    expect([first.body.data[0].id, second.body.data[0].id]).toEqual(whole.slice(0, 2));
  });

  it('lists what was given up with its reason, and tries messages and deliveries again', async () => {
    const conversation = await conversationOf('15550100');
    const url = 'https://crm.example/hook';
    const subscription = String((await api.post('/subscriptions', { url, events: ['message.received'] })).body.id);
    const sent = await api.post(`/conversations/${conversation}/messages`, { content: { type: 'text', text: 'hi' } });
    await api.ingest(channelId, textMessage('15550100', 'wamid.more', 'and more'));
    const error = { code: 'recipient_unreachable', detail: 'Not on WhatsApp.' };
    await api.deps.commands({
      locks: [],
      async run({ tx: { db, now } }) {
        const deliveryJson = JSON.stringify({ state: 'failed', error });
        await db.updateTable('messages').set({ deliveryState: 'failed', deliveryJson }).where('id', '=', String(sent.body.id)).execute();
        await db
          .updateTable('deliveries')
          .set({ state: 'failed', attempts: 40, lastStatus: 500, lastError: 'HTTP 500', finishedAt: now })
          .execute();
      },
    });
    const listed = async (kind: string) => (await api.get(`/dead-letters?kind=${kind}`)).body.data;
    expect(await listed('messages')).toMatchObject([{ id: sent.body.id, conversationId: conversation, channelId, reason: error }]);
    const [delivery] = await listed('deliveries');
    expect(delivery).toMatchObject({ subscriptionId: subscription, attempts: 40, reason: { code: 'http_500', detail: 'HTTP 500' } });

    expect(await api.post(`/messages/${sent.body.id}/retry`)).toMatchObject({ status: 202, body: { delivery: { state: 'queued' } } });
    expect(await api.post(`/messages/${sent.body.id}/retry`)).toMatchObject({ status: 409, body: { code: 'not_supported' } });
    await api.post(`/subscriptions/${subscription}/replay`, { eventIds: [delivery.eventId] });
    expect([await listed('messages'), await listed('deliveries')]).toEqual([[], []]);
    expect((await api.get(`/audit?targetId=${sent.body.id}`)).body.data).toMatchObject([{ action: 'retryMessage' }]);
  });
});
