import twilio from 'twilio';
import { at } from '../../../../gateway/sandbox/json.ts';
import {
  RAVI,
  TO,
  business,
  standIn,
  make,
  call,
  says,
  sidOf,
  lastParams,
  makeContent,
  accountSid,
  authToken,
  from,
  messagingServiceSid,
} from './twilio-bench.ts';

describe('through Twilio’s own SDK', () => {
  /** The SDK's HTTP client, led to the stand-in. */
  class StandInClient extends twilio.RequestClient {
    override async request<T>(options: Parameters<InstanceType<typeof twilio.RequestClient>['request']>[0]) {
      const url = new URL(options.uri);
      for (const [name, value] of Object.entries((options.params ?? {}) as Record<string, string>)) url.searchParams.set(name, value);
      const isJson = options.headers?.['Content-Type'] === 'application/json';
      const data = (options.data ?? {}) as Record<string, string | string[]>;
      const form = new URLSearchParams();
      for (const [name, value] of Object.entries(data)) for (const one of [value].flat()) form.append(name, one);
      const body = options.method === 'post' ? (isJson ? options.data : form.toString()) : undefined;
      const answer = await call((options.method ?? 'get').toUpperCase(), url.pathname.replace('/twilio/', '/') + url.search, body, {
        authorization: `Basic ${Buffer.from(`${options.username ?? ''}:${options.password ?? ''}`).toString('base64')}`,
      });
      return { statusCode: answer.status, headers: {}, body: answer.body as T, toString: () => '' };
    }
  }
  const client = () => twilio(accountSid, authToken, { httpClient: new StandInClient() });

  test('messages are created, fetched and listed page by page, newest first', async () => {
    await says({ type: 'text', text: 'Hi' });
    for (const body of ['one', 'two', 'three']) await client().messages.create({ from, to: TO, body });
    const [newest] = await client().messages.list({ limit: 1 });
    expect(newest).toMatchObject({ body: 'three', direction: 'outbound-api', numSegments: '1' });
    const listed = await client().messages.list({ to: TO, pageSize: 2 });
    expect(listed.map((message) => message.body)).toEqual(['three', 'two', 'one']);
    const inbound = await client().messages.list({ from: TO });
    expect(inbound.map((message) => [message.body, message.status])).toEqual([['Hi', 'received']]);
    await expect(client().messages.create({ from, to: 'whatsapp:+1', body: 'x' })).rejects.toMatchObject({ status: 400, code: 21211 });
    await expect(
      client()
        .messages(`SM${'0'.repeat(32)}`)
        .fetch(),
    ).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  test('contents are made, approved and listed with their approvals over several pages', async () => {
    const made = await makeContent(
      { 'twilio/quick-reply': { body: 'Hi {{1}}', actions: [{ title: 'Yes', id: 'yes' }] } },
      { variables: { 1: 'you' }, friendly_name: 'ask' },
    );
    expect(made.status).toBe(201);
    expect(await client().content.v1.contents(sidOf(made)).fetch()).toMatchObject({
      friendlyName: 'ask',
      language: 'en',
      variables: { 1: 'you' },
    });
    expect((await client().content.v1.contentAndApprovals.list())[0]?.approvalRequests).toMatchObject({ status: 'unsubmitted' });
    const submitted = await call('POST', `/v1/Content/${sidOf(made)}/ApprovalRequests/whatsapp`, { name: 'ask', category: 'UTILITY' });
    expect([submitted.status, at(submitted.body, 'status')]).toEqual([201, 'received']);
    const approval = await client().content.v1.contents(sidOf(made)).approvalFetch().fetch();
    expect(approval.whatsapp).toMatchObject({ type: 'whatsapp', name: 'ask', category: 'UTILITY', status: 'approved' });
    const listed = await client().content.v1.contentAndApprovals.list({ pageSize: 3 });
    expect(listed.map((content) => [content.friendlyName, at(content.approvalRequests, 'status')])).toEqual([
      ['ask', 'approved'],
      ['spring_sale', 'rejected'],
      ['order_update', 'approved'],
      ['hello_again', 'approved'],
    ]);
    expect(await client().content.v1.contents(sidOf(made)).remove()).toBe(true);
    expect(await client().content.v1.contents.list()).toHaveLength(3);
  });

  test('account, sender and service say where webhooks go', async () => {
    expect(await client().api.v2010.accounts(accountSid).fetch()).toMatchObject({
      status: 'active',
      type: 'Full',
      friendlyName: 'Harbour Books',
    });
    const [sender] = await client().messaging.v2.channelsSenders.list({ channel: 'whatsapp' });
    const callback = { callbackUrl: `${business.origin}/webhooks/chn_1`, callbackMethod: 'POST' };
    expect(sender).toMatchObject({ senderId: from, status: 'ONLINE', webhook: callback });
    expect(await client().messaging.v1.services(messagingServiceSid).fetch()).toMatchObject({
      inboundRequestUrl: null,
      useInboundWebhookOnNumber: true,
    });
    make({ usesService: true });
    await says({ type: 'text', text: 'Hi' });
    expect(lastParams()).toMatchObject({ MessagingServiceSid: messagingServiceSid });
    const service = await client().messaging.v1.services(messagingServiceSid).fetch();
    expect([service.inboundRequestUrl, service.useInboundWebhookOnNumber]).toEqual([callback.callbackUrl, false]);
  });

  test('typing marks what the customer wrote as read', async () => {
    const told: unknown[] = [];
    standIn.onChange((change) => told.push(change));
    const id = await says({ type: 'text', text: 'Hi' });
    expect(await client().messaging.v2.typingIndicator.create({ channel: 'whatsapp', messageId: id })).toMatchObject({ success: true });
    expect(standIn.chats.find(id)?.receipt).toBe('read');
    expect(told).toContainEqual({ what: 'typing', customer: RAVI, forMs: 25_000 });
    await expect(client().messaging.v2.typingIndicator.create({ channel: 'whatsapp', messageId: 'SMx' })).rejects.toMatchObject({
      status: 400,
    });
  });
});
