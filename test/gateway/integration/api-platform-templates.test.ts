import { planSend } from '../../../gateway/src/outbox/plan.ts';
import { LINE, connect } from '../support/channels.ts';
import { type TemplateBench, listed, named, namesOf, pathsOf, startTemplates } from '../support/templates.ts';

let api: TemplateBench['api'];
let channelId: TemplateBench['channelId'];
let send: TemplateBench['send'];
let make: TemplateBench['make'];
let change: TemplateBench['change'];
let list: TemplateBench['list'];
let idOf: TemplateBench['idOf'];
let platformLists: TemplateBench['platformLists'];
let sync: TemplateBench['sync'];
let shutWindow: TemplateBench['shutWindow'];
let sendWork: TemplateBench['sendWork'];
beforeEach(async () => {
  ({ api, channelId, send, make, change, list, idOf, platformLists, sync, shutWindow, sendWork } = await startTemplates());
});
afterEach(() => api.close());

describe("a platform's template", () => {
  beforeEach(async () => {
    platformLists(
      listed(),
      listed({ language: 'de', externalId: '9003', text: 'Hallo {{1}}' }),
      listed({ externalId: '9004', name: 'sad', status: 'rejected', reason: 'Too loud.', params: [] }),
    );
    await sync();
  });

  it('goes out by id or by name with its id and a preview, and the channel knows it', async () => {
    const id = await idOf('?name=order_update&language=en_US');
    const content = { type: 'template', templateId: id, name: 'order_update', language: 'en_US', params: { 1: 'Ana', 2: 'HB-1' }, rendered: 'Your order\nHi Ana, order HB-1 is on its way.' }; // prettier-ignore
    const { params } = content;
    expect((await send({ type: 'template', templateId: id, params })).body.content).toEqual(content);
    expect((await send({ ...named('order_update', params, 'en-us'), rendered: 'mine' })).body.content).toEqual(content);
    expect((await send(named('9001', params, 'xx'))).body.content).toEqual(content);
    expect((await send({ ...content })).body.content).toEqual(content);
    const work = await sendWork();
    expect([...work.templates]).toEqual([
      [id, { externalId: '9001', name: 'order_update', language: 'en_US', params: listed().params, components: listed().components }],
    ]);
  });

  it('is handed to the channel when it is sent, also as a fallback', async () => {
    const id = await idOf('?name=order_update&language=en_US');
    const fallback = { type: 'template', templateId: id, params: { 1: 'Ana', 2: 'HB-1' } };
    shutWindow();
    await send({ type: 'text', text: 'late' }, { onWindowClosed: 'template', fallback });
    const work = await sendWork();
    const connected = (await api.deps.connectedChannels.snapshot()).get(channelId);
    if (connected === undefined) throw new Error('the channel is gone');
    const given: unknown[] = [];
    const channel = {
      ...connected.channel,
      render: (...all: readonly unknown[]) => {
        given.push(all[2]);
        return { parts: [{ body: {}, index: 0 }], losses: [] };
      },
    };
    expect(planSend(work, { channel, now: api.clock.now, urlOf: String })).toMatchObject({ is: 'send', usesFallback: true });
    expect(given).toMatchObject([{ externalId: '9001', components: listed().components }]);
    expect(work.queue[0]?.send?.fallback).toMatchObject({ templateId: id, rendered: 'Your order\nHi Ana, order HB-1 is on its way.' });
  });

  it('is refused with its missing and extra parameters by name, as content and as fallback', async () => {
    expect(pathsOf(await send(named('order_update', { 2: '', color: 'red' }, 'en_US')))).toEqual([
      'content.params.1',
      'content.params.2',
      'content.params.color',
    ]);
    shutWindow();
    const fallback = { type: 'template', templateId: await idOf('?language=de'), params: { 1: 'Ana', 3: 'x' } };
    expect(pathsOf(await send({ type: 'text', text: 'x' }, { onWindowClosed: 'template', fallback }))).toEqual([
      'fallback.params.2',
      'fallback.params.3',
    ]);
  });

  it('must by its id be there, be approved, belong to the channel and be what is said of it', async () => {
    const sad = await idOf('?name=sad');
    const refused = await send({ type: 'template', templateId: sad });
    expect(pathsOf(refused)).toEqual(['content.templateId']);
    expect(refused.body.detail).toContain('rejected (Too loud.)');
    expect(pathsOf(await send({ type: 'template', templateId: 'tpl_0' }))).toEqual(['content.templateId']);
    const id = await idOf('?language=de');
    expect(pathsOf(await send({ type: 'template', templateId: id, name: 'other' }))).toEqual(['content.name']);
    expect(pathsOf(await send({ type: 'template', templateId: id, language: 'fr' }))).toEqual(['content.language']);
    const line = await connect(api, LINE);
    const elsewhere = {
      channelId: line,
      to: { externalId: `U${'a'.repeat(32)}` },
      content: { type: 'template', templateId: id, params: { 1: 'x' } },
    };
    expect(pathsOf(await api.post('/messages', elsewhere))).toEqual(['content.templateId']);
    expect(pathsOf(await send({ type: 'template', name: 'order_update' }))).toEqual(['content.language']);
  });

  it('of Twilio need not be approved while the window is open, and must be as a fallback', async () => {
    const templateId = await idOf('?name=sad');
    await api.deps.commands({
      locks: [],
      run: async ({ tx }) => void (await tx.db.updateTable('templates').set({ kind: 'twilio' }).where('id', '=', templateId).execute()),
    });
    const content = { type: 'template', templateId };
    expect((await send(content)).status).toBe(202);
    const asFallback = await send({ type: 'text', text: 'x' }, { onWindowClosed: 'template', fallback: content });
    expect(pathsOf(asFallback)).toEqual(['fallback.templateId']);
  });

  it('of a name that is not known here is sent as given', async () => {
    const given = { ...named('brand_new', { anything: 'x' }, 'en_US'), rendered: 'mine' };
    expect((await send(given)).body.content).toEqual(given);
    const inAnotherLanguage = named('order_update', { x: 'y' }, 'fr');
    expect((await send(inAnotherLanguage)).body.content).toEqual(inAnotherLanguage);
    platformLists();
    await sync();
    const gone = named('order_update', { x: 'y' }, 'de');
    expect((await send(gone)).body.content).toEqual(gone);
  });

  it('goes before a canned one of its name, and is not changed here', async () => {
    await make({ name: 'order_update', language: 'de', text: 'canned' });
    expect((await send(named('order_update', { 1: 'Ana', 2: 'x' }, 'de'))).body.content).toMatchObject({
      type: 'template',
      rendered: 'Hallo Ana',
    });
    const id = await idOf('?name=sad');
    expect(await change(id, { text: 'x' })).toMatchObject({ status: 409, body: { code: 'not_supported' } });
    expect(await api.request('DELETE', `/templates/${id}`)).toMatchObject({ status: 409, body: { code: 'not_supported' } });
  });

  it('is found by what it is, page by page', async () => {
    await make({ name: 'Grüße', language: 'de', text: 'Guten Tag' });
    expect(namesOf(await list('?kind=canned'))).toEqual(['Grüße']);
    expect(namesOf(await list('?status=rejected'))).toEqual(['sad']);
    expect(namesOf(await list('?q=GUTEN'))).toEqual(['Grüße']);
    expect(namesOf(await list('?q=order_up&language=de'))).toEqual(['order_update']);
    expect(namesOf(await list(`?channelId=${channelId}`))).toHaveLength(4);
    const first = (await api.get('/templates?limit=3')).body;
    const second = (await api.get(`/templates?limit=3&cursor=${first.nextCursor}`)).body;
    expect([...namesOf(first.data), ...namesOf(second.data)]).toEqual(['order_update', 'order_update', 'sad', 'Grüße']);
    expect(second.nextCursor).toBeNull();
    expect(pathsOf(await api.get('/templates?kind=letter&status=lost'))).toEqual(['kind', 'status']);
  });
});
