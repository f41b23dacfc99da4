import { createHmac } from 'node:crypto';
import { addMember } from '../support/api.ts';
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

  const outcomes = async (count: number) => (await bench.calls(count)).map(({ body }) => [body.outcome, body.because]);
  const post = (path: string, body: unknown = {}) => bench.api.post(`/conversations/${bench.conversationId}/${path}`, body);
  const messages = async () => (await bench.api.get(`/conversations/${bench.conversationId}/messages`)).body.data;

  test('the customer’s next message is the answer, and the workflow gets it whole', async () => {
    const id = await bench.ask({ secret: SECRET });
    await bench.says('Ana');
    const [call] = await bench.calls(1);
    expect(call?.path).toBe(`/${bench.phone}?signature=s`);
    expect(call?.body).toMatchObject({
      waitId: id,
      conversationId: bench.conversationId,
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

  test('a number, a label and a tap choose; each is the option itself', async () => {
    for (const reply of ['1', 'yes, PLEASE', { type: 'choice_reply', optionId: 'yes', label: 'Yes, pl…' } as const]) {
      await bench.ask({ content: YES_NO, expect: 'choice' });
      await bench.says(reply);
    }
    const calls = await bench.calls(3);
    expect(calls.map(({ body }) => body.reply.value)).toEqual(Array.from({ length: 3 }, () => ({ optionId: 'yes', label: 'Yes, please' })));
    const [first] = calls;
    expect(first?.body.reply.message.content).toMatchObject({ type: 'choice_reply', optionId: 'yes', repliesTo: first?.body.messageId });
  });

  test('a number is understood by the question that waits longest, not by the newest choice', async () => {
    const sizes = { type: 'choice', text: 'Which size?', options: [{ id: 's', label: 'Small' }, { id: 'l', label: 'Large' }] }; // prettier-ignore
    await bench.ask({ content: sizes, expect: 'choice' });
    await bench.ask({ content: YES_NO, expect: 'choice' });
    await bench.says('2');
    await bench.says('2');
    expect((await bench.calls(2)).map(({ body }) => body.reply.value.optionId).sort()).toEqual(['l', 'no']);
  });

  test('a file and a place are answers where they are asked for', async () => {
    await bench.ask({ expect: 'attachment' });
    await bench.says({ type: 'image', attachment: { ref: { id: 'm1' }, mimeType: 'image/png' } });
    await bench.ask({ expect: 'location' });
    await bench.says({ type: 'location', latitude: 38.7, longitude: -9.1, name: 'Home' });
    const calls = await bench.calls(2);
    const [file, place] = ['attachment', 'location'].map((expected) => calls.find(({ body }) => body.expect === expected));
    expect(file?.body.reply.value).toMatchObject({ mimeType: 'image/png', state: 'pending' });
    expect(place?.body.reply.value).toEqual({ latitude: 38.7, longitude: -9.1, name: 'Home' });
  });

  test('a reply that is no answer is asked again, so often as was said, and the wait goes on', async () => {
    const id = await bench.ask({ content: YES_NO, expect: 'choice', maxReasks: 1, reaskText: 'Please type 1 or 2.', answers: true });
    await bench.says('what does it cost?');
    expect((await messages())[0]).toMatchObject({
      direction: 'outbound',
      author: { type: 'bot' },
      content: { ...YES_NO, text: 'Please type 1 or 2.' },
      delivery: { state: 'queued' },
    });
    expect((await bench.api.get(`/conversations/${bench.conversationId}`)).body.waiting).toBeNull();
    await bench.says('still wondering');
    expect((await messages())[0].content.text).toBe('still wondering');
    expect(await bench.wait(id)).toMatchObject({ state: 'open', reasks: 1 });
    await bench.says('2');
    expect((await bench.calls(1))[0]?.body.reply.value.optionId).toBe('no');
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

  test('a person who takes the conversation ends its waits; one who only joins does not', async () => {
    const memberId = await addMember(bench.api, 'Mia');
    const id = await bench.ask();
    await post('join', { memberId });
    expect((await bench.wait(id)).state).toBe('open');
    await post('assign', { assigneeId: memberId });
    await bench.ask();
    await post('messages', { content: { type: 'text', text: 'Hello, Mia here' }, memberId });
    await bench.ask();
    await post('hand-over', { to: 'people' });
    expect((await outcomes(3)).sort()).toEqual([
      ['handed_over', 'assigned'],
      ['handed_over', 'handed_to_people'],
      ['handed_over', 'member_wrote'],
    ]);
  });

  test('who opts out, stops being reachable or is blocked ends the wait', async () => {
    const from = { keys: [{ kind: 'phone', value: bench.phone }] } as const;
    const head = { sentAt: null, account: null, raw: null, from };
    await bench.ask();
    await bench.api.ingest(bench.channelId, {
      ...head,
      is: 'opt_out',
      key: `o.${bench.phone}`,
      optedOut: true,
      detail: 'Stopped marketing.',
    });
    await bench.ask();
    await bench.api.ingest(bench.channelId, {
      ...head,
      is: 'notice',
      key: `n.${bench.phone}`,
      notice: 'unfollowed',
      text: 'Left.',
      reachable: false,
    });
    await bench.ask();
    const { contactId } = (await bench.api.get(`/conversations/${bench.conversationId}`)).body;
    await bench.api.post(`/contacts/${contactId}/block`, { blocked: true });
    expect((await outcomes(3)).sort()).toEqual([
      ['opted_out', 'blocked'],
      ['opted_out', 'opted_out'],
      ['opted_out', 'unreachable'],
    ]);
  });

  test('closing ends a wait: by a workflow it has timed out, by a member a person has dealt with it', async () => {
    await bench.ask();
    await post('close');
    await bench.ask();
    await post('close', { memberId: (await bench.api.get('/members')).body.data[0].id });
    expect((await outcomes(2)).sort()).toEqual([
      ['handed_over', 'closed_by_member'],
      ['timed_out', 'conversation_closed'],
    ]);
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

  test('a workflow that cannot be reached for a while is called again with the same bytes', async () => {
    bench.receiver.answer = (_call, nth) => (nth === 1 ? 500 : nth === 2 ? [409, RUNNING] : 200);
    const id = await bench.ask();
    await bench.says('Ana');
    const calls = await bench.calls(3);
    expect(new Set(calls.map(({ text }) => text)).size).toBe(1);
    expect(new Set(calls.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([id]));
    await until(async () => (await bench.wait(id)).call.state === 'delivered');
    expect((await bench.wait(id)).call.attempts).toBe(3);
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

  test('an execution that n8n has no more is not asked for again; a bare 404 is', async () => {
    bench.receiver.answer = () => [404, GONE];
    const gone = await bench.ask();
    await bench.says('Ana');
    await until(async () => (await bench.calls(1)).length > 0 && (await bench.wait(gone)).call.state === 'failed');
    expect((await bench.wait(gone)).call).toMatchObject({ attempts: 1, lastStatus: 404 });
    bench.receiver.answer = (_call, nth) => (nth === 2 ? 404 : 200);
    const restarting = await bench.ask();
    await bench.says('Ana');
    await bench.calls(3);
    await until(async () => (await bench.wait(restarting)).call.state === 'delivered');
  });

  test('a question that does not arrive ends its wait', async () => {
    const asked = await bench.asks();
    const values = { deliveryState: 'sent', deliveryJson: JSON.stringify({ state: 'sent' }), externalId: `wamid.q.${bench.phone}` };
    const { id } = asked.body.message;
    const run = bench.api.deps.commands;
    await run({
      locks: [],
      run: async (unit) => void (await unit.tx.db.updateTable('messages').set(values).where('id', '=', id).execute()),
    });
    const error = { code: 'recipient_unreachable', detail: 'Not on WhatsApp.' } as const;
    const head = { sentAt: null, account: null, raw: null, key: `s.${bench.phone}` };
    await bench.api.ingest(bench.channelId, { ...head, is: 'status', externalId: values.externalId, state: 'failed', error });
    expect(await outcomes(1)).toEqual([['timed_out', 'not_delivered']]);
  });
});

const RUNNING = JSON.stringify({ code: 409, message: 'The execution "12" is running already.', stacktrace: 'ConflictError: …' });
const GONE = JSON.stringify({ code: 404, message: 'The execution "12" does not exist.', hint: 'Maybe it was pruned' });
