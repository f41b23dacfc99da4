import { DIALECT_TYPES } from '../../../gateway/src/store/dialect.ts';
import { phones } from '../../../gateway/src/store/migrations/016-phones.ts';
import { type TestApi, startApi } from '../support/api.ts';
import { LINE, connect } from '../support/channels.ts';
import { adminId, keyWith } from '../support/people.ts';
import { textMessage } from '../support/inbound.ts';

/* People over time: merged, found twice, blocked, remembered. All of it on both stores. */
describe.each(['sqlite', 'postgres'] as const)('on %s', (dialect) => {
  let api: TestApi;
  let channelId: string;
  beforeEach(async () => {
    api = await startApi(dialect);
    channelId = await connect(api);
  });
  afterEach(() => api.close());

  const ids = (list: readonly { id: string }[]) => list.map((one) => one.id);
  const make = async (body: unknown) => (await api.post('/contacts', body)).body;
  const read = async (id: string) => (await api.get(`/contacts/${id}`)).body;
  const eventsOf = async (...types: string[]) =>
    (await api.get('/events?limit=200')).body.data.filter((event: { type: string }) => types.includes(event.type));
  /** Writes as somebody new, and gives who that is and where. */
  async function says(phone: string, externalId: string, text = 'hi') {
    await api.ingest(channelId, textMessage(phone, externalId, text));
    const [contact] = (await api.get(`/contacts?q=${phone}`)).body.data;
    const [conversation] = (await api.get(`/conversations?contactId=${contact.id}`)).body.data;
    return { contact, conversation };
  }

  describe('merging contacts', () => {
    it('moves everything to the one that stays, fills its gaps and tells of it', async () => {
      const ana = await says('15550100', 'wamid.1');
      const crm = (await api.request('PUT', '/contacts/external/crm/20451', { name: 'Ana Reyes', email: 'ana@example.com', tags: ['vip'] }))
        .body;
      const merged = await api.post(`/contacts/${ana.contact.id}/merge`, { into: crm.id });
      expect(merged).toMatchObject({
        status: 200,
        body: {
          id: crm.id,
          name: 'Ana Reyes',
          email: 'ana@example.com',
          phone: '+15550100',
          tags: ['vip'],
          externalIds: [{ system: 'crm', id: '20451' }],
          identities: ana.contact.identities,
        },
      });
      expect(await read(ana.contact.id)).toEqual(merged.body);
      expect((await api.get(`/conversations?contactId=${crm.id}`)).body.data).toMatchObject([
        { id: ana.conversation.id, contactId: crm.id },
      ]);
      expect(ids((await api.get('/contacts')).body.data)).toEqual([crm.id]);
      const [event] = await eventsOf('contact.merged');
      expect(event.data).toMatchObject({ contact: { id: crm.id, phone: '+15550100' }, from: ana.contact.id, to: crm.id });
      expect((await eventsOf('contact.updated')).at(-1).data.contact).toEqual(merged.body);
    });

    it('keeps two conversations of one channel apart, and brings the next message to the one that stays', async () => {
      const one = await says('15550100', 'wamid.1');
      const two = await says('15550101', 'wamid.2');
      await api.post(`/contacts/${one.contact.id}/merge`, { into: two.contact.id });
      await api.ingest(channelId, textMessage('15550100', 'wamid.3', 'again'));
      const conversations = (await api.get(`/conversations?contactId=${two.contact.id}&sort=created`)).body.data;
      expect(new Set(ids(conversations))).toEqual(new Set([one.conversation.id, two.conversation.id]));
      expect((await api.get(`/conversations/${one.conversation.id}/messages`)).body.data).toMatchObject([{ seq: 2 }, { seq: 1 }]);
      const [last] = (await eventsOf('message.received')).slice(-1);
      expect(last.data.contact.id).toBe(two.contact.id);
    });

    it('refuses what makes no sense, and is safe to repeat', async () => {
      const [one, two, three] = [await make({ name: 'One' }), await make({ name: 'Two' }), await make({ name: 'Three' })];
      expect((await api.post(`/contacts/${one.id}/merge`, { into: one.id })).body.errors).toMatchObject([{ path: 'into' }]);
      expect((await api.post(`/contacts/${one.id}/merge`, { into: 'cnt_0' })).status).toBe(404);
      expect((await api.post(`/contacts/${one.id}/merge`, { into: two.id })).status).toBe(200);
      expect((await api.post(`/contacts/${one.id}/merge`, { into: two.id })).status).toBe(200);
      expect(await eventsOf('contact.merged')).toHaveLength(1);
      for (const path of [`${one.id}/merge`, `${three.id}/merge`]) {
        const into = path.startsWith(one.id) ? three.id : one.id;
        expect(await api.post(`/contacts/${path}`, { into })).toMatchObject({ status: 409, body: { code: 'contact_merged' } });
      }
      const refused = await api.request('PATCH', `/contacts/${one.id}`, { name: 'Uno' });
      expect(refused).toMatchObject({ status: 409, body: { code: 'contact_merged' } });
      expect(refused.body.detail).toContain(two.id);
    });

    it('does not take a group for a person', async () => {
      const line = await connect(api, LINE);
      const group = { keys: [{ kind: 'group' as const, value: `C${'a'.repeat(32)}` }] };
      await api.ingest(line, textMessage('', 'line.1', 'hi', { from: group }));
      const [contact] = (await api.get('/contacts')).body.data;
      const ana = await make({ name: 'Ana' });
      expect((await api.post(`/contacts/${contact.id}/merge`, { into: ana.id })).body.errors).toMatchObject([{ path: 'into' }]);
    });

    it('holds when a message comes in at the same moment', async () => {
      const one = await says('15550100', 'wamid.1');
      const two = await make({ name: 'Two' });
      await Promise.all([
        api.post(`/contacts/${one.contact.id}/merge`, { into: two.id }),
        ...Array.from({ length: 10 }, (_, i) => api.ingest(channelId, textMessage('15550100', `wamid.${i + 2}`, `m${i}`))),
      ]);
      const conversations = (await api.get(`/conversations?contactId=${two.id}`)).body.data;
      expect(conversations).toMatchObject([{ id: one.conversation.id, lastMessage: { seq: 11 } }]);
    });
  });

  describe('undoing a merge', () => {
    it('brings back exactly what was, and leaves with the survivor what it has learned since', async () => {
      const ana = await says('15550100', 'wamid.1');
      await api.request('PUT', '/contacts/external/shop/S-1', { contactId: ana.contact.id, tags: ['vip'], attributes: { plan: 'gold' } });
      const before = await read(ana.contact.id);
      const crm = await make({ email: 'ana@example.com' });
      await api.post(`/contacts/${ana.contact.id}/merge`, { into: crm.id });
      await api.request('PATCH', `/contacts/${crm.id}`, { attributes: { plan: 'silver' }, locale: 'es' });
      api.clock.now += 1000;
      const back = await api.post(`/contacts/${ana.contact.id}/unmerge`);
      expect(back).toMatchObject({ status: 200, body: { ...before, updatedAt: expect.any(String) } });
      expect(await read(ana.contact.id)).toEqual(back.body);
      expect(await read(crm.id)).toMatchObject({
        name: null,
        email: 'ana@example.com',
        phone: null,
        locale: 'es',
        tags: [],
        attributes: { plan: 'silver' },
        identities: [],
        externalIds: [],
      });
      expect((await api.get(`/conversations/${ana.conversation.id}`)).body.contactId).toBe(ana.contact.id);
      const updates = (await eventsOf('contact.updated'))
        .slice(-2)
        .map((event: { data: { contact: { id: string } } }) => event.data.contact.id);
      expect(updates).toEqual([crm.id, ana.contact.id]);
      await api.ingest(channelId, textMessage('15550100', 'wamid.2', 'again'));
      expect((await eventsOf('message.received')).at(-1).data.contact.id).toBe(ana.contact.id);
    });

    it('lets another contact that is still merged in fill the gap', async () => {
      const into = await make({ name: 'Ana' });
      const one = await make({ email: 'one@example.com', tags: ['x', 'y'] });
      const two = await make({ email: 'two@example.com', tags: ['x'] });
      await api.post(`/contacts/${one.id}/merge`, { into: into.id });
      await api.post(`/contacts/${two.id}/merge`, { into: into.id });
      expect(await read(into.id)).toMatchObject({ email: 'one@example.com', tags: ['x', 'y'] });
      await api.post(`/contacts/${one.id}/unmerge`);
      expect(await read(into.id)).toMatchObject({ email: 'two@example.com', tags: ['x'] });
      await api.post(`/contacts/${two.id}/unmerge`);
      expect(await read(into.id)).toMatchObject({ email: null, tags: [] });
    });

    it('goes back one step at a time, and says so where there is none', async () => {
      const [a, b, c] = [await make({ name: 'A' }), await make({ name: 'B' }), await make({ name: 'C' })];
      await api.post(`/contacts/${a.id}/merge`, { into: b.id });
      await api.post(`/contacts/${b.id}/merge`, { into: c.id });
      expect((await read(a.id)).id).toBe(c.id);
      expect(await api.post(`/contacts/${a.id}/unmerge`)).toMatchObject({ status: 409, body: { code: 'contact_merged' } });
      expect(await api.post(`/contacts/${c.id}/unmerge`)).toMatchObject({ status: 409, body: { code: 'not_merged' } });
      expect((await api.post(`/contacts/${b.id}/unmerge`)).status).toBe(200);
      expect((await api.post(`/contacts/${a.id}/unmerge`)).body).toMatchObject({ id: a.id, name: 'A' });
      expect((await api.post('/contacts/cnt_0/unmerge')).status).toBe(404);
    });
  });

  describe('a contact’s history', () => {
    it('says who changed what and when, newest first and page by page', async () => {
      const { contact } = await says('15550100', 'wamid.1');
      api.clock.now += 1000;
      await api.request('PATCH', `/contacts/${contact.id}`, { name: 'Ana', attributes: { plan: 'gold' } });
      await api.request('PATCH', `/contacts/${contact.id}`, { name: 'Ana' });
      const other = await make({ email: 'ana@example.com' });
      await api.post(`/contacts/${other.id}/merge`, { into: contact.id });
      const history = (await api.get(`/contacts/${contact.id}/history`)).body;
      expect(history).toMatchObject({
        data: [
          { what: 'merged', otherContactId: other.id, changes: [{ field: 'email', from: null, to: 'ana@example.com' }] },
          {
            what: 'updated',
            at: new Date(api.clock.now).toISOString(),
            actor: { type: 'bot' },
            changes: [
              { field: 'name', from: 'Customer 15550100', to: 'Ana' },
              { field: 'attributes.plan', from: null, to: 'gold' },
            ],
          },
          {
            what: 'created',
            actor: { type: 'contact', id: contact.id },
            changes: [{ field: 'name' }, { field: 'phone', to: '+15550100' }],
          },
        ],
        nextCursor: null,
      });
      const first = (await api.get(`/contacts/${contact.id}/history?limit=2`)).body;
      const second = (await api.get(`/contacts/${contact.id}/history?limit=2&cursor=${first.nextCursor}`)).body;
      expect([...first.data, ...second.data]).toEqual(history.data);
      expect((await api.get(`/contacts/${other.id}/history`)).body.data).toMatchObject([
        { what: 'merged', otherContactId: contact.id },
        { what: 'created' },
      ]);
      expect((await api.get('/contacts/cnt_0/history')).status).toBe(404);
    });
  });

  describe('a phone number', () => {
    it('has one spelling, is found by any, and makes two contacts of one number likely the same', async () => {
      const ana = (await says('15550100', 'wamid.1')).contact;
      const made = await api.post('/contacts', { name: 'A. Reyes', phone: '00 1 (555) 01-00' });
      const local = await api.post('/contacts', { name: 'Somebody', phone: '0555 0199' });
      expect([ana.phone, made.body.phone, local.body.phone]).toEqual(['+15550100', '+15550100', '0555 0199']);
      for (const q of ['15550100', '+15550100', '50100']) {
        const found = ids((await api.get(`/contacts?q=${encodeURIComponent(q)}`)).body.data);
        expect([q, found.toSorted()]).toEqual([q, [ana.id, made.body.id].toSorted()]);
      }
      const { data } = (await api.get(`/contacts/${ana.id}/duplicates`)).body;
      expect(data).toMatchObject([{ contact: { id: made.body.id }, reasons: [{ type: 'same_phone' }] }]);
    });

    it('that was stored without its plus gets it, where it came from WhatsApp', async () => {
      const ana = (await says('15550100', 'wamid.1')).contact;
      const local = (await api.post('/contacts', { name: 'Somebody', phone: '15550199' })).body;
      await api.deps.commands({
        locks: [],
        async run({ tx: { db, dialect } }) {
          await db.updateTable('contacts').set({ phone: '15550100' }).where('id', '=', ana.id).execute();
          await db.schema.alterTable('notifications').addColumn('mailTries', 'integer').execute();
          await phones(db, DIALECT_TYPES[dialect]);
        },
      });
      expect([(await read(ana.id)).phone, (await read(local.id)).phone]).toEqual(['+15550100', '15550199']);
    });
  });

  describe('suggesting duplicates', () => {
    it('finds them by every hint, the surest first, with the reasons', async () => {
      const ana = await make({ name: 'Ana Réyes', email: 'ana@example.com', phone: '+1 555 010 0200', attributes: { company: 'Acme' } });
      await api.request('PUT', '/contacts/external/crm/C-20451', { contactId: ana.id });
      const both = await make({ name: 'ana reyes', email: 'ANA@example.com' });
      const number = await says('15550100200', 'wamid.1');
      const elsewhere = (await api.request('PUT', '/contacts/external/shop/C-20451', { name: 'A.' })).body;
      const colleague = await make({ name: 'Ana Reyes', attributes: { company: 'Acme' } });
      await make({ name: 'Ana Reyes' });
      const { data, nextCursor } = (await api.get(`/contacts/${ana.id}/duplicates`)).body;
      expect(nextCursor).toBeNull();
      expect(data.map((one: { contact: { id: string }; score: number; reasons: { type: string }[] }) => [one.contact.id, one.score, one.reasons.map(({ type }) => type)])).toEqual([
        [both.id, 0.94, ['same_email', 'same_name']],
        [number.contact.id, 0.9, ['same_phone']],
        [elsewhere.id, 0.6, ['same_external_id']],
        [colleague.id, 0.52, ['same_name', 'same_attribute']],
      ]); // prettier-ignore
      expect((await api.get(`/contacts/${ana.id}/duplicates?limit=1`)).body.data).toHaveLength(1);
      expect((await api.get('/contacts/cnt_0/duplicates')).status).toBe(404);
    });

    it('names the same person on two accounts of a platform, and nobody who was merged already', async () => {
      const second = await connect(api, { ...LINE, name: 'Second' });
      const line = await connect(api, LINE);
      const keys = [{ kind: 'user_id' as const, value: `U${'a'.repeat(32)}` }];
      await api.ingest(line, textMessage('', 'line.1', 'hi', { from: { keys } }));
      await api.ingest(second, textMessage('', 'line.2', 'hi', { from: { keys } }));
      const [two, one] = (await api.get('/contacts')).body.data;
      const found = async (id: string) => (await api.get(`/contacts/${id}/duplicates`)).body.data;
      expect(await found(one.id)).toMatchObject([{ contact: { id: two.id }, reasons: [{ type: 'same_account' }], score: 0.95 }]);
      await api.post(`/contacts/${two.id}/merge`, { into: one.id });
      expect(await found(one.id)).toEqual([]);
    });
  });

  describe('a blocked contact', () => {
    it('closes, and what they write is kept but asks nothing of anybody', async () => {
      const { contact, conversation } = await says('15550100', 'wamid.1');
      const blocked = await api.post(`/contacts/${contact.id}/block`);
      expect(blocked.body.blockedAt).toBe(new Date(api.clock.now).toISOString());
      expect((await api.get(`/conversations/${conversation.id}`)).body).toMatchObject({
        status: 'closed',
        closeReason: 'blocked',
        waiting: null,
      });
      const known = (await eventsOf('message.received', 'conversation.reopened')).length;
      await api.ingest(channelId, textMessage('15550100', 'wamid.2', 'buy this'));
      expect((await api.get(`/conversations/${conversation.id}`)).body).toMatchObject({
        status: 'closed',
        waiting: null,
        lastMessage: { seq: 2, summary: 'buy this' },
      });
      expect(await eventsOf('message.received', 'conversation.reopened')).toHaveLength(known);
      expect((await eventsOf('conversation.updated')).at(-1).data.message.content).toEqual({ type: 'text', text: 'buy this' });
    });

    it('writes first into a conversation that is closed already', async () => {
      const from = { keys: [{ kind: 'phone' as const, value: '15550100' }] };
      await api.ingest(channelId, {
        is: 'opt_out',
        key: 'out.1',
        sentAt: null,
        account: null,
        raw: null,
        optedOut: true,
        detail: 'Stop.',
        from,
      });
      const [contact] = (await api.get('/contacts')).body.data;
      await api.post(`/contacts/${contact.id}/block`);
      await api.ingest(channelId, textMessage('15550100', 'wamid.1', 'hi'));
      expect((await api.get('/conversations')).body.data).toMatchObject([
        { status: 'closed', closeReason: 'blocked', waiting: null, lastMessage: { seq: 1, summary: 'hi' } },
      ]);
      expect(await eventsOf('message.received')).toEqual([]);
    });

    it('is blocked as all that they are merged with', async () => {
      const one = await says('15550100', 'wamid.1');
      const two = await says('15550101', 'wamid.2');
      await api.post(`/contacts/${one.contact.id}/block`);
      const merged = (await api.post(`/contacts/${one.contact.id}/merge`, { into: two.contact.id })).body;
      expect(merged.blockedAt).not.toBeNull();
      const closed = (await api.get(`/conversations?contactId=${two.contact.id}`)).body.data;
      expect(closed.map((one: { closeReason: string }) => one.closeReason)).toEqual(['blocked', 'blocked']);
      await api.post(`/contacts/${one.contact.id}/unmerge`);
      expect((await read(two.contact.id)).blockedAt).toBeNull();
      expect((await read(one.contact.id)).blockedAt).not.toBeNull();
    });

    it('cannot be written to, by conversation, by contact and by number, until the block is lifted', async () => {
      const { contact, conversation } = await says('15550100', 'wamid.1');
      await api.post(`/contacts/${contact.id}/block`, { blocked: true });
      const content = { type: 'text', text: 'hello' };
      const sends = () =>
        Promise.all([
          api.post(`/conversations/${conversation.id}/messages`, { content }),
          api.post('/messages', { channelId, to: { contactId: contact.id }, content }),
          api.post('/messages', { channelId, to: { externalId: '15550100' }, content }),
        ]);
      for (const refused of await sends()) expect(refused).toMatchObject({ status: 409, body: { code: 'contact_blocked' } });
      const note = await api.post(`/conversations/${conversation.id}/notes`, { text: 'Spam.', memberId: await adminId(api) });
      expect(note.status).toBe(201);
      const lifted = await api.post(`/contacts/${contact.id}/block`, { blocked: false });
      expect(lifted.body.blockedAt).toBeNull();
      for (const sent of await sends()) expect(sent.status).toBe(202);
      await api.ingest(channelId, textMessage('15550100', 'wamid.2', 'sorry'));
      expect((await eventsOf('message.received')).at(-1).data.message.content.text).toBe('sorry');
      expect((await api.get(`/contacts/${contact.id}/history`)).body.data).toMatchObject([
        { changes: [{ field: 'blockedAt', to: null }] },
        { changes: [{ field: 'blockedAt', from: null }] },
        { what: 'created' },
      ]);
    });
  });

  describe('a contact that has opted out', () => {
    it('gets no marketing template, and anything else', async () => {
      const { contact, conversation } = await says('15550100', 'wamid.1');
      await api.ingest(channelId, {
        is: 'opt_out', key: 'out.1', sentAt: null, account: null, raw: null, optedOut: true, detail: 'The customer stopped marketing messages.',
        from: { keys: [{ kind: 'phone', value: '15550100' }] },
      }); // prettier-ignore
      expect((await read(contact.id)).optedOut).toBe(true);
      const template = (name: string, category: string) => ({
        externalId: name, name, language: 'en', status: 'approved' as const, category, quality: null, text: 'Hello', params: [], components: [],
      }); // prettier-ignore
      api.listings.set(channelId, () =>
        Promise.resolve({ is: 'listed', templates: [template('sale', 'marketing'), template('receipt', 'utility')] }),
      );
      await api.post('/templates/sync', { channelId });
      const send = (name: string) =>
        api.post(`/conversations/${conversation.id}/messages`, { content: { type: 'template', name, language: 'en', params: {} } });
      expect(await send('sale')).toMatchObject({ status: 409, body: { code: 'contact_opted_out' } });
      expect((await send('receipt')).status).toBe(202);
      const falling = await api.post(`/conversations/${conversation.id}/messages`, {
        content: { type: 'text', text: 'hi' },
        onWindowClosed: 'template',
        fallback: { type: 'template', name: 'sale', language: 'en', params: {} },
      });
      expect(falling.body.code).toBe('contact_opted_out');
      expect((await api.post(`/conversations/${conversation.id}/messages`, { content: { type: 'text', text: 'hi' } })).status).toBe(202);
    });
  });

  it('asks for the permission of each route', async () => {
    const { id } = await make({ name: 'Ana' });
    const reader = await keyWith(api, 'read');
    const writer = await keyWith(api, 'read', 'write_contacts');
    for (const path of ['merge', 'unmerge', 'block'])
      expect((await api.post(`/contacts/${id}/${path}`, {}, { key: reader })).status).toBe(403);
    for (const path of ['export', 'erase']) expect((await api.post(`/contacts/${id}/${path}`, {}, { key: writer })).status).toBe(403);
    for (const path of ['duplicates', 'history']) expect((await api.get(`/contacts/${id}/${path}`, { key: reader })).status).toBe(200);
  });
});
