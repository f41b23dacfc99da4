import { LINE, connect } from '../support/channels.ts';
import { addMember, keyWith } from '../support/people.ts';
import { type TemplateBench, named, namesOf, pathsOf, startTemplates } from '../support/templates.ts';

let api: TemplateBench['api'];
let channelId: TemplateBench['channelId'];
let conversationId: TemplateBench['conversationId'];
let send: TemplateBench['send'];
let make: TemplateBench['make'];
let change: TemplateBench['change'];
let list: TemplateBench['list'];
let shutWindow: TemplateBench['shutWindow'];
let planned: TemplateBench['planned'];
beforeEach(async () => {
  ({ api, channelId, conversationId, send, make, change, list, shutWindow, planned } = await startTemplates());
});
afterEach(() => api.close());

const upload = async (name: string, raw: Buffer) =>
  String((await api.post(`/media?name=${name}`, undefined, { raw, headers: { 'content-type': 'application/octet-stream' } })).body.id);
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

describe('canned templates', () => {
  it('are made with their parameters read from their text, shown, changed and removed', async () => {
    const made = await make();
    expect(made).toMatchObject({
      status: 201,
      body: {
        kind: 'canned',
        channelId: null,
        channelIds: [],
        externalId: null,
        status: 'approved',
        params: [
          { name: 'contact.name', type: 'text', place: 'body', optional: true },
          { name: 'order', type: 'text', place: 'body' },
        ],
        attachment: null,
        components: null,
      },
    });
    const { id } = made.body;
    expect((await api.get(`/templates/${id}`)).body).toEqual(made.body);
    api.clock.now += 1000;
    const changed = await change(id, { text: 'It is here, {{who}}.' });
    expect(changed).toMatchObject({ status: 200, body: { name: 'order_ready', language: 'en', params: [{ name: 'who' }] } });
    expect(changed.body.createdAt).toBe(made.body.createdAt);
    expect(changed.body.updatedAt > made.body.updatedAt).toBe(true);
    expect((await api.request('DELETE', `/templates/${id}`)).status).toBe(204);
    expect((await api.get(`/templates/${id}`)).status).toBe(404);
    expect((await change(id, { text: 'x' })).status).toBe(404);
    expect((await api.request('DELETE', `/templates/${id}`)).status).toBe(404);
  });

  it('have one text for a name and language, and several languages under a name', async () => {
    const english = (await make()).body;
    const german = await make({ language: 'de', text: 'Hallo {{contact.name}}, {{order}} ist da.' });
    expect(german.status).toBe(201);
    expect(await make()).toMatchObject({ status: 409, body: { code: 'already_exists', detail: expect.stringContaining(english.id) } });
    expect(await change(german.body.id, { language: 'en' })).toMatchObject({ status: 409, body: { code: 'already_exists' } });
    expect((await change(english.id, { name: 'order_ready', text: 'Ready.' })).status).toBe(200);
    const twins = await Promise.all([make({ name: 'twin' }), make({ name: 'twin' })]);
    expect(twins.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('refuse by field what they cannot be made of', async () => {
    const bad = async (body: object) => pathsOf(await make(body));
    expect(await bad({ name: ' ' })).toEqual(['name']);
    expect(await bad({ name: 'x'.repeat(201) })).toEqual(['name']);
    expect(await bad({ language: 'english!' })).toEqual(['language']);
    expect(await bad({ text: ' ' })).toEqual(['text']);
    expect(await bad({ text: 'Hi {{contact.shoe}}' })).toEqual(['text']);
    expect(await bad({ text: 'x'.repeat(10_001) })).toEqual(['text']);
    expect(await bad({ attachment: { mediaId: 'att_0' } })).toEqual(['attachment.mediaId']);
    expect(await bad({ attachment: { url: 'https://example.com/a.png' } })).toEqual(expect.arrayContaining(['attachment.mediaId']));
    expect(await bad({ channelIds: [channelId, 'chn_0'] })).toEqual(['channelIds.1']);
    expect(await bad({ kind: 'whatsapp' })).toEqual(['kind']);
    expect(await bad({ category: 'utility' })).toEqual(['category']);
    expect((await make({ text: 'x'.repeat(10_000) })).status).toBe(201);
  });

  it('go out as what the customer reads, filled by the writer and by Parley', async () => {
    const { id } = (await make()).body;
    const sent = await send({ type: 'template', templateId: id, params: { order: 'HB-1' } });
    expect(sent).toMatchObject({
      status: 202,
      body: { content: { type: 'text', text: 'Hi Customer 15550100, order HB-1 is ready.' }, delivery: { state: 'queued' } },
    });
    expect((await send(named('order_ready', { order: 'HB-2', 'contact.name': 'Ana' }))).body.content).toEqual({
      type: 'text',
      text: 'Hi Ana, order HB-2 is ready.',
    });
    const [row] = await api.store.reader.selectFrom('messages').select('sendJson').where('id', '=', sent.body.id).execute();
    expect(JSON.parse(row?.sendJson ?? '')).toMatchObject({ cannedId: id });
    expect(await planned()).toMatchObject({ is: 'send', part: { body: { type: 'text' } } });
  });

  it('name the member who writes, or say that none does', async () => {
    await make({ text: 'This is {{member.name}}.' });
    expect(await send(named('order_ready'))).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
    expect(pathsOf(await send(named('order_ready')))).toEqual(['content.params.member.name']);
    const sent = await send(named('order_ready'), { memberId: await addMember(api, 'Ann') });
    expect(sent.body.content).toEqual({ type: 'text', text: 'This is Ann.' });
  });

  it('are refused with every missing and every extra parameter by name, and nothing is stored', async () => {
    const { id } = (await make({ text: '{{a}} {{b}}' })).body;
    const refused = await send({ type: 'template', templateId: id, params: { b: 'x', c: 'y' } });
    expect(refused).toMatchObject({
      status: 400,
      body: {
        code: 'invalid_input',
        errors: [
          { path: 'content.params.a', message: 'The template “order_ready” needs the parameter a.' },
          { path: 'content.params.c', message: 'The template “order_ready” has no parameter c. It takes a, b.' },
        ],
      },
    });
    expect((await api.get(`/conversations/${conversationId}/messages`)).body.data).toHaveLength(1);
    expect(pathsOf(await send(named('order_ready', { a: '', b: ' ' })))).toEqual(['content.params']);
    expect(pathsOf(await send(named('order_ready', Object.fromEntries(['a', 'b'].map((key) => [key, 'x'.repeat(10_000)])))))).toEqual([]);
  });

  it('bring their file along, which belongs to no message', async () => {
    const mediaId = await upload('card.png', PNG);
    const { id, attachment } = (await make({ text: 'For {{who}}', attachment: { mediaId } })).body;
    expect(attachment).toMatchObject({ id: mediaId, name: 'card.png', mimeType: 'image/png', url: expect.stringContaining('signed') });
    for (const who of ['Ana', 'Ben']) {
      expect((await send({ type: 'template', templateId: id, params: { who } })).body.content).toMatchObject({
        type: 'image',
        caption: `For ${who}`,
        attachment: { id: mediaId },
      });
    }
    const [row] = await api.store.reader.selectFrom('attachments').select('messageId').where('id', '=', mediaId).execute();
    expect(row?.messageId).toBeNull();
    expect(await planned()).toMatchObject({ is: 'send', part: { body: { type: 'image' } } });
    expect((await change(id, { text: '' })).body.params).toEqual([]);
    expect((await send({ type: 'template', templateId: id })).body.content).not.toHaveProperty('caption');
    expect(pathsOf(await change(id, { attachment: null }))).toEqual(['text']);
    expect(pathsOf(await change(id, { text: 'x'.repeat(4001) }))).toEqual(['text']);
    expect((await change(id, { attachment: null, text: 'Only words' })).body.attachment).toBeNull();
  });

  it('take no file that a message carries, and say when theirs is gone', async () => {
    const used = await upload('used.png', PNG);
    await send({ type: 'image', attachment: { mediaId: used } });
    expect(pathsOf(await make({ attachment: { mediaId: used } }))).toEqual(['attachment.mediaId']);
    const mediaId = await upload('list.txt', Buffer.from('a list'));
    const { id } = (await make({ text: 'Here', attachment: { mediaId } })).body;
    expect((await send({ type: 'template', templateId: id })).body.content).toMatchObject({ type: 'file', caption: 'Here' });
    await api.deps.commands({
      locks: [],
      run: async ({ tx }) => void (await tx.db.updateTable('attachments').set({ state: 'failed' }).where('id', '=', mediaId).execute()),
    });
    expect(pathsOf(await send({ type: 'template', templateId: id }))).toEqual(['content']);
    expect((await api.get(`/templates/${id}`)).body.attachment.state).toBe('failed');
  });

  it('open no closed window', async () => {
    const { id } = (await make({ text: 'Still there?' })).body;
    shutWindow();
    const content = { type: 'template', templateId: id };
    expect(await send(content)).toMatchObject({ status: 409, body: { code: 'window_closed' } });
    expect((await send(content, { onWindowClosed: 'queue' })).body.content).toEqual({ type: 'text', text: 'Still there?' });
    const asFallback = await send({ type: 'text', text: 'x' }, { onWindowClosed: 'template', fallback: content });
    expect(asFallback).toMatchObject({ status: 400 });
    expect(pathsOf(asFallback)).toEqual(['fallback.templateId']);
    const withPlatforms = await send(content, { onWindowClosed: 'template', fallback: named('come_back') });
    expect(withPlatforms).toMatchObject({ status: 202, body: { content: { type: 'text' } } });
    expect(await planned()).toMatchObject({ is: 'send', usesFallback: true, part: { body: { template: { name: 'come_back' } } } });
  });

  it('may be kept to some channels', async () => {
    const other = await connect(api, LINE);
    const { id } = (await make({ text: 'Hi', channelIds: [other, other] })).body;
    expect(pathsOf(await send({ type: 'template', templateId: id }))).toEqual(['content.templateId']);
    expect((await send(named('order_ready'))).body.content).toMatchObject({ type: 'template', name: 'order_ready' });
    expect(namesOf(await list(`?channelId=${channelId}`))).toEqual([]);
    expect(namesOf(await list(`?channelId=${other}`))).toEqual(['order_ready']);
  });

  it('are found by name where the platform keeps no templates, and a language that is not there is said', async () => {
    const line = await connect(api, LINE);
    await make({ text: 'Hi' });
    const body = (language: string) => ({
      channelId: line,
      to: { externalId: `U${'a'.repeat(32)}` },
      content: named('order_ready', {}, language),
    });
    expect((await api.post('/messages', body('EN'))).body.content).toEqual({ type: 'text', text: 'Hi' });
    const refused = await api.post('/messages', body('de'));
    expect(pathsOf(refused)).toEqual(['content.language']);
    expect(refused.body.detail).toContain('en');
  });

  it('need a key with the permission to manage templates', async () => {
    const key = await keyWith(api, 'read', 'write_messages');
    const body = { name: 'x', language: 'en', text: 'x' };
    expect((await api.post('/templates', body, { key })).status).toBe(403);
    expect((await api.post('/templates/sync', {}, { key })).status).toBe(403);
    expect((await api.get('/templates', { key })).status).toBe(200);
  });
});
