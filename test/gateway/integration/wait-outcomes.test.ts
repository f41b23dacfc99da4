import { createClock } from '../../../gateway/src/conversations/clock.ts';
import { addMember } from '../support/people.ts';
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
const RUNNING = JSON.stringify({ code: 409, message: 'The execution "12" is running already.', stacktrace: 'ConflictError: …' });
const GONE = JSON.stringify({ code: 404, message: 'The execution "12" does not exist.', hint: 'Maybe it was pruned' });

/* How waits end, and what becomes of the call. Nothing here depends on the store; what does is in waits.test.ts. */
let bench: WaitBench;
beforeAll(async () => {
  bench = await startWaits('sqlite');
});
beforeEach(() => bench.meet());
afterAll(() => bench.close());

const outcomes = async (count: number) => (await bench.calls(count)).map(({ body }) => [body.outcome, body.because]);
const post = (path: string, body: unknown = {}) => bench.api.post(`/conversations/${bench.conversationId}/${path}`, body);
const messages = async () => (await bench.api.get(`/conversations/${bench.conversationId}/messages`)).body.data;

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

test('a conversation that closes for silence goes on waiting, and the answer opens it again', async () => {
  const id = await bench.ask({ expiresAt: new Date(bench.api.clock.now + 3 * 86_400_000).toISOString() });
  bench.api.clock.now += 2 * 86_400_000;
  await createClock({
    store: bench.api.store,
    run: bench.api.deps.commands,
    now: () => bench.api.clock.now,
    log: bench.api.deps.log,
  }).tick();
  expect((await bench.api.get(`/conversations/${bench.conversationId}`)).body.status).toBe('closed');
  await bench.says('Ana');
  expect((await bench.calls(1))[0]?.body).toMatchObject({ waitId: id, outcome: 'answered', reply: { value: 'Ana' } });
  expect((await bench.api.get(`/conversations/${bench.conversationId}`)).body.status).toBe('rep_needed');
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
