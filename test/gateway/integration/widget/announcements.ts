import { randomUUID } from 'node:crypto';
import { createAnnouncementBoard } from '../../../../gateway/src/events/announcements.ts';
import { connect } from '../../support/channels.ts';
import { keyWith } from '../../support/people.ts';
import { SHOP, connectWidget, hear, openPage } from '../../support/widget.ts';
import { type WidgetScene, conversationOf } from './scene.ts';

const DAY_MS = 86_400_000;
const HOSTILE = '<img src=x onerror=alert(1)> No postage today "\u2028" </script>';

/** What is said to everybody on the site. */
export function testsOfAnnouncements(scene: () => WidgetScene): void {
  const iso = (inMs: number) => new Date(scene().api.clock.now + inMs).toISOString();
  const announce = async (channelId: string, more: object = {}) => {
    const made = await scene().api.post('/announcements', { channelId, content: { type: 'text', text: HOSTILE }, ...more });
    if (made.status !== 201) throw new Error(made.text);
    return String(made.body.id);
  };
  const withdraw = (id: string) => scene().api.post(`/announcements/${id}/withdraw`);
  const shop = async (settings: object = {}) => {
    const channelId = await connectWidget(scene().api, settings);
    const page = openPage(scene().api, channelId);
    await page.begin();
    return { channelId, page };
  };
  const shownIn = (answer: { readonly body: { readonly announcements: readonly { readonly id: string }[] } }) =>
    answer.body.announcements.map(({ id }) => id);

  test('an announcement is one row, and is on every open page as it is said, and off it as it is withdrawn', async () => {
    const { api } = scene();
    const { channelId, page } = await shop();
    const other = openPage(api, channelId, 'https://blog.example');
    await other.begin();
    const elsewhere = await shop();
    const heard = await Promise.all([
      hear(api, channelId, page),
      hear(api, channelId, page),
      hear(api, elsewhere.channelId, elsewhere.page),
    ]);
    const id = await announce(channelId);
    const announcement = { id, content: { type: 'text', text: HOSTILE }, startsAt: iso(0) };
    for (const one of heard.slice(0, 2)) expect((await one.next('announcements')).data).toEqual([announcement]);
    expect((await api.get(`/announcements/${id}`)).body).toMatchObject({
      ...{ id, channelId, state: 'running', endsAt: iso(7 * DAY_MS), withdrawnAt: null, sessions: 0, lastSessionAt: null },
      author: { type: 'bot' },
    });
    api.clock.now += 1000;
    const withdrawn = await withdraw(id);
    expect(withdrawn).toMatchObject({ status: 200, body: { state: 'withdrawn', endsAt: iso(0), withdrawnAt: iso(0) } });
    for (const one of heard.slice(0, 2)) expect((await one.next('announcements')).data).toEqual([]);
    api.clock.now += 1000;
    expect((await withdraw(id)).body).toEqual(withdrawn.body);
    // The other shop's page was told nothing: what comes next is its own.
    const theirs = await announce(elsewhere.channelId);
    expect((await heard[2]?.next('announcements'))?.data).toMatchObject([{ id: theirs }]);
    const rows = await api.store.reader.selectFrom('announcements').select('id').where('channelId', '=', channelId).execute();
    const conversations = await api.store.reader.selectFrom('conversations').select('id').where('channelId', '=', channelId).execute();
    expect([rows, conversations]).toEqual([[{ id }], []]);
    heard.forEach((one) => one.close());
  });

  test('whoever comes while it runs gets it with the first answer, and a page that comes back gets what it does not know', async () => {
    const { api } = scene();
    const { channelId, page } = await shop();
    const id = await announce(channelId);
    await api.tick();
    expect(shownIn(await page.call('GET', 'settings'))).toEqual([id]);
    expect(shownIn(await page.begin({ token: page.token }))).toEqual([id]);
    const unaware = await hear(api, channelId, page);
    expect((await unaware.next('announcements')).data).toMatchObject([{ id }]);
    const aware = await hear(api, channelId, page, '0', { announcements: id });
    await withdraw(id);
    expect((await aware.next('announcements')).data).toEqual([]);
    const back = await hear(api, channelId, page, '0', { announcements: id });
    expect((await back.next('announcements')).data).toEqual([]);
    expect(shownIn(await page.begin({ token: page.token }))).toEqual([]);
    for (const one of [unaware, aware, back]) one.close();
  });

  test('one that is for later begins and ends when its time comes', async () => {
    const { api } = scene();
    const { channelId, page } = await shop();
    const live = await hear(api, channelId, page);
    const id = await announce(channelId, { startsAt: iso(60_000), endsAt: iso(120_000) });
    const state = async () => (await api.get(`/announcements/${id}`)).body.state;
    const version = async () => (await page.call('GET', 'settings')).body.version;
    const before = await version();
    expect([await state(), shownIn(await page.begin({ token: page.token }))]).toEqual(['scheduled', []]);
    const refused = await page.call('POST', 'messages', {
      clientId: randomUUID(),
      content: { type: 'text', text: 'x' },
      announcementId: id,
    });
    expect([refused.status, refused.body.errors]).toEqual([400, [{ path: 'announcementId', message: expect.any(String) }]]);
    api.clock.now += 60_000;
    await api.tick();
    expect((await live.next('announcements')).data).toMatchObject([{ id }]);
    expect([await state(), await version()]).toEqual(['running', before]);
    api.clock.now += 60_000;
    await api.tick();
    expect((await live.next('announcements')).data).toEqual([]);
    expect([await state(), (await withdraw(id)).body.state]).toEqual(['ended', 'ended']);
    live.close();
  });

  test('another gateway on the same store finds it by looking, without being told', async () => {
    const { api } = scene();
    const { channelId } = await shop();
    const board = createAnnouncementBoard({ store: api.store, now: () => api.clock.now, log: api.deps.log });
    const changed: string[] = [];
    await board.tick();
    board.watch((id) => changed.push(id));
    const id = await announce(channelId);
    await board.tick();
    expect([changed, board.running(channelId).map((one) => one.id)]).toEqual([[channelId], [id]]);
    await Promise.all([withdraw(id), board.tick()]);
    await Promise.all([board.fresh(), board.fresh()]);
    expect([changed, board.running(channelId)]).toEqual([[channelId, channelId], []]);
  });

  test('what is written after it has it as its source, and the team reads beside it what was answered', async () => {
    const { api } = scene();
    const { channelId, page } = await shop();
    await page.begin({ token: page.token, ref: 'spring' });
    const id = await announce(channelId);
    const answer = (text: string) =>
      page.call('POST', 'messages', { clientId: randomUUID(), content: { type: 'text', text }, announcementId: id });
    expect((await answer('Also abroad?')).status).toBe(201);
    const conversationId = await conversationOf(page);
    const source = { kind: 'announcement', id, ref: id, headline: HOSTILE };
    expect((await api.get(`/conversations/${conversationId}`)).body).toMatchObject({ source });
    expect((await api.get(`/conversations/${conversationId}/sessions`)).body.data).toMatchObject([{ source }]);
    await page.write('To Malta?');
    const said = async () =>
      (await api.get(`/conversations/${conversationId}/messages`)).body.data
        .map((one: { visibility: string; content: { text: string } }) => [one.visibility, one.content.text])
        .toReversed();
    const line = ['internal', `The visitor answers the announcement “${HOSTILE}”.`];
    expect(await said()).toEqual([line, ['public', 'Also abroad?'], ['public', 'To Malta?']]);
    // What is answered while a conversation is open begins no session, and is read all the same.
    const later = await announce(channelId, { content: { type: 'text', text: 'Until midnight.' } });
    await withdraw(later);
    const pressed = { type: 'choice_reply', optionId: 'yes', label: 'Yes', repliesTo: later };
    const [, , third] = [
      await page.call('GET', 'messages'),
      await api.tick(),
      await page.call('POST', 'messages', { clientId: randomUUID(), content: pressed }),
    ];
    expect([third.status, third.body.content]).toEqual([201, pressed]);
    expect((await said()).slice(3)).toEqual([
      ['internal', 'The visitor answers the announcement “Until midnight.”.'],
      ['public', undefined],
    ]);
    const counted = async (of: string) => (await api.get(`/announcements/${of}`)).body;
    expect([await counted(id), await counted(later)]).toMatchObject([{ sessions: 1, conversations: 1 }, { sessions: 0 }]);
    const named = await page.call('POST', 'messages', { clientId: randomUUID(), content: { ...pressed, repliesTo: 'ann_1' } });
    expect([named.status, named.body.errors[0].path]).toEqual([400, 'content.repliesTo']);
  });

  test('what cannot be announced is refused by the field that says it', async () => {
    const { api } = scene();
    const channelId = await connectWidget(api);
    const text = { type: 'text', text: 'hi' };
    const sticker = { type: 'sticker', stickerId: '1' };
    const long = { type: 'text', text: 'x'.repeat(8001) };
    const nowhere = { type: 'image', attachment: { mediaId: 'att_1' } };
    const inside = { type: 'file', attachment: { url: 'http://127.0.0.1/menu.pdf' } };
    for (const [more, path] of [
      [{ content: sticker }, 'content.type'],
      [{ content: long }, 'content'],
      [{ content: nowhere }, 'content.attachment.mediaId'],
      [{ content: inside }, 'content.attachment.url'],
      [{ startsAt: 'soon' }, 'startsAt'],
      [{ startsAt: iso(367 * DAY_MS) }, 'startsAt'],
      [{ endsAt: iso(0) }, 'endsAt'],
      [{ startsAt: iso(DAY_MS), endsAt: iso(92 * DAY_MS) }, 'endsAt'],
      [{ channelId: await connect(api) }, 'channelId'],
      [{ channelId: 'chn_1' }, 'channelId'],
    ] as const) {
      const draft: object = Object.assign({ channelId, content: text }, more);
      const { status, body } = await api.post('/announcements', draft);
      expect([path, status, body.errors?.[0].path]).toEqual([path, 400, path]);
    }
    const key = await keyWith(api, 'read', 'manage_templates');
    expect((await api.post('/announcements', { channelId, content: text }, { key })).body.code).toBe('forbidden');
    const at = { startsAt: iso(DAY_MS) };
    for (let made = 0; made < 10; made += 1) await announce(channelId, at);
    expect((await api.post('/announcements', { channelId, content: text })).body.errors[0].path).toBe('channelId');
    for (const id of ['ann_1', 'ann_2']) expect((await withdraw(id)).status).toBe(404);
  });

  test('a list has the newest first, by channel, and a repeated key makes nothing twice', async () => {
    const { api } = scene();
    const channelId = await connectWidget(api);
    const body = { channelId, content: { type: 'card', title: 'Sale', image: { url: 'https://shop.example/sale.png' }, options: [] } };
    const [first, again] = [
      await api.post('/announcements', body, { idempotencyKey: channelId }),
      await api.post('/announcements', body, { idempotencyKey: channelId }),
    ];
    expect(again.body).toEqual(first.body);
    expect(first.body.content.image).toMatchObject({ url: 'https://shop.example/sale.png', mimeType: 'image/png', name: 'sale.png' });
    const second = await announce(channelId);
    const page = await api.get(`/announcements?channelId=${channelId}&limit=1`);
    expect(page.body.data.map((one: { id: string }) => one.id)).toEqual([second]);
    const next = await api.get(`/announcements?channelId=${channelId}&limit=1&cursor=${page.body.nextCursor}`);
    expect(next.body).toMatchObject({ data: [{ id: first.body.id }], nextCursor: null });
    const audit = await api.get(`/audit?action=createAnnouncement`);
    expect(audit.body.data[0]).toMatchObject({ targetId: second });
    expect(JSON.stringify(audit.body)).not.toContain('No postage');
  });

  test('a picture that was uploaded for it goes with an address of its own, and one of a message is not taken', async () => {
    const { api } = scene();
    const { channelId, page } = await shop();
    const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
    const upload = async () => {
      const file = await api.request('POST', '/media?name=sale.png', {}, { raw: png, headers: { 'content-type': 'image/png' } });
      return String(file.body.id);
    };
    const mediaId = await upload();
    await announce(channelId, { content: { type: 'image', attachment: { mediaId }, caption: 'Sale' } });
    const { announcements } = (await page.begin({ token: page.token })).body;
    expect(announcements[0].content.attachment.url).toBe(`https://parley.example/media/${mediaId}?signed`);
    await page.write('Hello');
    const sent = await upload();
    const content = { type: 'image', attachment: { mediaId: sent } };
    await api.post(`/conversations/${await conversationOf(page)}/messages`, { content });
    const refused = await api.post('/announcements', { channelId, content });
    expect(refused.body.errors).toEqual([{ path: 'content.attachment.mediaId', message: expect.stringContaining('belongs to a message') }]);
  });

  test('sites that the channel does not know read nothing', async () => {
    const { api } = scene();
    const { channelId } = await shop();
    await announce(channelId);
    const stranger = openPage(api, channelId, 'https://evil.example');
    const answer = await stranger.call('GET', 'settings');
    expect([answer.status, answer.text.includes('No postage')]).toEqual([403, false]);
    expect((await openPage(api, channelId, SHOP).call('GET', 'settings')).status).toBe(200);
  });
}
