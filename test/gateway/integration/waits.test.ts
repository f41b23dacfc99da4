import { createHmac } from 'node:crypto';
import type { WaitCall } from '../../../gateway/src/model/wait.ts';
import { STORES, eventsOf } from '../support/people.ts';
import { until } from '../support/receiver.ts';
import { type WaitBench, startWaits } from '../support/waits.ts';

const YES_NO = {
  type: 'choice',
  text: 'Shall we deliver tomorrow?',
  options: [
    { id: 'yes', label: 'Yes, please' },
    { id: 'no', label: 'No' },
  ],
};
const SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes!!!!').toString('base64')}`;

describe.each(STORES)('waits on %s', (dialect) => {
  let bench: WaitBench;
  beforeAll(async () => {
    bench = await startWaits(dialect);
  });
  beforeEach(() => bench.meet());
  afterAll(() => bench.close());

  test('the customer’s next message is the answer, and the workflow gets it whole', async () => {
    const id = await bench.ask({ secret: SECRET });
    await bench.says('Ana');
    const [call] = await bench.calls(1);
    expect(call?.path).toBe(`/${bench.phone}?signature=s`);
    const told: WaitCall = call?.body;
    expect(told).toMatchObject({
      waitId: id,
      conversationId: bench.conversationId,
      messageId: (await bench.wait(id)).messageId,
      outcome: 'answered',
      because: 'reply',
      expect: 'text',
      reply: { value: 'Ana', message: { direction: 'inbound', content: { type: 'text', text: 'Ana' } } },
    });
    const headers = call?.headers ?? {};
    const signed = `${id}.${String(headers['webhook-timestamp'])}.${call?.text ?? ''}`;
    const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
    expect(headers['webhook-id']).toBe(id);
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
    await until(async () => (await bench.wait(id)).call.state === 'delivered');
    expect(await bench.wait(id)).toMatchObject({ state: 'answered', replyMessageId: call?.body.reply.message.id, call: { attempts: 1 } });
    expect(bench.api.answers.join('').includes('signature=s')).toBe(false);
  });

  test('two waits are answered in the order in which they were asked, each by one message', async () => {
    const first = await bench.ask();
    const second = await bench.ask({ content: { type: 'text', text: 'And your town?' } });
    await bench.says('Ana');
    await bench.calls(1);
    expect((await bench.wait(second)).state).toBe('open');
    await bench.says('Lisbon');
    const calls = await bench.calls(2);
    expect(calls.map(({ body }) => [body.waitId, body.reply.value])).toEqual([
      [first, 'Ana'],
      [second, 'Lisbon'],
    ]);
  });

  test('what answers a wait starts no other workflow unless it wants to hear of it', async () => {
    const subscribe = async (url: string, filter: unknown) =>
      (await bench.api.post('/subscriptions', { url: `${bench.receiver.url}${url}`, events: ['message.received'], filter })).body.id;
    const plain = await subscribe('/plain', {});
    const curious = await subscribe('/curious', { includeWaitReplies: true });
    await bench.ask({ content: YES_NO, expect: 'choice', maxReasks: 1 });
    await bench.says('hm');
    await bench.says('1');
    await bench.says('and another thing');
    const heard = async (id: string) => (await bench.api.get(`/subscriptions/${id}/deliveries`)).body.data.length;
    expect([await heard(plain), await heard(curious)]).toEqual([1, 3]);
    const [first] = await eventsOf(bench.api, bench.conversationId);
    await bench.api.post(`/subscriptions/${plain}/replay`, { fromCursor: first.cursor });
    await bench.api.post(`/subscriptions/${curious}/replay`, { fromCursor: first.cursor });
    // The customer's first message, from before the subscriptions, and what each wants to hear.
    expect([await heard(plain), await heard(curious)]).toEqual([2, 4]);
    for (const id of [plain, curious]) await bench.api.request('DELETE', `/subscriptions/${id}`);
  });

  test('a wait times out once, also when the gateway was down at the time', async () => {
    const id = await bench.ask({ expiresAt: new Date(bench.api.clock.now + 300_000).toISOString() });
    bench.api.clock.now += 299_000;
    await bench.tick();
    expect((await bench.wait(id)).state).toBe('open');
    await bench.restart();
    bench.api.clock.now += 60_000;
    await Promise.all([bench.tick(), bench.tick()]);
    await bench.says('too late');
    await bench.tick();
    const [call] = await bench.calls(1);
    expect(call?.body).toMatchObject({ outcome: 'timed_out', because: 'expired', reply: null });
    await until(async () => (await bench.wait(id)).call.state === 'delivered');
    expect(await bench.calls(1)).toHaveLength(1);
  });

  test('of a reply and the end of the time in the same moment one counts', async () => {
    for (let round = 0; round < 5; round++) {
      await bench.ask({ expiresAt: new Date(bench.api.clock.now + 1000).toISOString() });
      bench.api.clock.now += 1000;
      await Promise.all(round % 2 === 0 ? [bench.says('now'), bench.tick()] : [bench.tick(), bench.says('now')]);
    }
    const calls = await bench.calls(5);
    expect(new Set(calls.map(({ body }) => body.waitId)).size).toBe(5);
    expect(calls.filter(({ body }) => (body.outcome === 'answered') === (body.reply === null))).toEqual([]);
    const rows = (await bench.api.get(`/conversations/${bench.conversationId}/waits?limit=2`)).body;
    expect(rows.data).toHaveLength(2);
    expect((await bench.api.get(`/conversations/${bench.conversationId}/waits?state=open`)).body.data).toEqual([]);
  });

  test('a contact who is erased leaves nothing of the answer', async () => {
    const answered = await bench.ask();
    bench.receiver.answer = () => 503;
    await bench.says('my secret name');
    await bench.calls(1);
    await bench.ask();
    const { contactId } = (await bench.api.get(`/conversations/${bench.conversationId}`)).body;
    await bench.api.post(`/contacts/${contactId}/erase`, { confirm: contactId });
    bench.receiver.answer = () => 200;
    await until(async () => (await bench.wait(answered)).call.state === 'delivered');
    const rows = await bench.api.store.reader
      .selectFrom('waits')
      .select(['state', 'because', 'replyJson'])
      .where('conversationId', '=', bench.conversationId)
      .orderBy('id')
      .execute();
    expect(rows).toEqual([
      { state: 'answered', because: 'reply', replyJson: null },
      { state: 'opted_out', because: 'erased', replyJson: null },
    ]);
    expect((await bench.calls(2)).at(-1)?.text).not.toContain('secret');
  });

  test('a wait moves with its conversation when two turn out to be one', async () => {
    const bsuid = { kind: 'bsuid', value: 'US.1' } as const;
    bench.api.clock.now += 1000;
    await bench.says('by my other name', { from: { keys: [bsuid] } });
    const other = (await bench.api.get('/conversations?sort=created&limit=1')).body.data[0].id;
    const asked = await bench.api.post(`/conversations/${other}/waits`, {
      content: { type: 'text', text: 'Who are you?' },
      resumeUrl: bench.resumeUrl(),
    });
    await bench.says('both of them', { from: { keys: [bsuid, { kind: 'phone', value: bench.phone }] } });
    const [call] = await bench.calls(1);
    expect(call?.body).toMatchObject({
      waitId: asked.body.waitId,
      outcome: 'answered',
      conversationId: bench.conversationId,
      reply: { value: 'both of them' },
    });
  });

  test('a call that was still to be made is made after a restart', async () => {
    bench.receiver.answer = () => 503;
    const id = await bench.ask();
    await bench.says('Ana');
    await bench.calls(1);
    await bench.restart();
    bench.receiver.answer = () => 200;
    await until(async () => (await bench.wait(id)).call.state === 'delivered');
    expect((await bench.calls(2)).at(-1)?.body.reply.value).toBe('Ana');
  });

  if (dialect === 'postgres') {
    test('of two gateways one calls', async () => {
      bench.another();
      for (let n = 0; n < 10; n++) await bench.ask();
      for (let n = 0; n < 10; n++) await bench.says(`answer ${n}`);
      await until(async () => (await states()).every((state) => state === 'delivered'));
      expect(await bench.calls(10)).toHaveLength(10);
    });
  }

  async function states(): Promise<readonly (string | undefined)[]> {
    const { data } = (await bench.api.get(`/conversations/${bench.conversationId}/waits`)).body;
    return data.map((wait: { call: { state: string } | null }) => wait.call?.state);
  }
});
