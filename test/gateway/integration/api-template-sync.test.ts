import type { PlatformTemplate } from '../../../gateway/src/model/template.ts';
import { LINE, WHATSAPP, connect } from '../support/channels.ts';
import { type TemplateBench, listed, namesOf, pathsOf, startTemplates } from '../support/templates.ts';

let api: TemplateBench['api'];
let channelId: TemplateBench['channelId'];
let list: TemplateBench['list'];
let idOf: TemplateBench['idOf'];
let platformLists: TemplateBench['platformLists'];
let sync: TemplateBench['sync'];
let events: TemplateBench['events'];
beforeEach(async () => {
  ({ api, channelId, list, idOf, platformLists, sync, events } = await startTemplates());
});
afterEach(() => api.close());

describe('a sync', () => {
  it('stores what the platform lists, and says what was new', async () => {
    platformLists(listed(), listed({ externalId: '9002', name: 'hello', text: 'Hello', params: [], quality: 'green' }));
    const answer = await sync();
    expect(answer).toMatchObject({
      status: 200,
      body: {
        data: [
          {
            is: 'synced',
            channelId,
            channelName: WHATSAPP.name,
            total: 2,
            added: [{ externalId: '9001', name: 'order_update', language: 'en_US', status: 'approved' }, { externalId: '9002' }],
            changed: [],
            removed: [],
          },
        ],
      },
    });
    expect(await list()).toMatchObject([
      {
        kind: 'whatsapp',
        channelId,
        channelIds: [channelId],
        category: 'utility',
        quality: null,
        params: listed().params,
        components: listed().components,
      },
      { name: 'hello', quality: 'green' },
    ]);
    expect(await events()).toEqual([]);
  });

  it('keeps ids, and tells of statuses, categories and qualities that changed, once', async () => {
    platformLists(listed(), listed({ externalId: '9002', name: 'hello' }));
    await sync();
    const id = await idOf('?name=order_update');
    platformLists(
      listed({ status: 'paused', quality: 'red', reason: 'Many blocked it.' }),
      listed({ externalId: '9002', name: 'hello', text: 'New words' }),
    );
    const { changed, added, removed } = (await sync()).body.data[0];
    expect([added, removed]).toEqual([[], []]);
    expect(changed).toMatchObject([
      { id, status: 'paused', fields: ['status', 'quality'] },
      { name: 'hello', fields: ['text'] },
    ]);
    expect(await events()).toMatchObject([
      {
        data: {
          channel: { id: channelId },
          template: { externalId: '9001', status: 'paused', quality: 'red', category: 'utility', reason: 'Many blocked it.' },
          from: 'approved',
          to: 'paused',
        },
      },
    ]);
    expect((await sync()).body.data[0]).toMatchObject({ added: [], changed: [], removed: [] });
    expect((await api.get(`/templates/${id}`)).body).toMatchObject({ status: 'paused', reason: 'Many blocked it.' });
    platformLists(listed({ category: 'marketing' }), listed({ externalId: '9002', name: 'hello', text: 'New words' }));
    await sync();
    expect((await api.get(`/templates/${id}`)).body).toMatchObject({
      status: 'approved',
      category: 'marketing',
      quality: 'red',
      reason: null,
    });
    expect(await events()).toHaveLength(2);
  });

  it('marks what is no longer listed as deleted, and takes it back under its id', async () => {
    platformLists(listed(), listed({ language: 'de' }));
    await sync();
    const id = await idOf('?language=en_US');
    platformLists(listed({ language: 'de' }));
    expect((await sync()).body.data[0].removed).toMatchObject([{ id, status: 'deleted' }]);
    expect((await list()).map(({ language }: { language: string }) => language)).toEqual(['de']);
    expect(namesOf(await list('?status=deleted'))).toEqual(['order_update']);
    expect((await sync()).body.data[0].removed).toEqual([]);
    expect(await events()).toMatchObject([{ data: { template: { status: 'deleted' }, from: 'approved', to: 'deleted' } }]);
    platformLists(listed(), listed({ language: 'de' }));
    expect((await sync()).body.data[0].changed).toMatchObject([{ id, status: 'approved', fields: ['status'] }]);
  });

  it('is the same however often it runs at once', async () => {
    platformLists(...Array.from({ length: 150 }, (_, i) => listed({ externalId: String(i), name: `t${i}` })));
    const answers = await Promise.all(Array.from({ length: 5 }, () => sync()));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(await list('?limit=200')).toHaveLength(150);
    expect((await sync()).body.data[0]).toMatchObject({ total: 150, added: [], changed: [], removed: [] });
  });

  it('does not undo what was learned after the platform was asked', async () => {
    platformLists(listed());
    await sync();
    const asked = Promise.withResolvers<null>();
    const answer = Promise.withResolvers<readonly PlatformTemplate[]>();
    api.listings.set(channelId, async () => {
      asked.resolve(null);
      return { is: 'listed', templates: await answer.promise };
    });
    const running = sync();
    await asked.promise;
    api.clock.now += 1000;
    await api.ingest(channelId, {
      is: 'template_status', key: 'k', sentAt: null, account: null, raw: null, externalId: '9001', name: 'order_update', language: 'en_US', status: 'disabled',
    }); // prettier-ignore
    answer.resolve([listed()]);
    expect((await running).body.data[0]).toMatchObject({ changed: [], removed: [] });
    expect((await list())[0].status).toBe('disabled');
  });

  it('says why a channel failed, and stores the others', async () => {
    const other = await connect(api, { ...WHATSAPP, name: 'Second', settings: { ...WHATSAPP.settings, phoneNumberId: '555000111222334' } });
    const third = await connect(api, { ...WHATSAPP, name: 'Third', settings: { ...WHATSAPP.settings, phoneNumberId: '555000111222335' } });
    platformLists(listed());
    api.listings.set(other, () =>
      Promise.resolve({ is: 'refused', reason: 'channel_settings', detail: 'The token is not valid any more.' }),
    );
    api.listings.set(third, () => Promise.reject(new Error('a bug')));
    expect((await sync()).body.data).toMatchObject([
      { channelId, is: 'synced', added: [{ name: 'order_update' }] },
      { channelId: other, channelName: 'Second', is: 'failed', why: 'The token is not valid any more.' },
      { channelId: third, is: 'failed', why: expect.stringContaining('Parley') },
    ]);
    expect((await sync({ channelId: other })).body.data).toMatchObject([{ channelId: other, is: 'failed' }]);
    expect((await sync({ channelId })).body.data).toMatchObject([{ channelId, is: 'synced' }]);
    expect(await list()).toHaveLength(1);
  });

  it('is for connected channels that keep templates', async () => {
    const line = await connect(api, LINE);
    expect((await sync()).body.data).toEqual([]);
    expect(pathsOf(await sync({ channelId: line }))).toEqual(['channelId']);
    expect(pathsOf(await sync({ channelId: 'chn_0' }))).toEqual(['channelId']);
    platformLists(listed());
    await sync();
    const id = await idOf();
    await api.request('DELETE', `/channels/${channelId}`);
    expect(pathsOf(await sync({ channelId }))).toEqual(['channelId']);
    expect((await sync()).body.data).toEqual([]);
    expect(await list()).toEqual([]);
    expect((await api.get(`/templates/${id}`)).status).toBe(404);
  });

  it('runs by itself for a new channel, after other settings, every six hours, and sooner after a failure', async () => {
    let asked = 0;
    let is: 'listed' | 'down' = 'listed';
    api.listings.set(channelId, () => {
      asked += 1;
      return Promise.resolve(is === 'listed' ? { is, templates: [listed()] } : { is: 'deferred', reason: 'down', detail: 'It is down.' });
    });
    const after = async (ms: number) => {
      api.clock.now += ms;
      await api.templateSync.tick();
      return asked;
    };
    expect([await after(0), await after(1000), await after(6 * 3_600_000 - 2000), await after(1000)]).toEqual([1, 1, 1, 2]);
    await api.request('PATCH', `/channels/${channelId}`, { settings: { accessToken: 'another-token' } });
    is = 'down';
    expect([await after(1), await after(15 * 60_000 - 1), await after(1)]).toEqual([3, 3, 4]);
    expect(api.logged.join('')).toContain('It is down.');
    is = 'listed';
    expect([await after(15 * 60_000), await after(1000)]).toEqual([5, 5]);
    api.templateSync.soon([channelId, 'chn_0']);
    expect([await after(58_999), await after(1)]).toEqual([5, 5 + 1]);
  });
});

describe('a webhook about a template', () => {
  const says = (more: object) =>
    api.ingest(channelId, {
      is: 'template_status', key: JSON.stringify(more), sentAt: null, account: null, raw: null, externalId: '9001', name: 'order_update', language: 'en-US', ...more,
    }); // prettier-ignore

  it('changes what is stored of it, and is told', async () => {
    platformLists(listed());
    await sync();
    const id = await idOf();
    const stored = async () => (await api.get(`/templates/${id}`)).body;
    await says({ status: 'paused', reason: 'FIRST_PAUSE' });
    expect(await stored()).toMatchObject({ status: 'paused', reason: 'FIRST_PAUSE' });
    await says({ status: 'flagged' });
    expect(await stored()).toMatchObject({ status: 'paused' });
    await says({ status: 'reinstated' });
    expect(await stored()).toMatchObject({ status: 'approved', reason: null });
    await says({ category: 'marketing' });
    await says({ quality: 'yellow' });
    expect(await stored()).toMatchObject({ status: 'approved', category: 'marketing', quality: 'yellow' });
    const told = await events();
    expect(told.map(({ data }) => [data['from'], data['to']])).toEqual([
      ['approved', 'paused'],
      [undefined, undefined],
      ['paused', 'approved'],
      [undefined, undefined],
      [undefined, undefined],
    ]);
    expect(api.woken.flatMap((flushed) => flushed.staleTemplates ?? [])).toEqual([]);
  });

  it('reaches every channel of the same account', async () => {
    const second = await connect(api, { ...WHATSAPP, settings: { ...WHATSAPP.settings, phoneNumberId: '555000111222334' } });
    platformLists(listed());
    api.listings.set(second, () => Promise.resolve({ is: 'listed', templates: [listed()] }));
    await sync();
    await says({ status: 'disabled' });
    expect((await list()).map(({ status }: { status: string }) => status)).toEqual(['disabled', 'disabled']);
    expect((await events()).map(({ data }) => data['channel'])).toMatchObject([{ id: channelId }, { id: second }]);
  });

  it('has the list fetched again where the template or its wording is not known', async () => {
    await says({ status: 'approved' });
    expect(await events()).toMatchObject([{ data: { template: { externalId: '9001', status: 'approved' } } }]);
    expect(api.woken.flatMap((flushed) => flushed.staleTemplates ?? [])).toEqual([channelId]);
    platformLists(listed());
    await sync();
    await says({ reason: 'The wording of the template was changed.' });
    expect(api.woken.flatMap((flushed) => flushed.staleTemplates ?? [])).toEqual([channelId, channelId]);
  });
});
