import type { InboundEvent } from '../../../gateway/src/model/inbound.ts';
import type { Content } from '../../../gateway/src/model/content.ts';
import { closeConversation } from '../../../gateway/src/conversations/open.ts';
import { addChannel } from '../../../gateway/src/store/channels.ts';
import { loadConversations, loadMessages } from '../../../gateway/src/store/load.ts';
import { readEvents } from '../../../gateway/src/store/event-log.ts';
import { messageRecord } from '../../../gateway/src/store/records.ts';
import { textMessage } from '../support/inbound.ts';
import { type OpenedStore, open, temporaryFolder } from '../support/stores.ts';

const CHANNEL = 'chn_1';
const PHONE = '15550100';
const person = { keys: [{ kind: 'phone' as const, value: PHONE }], name: 'Ann' };

let opened: OpenedStore;
let folder: ReturnType<typeof temporaryFolder>;
let keys = 0;
beforeEach(async () => {
  folder = temporaryFolder();
  opened = await open({ dataDir: folder.folder });
});
afterEach(async () => {
  await opened.store.close();
  folder.remove();
});

type Bare<T> = T extends InboundEvent ? Omit<T, 'key' | 'sentAt' | 'account' | 'raw'> : never;
const receive = (...events: Bare<InboundEvent>[]) =>
  opened.ingest({
    channelId: CHANNEL,
    body: '{}',
    events: events.map((event) => ({ ...event, key: `key-${keys++}`, sentAt: null, account: null, raw: null }) as InboundEvent),
  });
const says = (externalId: string, text: string) =>
  opened.ingest({ channelId: CHANNEL, body: '{}', events: [textMessage(PHONE, externalId, text)] });

async function eventTypes(): Promise<readonly string[]> {
  const page = await readEvents(opened.store, { after: { tx: 0, position: 0 }, limit: 1000 });
  return page.json.map((json) => JSON.parse(json).type);
}
async function messages() {
  const rows = await opened.store.reader.selectFrom('messages').selectAll().orderBy('seq').execute();
  return rows.map(messageRecord);
}
async function conversation() {
  return opened.store.reader.selectFrom('conversations').selectAll().executeTakeFirstOrThrow();
}

/** A message of ours in the customer's conversation, as the outbox leaves it. */
async function weSent(content: Content, externalId: string | null, state: 'sending' | 'sent' | 'unknown' = 'sent'): Promise<string> {
  const { id } = await conversation();
  return opened.run({
    locks: [id],
    async run(unit) {
      await loadConversations(unit, [id]);
      const record = unit.conversations.get(id);
      if (record === undefined) throw new Error('no conversation');
      const message = unit.addMessage(record, {
        direction: 'outbound', visibility: 'public', author: { type: 'bot', id: 'key_1', name: 'n8n', origin: 'workflow' }, content,
        quotedMessageId: null, reactions: [], externalId, tokens: null, webhookId: null, sentAt: unit.now, editedAt: null, deletedAt: null,
        delivery: { state }, send: { onWindowClosed: 'fail', fallback: null, answers: false, sent: [], usingFallback: false },
      }); // prettier-ignore
      if (content.type === 'choice') record.openChoice = { messageId: message.id, options: content.options };
      return message.id;
    },
  });
}

test('a first message makes contact, conversation and session, and somebody is needed', async () => {
  await says('wamid.1', 'hello');
  expect(await eventTypes()).toEqual(['contact.created', 'conversation.created', 'message.received', 'conversation.status_changed']);
  expect(await conversation()).toMatchObject({
    status: 'rep_needed',
    lastSeq: 1,
    sessionNumber: 1,
    waitingSince: opened.clock.now,
    windowJson: expect.stringMatching(/^\[\{"by":"message","at":\d+,"sent":0\}\]$/),
  });
});

test('further messages while somebody waits neither restart the wait nor change the status', async () => {
  await says('wamid.1', 'hello');
  const since = opened.clock.now;
  opened.clock.now += 60_000;
  await says('wamid.2', 'anybody?');
  expect(await conversation()).toMatchObject({ waitingSince: since, lastSeq: 2 });
  expect((await eventTypes()).filter((type) => type === 'conversation.status_changed')).toHaveLength(1);
});

test('a message after the close opens a new session of the same conversation, without an owner', async () => {
  await says('wamid.1', 'hello');
  const { id } = await conversation();
  await opened.run({
    locks: [id],
    async run(unit) {
      await loadConversations(unit, [id]);
      const record = unit.conversations.get(id);
      if (record) {
        record.assigneeId = 'mbr_1';
        closeConversation(unit, record, { type: 'member', id: 'mbr_1', name: 'Mo' }, { reason: 'done' });
      }
    },
  });
  expect(await conversation()).toMatchObject({ status: 'closed', closeReason: 'done', closedBy: 'mbr_1', waitingSince: null });
  await says('wamid.2', 'one more thing');
  expect(await conversation()).toMatchObject({ id, status: 'rep_needed', assigneeId: null, sessionNumber: 2, lastSeq: 2 });
  expect((await eventTypes()).slice(-4)).toEqual([
    'conversation.status_changed',
    'conversation.reopened',
    'message.received',
    'conversation.status_changed',
  ]);
  const sessions = await opened.store.reader.selectFrom('sessions').select(['number', 'closeReason']).orderBy('number').execute();
  expect(sessions).toEqual(
    [
      { number: 1, closeReason: 'done' },
      { number: 2, closeReason: null },
    ].map((row) => expect.objectContaining(row)),
  );
});

test('reactions replace each other and can be taken back', async () => {
  await says('wamid.1', 'hello');
  await receive({ is: 'reaction', from: person, targetExternalId: 'wamid.1', emoji: '👍' });
  await receive({ is: 'reaction', from: person, targetExternalId: 'wamid.1', emoji: '❤️' });
  expect((await messages())[0]?.reactions.map((reaction) => reaction.emoji)).toEqual(['❤️']);
  await receive({ is: 'reaction', from: person, targetExternalId: 'wamid.1', emoji: null });
  expect((await messages())[0]?.reactions).toEqual([]);
  expect((await eventTypes()).filter((type) => type === 'message.updated')).toHaveLength(3);
});

test('an edit changes the message and keeps its place; a revoke takes away what it said', async () => {
  await says('wamid.1', 'helo');
  await receive({ is: 'edit', targetExternalId: 'wamid.1', content: { type: 'text', text: 'hello' } });
  expect((await messages())[0]).toMatchObject({ seq: 1, content: { text: 'hello' }, editedAt: opened.clock.now });
  expect(JSON.parse((await conversation()).lastMessageJson ?? '{}').summary).toBe('hello');
  await receive({ is: 'revoke', targetExternalId: 'wamid.1' });
  const [message] = await messages();
  expect(message?.deletedAt).toBe(opened.clock.now);
  expect(JSON.stringify(message)).not.toContain('hello');
  expect(await conversation()).toMatchObject({ status: 'active', waitingSince: null });
});

test('changes to a message nobody has are harmless', async () => {
  await receive(
    { is: 'reaction', from: person, targetExternalId: 'wamid.none', emoji: '👍' },
    { is: 'edit', targetExternalId: 'wamid.none', content: { type: 'text', text: 'x' } },
    { is: 'revoke', targetExternalId: 'wamid.none' },
  );
  expect(await messages()).toEqual([]);
});

test('statuses only ever raise a message, in whatever order they come', async () => {
  await says('wamid.1', 'hello');
  await weSent({ type: 'text', text: 'hi' }, 'wamid.out');
  await receive({ is: 'status', externalId: 'wamid.out', state: 'read' }, { is: 'status', externalId: 'wamid.out', state: 'delivered' });
  expect((await messages())[1]?.delivery?.state).toBe('read');
  expect((await eventTypes()).filter((type) => /message\.(read|delivered)/.test(type))).toEqual(['message.read']);
});

test('a status finds a message whose answer never came by what we handed along', async () => {
  await says('wamid.1', 'hello');
  const id = await weSent({ type: 'text', text: 'hi' }, null, 'unknown');
  await receive({ is: 'status', externalId: 'wamid.early', correlation: id, state: 'delivered' });
  expect((await messages())[1]).toMatchObject({ externalId: 'wamid.early', delivery: { state: 'delivered' } });
});

test('a status of a message that is still on its way is kept with it', async () => {
  await says('wamid.1', 'hello');
  const id = await weSent({ type: 'text', text: 'hi' }, null, 'sending');
  await receive({ is: 'status', externalId: 'wamid.early', correlation: id, state: 'delivered' });
  expect((await messages())[1]).toMatchObject({
    delivery: { state: 'sending' },
    send: { heldReports: [{ state: 'delivered', externalId: 'wamid.early' }] },
  });
});

test('a status of a message that is not ours to know is kept aside, and another channel’s id does not help it', async () => {
  await says('wamid.1', 'hello');
  const id = await weSent({ type: 'text', text: 'hi' }, null, 'sending');
  await opened.ingest({
    channelId: 'chn_other',
    body: '{}',
    events: [{ is: 'status', key: 'k', sentAt: null, account: null, raw: null, externalId: 'wamid.x', correlation: id, state: 'read' }],
  });
  expect((await messages())[1]?.delivery?.state).toBe('sending');
  expect(await opened.store.reader.selectFrom('earlyReports').select('externalId').execute()).toEqual([
    expect.objectContaining({ externalId: 'wamid.x' }),
  ]);
});

test('an answer typed in the phone’s own app ends the wait and is told as sent', async () => {
  await says('wamid.1', 'hello');
  await receive({ is: 'echo', to: person, externalId: 'wamid.echo', content: { type: 'text', text: 'from my phone' } });
  expect((await messages())[1]).toMatchObject({
    direction: 'outbound',
    author: { type: 'member', origin: 'native_app' },
    delivery: { state: 'sent' },
  });
  expect(await conversation()).toMatchObject({ status: 'active', waitingSince: null });
});

test.each([
  ['2', 'm', 'Medium'],
  ['medium', 'm', 'Medium'],
])('a typed %j answers the choice that was sent', async (typed, optionId, label) => {
  await says('wamid.1', 'hello');
  const options = [
    { id: 's', label: 'Small' },
    { id: 'm', label: 'Medium' },
  ];
  const id = await weSent({ type: 'choice', style: 'list', text: 'Which size?', options }, 'wamid.ask');
  await says('wamid.2', typed);
  expect((await messages())[2]?.content).toEqual({ type: 'choice_reply', optionId, label, repliesTo: id });
  await says('wamid.3', typed);
  expect((await messages())[3]?.content).toEqual({ type: 'text', text: typed });
});

test('a tapped option is named by its label and points to the question', async () => {
  await says('wamid.1', 'hello');
  const id = await weSent({ type: 'choice', style: 'buttons', text: 'Sure?', options: [{ id: 'y', label: 'Yes, please' }] }, 'wamid.ask');
  const tap: InboundEvent = textMessage(PHONE, 'wamid.2', '', {
    content: { type: 'choice_reply', optionId: 'y', label: 'y' },
    quotedExternalId: 'wamid.ask',
  });
  await opened.ingest({ channelId: CHANNEL, body: '{}', events: [tap] });
  expect((await messages())[2]).toMatchObject({
    quotedMessageId: id,
    content: { type: 'choice_reply', optionId: 'y', label: 'Yes, please', repliesTo: id },
  });
});

test('following is known to the contact without a conversation, blocking shows as a line in the one there is', async () => {
  await receive({ is: 'notice', from: person, notice: 'followed', text: 'Followed the account.', reachable: true });
  expect(await eventTypes()).toEqual(['contact.created']);
  await says('wamid.1', 'hello');
  await receive({ is: 'notice', from: person, notice: 'unfollowed', text: 'Blocked the account.', reachable: false });
  const line = (await messages())[1];
  expect(line).toMatchObject({ visibility: 'internal', author: { type: 'system' }, content: { text: 'Blocked the account.' } });
  const identity = await opened.store.reader.selectFrom('identities').selectAll().executeTakeFirstOrThrow();
  expect(identity.unreachableSince).toBe(opened.clock.now);
});

test('a group is one conversation, and each message names who wrote it', async () => {
  const group = { keys: [{ kind: 'group' as const, value: 'G1' }] };
  const by = (phone: string, name: string) => ({ keys: [{ kind: 'phone' as const, value: phone }], name });
  await opened.ingest({
    channelId: CHANNEL,
    body: '{}',
    events: [
      textMessage('', 'wamid.1', 'a', { from: group, author: by('15550101', 'Ann') }),
      textMessage('', 'wamid.2', 'b', { from: group, author: by('15550102', 'Bob') }),
    ],
  });
  expect((await messages()).map((message) => [message.conversationId, message.author.name])).toEqual([
    [(await conversation()).id, 'Ann'],
    [(await conversation()).id, 'Bob'],
  ]);
  expect(await opened.store.reader.selectFrom('conversations').selectAll().execute()).toHaveLength(1);
});

test('an opt-out, a template’s status and the account’s health each have their event', async () => {
  await addChannelRow();
  await says('wamid.1', 'hello');
  await receive(
    { is: 'opt_out', from: person, optedOut: true, detail: 'Stopped marketing messages.' },
    { is: 'template_status', externalId: '1', name: 'come_back', language: 'en', status: 'paused' },
    { is: 'health', level: 'warning', what: 'quality', detail: 'The number’s quality fell.' },
    { is: 'health', level: 'info', what: 'limit', detail: 'The limit rose.' },
    { is: 'ignored', what: 'calls' },
  );
  expect((await eventTypes()).slice(4)).toEqual([
    'contact.updated',
    'conversation.updated',
    'template.status_changed',
    'channel.health_changed',
  ]);
});

test('a file is registered for fetching, and a message taken back takes its files along', async () => {
  const image: Content<{ ref: Record<string, string> }> = { type: 'image', attachment: { ref: { mediaId: '77' } }, caption: 'look' };
  await opened.ingest({ channelId: CHANNEL, body: '{}', events: [textMessage(PHONE, 'wamid.1', '', { content: image })] });
  const attachment = await opened.store.reader.selectFrom('attachments').selectAll().executeTakeFirstOrThrow();
  expect(attachment).toMatchObject({ state: 'pending', dueAt: opened.clock.now, sourceJson: '{"mediaId":"77"}' });
  expect((await messages())[0]?.content).toMatchObject({
    attachment: { id: attachment.id, url: `parley-media:${attachment.id}`, state: 'pending' },
  });
  await receive({ is: 'revoke', targetExternalId: 'wamid.1' });
  expect(await opened.store.reader.selectFrom('attachments').select('state').execute()).toEqual([
    expect.objectContaining({ state: 'withdrawn' }),
  ]);
});

test('what a platform refuses late for a closed window goes out as the writer’s template', async () => {
  await says('wamid.1', 'hello');
  const id = await weSent({ type: 'text', text: 'hi' }, 'wamid.out');
  await opened.run({
    locks: [],
    async run(unit) {
      await loadMessages(unit, [id]);
      const message = unit.messages.get(id);
      if (message === undefined || message.send === null) throw new Error('no message');
      message.send = { ...message.send, onWindowClosed: 'template', fallback: { type: 'template', name: 'x', language: 'en', params: {} } };
      unit.touchMessage(message);
    },
  });
  opened.woken.splice(0);
  await receive({
    is: 'status',
    externalId: 'wamid.out',
    state: 'failed',
    error: { code: 'window_closed', detail: 'late', platformCode: '131047' },
  });
  expect((await messages())[1]).toMatchObject({ delivery: { state: 'queued' }, send: { usingFallback: true, sent: [] }, externalId: null });
  expect(opened.woken.flatMap((flushed) => flushed.sendLanes)).toHaveLength(1);
});

describe('a watermark', () => {
  const until = (state: 'delivered' | 'read', at: number, phone = PHONE) =>
    receive({ is: 'watermark', from: { keys: [{ kind: 'phone', value: phone }] }, state, until: at });
  const states = async () => (await messages()).flatMap((message) => message.delivery?.state ?? []);

  test('raises all that was sent up to it, in order, and nothing after it', async () => {
    await says('wamid.1', 'hello');
    await weSent({ type: 'text', text: 'one' }, 'm1');
    await weSent({ type: 'text', text: 'two' }, 'm2');
    const between = opened.clock.now;
    opened.clock.now += 60_000;
    await weSent({ type: 'text', text: 'three' }, 'm3');
    await until('delivered', between);
    expect(await states()).toEqual(['delivered', 'delivered', 'sent']);
    await until('read', opened.clock.now);
    await until('delivered', opened.clock.now);
    expect(await states()).toEqual(['read', 'read', 'read']);
    expect((await eventTypes()).filter((type) => /delivered|read/.test(type))).toEqual([
      'message.delivered', 'message.delivered', 'message.read', 'message.read', 'message.read',
    ]); // prettier-ignore
  });

  test('does not settle what never left, and knows nobody who never wrote', async () => {
    await says('wamid.1', 'hello');
    await weSent({ type: 'text', text: 'one' }, null, 'sending');
    await until('read', opened.clock.now);
    await until('read', opened.clock.now, '15559999');
    expect(await states()).toEqual(['sending']);
    expect(await opened.store.reader.selectFrom('contacts').select('id').execute()).toHaveLength(1);
  });
});

/** The channel's row, which only news of its health look for. */
async function addChannelRow(): Promise<void> {
  await opened.run({
    locks: [],
    run: (unit) =>
      addChannel(unit.tx, {
        id: CHANNEL, type: 'whatsapp', provider: 'cloud_api', name: 'Front desk', status: 'connected', healthJson: '{"level":"ok"}',
        attachmentsJson: null, overridesJson: null, oneWayReply: null, twoWay: 1, settingsJson: '{}', secrets: '', createdAt: unit.now, updatedAt: unit.now, deletedAt: null,
      }),
  }); // prettier-ignore
}

test('a new follower whom the platform lets us greet has a conversation, and what waited for them goes', async () => {
  await receive({ is: 'notice', from: person, notice: 'followed', text: 'Followed.', reachable: true, opens: 'click' });
  expect(await conversation()).toMatchObject({ status: 'active', lastSeq: 1, waitingSince: null });
  expect((await eventTypes()).filter((type) => type === 'conversation.created')).toHaveLength(1);
});

test('a follow that opens nothing makes no conversation', async () => {
  await receive({ is: 'notice', from: person, notice: 'followed', text: 'Followed.', reachable: true });
  expect(await opened.store.reader.selectFrom('conversations').select('id').execute()).toEqual([]);
});

test('what a channel is said to suffer from is told once, however many webhooks say so', async () => {
  await addChannelRow();
  const sick = { is: 'health', level: 'error', what: 'account_disabled', detail: 'The account was disabled.' } as const;
  await receive(sick, sick);
  await receive(sick);
  expect((await eventTypes()).filter((type) => type === 'channel.health_changed')).toHaveLength(1);
});
