import { randomUUID } from 'node:crypto';
import { SHOP, connectWidget, hear, openPage } from '../../support/widget.ts';
import { type WidgetScene, conversationOf, texts } from './scene.ts';

/** What visitor and team say to each other, and what each knows of the other. */
export function testsOfConversation(scene: () => WidgetScene): void {
  test('a visitor writes once, however often it is sent, and has one conversation', async () => {
    const page = await scene().visitor({ ref: 'spring', locale: 'nl' });
    const clientId = randomUUID();
    const first = await page.write('Is the lamp in stock?', clientId);
    expect([first.status, first.body.clientId, first.body.direction, first.body.seq]).toEqual([201, clientId, 'in', 1]);
    const again = await Promise.all([page.write('Is the lamp in stock?', clientId), page.write('Is the lamp in stock?', clientId)]);
    expect(again.map((one) => [one.status, one.body.id])).toEqual([200, 200].map((status) => [status, first.body.id]));
    expect(await texts(page)).toEqual(['Is the lamp in stock?']);
    const { body } = await scene().api.get(`/conversations/${await conversationOf(page)}`);
    expect(body).toMatchObject({ status: 'rep_needed', source: { kind: 'link', ref: 'spring', url: `${SHOP}/lamps` } });
  });

  test('what is answered before the first message is the contact’s, as far as it was asked and is what it says', async () => {
    const page = await scene().visitor();
    const content = {
      type: 'form_reply',
      name: 'pre_chat',
      fields: { name: 'Noor', email: 'not an address', phone: '+15550100', vip: true },
    };
    expect((await page.call('POST', 'messages', { clientId: randomUUID(), content })).status).toBe(201);
    const { contactId } = (await scene().api.get(`/conversations/${await conversationOf(page)}`)).body;
    const contact = async () => (await scene().api.get(`/contacts/${String(contactId)}`)).body;
    expect(await contact()).toMatchObject({ name: 'Noor', email: null, phone: null, attributes: {} });
    const later = { ...content, fields: { name: 'Nour', email: 'noor@example.com' } };
    await page.call('POST', 'messages', { clientId: randomUUID(), content: later });
    expect(await contact()).toMatchObject({ name: 'Nour', email: 'noor@example.com' });
    await page.call('POST', 'messages', { clientId: randomUUID(), content: { ...content, name: 'survey', fields: { name: 'Nobody' } } });
    expect(await contact()).toMatchObject({ name: 'Nour' });
  });

  test('an answer comes as it is sent, is delivered when the page took it and read when the visitor says so', async () => {
    const page = await scene().visitor();
    await page.write('Hello');
    const conversationId = await conversationOf(page);
    const live = await hear(scene().api, scene().channelId, page);
    await scene().answer(conversationId, 'Good morning');
    const { id, data } = await live.next('message');
    expect(data).toMatchObject({ direction: 'out', author: { kind: 'member', name: 'Ada Admin' }, content: { text: 'Good morning' } });
    expect(JSON.stringify(data)).not.toMatch(/mbr_|@example/);
    expect(id).toBe(`${conversationId}.${data.seq}`);
    const state = async () => (await scene().api.get(`/conversations/${conversationId}/messages`)).body.data[0].delivery.state;
    while ((await state()) === 'sent') await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await state()).toBe('delivered');
    expect((await page.begin({ token: page.token })).body.unread).toBe(1);
    expect((await page.call('POST', 'read', { seq: data.seq })).status).toBe(204);
    expect([await state(), (await page.begin({ token: page.token })).body.unread]).toEqual(['read', 0]);
    live.close();
    await scene().answer(conversationId, 'Still there?');
    let missed: { readonly status: string } | undefined;
    while (missed === undefined) missed = (await page.call('GET', `messages?after=${data.seq}`)).body.messages[0];
    const back = await hear(scene().api, scene().channelId, page, id);
    expect((await back.next('message')).data.content.text).toBe('Still there?');
    back.close();
  });

  test('a page that was open before the first message hears it too, and so do the visitor’s other tabs', async () => {
    const page = await scene().visitor();
    const live = await hear(scene().api, scene().channelId, page, '0');
    await page.write('First');
    expect((await live.next('conversation')).data).toMatchObject({ status: 'open', assignee: null });
    expect((await live.next('message')).data).toMatchObject({ direction: 'in', content: { text: 'First' } });
    live.close();
  });

  test('typing and reading by the team are shown on the open page', async () => {
    const page = await scene().visitor();
    await page.write('Anybody there?');
    const conversationId = await conversationOf(page);
    const live = await hear(scene().api, scene().channelId, page);
    expect((await scene().api.post(`/conversations/${conversationId}/typing`)).body).toEqual({ done: true });
    expect((await live.next('typing')).data).toEqual({ on: true, name: null });
    expect((await scene().api.post(`/conversations/${conversationId}/read`)).body).toEqual({ done: true });
    expect((await live.next('read')).data).toEqual({ seq: 1 });
    live.close();
    expect((await page.begin({ token: page.token })).body.conversation.readUpTo).toBe(1);
    expect((await page.call('GET', 'messages')).body.messages[0].status).toBe('read');
  });

  test('a page that is open hears at once that the channel is set otherwise', async () => {
    const channel = await connectWidget(scene().api);
    const page = openPage(scene().api, channel);
    await page.begin();
    const live = await hear(scene().api, channel, page);
    await scene().api.request('PATCH', `/channels/${channel}`, { settings: { welcome: 'Ahoy!' } });
    expect((await live.next('settings')).data).toEqual({});
    live.close();
    // One that shows what was before hears it as soon as it is connected.
    const { version } = (await page.call('GET', 'settings')).body;
    await scene().api.request('PATCH', `/channels/${channel}`, { settings: { welcome: 'Ahoy again!' } });
    const late = await hear(scene().api, channel, page, '0', { settings: version });
    expect((await late.next('settings')).data).toEqual({});
    late.close();
  });

  test('who is on the website is seen in their conversation and counted, and told once when they come and go', async () => {
    const page = await scene().visitor();
    await page.write('Hello');
    const id = await conversationOf(page);
    const presence = async () => (await scene().api.get(`/conversations/${id}`)).body.presence;
    const online = async () => (await scene().api.get('/conversations?view=online')).body.data.map((one: { id: string }) => one.id);
    expect([(await presence()).state, await online()]).toEqual(['offline', []]);
    const live = await hear(scene().api, scene().channelId, page);
    await page.call('POST', 'presence', { page: { url: `${SHOP}/checkout`, title: 'Checkout' }, state: 'active' });
    await page.call('POST', 'typing', { on: true });
    await scene().api.tick();
    await scene().api.tick();
    expect(await presence()).toMatchObject({
      ...{ online: true, state: 'active', page: { url: `${SHOP}/checkout`, title: 'Checkout' } },
      place: { country: 'LB', region: null, city: 'Beirut' },
    });
    expect((await presence()).typingUntil).not.toBeNull();
    expect([await online(), (await scene().api.get('/conversations/counts')).body.views.online]).toEqual([[id], 1]);
    live.close();
    // The gateway hears of it a moment later; from then on they are gone after a grace.
    for (let tries = 0; (await online()).length > 0 && tries < 100; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      await scene().api.tick();
      scene().api.clock.now += 1000;
    }
    await scene().api.tick();
    expect((await presence()).online).toBe(false);
    const events = await scene()
      .api.store.reader.selectFrom('events')
      .select('type')
      .where('conversationId', '=', id)
      .where('type', 'in', ['contact.online', 'contact.offline'])
      .orderBy('position')
      .execute();
    expect(events.map((event) => event.type)).toEqual(['contact.online', 'contact.offline']);
  });

  test('notes and lines for the team are never shown', async () => {
    const page = await scene().visitor();
    await page.write('Hello');
    const id = await conversationOf(page);
    expect((await scene().api.post(`/conversations/${id}/notes`, { text: 'Is a difficult one' })).status).toBe(201);
    expect(await texts(page)).toEqual(['Hello']);
  });
}
