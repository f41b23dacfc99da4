import { createPruning } from '../../../gateway/src/store/retention.ts';
import { addMember, keyWith } from '../support/people.ts';
import { until } from '../support/receiver.ts';
import { type WaitBench, startWaits } from '../support/waits.ts';

/* What the routes of waits refuse, answer and keep. How waits end is in waits.test.ts. */
let bench: WaitBench;
beforeAll(async () => {
  bench = await startWaits('sqlite');
});
beforeEach(() => bench.meet());
afterAll(() => bench.close());

const DAY = 86_400_000;
const TEMPLATE = { type: 'template', name: 'may_we_write', language: 'en', params: {} };
const CHOICE = { type: 'choice', text: 'Tea or coffee?', options: [{ id: 't', label: 'Tea' }, { id: 'c', label: 'Coffee' }] }; // prettier-ignore
const conversation = async () => (await bench.api.get(`/conversations/${bench.conversationId}`)).body;
const messages = async () => (await bench.api.get(`/conversations/${bench.conversationId}/messages`)).body.data;
const iso = (ms: number) => new Date(bench.api.clock.now + ms).toISOString();

test.each([
  ['resumeUrl', { resumeUrl: undefined }],
  ['resumeUrl', { resumeUrl: 'http://10.1.2.3/resume' }],
  ['resumeUrl', { resumeUrl: 'mailto:me@example.com' }],
  ['expect', { expect: 'sticker' }],
  ['content', { expect: 'choice' }],
  ['maxReasks', { maxReasks: 11 }],
  ['reaskText', { content: { type: 'location', latitude: 1, longitude: 1 }, maxReasks: 1 }],
  ['expiresAt', { expiresAt: '2020-01-01T00:00:00Z' }],
  ['expiresAt', { expiresAt: '2030-01-01T00:00:00Z' }],
  ['expiresAt', { expiresAt: 'tomorrow' }],
  ['fallback', { onWindowClosed: 'template' }],
  ['secret', { secret: 'whsec_short' }],
  ['template.name', { template: { type: 'template', language: 'en' } }],
  ['wait', { wait: true }],
])('names the bad field %s', async (path, body) => {
  const answer = await bench.asks(body);
  expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([400, path]);
  expect(await messages()).toHaveLength(1);
});

test('a refused address names the settings that would let it out', async () => {
  expect((await bench.asks({ resumeUrl: 'http://192.168.0.7:5678/resume' })).body.detail).toMatch(
    /PARLEY_ALLOWED_NETWORKS.*PARLEY_ALLOW_LOOPBACK/,
  );
});

test('a repeated request with the same Idempotency-Key asks once', async () => {
  const [first, second] = [await bench.asks({}, { idempotencyKey: 'w1' }), await bench.asks({}, { idempotencyKey: 'w1' })];
  expect(second.body).toEqual(first.body);
  expect(await messages()).toHaveLength(2);
  expect((await bench.asks({ maxReasks: 1 }, { idempotencyKey: 'w1' })).body.code).toBe('idempotency_conflict');
});

test('shows a wait without its address and its secret, and times out after a day where nothing was said', async () => {
  const asked = await bench.asks();
  expect(asked.body.message).toMatchObject({ content: { text: 'What is your name?' }, delivery: { state: 'queued' } });
  const wait = await bench.wait(asked.body.waitId);
  expect(wait).toEqual({
    id: asked.body.waitId,
    conversationId: bench.conversationId,
    messageId: asked.body.message.id,
    expect: 'text',
    state: 'open',
    because: null,
    maxReasks: 0,
    reasks: 0,
    replyMessageId: null,
    createdAt: iso(0),
    expiresAt: iso(DAY),
    endedAt: null,
    call: null,
  });
  expect((await bench.api.get(`/conversations/${bench.conversationId}/waits`)).body).toEqual({ data: [wait], nextCursor: null });
});

test('a cancelled wait calls nobody, and the next message is for others again', async () => {
  const id = await bench.ask();
  for (let again = 0; again < 2; again++) expect((await bench.api.request('DELETE', `/waits/${id}`)).status).toBe(204);
  await bench.says('Ana');
  expect(await bench.wait(id)).toMatchObject({ state: 'cancelled', replyMessageId: null, call: null });
  const other = await bench.ask();
  await bench.says('Bea');
  expect((await bench.calls(1)).map(({ body }) => body.waitId)).toEqual([other]);
});

test('cancelling what has ended gives up a call that nobody takes', async () => {
  bench.receiver.answer = () => 503;
  const id = await bench.ask();
  await bench.says('Ana');
  await bench.calls(1);
  expect((await bench.api.request('DELETE', `/waits/${id}`)).status).toBe(204);
  expect(await bench.wait(id)).toMatchObject({ state: 'answered', call: { state: 'dropped' } });
  await until(
    async () => (await bench.api.store.reader.selectFrom('lanes').select('id').where('id', '=', `w:${id}`).execute()).length === 0,
  );
});

test('needs the permissions of writing and reading', async () => {
  const reader = await keyWith(bench.api, 'read');
  expect((await bench.asks({}, { key: reader })).status).toBe(403);
  const id = await bench.ask();
  expect((await bench.api.get(`/waits/${id}`, { key: reader })).status).toBe(200);
  expect((await bench.api.request('DELETE', `/waits/${id}`, undefined, { key: reader })).status).toBe(403);
  expect((await bench.api.get('/waits/wai_00000000000000000000000000')).status).toBe(404);
  expect((await bench.api.request('DELETE', '/waits/wai_00000000000000000000000000')).status).toBe(404);
});

test('a shut window refuses the question, or a template replaces it and its button is the answer', async () => {
  bench.api.clock.now += 2 * DAY;
  expect((await bench.asks()).body.code).toBe('window_closed');
  await bench.ask({ content: CHOICE, expect: 'choice', onWindowClosed: 'template', fallback: TEMPLATE });
  await bench.says({ type: 'choice_reply', optionId: 'payload-of-the-template', label: 'Coffee' });
  expect((await bench.calls(1))[0]?.body.reply.value).toEqual({ optionId: 'payload-of-the-template', label: 'Coffee' });
});

test('a template opens a shut window first: its answer lets the question out, and the next message answers it', async () => {
  bench.api.clock.now += 2 * DAY;
  const asked = await bench.asks({ content: CHOICE, expect: 'choice', template: TEMPLATE });
  const [question, opener] = await messages();
  expect([question.content.type, opener.content.type]).toEqual(['choice', 'template']);
  expect(asked.body.message.id).toBe(question.id);
  bench.api.woken.splice(0);
  await bench.says('2');
  expect(bench.api.woken.flatMap((flushed) => flushed.sendLanes.map((lane) => lane.conversationId))).toEqual([bench.conversationId]);
  expect((await bench.wait(asked.body.waitId)).state).toBe('open');
  expect((await messages())[0].content).toEqual({ type: 'text', text: '2' });
  await bench.says('2');
  expect((await bench.calls(1))[0]?.body.reply.value).toEqual({ optionId: 'c', label: 'Coffee' });
});

test('with an open window the template stays where it is', async () => {
  const asked = await bench.asks({ template: TEMPLATE });
  expect(asked.status).toBe(201);
  expect(await messages()).toHaveLength(2);
  await bench.says('Ana');
  expect((await bench.calls(1))[0]?.body.reply.value).toBe('Ana');
});

test('says what is wrong with the template in its own field, and sends nothing', async () => {
  bench.api.clock.now += 2 * DAY;
  const answer = await bench.asks({ template: { type: 'template', templateId: 'tpl_00000000000000000000000000', params: {} } });
  expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([400, 'template.templateId']);
  expect(await messages()).toHaveLength(1);
});

test('a question that waits for the customer is not answered by what they write by themselves', async () => {
  bench.api.clock.now += 2 * DAY;
  const id = await bench.ask({ onWindowClosed: 'queue' });
  await bench.says('I have a problem');
  expect((await bench.wait(id)).state).toBe('open');
  await bench.says('Ana');
  expect((await bench.calls(1))[0]?.body.reply.value).toBe('Ana');
});

test('a question that the platform held back is not answered before it is out', async () => {
  const asked = await bench.asks({ onWindowClosed: 'queue' });
  const sent = { deliveryState: 'sent', deliveryJson: JSON.stringify({ state: 'sent' }), externalId: 'wamid.held' };
  await bench.api.deps.commands({
    locks: [],
    run: async (unit) => void (await unit.tx.db.updateTable('messages').set(sent).where('id', '=', asked.body.message.id).execute()),
  });
  const error = { code: 'window_closed', detail: 'More than 24 hours.' } as const;
  const head = { sentAt: null, account: null, raw: null, key: 'held' };
  await bench.api.ingest(bench.channelId, { ...head, is: 'status', externalId: 'wamid.held', state: 'failed', error });
  await bench.says('are you there?');
  expect((await bench.wait(asked.body.waitId)).state).toBe('open');
  await bench.says('Ana');
  expect((await bench.calls(1))[0]?.body.reply.value).toBe('Ana');
});

test('where a person holds the conversation a workflow may choose not to ask', async () => {
  const memberId = await addMember(bench.api, 'Mia');
  await bench.api.post(`/conversations/${bench.conversationId}/join`, { memberId });
  const skipped = await bench.asks({ ifHeld: 'skip' });
  expect([skipped.status, skipped.body]).toEqual([200, { skipped: true, reason: 'held_by_member' }]);
  expect((await bench.asks({ ifHeld: 'fail' })).body.code).toBe('held_by_member');
});

test('a question in a member’s name is asked again in it, and their own messages do not end it', async () => {
  const memberId = await addMember(bench.api, 'Mia');
  const id = await bench.ask({ content: CHOICE, expect: 'choice', maxReasks: 1, memberId });
  await bench.says('water');
  expect((await messages())[0].author).toMatchObject({ type: 'member', id: memberId });
  const more = { content: { type: 'text', text: 'Take your time.' }, memberId };
  expect((await bench.api.post(`/conversations/${bench.conversationId}/messages`, more)).status).toBe(202);
  expect((await bench.wait(id)).state).toBe('open');
  expect((await conversation()).assigneeId).toBe(memberId);
});

test('a wait is kept for a month after its end', async () => {
  const [open, ended] = [await bench.ask({ expiresAt: iso(90 * DAY) }), await bench.ask()];
  await bench.api.request('DELETE', `/waits/${ended}`);
  const sweep = createPruning(bench.api.store, () => bench.api.clock.now);
  bench.api.clock.now += 30 * DAY;
  await sweep();
  expect((await bench.wait(ended)).state).toBe('cancelled');
  bench.api.clock.now += 1;
  await sweep();
  expect((await bench.api.get(`/waits/${ended}`)).status).toBe(404);
  expect((await bench.wait(open)).state).toBe('open');
});
