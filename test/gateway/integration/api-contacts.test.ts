import { type TestApi, startApi } from '../support/api.ts';
import { connect } from '../support/channels.ts';
import { textMessage } from '../support/inbound.ts';

let api: TestApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

const pathsOf = (answer: { body: { errors?: { path: string }[] } }) => (answer.body.errors ?? []).map((error) => error.path).sort();
const typesOf = async () => (await api.get('/events')).body.data.map((event: { type: string }) => event.type);
const put = (path: string, body: unknown) => api.request('PUT', `/contacts/external/${path}`, body);

describe('a contact', () => {
  it('is made, read, changed and told of', async () => {
    const made = await api.post('/contacts', {
      name: 'Ana Reyes',
      email: 'ana@example.com',
      tags: ['vip', 'vip'],
      attributes: { plan: 'gold' },
    });
    expect(made).toMatchObject({ status: 201, body: { name: 'Ana Reyes', tags: ['vip'], attributes: { plan: 'gold' }, identities: [] } });
    const id = made.body.id;
    const changed = await api.request('PATCH', `/contacts/${id}`, { email: null, locale: 'es-MX', attributes: { plan: null, seats: 3 } });
    expect(changed.body).toMatchObject({ name: 'Ana Reyes', email: null, locale: 'es-MX', attributes: { seats: 3 } });
    expect((await api.get(`/contacts/${id}`)).body).toEqual(changed.body);
    await api.request('PATCH', `/contacts/${id}`, { locale: 'es-MX' });
    expect(await typesOf()).toEqual(['contact.created', 'contact.updated']);
  });

  it('shows the identities by which channels know it', async () => {
    const channelId = await connect(api);
    await api.ingest(channelId, textMessage('15550100', 'wamid.1', 'hi'));
    const [contact] = (await api.get('/contacts')).body.data;
    expect(contact).toMatchObject({
      name: 'Customer 15550100',
      phone: '+15550100',
      identities: [{ channelId, kind: 'person', reachable: true, keys: [{ kind: 'phone', value: '15550100', retiredAt: null }] }],
    });
    await api.request('PATCH', `/contacts/${contact.id}`, { name: 'Ana' });
    expect((await api.get(`/contacts/${contact.id}`)).body).toMatchObject({ name: 'Ana', identities: contact.identities });
  });

  it('is refused with the path of each bad field', async () => {
    const bad = {
      name: '',
      email: 'nobody',
      phone: 'call me',
      locale: '!',
      avatarUrl: 'javascript:1',
      tags: [''],
      attributes: { '': 1 },
      what: 1,
    };
    expect(pathsOf(await api.post('/contacts', bad))).toEqual([
      'attributes.',
      'avatarUrl',
      'email',
      'locale',
      'name',
      'phone',
      'tags.0',
      'what',
    ]);
    expect((await api.request('PATCH', '/contacts/cnt_0', { name: 'x' })).status).toBe(404);
    expect((await api.get('/contacts/cnt_0')).status).toBe(404);
  });
});

describe('listing contacts', () => {
  it('pages without a gap or a repeat, newest first', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 11; i++) ids.unshift((await api.post('/contacts', { name: `Contact ${i}` })).body.id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await api.get(`/contacts?limit=3${cursor === null ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.body.data.map((contact: { id: string }) => contact.id));
      cursor = page.body.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(ids);
  });

  it('finds by name, email, phone or external id, and takes no word for a pattern', async () => {
    const ana = (await api.post('/contacts', { name: 'Ana 100% Reyes', email: 'ana@example.com', phone: '+1 555 010 0200' })).body.id;
    const ben = (await put('crm/B-7_x', { name: 'Ben' })).body.id;
    const found = async (q: string) =>
      (await api.get(`/contacts?q=${encodeURIComponent(q)}`)).body.data.map((contact: { id: string }) => contact.id);
    expect(await found('REYES')).toEqual([ana]);
    expect(await found('ana@')).toEqual([ana]);
    expect(await found('010 0200')).toEqual([ana]);
    expect(await found('7_x')).toEqual([ben]);
    expect(await found('7%x')).toEqual([ben]);
    expect(await found('100%')).toEqual([ana]);
    expect(await found('%')).toEqual([]);
  });
});

describe('a contact of another system', () => {
  it('is made once and changed from then on', async () => {
    const first = await put('hubspot/20451', { name: 'Ana', attributes: { plan: 'gold' } });
    expect(first).toMatchObject({ status: 201, body: { name: 'Ana', externalIds: [{ system: 'hubspot', id: '20451' }] } });
    const second = await put('hubspot/20451', { email: 'ana@example.com', attributes: { seats: 2 } });
    expect(second).toMatchObject({ status: 200, body: { id: first.body.id, name: 'Ana', attributes: { plan: 'gold', seats: 2 } } });
    await put('hubspot/20451', { name: 'Ana' });
    expect(await typesOf()).toEqual(['contact.created', 'contact.updated']);
    const [created] = (await api.get('/events')).body.data;
    expect(created.data.contact.externalIds).toEqual([{ system: 'hubspot', id: '20451' }]);
  });

  it('is made once when two ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => put('crm/1', { name: 'Ana' })));
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
  });

  it('can be bound to a contact there is, and names another one no more', async () => {
    const known = (await api.post('/contacts', { name: 'Known' })).body.id;
    const bound = await put('crm/9', { contactId: known });
    expect(bound).toMatchObject({ status: 200, body: { id: known, externalIds: [{ system: 'crm', id: '9' }] } });
    const other = (await api.post('/contacts', { name: 'Other' })).body.id;
    await put('crm/9', { contactId: other });
    expect((await api.get(`/contacts/${known}`)).body.externalIds).toEqual([]);
    expect((await put('crm/9', {})).body.id).toBe(other);
    expect(pathsOf(await put('crm/8', { contactId: 'cnt_0' }))).toEqual(['contactId']);
  });

  it('may have any id that can be escaped in a path', async () => {
    expect((await put(`crm/${encodeURIComponent('a/b ü?')}`, {})).body.externalIds).toEqual([{ system: 'crm', id: 'a/b ü?' }]);
  });
});
