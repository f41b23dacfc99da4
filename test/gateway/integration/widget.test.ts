import { randomUUID } from 'node:crypto';
import { PUBLIC_URL, type TestApi, adminId, startApi } from '../support/api.ts';
import { type Page, SECRET, SHOP, connectWidget, hear, identityOf, openPage, sendAnswers } from '../support/widget.ts';

const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64');

describe.each(['sqlite', 'postgres'] as const)('the widget on %s', (dialect) => {
  let api: TestApi;
  let channelId: string;
  let stopAnswers: () => Promise<void>;
  beforeAll(async () => {
    api = await startApi(dialect);
    channelId = await connectWidget(api);
    stopAnswers = await sendAnswers(api);
  });
  // Limits begin anew.
  beforeEach(() => (api.clock.now += 120_000));
  afterAll(async () => {
    await stopAnswers();
    await api.close();
  });

  const at = (origin: string | null = SHOP) => openPage(api, channelId, origin);
  async function visitor(more: object = {}): Promise<Page> {
    const page = at();
    expect((await page.begin(more)).status).toBe(200);
    return page;
  }
  const conversationOf = async (page: Page) => String((await page.begin({ token: page.token })).body.conversation?.id);
  const texts = async (page: Page) =>
    (await page.call('GET', 'messages')).body.messages.map((one: { content: { text: string } }) => one.content.text);
  async function answer(conversationId: string, text: string): Promise<void> {
    const memberId = await adminId(api);
    const sent = await api.post(`/conversations/${conversationId}/messages`, { content: { type: 'text', text }, memberId });
    expect(sent.status).toBe(202);
  }

  /** A page that brings its identity each time it asks. */
  async function signedAgain(page: Page, id: string): Promise<Page> {
    await page.begin({ token: page.token, identity: identityOf(api, id) });
    return { ...page, begin: (more = {}) => page.begin({ ...more, identity: identityOf(api, id) }) };
  }

  test('a visitor writes once, however often it is sent, and has one conversation', async () => {
    const page = await visitor({ ref: 'spring', locale: 'nl' });
    const clientId = randomUUID();
    const first = await page.write('Is the lamp in stock?', clientId);
    expect([first.status, first.body.clientId, first.body.direction, first.body.seq]).toEqual([201, clientId, 'in', 1]);
    const again = await Promise.all([page.write('Is the lamp in stock?', clientId), page.write('Is the lamp in stock?', clientId)]);
    expect(again.map((one) => [one.status, one.body.id])).toEqual([200, 200].map((status) => [status, first.body.id]));
    expect(await texts(page)).toEqual(['Is the lamp in stock?']);
    const { body } = await api.get(`/conversations/${await conversationOf(page)}`);
    expect(body).toMatchObject({ status: 'rep_needed', source: { kind: 'link', ref: 'spring', url: `${SHOP}/lamps` } });
  });

  test('what is answered before the first message is the contact’s, as far as it was asked and is what it says', async () => {
    const page = await visitor();
    const content = {
      type: 'form_reply',
      name: 'pre_chat',
      fields: { name: 'Noor', email: 'not an address', phone: '+15550100', vip: true },
    };
    expect((await page.call('POST', 'messages', { clientId: randomUUID(), content })).status).toBe(201);
    const { contactId } = (await api.get(`/conversations/${await conversationOf(page)}`)).body;
    const contact = async () => (await api.get(`/contacts/${String(contactId)}`)).body;
    expect(await contact()).toMatchObject({ name: 'Noor', email: null, phone: null, attributes: {} });
    const later = { ...content, fields: { name: 'Nour', email: 'noor@example.com' } };
    await page.call('POST', 'messages', { clientId: randomUUID(), content: later });
    expect(await contact()).toMatchObject({ name: 'Nour', email: 'noor@example.com' });
    await page.call('POST', 'messages', { clientId: randomUUID(), content: { ...content, name: 'survey', fields: { name: 'Nobody' } } });
    expect(await contact()).toMatchObject({ name: 'Nour' });
  });

  test('an answer comes as it is sent, is delivered when the page took it and read when the visitor says so', async () => {
    const page = await visitor();
    await page.write('Hello');
    const conversationId = await conversationOf(page);
    const live = await hear(api, channelId, page);
    await answer(conversationId, 'Good morning');
    const { id, data } = await live.next('message');
    expect(data).toMatchObject({ direction: 'out', author: { kind: 'member', name: 'Ada Admin' }, content: { text: 'Good morning' } });
    expect(JSON.stringify(data)).not.toMatch(/mbr_|@example/);
    expect(id).toBe(`${conversationId}.${data.seq}`);
    const state = async () => (await api.get(`/conversations/${conversationId}/messages`)).body.data[0].delivery.state;
    while ((await state()) === 'sent') await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await state()).toBe('delivered');
    expect((await page.begin({ token: page.token })).body.unread).toBe(1);
    expect((await page.call('POST', 'read', { seq: data.seq })).status).toBe(204);
    expect([await state(), (await page.begin({ token: page.token })).body.unread]).toEqual(['read', 0]);
    live.close();
    await answer(conversationId, 'Still there?');
    let missed: { readonly status: string } | undefined;
    while (missed === undefined) missed = (await page.call('GET', `messages?after=${data.seq}`)).body.messages[0];
    const back = await hear(api, channelId, page, id);
    expect((await back.next('message')).data.content.text).toBe('Still there?');
    back.close();
  });

  test('a page that was open before the first message hears it too, and so do the visitor’s other tabs', async () => {
    const page = await visitor();
    const live = await hear(api, channelId, page, '0');
    await page.write('First');
    expect((await live.next('conversation')).data).toMatchObject({ status: 'open', assignee: null });
    expect((await live.next('message')).data).toMatchObject({ direction: 'in', content: { text: 'First' } });
    live.close();
  });

  test('typing and reading by the team are shown on the open page', async () => {
    const page = await visitor();
    await page.write('Anybody there?');
    const conversationId = await conversationOf(page);
    const live = await hear(api, channelId, page);
    expect((await api.post(`/conversations/${conversationId}/typing`)).body).toEqual({ done: true });
    expect((await live.next('typing')).data).toEqual({ on: true, name: null });
    expect((await api.post(`/conversations/${conversationId}/read`)).body).toEqual({ done: true });
    expect((await live.next('read')).data).toEqual({ seq: 1 });
    live.close();
    expect((await page.begin({ token: page.token })).body.conversation.readUpTo).toBe(1);
    expect((await page.call('GET', 'messages')).body.messages[0].status).toBe('read');
  });

  test('a page that is open hears at once that the channel is set otherwise', async () => {
    const channel = await connectWidget(api);
    const page = openPage(api, channel);
    await page.begin();
    const live = await hear(api, channel, page);
    await api.request('PATCH', `/channels/${channel}`, { settings: { welcome: 'Ahoy!' } });
    expect((await live.next('settings')).data).toEqual({});
    live.close();
    // One that shows what was before hears it as soon as it is connected.
    const { version } = (await page.call('GET', 'settings')).body;
    await api.request('PATCH', `/channels/${channel}`, { settings: { welcome: 'Ahoy again!' } });
    const late = await hear(api, channel, page, `0&settings=${version}`);
    expect((await late.next('settings')).data).toEqual({});
    late.close();
  });

  test('who is on the website is seen in their conversation and counted, and told once when they come and go', async () => {
    const page = await visitor();
    await page.write('Hello');
    const id = await conversationOf(page);
    const presence = async () => (await api.get(`/conversations/${id}`)).body.presence;
    const online = async () => (await api.get('/conversations?view=online')).body.data.map((one: { id: string }) => one.id);
    expect([(await presence()).state, await online()]).toEqual(['offline', []]);
    const live = await hear(api, channelId, page);
    await page.call('POST', 'presence', { page: { url: `${SHOP}/checkout`, title: 'Checkout' }, state: 'active' });
    await page.call('POST', 'typing', { on: true });
    await api.tick();
    await api.tick();
    expect(await presence()).toMatchObject({ online: true, state: 'active', page: { url: `${SHOP}/checkout`, title: 'Checkout' } });
    expect((await presence()).typingUntil).not.toBeNull();
    expect([await online(), (await api.get('/conversations/counts')).body.views.online]).toEqual([[id], 1]);
    live.close();
    // The gateway hears of it a moment later; from then on they are gone after a grace.
    for (let tries = 0; (await online()).length > 0 && tries < 100; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      await api.tick();
      api.clock.now += 1000;
    }
    await api.tick();
    expect((await presence()).online).toBe(false);
    const events = await api.store.reader
      .selectFrom('events')
      .select('type')
      .where('conversationId', '=', id)
      .where('type', 'in', ['contact.online', 'contact.offline'])
      .orderBy('position')
      .execute();
    expect(events.map((event) => event.type)).toEqual(['contact.online', 'contact.offline']);
  });

  describe('a token', () => {
    const status = async (page: Page) => (await page.call('GET', 'messages')).status;

    test('opens nothing on another channel, from another origin, altered, expired or without one', async () => {
      const page = await visitor();
      const other = openPage(api, await connectWidget(api));
      other.token = page.token;
      const blog = at('https://blog.example');
      blog.token = page.token;
      const altered = at();
      altered.token = `${page.token.slice(0, -1)}${page.token.endsWith('A') ? 'B' : 'A'}`;
      expect(await Promise.all([page, other, blog, altered, at()].map(status))).toEqual([200, 401, 401, 401, 401]);
      api.clock.now += 181 * 86_400_000;
      expect(await status(page)).toBe(401);
    });

    test('is nowhere in the database', async () => {
      const page = await visitor();
      const rows = await api.store.reader.selectFrom('visitorTokens').selectAll().execute();
      expect(JSON.stringify(rows)).not.toContain(page.token);
    });

    test('ends with signing out, and with it the page’s stream', async () => {
      const page = await visitor();
      const live = await hear(api, channelId, page);
      const over = live.next('over');
      expect((await page.call('DELETE', 'sessions')).status).toBe(204);
      expect((await over).data).toEqual({ code: 'unauthorized' });
      expect(await status(page)).toBe(401);
      live.close();
    });
  });

  describe('a known visitor', () => {
    test.each([
      ['forged', () => ({ ...identityOf(api, 'mallory'), id: 'ana' })],
      ['signed with the secret of another account', () => identityOf(api, 'ana', 'the secret of somebody else')],
      ['expired', () => identityOf(api, 'ana', SECRET, -1)],
    ])('is nobody by an identity that is %s', async (_what, identity) => {
      const refused = await at().begin({ identity: identity() });
      expect([refused.status, refused.body.code]).toEqual([403, 'identity_invalid']);
    });

    test('has one history on all their browsers, which nobody reads without the identity', async () => {
      const phone = await visitor({ identity: identityOf(api, 'noor') });
      await phone.write('From my phone');
      const laptop = await visitor({ identity: identityOf(api, 'noor') });
      expect(await texts(laptop)).toEqual(['From my phone']);
      // Downgrade: the same browser, and a page that brings its token but no identity.
      const later = at();
      expect((await later.begin({ token: laptop.token })).body).toMatchObject({ conversation: null, visitor: { isKnown: false } });
      expect(await texts(later)).toEqual([]);
      api.clock.now += 3_600_001;
      expect((await laptop.call('GET', 'messages')).status).toBe(401);
    });

    test('takes along what was written anonymously, and the anonymous token ends', async () => {
      const page = await visitor();
      await page.write('Before I signed in');
      const before = await conversationOf(page);
      const old = page.token;
      const known = await page.call('POST', 'identity', { ...identityOf(api, 'omar'), name: 'Omar', email: 'omar@example.com' });
      expect(known.body).toMatchObject({
        visitor: { isKnown: true, name: 'Omar', email: 'omar@example.com' },
        conversation: { id: before },
      });
      expect((await page.call('GET', 'messages')).status).toBe(401);
      page.token = String(known.body.token);
      expect(await texts(page)).toEqual(['Before I signed in']);
      const again = at();
      expect((await again.begin({ token: old })).body.conversation).toBeNull();
    });

    test('with a conversation already: the older goes on, the newer closes as merged, and who waited still waits', async () => {
      const known = await visitor({ identity: identityOf(api, 'pia') });
      await known.write('Long ago');
      const older = await conversationOf(await signedAgain(known, 'pia'));
      await api.post(`/conversations/${older}/close`, {});
      const page = await visitor();
      await page.write('Now, anonymously');
      const newer = await conversationOf(page);
      const merged = await page.call('POST', 'identity', identityOf(api, 'pia'));
      expect(merged.body.conversation).toMatchObject({ id: older, status: 'open' });
      expect((await api.get(`/conversations/${newer}`)).body).toMatchObject({ closeReason: 'merged', mergedInto: older });
      expect((await api.get(`/conversations/${older}`)).body).toMatchObject({ status: 'rep_needed', waiting: { level: 'ok' } });
    });

    test('is the only kind there is where the channel says so', async () => {
      const strict = await connectWidget(api, { requireIdentity: true });
      const refused = await openPage(api, strict).begin();
      expect([refused.status, refused.body.code]).toEqual([403, 'identity_required']);
      const page = openPage(api, strict);
      expect((await page.begin({ identity: identityOf(api, 'quin') })).status).toBe(200);
      expect((await page.write('Hello')).status).toBe(201);
    });

    test('switching it on ends anonymous sessions too', async () => {
      const channel = await connectWidget(api);
      const page = openPage(api, channel);
      await page.begin();
      expect((await page.write('Hello')).status).toBe(201);
      await api.request('PATCH', `/channels/${channel}`, { settings: { requireIdentity: true } });
      expect((await page.write('Still me')).status).toBe(401);
    });
  });

  describe('files', () => {
    const upload = (page: Page) => page.call('POST', 'files?name=lamp.png', undefined, { raw: PICTURE, type: 'image/png' });
    const picture = (mediaId: string) => ({ clientId: randomUUID(), content: { type: 'image', attachment: { mediaId } } });

    test('are sent by whoever uploaded them, once, and read by a signed address', async () => {
      const page = await visitor();
      const uploaded = await upload(page);
      expect(uploaded.body).toEqual({ mediaId: expect.stringMatching(/^att_/), mime: 'image/png', bytes: PICTURE.length });
      const other = await visitor();
      const stolen = await other.call('POST', 'messages', picture(uploaded.body.mediaId));
      expect([stolen.status, stolen.body.errors[0].path]).toEqual([400, 'content.attachment.mediaId']);
      const sent = await page.call('POST', 'messages', picture(uploaded.body.mediaId));
      expect(sent.body.content.attachment).toMatchObject({ state: 'stored', name: 'lamp.png', url: expect.stringContaining(PUBLIC_URL) });
      expect((await page.call('POST', 'messages', picture(uploaded.body.mediaId))).status).toBe(400);
    });

    test('that are not what they say are refused', async () => {
      const page = await visitor();
      const html = await page.call('POST', 'files', undefined, { raw: '<html><script>1</script>', type: 'image/png' });
      expect([html.status, html.body.code]).toEqual([415, 'media_refused']);
    });
  });

  test('another visitor’s conversation is not there: to read, to quote, to react to', async () => {
    const page = await visitor();
    const { body } = await page.write('Mine');
    const other = await visitor();
    await other.write('Theirs');
    expect(await texts(other)).toEqual(['Theirs']);
    const quoting = { clientId: randomUUID(), content: { type: 'text', text: 'x' }, quotedMessageId: body.id };
    expect((await other.call('POST', 'messages', quoting)).status).toBe(400);
    expect((await other.call('POST', 'reactions', { messageId: body.id, emoji: '👍' })).status).toBe(404);
    expect((await page.call('POST', 'reactions', { messageId: body.id, emoji: '👍' })).status).toBe(204);
    expect((await page.call('GET', 'messages')).body.messages[0].reactions).toEqual([{ emoji: '👍', mine: true }]);
  });

  test('notes and lines for the team are never shown', async () => {
    const page = await visitor();
    await page.write('Hello');
    const id = await conversationOf(page);
    expect((await api.post(`/conversations/${id}/notes`, { text: 'Is a difficult one' })).status).toBe(201);
    expect(await texts(page)).toEqual(['Hello']);
  });

  test('what the page tells fills gaps, and replaces nothing that people wrote', async () => {
    const page = await visitor();
    await page.call('POST', 'attributes', { email: 'vi@example.com', attributes: { plan: 'free' } });
    await page.write('Hello');
    const contactId = (await api.get(`/conversations/${await conversationOf(page)}`)).body.contactId;
    const contact = async () => (await api.get(`/contacts/${contactId}`)).body;
    expect(await contact()).toMatchObject({
      email: 'vi@example.com',
      name: expect.stringMatching(/^Visitor \w{4}$/),
      attributes: { plan: 'free' },
    });
    await page.call('POST', 'attributes', { name: 'Vi', attributes: { plan: 'paid', seats: 3 } });
    expect(await contact()).toMatchObject({ name: 'Vi', attributes: { plan: 'paid', seats: 3 } });
    await api.request('PATCH', `/contacts/${contactId}`, { name: 'Violet', attributes: { plan: 'gold' } });
    await page.call('POST', 'attributes', { name: 'Mallory', attributes: { plan: 'platinum' } });
    expect(await contact()).toMatchObject({ name: 'Violet', attributes: { plan: 'gold', seats: 3 } });
  });

  test('nothing of an erased visitor is left, and their page begins anew', async () => {
    const page = await visitor({ identity: { ...identityOf(api, 'remy'), name: 'Remy' } });
    await page.write('Forget me');
    const { contactId } = (await api.get(`/conversations/${await conversationOf(await signedAgain(page, 'remy'))}`)).body;
    expect((await api.post(`/contacts/${contactId}/erase`, { confirm: contactId })).status).toBeLessThan(300);
    expect((await page.call('GET', 'messages')).status).toBe(401);
    const rows = await api.store.reader.selectFrom('visitors').selectAll().where('userId', '=', 'remy').execute();
    expect(rows).toEqual([]);
  });

  test.each([
    ['an origin of nobody', 'https://evil.example'],
    ['a longer one', 'https://shop.example.evil.example'],
    ['another scheme', 'http://shop.example'],
    ['another port', 'https://shop.example:8443'],
    ['null', 'null'],
    ['none at all', null],
  ])('%s gets nothing, and may not read the answer', async (_what, origin) => {
    const settings = await at(origin).call('GET', 'settings');
    expect([settings.status, settings.body.code, settings.headers.get('access-control-allow-origin')]).toEqual([
      403,
      'forbidden_origin',
      null,
    ]);
    expect((await at(origin).call('OPTIONS', 'messages')).status).toBe(403);
  });

  test('an allowed origin may read, by its name and without cookies', async () => {
    const preflight = await at().call('OPTIONS', 'messages');
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(SHOP);
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
    const settings = await at().call('GET', 'settings');
    expect(settings.body).toMatchObject({ name: 'Shop', hours: { open: true }, requireIdentity: false, appearance: { title: 'Shop' } });
    expect([settings.headers.get('vary'), settings.headers.get('cache-control')]).toEqual(['Origin', 'public, max-age=60']);
  });

  test.each([
    ['a field that is not there', { clientId: 'c-12345678', content: { type: 'text', text: 'x' }, author: 'admin' }, 'author'],
    ['a text that is too long', { clientId: 'c-12345678', content: { type: 'text', text: 'x'.repeat(10_001) } }, 'content.text'],
    ['a kind that visitors cannot say', { clientId: 'c-12345678', content: { type: 'template', name: 'x' } }, 'content.type'],
    ['no clientId', { content: { type: 'text', text: 'x' } }, 'clientId'],
    ['a clientId with a path in it', { clientId: '../../other', content: { type: 'text', text: 'x' } }, 'clientId'],
  ])('%s is a 400 that names it', async (_what, body, path) => {
    const answered = await (await visitor()).call('POST', 'messages', body);
    expect([answered.status, answered.body.errors[0].path]).toEqual([400, path]);
  });

  test('a body nested without end, or no JSON, does no harm', async () => {
    const page = await visitor();
    for (const raw of [`{"clientId":${'['.repeat(5000)}${']'.repeat(5000)}}`, '{', 'null', '[]', '"x"']) {
      expect((await page.call('POST', 'messages', undefined, { raw, type: 'application/json' })).status).toBe(400);
    }
  });

  test('half a character and NUL are stored as what stands for them', async () => {
    const page = await visitor();
    const raw = `{"clientId":"c-half-0001","content":{"type":"text","text":"a\\ud800b\\u0000c"}}`;
    expect((await page.call('POST', 'messages', undefined, { raw, type: 'application/json' })).status).toBe(201);
    expect(await texts(page)).toEqual(['a\ufffdb\ufffdc']);
  });

  test('who writes too much is told when to go on', async () => {
    const page = await visitor();
    const sent = await Promise.all(Array.from({ length: 32 }, (_, n) => page.write(`message ${n}`)));
    const refused = sent.filter((one) => one.status === 429);
    expect([sent.filter((one) => one.status === 201).length, refused.length]).toEqual([30, 2]);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await (await visitor()).write('I am another')).status).toBe(201);
  });

  test('where a privacy text is to be agreed to, there is no session without', async () => {
    const asking = openPage(api, await connectWidget(api, { consentText: 'We keep what you write.' }));
    const refused = await asking.begin();
    expect([refused.status, refused.body.code]).toEqual([403, 'consent_required']);
    expect((await asking.begin({ consent: true })).status).toBe(200);
  });
});
