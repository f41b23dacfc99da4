import { type TestApi, startApi } from '../support/api.ts';
import { LINE, connect } from '../support/channels.ts';
import { adminId, addMember } from '../support/people.ts';
import { textMessage } from '../support/inbound.ts';

let api: TestApi;
let channelId: string;
let conversationId: string;
beforeEach(async () => {
  api = await startApi();
  channelId = await connect(api);
  await api.ingest(channelId, textMessage('15550100', 'wamid.in', 'hello'));
  conversationId = (await api.get('/conversations')).body.data[0].id;
});
afterEach(() => api.close());

const send = (body: unknown, options = {}) => api.post(`/conversations/${conversationId}/messages`, body, options);
const text = (words: string) => ({ type: 'text', text: words });
const pathsOf = (answer: { body: { errors?: { path: string }[] } }) => (answer.body.errors ?? []).map((error) => error.path).sort();
const storedMessages = async () => (await api.get(`/conversations/${conversationId}/messages`)).body.data;
const eventTypes = async (): Promise<readonly string[]> =>
  (await api.get('/events?limit=200')).body.data.map((event: { type: string }) => event.type);

/** The platform's free time is over. */
const shutWindow = () => (api.clock.now += 25 * 3_600_000);

describe('sending into a conversation', () => {
  it("queues a workflow's message, makes its lane due and ends no wait", async () => {
    api.woken.length = 0;
    const sent = await send({ content: text('Hi!') });
    expect(sent).toMatchObject({
      status: 202,
      body: {
        seq: 2,
        direction: 'outbound',
        delivery: { state: 'queued' },
        author: { type: 'bot', name: 'First key', origin: 'workflow' },
      },
    });
    expect(api.woken.flatMap((flushed) => flushed.sendLanes)).toEqual([
      { id: `s:${conversationId}`, destinationId: channelId, conversationId },
    ]);
    expect((await api.get(`/conversations/${conversationId}`)).body.waiting).not.toBeNull();
    expect(await eventTypes()).not.toContain('message.sent');
  });

  it('can be asked later how far a message has come', async () => {
    const sent = await send({ content: text('Hi!') });
    expect(await api.get(`/messages/${sent.body.id}`)).toMatchObject({ status: 200, body: sent.body });
    expect(await api.get('/messages/msg_nobody')).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('ends the wait with a workflow’s message that says it answers', async () => {
    await send({ content: text('Here you are.'), answers: true });
    expect((await api.get(`/conversations/${conversationId}`)).body).toMatchObject({ waiting: null, status: 'active' });
  });

  it("takes an unowned conversation with a member's first message, and refuses the next member", async () => {
    const [ann, ben] = [await addMember(api, 'Ann'), await addMember(api, 'Ben')];
    const sent = await send({ content: text('Ann here'), memberId: ann });
    expect(sent.body.author).toEqual({ type: 'member', id: ann, name: 'Ann', origin: 'gateway' });
    expect((await api.get(`/conversations/${conversationId}`)).body).toMatchObject({
      assigneeId: ann,
      participants: [{ memberId: ann, via: 'first_message' }],
      waiting: null,
      status: 'active',
    });
    expect(await eventTypes()).toEqual(expect.arrayContaining(['conversation.joined', 'conversation.assigned']));
    expect(await send({ content: text('Ben here'), memberId: ben })).toMatchObject({ status: 409, body: { code: 'not_joined' } });
    await api.post(`/conversations/${conversationId}/join`, { memberId: ben });
    expect((await send({ content: text('Ben here'), memberId: ben })).status).toBe(202);
    expect((await api.get(`/conversations/${conversationId}`)).body.assigneeId).toBe(ann);
  });

  it('lets one of many first messages take the conversation', async () => {
    const members = await Promise.all(Array.from({ length: 20 }, (_, i) => addMember(api, `Member ${i}`)));
    const answers = await Promise.all(members.map((memberId) => send({ content: text('mine'), memberId })));
    expect(answers.filter((answer) => answer.status === 202)).toHaveLength(1);
    expect(answers.filter((answer) => answer.body.code === 'not_joined')).toHaveLength(19);
  });

  it('sends, skips or refuses by ifHeld where a person holds the conversation', async () => {
    expect((await send({ content: text('free'), ifHeld: 'fail' })).status).toBe(202);
    await api.post(`/conversations/${conversationId}/assign`, { assigneeId: await adminId(api) });
    expect(await send({ content: text('x'), ifHeld: 'fail' })).toMatchObject({ status: 409, body: { code: 'held_by_member' } });
    expect(await send({ content: text('x'), ifHeld: 'skip' })).toMatchObject({ status: 200, body: { skipped: true } });
    expect((await send({ content: text('x') })).status).toBe(202);
    expect(await storedMessages()).toHaveLength(3);
  });

  it('refuses free text when the window is shut and stores nothing', async () => {
    shutWindow();
    const before = await eventTypes();
    expect(await send({ content: text('late') })).toMatchObject({ status: 409, body: { code: 'window_closed' } });
    expect(await storedMessages()).toHaveLength(1);
    expect(await eventTypes()).toEqual(before);
  });

  it('sends a template, or the named fallback, or waits, when the window is shut', async () => {
    shutWindow();
    const template = { type: 'template', name: 'order_ready', language: 'en', params: { 1: 'Ana' } };
    expect((await send({ content: template })).status).toBe(202);
    expect(pathsOf(await send({ content: text('late'), onWindowClosed: 'template' }))).toEqual(['fallback']);
    const withFallback = await send({ content: text('late'), onWindowClosed: 'template', fallback: template });
    const queued = await send({ content: text('later'), onWindowClosed: 'queue', answers: true });
    expect([withFallback.status, queued.status]).toEqual([202, 202]);
    const rows = await api.store.reader
      .selectFrom('messages')
      .select(['id', 'sendJson'])
      .where('direction', '=', 'outbound')
      .orderBy('seq')
      .execute();
    const sends = rows.map((row) => JSON.parse(row.sendJson ?? ''));
    expect(sends).toMatchObject([
      { usingFallback: false },
      { onWindowClosed: 'template', usingFallback: true, fallback: { name: 'order_ready' } },
      { onWindowClosed: 'queue', usingFallback: false },
    ]);
    expect((await api.get(`/conversations/${conversationId}`)).body.waiting).not.toBeNull();
  });

  it('reopens a closed conversation', async () => {
    await api.post(`/conversations/${conversationId}/close`, {});
    expect((await send({ content: text('one more thing') })).status).toBe(202);
    expect((await api.get(`/conversations/${conversationId}`)).body).toMatchObject({ status: 'active', closedAt: null });
    expect(await eventTypes()).toContain('conversation.reopened');
  });

  it('remembers a choice, so that a typed number answers it', async () => {
    const options = [
      { id: 'yes', label: 'Yes' },
      { id: 'no', label: 'No' },
    ];
    const choice = await send({ content: { type: 'choice', text: 'Ready?', options } });
    expect(choice.body.content).toEqual({ type: 'choice', text: 'Ready?', style: 'buttons', options });
    await api.ingest(channelId, textMessage('15550100', 'wamid.answer', '2'));
    expect((await storedMessages())[0].content).toEqual({ type: 'choice_reply', optionId: 'no', label: 'No', repliesTo: choice.body.id });
  });

  it('quotes only messages of the same conversation', async () => {
    const [inbound] = await storedMessages();
    expect((await send({ content: text('this one'), quotedMessageId: inbound.id })).body.quotedMessageId).toBe(inbound.id);
    expect(pathsOf(await send({ content: text('x'), quotedMessageId: 'msg_0' }))).toEqual(['quotedMessageId']);
  });

  it('refuses to write on a channel that was disconnected, and shows what was written', async () => {
    await api.request('DELETE', `/channels/${channelId}`);
    expect(await send({ content: text('x') })).toMatchObject({ status: 409, body: { code: 'channel_deleted' } });
    expect(await storedMessages()).toHaveLength(1);
    expect((await api.get(`/conversations/${conversationId}`)).status).toBe(200);
  });

  it.each<[unknown, string[]]>([
    [{}, ['content']],
    [{ content: { type: 'nonsense' } }, ['content.type']],
    [{ content: { type: 'text' } }, ['content.text']],
    [{ content: { type: 'text', text: '' } }, ['content.text']],
    [{ content: { type: 'text', text: 'x', colour: 1 }, what: 1 }, ['content.colour', 'what']],
    [{ content: { type: 'choice_reply', label: 'x' } }, ['content.type']],
    [{ content: { type: 'location', latitude: 91, longitude: 0 } }, ['content.latitude']],
    [{ content: { type: 'choice', text: 'x', options: [{ id: 'a', label: 'A' }, { id: 'a', label: 'B' }] } }, ['content.options']], // prettier-ignore
    [{ content: { type: 'template', language: 'en' } }, ['content.name']],
    [{ content: { type: 'image', attachment: { url: 'ftp://example.com/a' } } }, ['content.attachment.url']],
    [{ content: { type: 'image', attachment: { url: 'http://127.0.0.1/a.png' } } }, ['content.attachment.url']],
    [{ content: { type: 'image', attachment: { mediaId: 'att_0' } } }, ['content.attachment.mediaId']],
    [
      { content: { type: 'carousel', cards: [{ title: 'a' }, { title: 'b', image: { url: 'http://10.0.0.1/x' } }] } },
      ['content.cards.1.image.url'],
    ],
    [{ content: { type: 'text', text: 'x' }, onWindowClosed: 'template' }, ['fallback']],
    [{ content: { type: 'text', text: 'x' }, ifHeld: 'maybe' }, ['ifHeld']],
    [{ content: { type: 'text', text: 'x' }, memberId: 'mbr_0' }, ['memberId']],
  ])('names the bad fields of %j', async (body, paths) => {
    const answer = await send(body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
    expect(pathsOf(answer)).toEqual(paths);
    expect(await storedMessages()).toHaveLength(1);
  });
});

describe('files', () => {
  const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154', 'hex');
  const upload = (raw: Buffer, name = 'photo.png', options = {}) =>
    api.post(`/media?name=${name}`, {}, { raw, headers: { 'content-type': 'application/octet-stream' }, ...options });

  it('are uploaded, told by their bytes, and sent by their id', async () => {
    const file = await upload(PNG);
    expect(file).toMatchObject({ status: 201, body: { name: 'photo.png', mimeType: 'image/png', bytes: PNG.length, state: 'stored' } });
    expect(file.body.url).toBe(`https://parley.example/media/${file.body.id}?signed`);
    const sent = await send({ content: { type: 'image', attachment: { mediaId: file.body.id }, caption: 'Look' } });
    expect(sent.body.content).toMatchObject({ type: 'image', caption: 'Look', attachment: { id: file.body.id, state: 'stored' } });
    const row = await api.store.reader.selectFrom('attachments').selectAll().where('id', '=', file.body.id).executeTakeFirstOrThrow();
    expect(row).toMatchObject({ messageId: sent.body.id, conversationId, channelId });
    const again = await send({ content: { type: 'file', attachment: { mediaId: file.body.id } } });
    expect(again.status).toBe(202);
    expect(pathsOf(await send({ content: { type: 'video', attachment: { mediaId: file.body.id } } }))).toEqual([
      'content.attachment.mediaId',
    ]);
  });

  it('are refused when empty or of a kind that is not taken, and nothing is kept', async () => {
    expect((await upload(Buffer.alloc(0))).status).toBe(400);
    expect(await upload(Buffer.from('<html><script>alert(1)</script>'), 'page.html')).toMatchObject({
      status: 415,
      body: { code: 'media_refused' },
    });
    expect(await api.store.reader.selectFrom('attachments').select('id').execute()).toEqual([]);
  });

  it('that are uploaded twice under one key are kept once', async () => {
    const first = await upload(PNG, 'a.png', { idempotencyKey: 'up-1' });
    const second = await upload(PNG, 'a.png', { idempotencyKey: 'up-1' });
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(await api.store.reader.selectFrom('attachments').select('id').execute()).toHaveLength(1);
    expect((await upload(Buffer.concat([PNG, PNG]), 'a.png', { idempotencyKey: 'up-1' })).body.code).toBe('idempotency_conflict');
  });

  it('at an address become rows that the outbox can link to', async () => {
    const sent = await send({ content: { type: 'file', attachment: { url: 'https://files.example.com/Men%C3%BC.pdf' } } });
    expect(sent.body.content.attachment).toMatchObject({ name: 'Menü.pdf', mimeType: 'application/pdf', bytes: null });
    const row = await api.store.reader.selectFrom('attachments').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({
      state: 'linked',
      sourceJson: '{"url":"https://files.example.com/Men%C3%BC.pdf"}',
      messageId: sent.body.id,
    });
  });
});

describe('writing to somebody', () => {
  const template = { type: 'template', name: 'order_ready', language: 'en' };

  it('opens the conversation of a phone number in any spelling, once', async () => {
    const first = await api.post('/messages', { channelId, to: { externalId: '+1 (555) 010-0200' }, content: template });
    const second = await api.post('/messages', { channelId, to: { externalId: '15550100200' }, content: template });
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body.conversationId).toBe(first.body.conversationId);
    expect(await eventTypes()).toEqual(expect.arrayContaining(['contact.created', 'conversation.created']));
    const conversation = await api.get(`/conversations/${first.body.conversationId}`);
    expect(conversation.body).toMatchObject({ status: 'active', waiting: null });
    const byContact = await api.post('/messages', { channelId, to: { contactId: conversation.body.contactId }, content: template });
    expect(byContact.body.conversationId).toBe(first.body.conversationId);
  });

  it('opens one conversation for many who write to the same number at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.post('/messages', { channelId, to: { externalId: '15550100300' }, content: template })),
    );
    expect(new Set(answers.map((answer) => answer.body.conversationId)).size).toBe(1);
    expect(answers.map((answer) => answer.body.seq).sort((a, b) => a - b)).toEqual(answers.map((_, i) => i + 1));
  });

  it('refuses free text to somebody who never wrote, and leaves no trace of them', async () => {
    const answer = await api.post('/messages', { channelId, to: { externalId: '15550100200' }, content: text('hi') });
    expect(answer).toMatchObject({ status: 409, body: { code: 'window_closed' } });
    expect((await api.get('/contacts')).body.data).toHaveLength(1);
  });

  it('knows a contact by their phone where WhatsApp does not know them yet', async () => {
    const contact = await api.post('/contacts', { name: 'Ana', phone: '+1 555 010 0400' });
    const sent = await api.post('/messages', { channelId, to: { contactId: contact.body.id }, content: template });
    expect(sent.status).toBe(202);
    // It is them, and no second person of that number.
    expect((await api.get(`/conversations/${sent.body.conversationId}`)).body.contactId).toBe(contact.body.id);
    const known = (await api.get('/contacts')).body.data.filter(({ phone }: { phone: string }) => phone === contact.body.phone);
    expect(known).toMatchObject([{ name: 'Ana', identities: [{ channelId }] }]);
    const nameless = await api.post('/contacts', { name: 'Nobody' });
    expect(pathsOf(await api.post('/messages', { channelId, to: { contactId: nameless.body.id }, content: template }))).toEqual([
      'to.contactId',
    ]);
  });

  it('writes freely to LINE users and groups, by their ids', async () => {
    const line = await connect(api, LINE);
    for (const externalId of [`U${'a'.repeat(32)}`, `C${'b'.repeat(32)}`, `R${'c'.repeat(32)}`]) {
      const sent = await api.post('/messages', { channelId: line, to: { externalId }, content: text('hi') });
      expect(sent.status).toBe(202);
    }
    const groups = (await api.get('/contacts')).body.data.flatMap((contact: { identities: { kind: string }[] }) =>
      contact.identities.map(({ kind }) => kind),
    );
    expect(groups.filter((kind: string) => kind === 'group')).toHaveLength(2);
    expect(pathsOf(await api.post('/messages', { channelId: line, to: { externalId: 'nonsense' }, content: text('hi') }))).toEqual([
      'to.externalId',
    ]);
  });

  it('names what is wrong with the recipient or the channel', async () => {
    expect(pathsOf(await api.post('/messages', { channelId: 'chn_0', to: { externalId: '15550100' }, content: template }))).toEqual([
      'channelId',
    ]);
    expect(pathsOf(await api.post('/messages', { channelId, to: { externalId: 'abc' }, content: template }))).toEqual(['to.externalId']);
    expect(pathsOf(await api.post('/messages', { channelId, to: {}, content: template }))).toEqual(['to']);
    expect(pathsOf(await api.post('/messages', { to: { contactId: 'cnt_0' }, content: template }))).toEqual(['channelId']);
    expect(pathsOf(await api.post('/messages', { channelId, to: { contactId: 'cnt_0' }, content: template }))).toEqual(['to.contactId']);
  });
});
