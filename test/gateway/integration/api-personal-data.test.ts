import { sql } from 'kysely';
import { createMediaFetching } from '../../../gateway/src/ingest/fetch-media.ts';
import { createMetrics } from '../../../gateway/src/log/metrics.ts';
import { createNet } from '../../../gateway/src/net/client.ts';
import type { AppDeps } from '../../../gateway/src/http/deps.ts';
import { type TestApi, startApi } from '../support/api.ts';
import { LINE, connect } from '../support/channels.ts';
import { adminId } from '../support/people.ts';
import { textMessage } from '../support/inbound.ts';

/* What a person may ask for: everything that is kept of them, and to be forgotten. On both stores. */

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');
const PHONE = '15550100200';
/** Whatever of the person must be found nowhere in the end. */
const TRACES = [PHONE, 'Customer 15550100200', 'Ana Reyes', 'ana@example.com', 'secret-', 'HB-1042', 'S-77', 'proof.png', 'Ulm'];

describe.each(['sqlite', 'postgres'] as const)('on %s', (dialect) => {
  let api: TestApi;
  let channelId: string;
  async function begin(change: Partial<AppDeps> = {}): Promise<void> {
    api = await startApi(dialect, change);
    channelId = await connect(api);
  }
  afterEach(() => api.close());

  const upload = async () =>
    (await api.request('POST', '/media?name=proof.png', undefined, { raw: PNG, headers: { 'content-type': 'image/png' } })).body.id;
  const send = async (conversationId: string, content: unknown, more: object = {}) =>
    (await api.post(`/conversations/${conversationId}/messages`, { content, ...more })).body;

  /** Somebody about whom there is everything that there can be. */
  async function wholePerson() {
    await api.ingest(channelId, textMessage(PHONE, 'wamid.1', 'secret-question', { source: { kind: 'ad', headline: 'secret-ad' } }));
    const [{ id }] = (await api.get('/contacts')).body.data;
    await api.request('PATCH', `/contacts/${id}`, {
      name: 'Ana Reyes',
      email: 'ana@example.com',
      tags: ['secret-tag'],
      attributes: { city: 'Ulm' },
    });
    await api.request('PUT', '/contacts/external/crm/HB-1042', { contactId: id });
    const other = (await api.request('PUT', '/contacts/external/shop/S-77', { name: 'Ana Reyes', phone: PHONE })).body;
    await api.post(`/contacts/${other.id}/merge`, { into: id });
    const [conversation] = (await api.get(`/conversations?contactId=${id}`)).body.data;
    const mediaId = await upload();
    await send(conversation.id, { type: 'image', attachment: { mediaId }, caption: 'secret-answer' }, { answers: true });
    await api.post(`/conversations/${conversation.id}/notes`, { text: 'secret-note', memberId: await adminId(api) });
    await api.request('PATCH', `/conversations/${conversation.id}`, { attributes: { order: 'HB-1042' } });
    return { id, mergedId: other.id, conversationId: conversation.id, mediaId };
  }

  /** Every row of every table there is, also of those that come later. */
  async function everything(): Promise<string> {
    const tables = await api.store.reader.introspection.getTables();
    const names = tables.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['contacts', 'events', 'messages', 'webhooks']));
    const rows = await Promise.all(names.map((name) => sql`select * from ${sql.table(name)}`.execute(api.store.reader)));
    return JSON.stringify(rows.map((result) => result.rows));
  }
  const addWebhook = (id: string, body: string) =>
    api.deps.commands({
      locks: [],
      run: async (unit) => void (await unit.tx.db.insertInto('webhooks').values({ id, channelId, receivedAt: 1, body }).execute()),
    });

  describe('an export', () => {
    beforeEach(() => begin());

    it('is one document with all there is about the person, files with signed addresses', async () => {
      const person = await wholePerson();
      await api.ingest(channelId, textMessage('15550999', 'wamid.2', 'somebody else'));
      const answer = await api.post(`/contacts/${person.id}/export`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${person.id}.json"`);
      const { contact, mergedContacts, history, conversations, events } = answer.body;
      expect(contact).toEqual((await api.get(`/contacts/${person.id}`)).body);
      expect(mergedContacts).toMatchObject([{ id: person.mergedId, name: 'Ana Reyes' }]);
      expect(history.map((one: { what: string }) => one.what)).toEqual(['merged', 'updated', 'updated', 'created', 'merged', 'created']);
      expect(conversations).toMatchObject([
        {
          conversation: { id: person.conversationId },
          sessions: [{ number: 1, source: { headline: 'secret-ad' }, closedAt: null }],
          messages: [
            { seq: 1, content: { text: 'secret-question' } },
            { seq: 2, content: { attachment: { url: `https://parley.example/media/${person.mediaId}?signed` } } },
            { seq: 3, content: { text: 'secret-note' } },
          ],
        },
      ]);
      const log = (await api.get('/events?limit=200')).body.data;
      const theirs = log.filter((event: unknown) => !JSON.stringify(event).includes('15550999'));
      expect(events.map((event: { id: string }) => event.id)).toEqual(theirs.map((event: { id: string }) => event.id));
      expect(answer.text).not.toContain('somebody else');
    });

    it('leaves out the team’s notes where that is asked, and names a merged contact’s survivor', async () => {
      const person = await wholePerson();
      const answer = await api.post(`/contacts/${person.mergedId}/export`, { notes: false });
      expect(answer.body.contact.id).toBe(person.id);
      expect(answer.body.conversations[0].messages.map((one: { seq: number }) => one.seq)).toEqual([1, 2]);
      expect((await api.post('/contacts/cnt_0/export')).status).toBe(404);
    });

    it('holds every message of a long conversation once, in order', async () => {
      const texts = Array.from({ length: 450 }, (_, i) => textMessage(PHONE, `wamid.${i}`, `m${i}`));
      await api.ingest(channelId, ...texts);
      const [{ id }] = (await api.get('/contacts')).body.data;
      const [{ messages }] = (await api.post(`/contacts/${id}/export`)).body.conversations;
      expect(messages.map((one: { seq: number }) => one.seq)).toEqual(Array.from({ length: 450 }, (_, i) => i + 1));
    });
  });

  describe('an erasure', () => {
    it('leaves no trace of the person anywhere, and no gap in any number', async () => {
      await begin();
      const person = await wholePerson();
      await addWebhook('whk_a', JSON.stringify({ statuses: [{ recipient_id: PHONE }] }));
      await addWebhook('whk_b', JSON.stringify({ statuses: [{ recipient_id: '15550999' }] }));
      const before = (await api.get('/events?limit=200')).body.data;
      const asked = await api.post(`/contacts/${person.id}/erase`, { confirm: person.id });
      expect(asked).toMatchObject({ status: 202, body: { contactId: person.id, requestedAt: new Date(api.clock.now).toISOString() } });
      await api.erasures.tick();
      expect((await api.post(`/contacts/${person.id}/erase`, { confirm: person.id })).body.state).toBe('done');
      const left = await everything();
      for (const trace of TRACES) expect([trace, left.includes(trace)]).toEqual([trace, false]);
      expect(left).toContain('whk_b');
      const messages = (await api.get(`/conversations/${person.conversationId}/messages`)).body.data;
      expect(messages.map((one: { seq: number; content: unknown }) => [one.seq, one.content])).toEqual(
        [3, 2, 1].map((seq) => [seq, { type: 'unsupported', summary: 'This message was erased.' }]),
      );
      const after = (await api.get('/events?limit=200')).body.data;
      const placesOf = (events: { id: string; type: string; cursor: string; conversationSeq: number }[]) =>
        events.map(({ id, type, cursor, conversationSeq }) => ({ id, type, cursor, conversationSeq }));
      expect(placesOf(after).slice(0, before.length)).toEqual(placesOf(before));
      expect(after.slice(before.length).map((event: { type: string }) => event.type)).toEqual([
        'conversation.closed',
        'conversation.status_changed',
        'contact.updated',
      ]);
      expect(after.at(-1).data).toMatchObject({ contact: { id: person.id, name: null, identities: [{ keys: [] }] }, to: 'erased' });
    });

    it('needs the id once more, and an erased contact is there for nothing else', async () => {
      await begin();
      const person = await wholePerson();
      for (const confirm of ['', 'yes', person.mergedId]) {
        expect((await api.post(`/contacts/${person.id}/erase`, { confirm })).body.errors).toMatchObject([{ path: 'confirm' }]);
      }
      const merged = await api.post(`/contacts/${person.mergedId}/erase`, { confirm: person.mergedId });
      expect(merged).toMatchObject({ status: 409, body: { code: 'contact_merged' } });
      await api.post(`/contacts/${person.id}/erase`, { confirm: person.id });
      const content = { type: 'text', text: 'hi' };
      const refused = await Promise.all([
        api.request('PATCH', `/contacts/${person.id}`, { name: 'Ana' }),
        api.post(`/contacts/${person.id}/block`),
        api.post(`/contacts/${person.mergedId}/merge`, { into: person.id }),
        api.post(`/conversations/${person.conversationId}/messages`, { content }),
        api.post('/messages', { channelId, to: { contactId: person.id }, content }),
      ]);
      for (const one of refused) expect([one.status, one.body.code]).toEqual([409, 'contact_erased']);
      expect((await api.get('/contacts')).body.data).toEqual([]);
      expect((await api.get(`/contacts/${person.id}`)).body).toMatchObject({ name: null, phone: null, tags: [], externalIds: [] });
      expect((await api.get(`/contacts/${person.id}/history`)).body.data).toMatchObject([{ what: 'erased', changes: [] }]);
    });

    it('makes whoever writes again somebody new', async () => {
      await begin();
      const person = await wholePerson();
      await api.post(`/contacts/${person.id}/erase`, { confirm: person.id });
      await api.erasures.tick();
      await api.ingest(channelId, textMessage(PHONE, 'wamid.9', 'hello again'));
      const [contact] = (await api.get('/contacts')).body.data;
      expect(contact.id).not.toBe(person.id);
      const [conversation] = (await api.get(`/conversations?contactId=${contact.id}`)).body.data;
      expect(conversation).toMatchObject({ status: 'rep_needed', lastMessage: { seq: 1 } });
      expect(conversation.id).not.toBe(person.conversationId);
    });

    it('cancels what was still to be sent', async () => {
      await begin();
      const person = await wholePerson();
      await api.post(`/contacts/${person.id}/erase`, { confirm: person.id });
      const messages = (await api.get(`/conversations/${person.conversationId}/messages`)).body.data;
      expect(messages[1].delivery).toMatchObject({ state: 'failed', error: { code: 'recipient_unreachable' } });
      const left = await api.store.reader.selectFrom('messages').select('id').where('deliveryState', 'in', ['queued', 'sending']).execute();
      expect(left).toEqual([]);
    });

    it('takes files from the storage, except those that went to others too', async () => {
      await begin();
      const person = await wholePerson();
      const shared = await upload();
      await send(person.conversationId, { type: 'image', attachment: { mediaId: shared } });
      await api.ingest(channelId, textMessage('15550999', 'wamid.2', 'hi'));
      const [other] = (await api.get('/conversations?q=hi')).body.data;
      await send(other.id, { type: 'image', attachment: { mediaId: shared } });
      const keyOf = async (id: string) =>
        (await api.store.reader.selectFrom('attachments').select('storageKey').where('id', '=', id).executeTakeFirst())?.storageKey ?? '';
      const [theirKey, sharedKey] = [await keyOf(person.mediaId), await keyOf(shared)];
      await api.post(`/contacts/${person.id}/erase`, { confirm: person.id });
      const net = createNet({ policy: { allowedNetworks: [], allowLoopback: false } });
      const { store, commands: run, now, log, mediaStorage: storage } = api.deps;
      const media = createMediaFetching({
        store,
        run,
        now,
        log,
        net,
        storage,
        channelOf: () => Promise.resolve(undefined),
        metrics: createMetrics(),
      });
      await media.tick();
      await net.close();
      expect(await storage.stat(theirKey)).toBeUndefined();
      expect(await storage.stat(sharedKey)).toEqual({ bytes: PNG.length });
    });

    it('finds what the person said in a group, and leaves what others said there', async () => {
      await begin();
      const line = await connect(api, LINE);
      const group = { keys: [{ kind: 'group' as const, value: `C${'c'.repeat(32)}` }] };
      const author = (letter: string, name: string) => ({ keys: [{ kind: 'user_id' as const, value: `U${letter.repeat(32)}` }], name });
      await api.ingest(line, textMessage('', 'line.1', 'from others', { from: group, author: author('b', 'Ben') }));
      await api.ingest(line, textMessage('', 'line.2', 'secret-in-group', { from: group, author: author('a', 'Ana Reyes') }));
      const [{ id }] = (await api.get('/contacts?q=Ana')).body.data;
      await api.post(`/contacts/${id}/erase`, { confirm: id });
      await api.erasures.tick();
      const left = await everything();
      expect([left.includes('secret-in-group'), left.includes('Ana Reyes'), left.includes('from others'), left.includes('Ben')]).toEqual([
        false,
        false,
        true,
        true,
      ]);
    });

    it('goes on after a stop, through a log of any length', async () => {
      await begin({ erasures: { wake: () => undefined } });
      const person = await wholePerson();
      await api.deps.commands({
        locks: [],
        async run(unit) {
          for (let i = 0; i < 4500; i++) unit.emit({ type: 'channel.health_changed', actor: { type: 'system', id: null, name: null } });
        },
      });
      await api.request('PATCH', `/contacts/${person.id}`, { name: 'secret-last-name' });
      const asked = await api.post(`/contacts/${person.id}/erase`, { confirm: person.id });
      expect(asked.body).toMatchObject({ state: 'running', finishedAt: null });
      const shown = await Promise.all([api.get(`/contacts/${person.id}`), api.get(`/conversations/${person.conversationId}/messages`)]);
      for (const answer of shown) expect(answer.text).not.toContain('secret');
      expect(await everything()).toContain('secret-question');
      await api.erasures.tick();
      const left = await everything();
      for (const trace of TRACES) expect([trace, left.includes(trace)]).toEqual([trace, false]);
      const done = await api.post(`/contacts/${person.id}/erase`, { confirm: person.id });
      expect(done.body).toMatchObject({ state: 'done', finishedAt: expect.any(String) });
    });
  });
});
