import { type Page, SECRET, connectWidget, hear, identityOf, openPage } from '../../support/widget.ts';
import { type WidgetScene, conversationOf, signedAgain, texts } from './scene.ts';

/** Who a visitor is: by a token, by the site’s word, by what the page tells. */
export function testsOfVisitors(scene: () => WidgetScene): void {
  describe('a token', () => {
    const status = async (page: Page) => (await page.call('GET', 'messages')).status;

    test('opens nothing on another channel, from another origin, altered, expired or without one', async () => {
      const page = await scene().visitor();
      const other = openPage(scene().api, await connectWidget(scene().api));
      other.token = page.token;
      const blog = scene().at('https://blog.example');
      blog.token = page.token;
      const altered = scene().at();
      altered.token = `${page.token.slice(0, -1)}${page.token.endsWith('A') ? 'B' : 'A'}`;
      expect(await Promise.all([page, other, blog, altered, scene().at()].map(status))).toEqual([200, 401, 401, 401, 401]);
      scene().api.clock.now += 181 * 86_400_000;
      expect(await status(page)).toBe(401);
    });

    test('is nowhere in the database', async () => {
      const page = await scene().visitor();
      const rows = await scene().api.store.reader.selectFrom('visitorTokens').selectAll().execute();
      expect(JSON.stringify(rows)).not.toContain(page.token);
    });

    test('ends with signing out, and with it the page’s stream', async () => {
      const page = await scene().visitor();
      const live = await hear(scene().api, scene().channelId, page);
      const over = live.next('over');
      expect((await page.call('DELETE', 'sessions')).status).toBe(204);
      expect((await over).data).toEqual({ code: 'unauthorized' });
      expect(await status(page)).toBe(401);
      live.close();
    });
  });

  describe('a known visitor', () => {
    test.each([
      ['forged', () => ({ ...identityOf(scene().api, 'mallory'), id: 'ana' })],
      ['signed with the secret of another account', () => identityOf(scene().api, 'ana', 'the secret of somebody else')],
      ['expired', () => identityOf(scene().api, 'ana', SECRET, -1)],
    ])('is nobody by an identity that is %s', async (_what, identity) => {
      const refused = await scene().at().begin({ identity: identity() });
      expect([refused.status, refused.body.code]).toEqual([403, 'identity_invalid']);
    });

    test('has one history on all their browsers, which nobody reads without the identity', async () => {
      const phone = await scene().visitor({ identity: identityOf(scene().api, 'noor') });
      await phone.write('From my phone');
      const laptop = await scene().visitor({ identity: identityOf(scene().api, 'noor') });
      expect(await texts(laptop)).toEqual(['From my phone']);
      // Downgrade: the same browser, and a page that brings its token but no identity.
      const later = scene().at();
      expect((await later.begin({ token: laptop.token })).body).toMatchObject({ conversation: null, visitor: { isKnown: false } });
      expect(await texts(later)).toEqual([]);
      scene().api.clock.now += 3_600_001;
      expect((await laptop.call('GET', 'messages')).status).toBe(401);
    });

    test('takes along what was written anonymously, and the anonymous token ends', async () => {
      const page = await scene().visitor();
      await page.write('Before I signed in');
      const before = await conversationOf(page);
      const old = page.token;
      const known = await page.call('POST', 'identity', { ...identityOf(scene().api, 'omar'), name: 'Omar', email: 'omar@example.com' });
      expect(known.body).toMatchObject({
        visitor: { isKnown: true, name: 'Omar', email: 'omar@example.com' },
        conversation: { id: before },
      });
      expect((await page.call('GET', 'messages')).status).toBe(401);
      page.token = String(known.body.token);
      expect(await texts(page)).toEqual(['Before I signed in']);
      const again = scene().at();
      expect((await again.begin({ token: old })).body.conversation).toBeNull();
    });

    test('with a conversation already: the older goes on, the newer closes as merged, and who waited still waits', async () => {
      const known = await scene().visitor({ identity: identityOf(scene().api, 'pia') });
      await known.write('Long ago');
      const older = await conversationOf(await signedAgain(scene().api, known, 'pia'));
      await scene().api.post(`/conversations/${older}/close`, {});
      const page = await scene().visitor();
      await page.write('Now, anonymously');
      const newer = await conversationOf(page);
      const merged = await page.call('POST', 'identity', identityOf(scene().api, 'pia'));
      expect(merged.body.conversation).toMatchObject({ id: older, status: 'open' });
      expect((await scene().api.get(`/conversations/${newer}`)).body).toMatchObject({ closeReason: 'merged', mergedInto: older });
      expect((await scene().api.get(`/conversations/${older}`)).body).toMatchObject({ status: 'rep_needed', waiting: { level: 'ok' } });
    });

    test('is the only kind there is where the channel says so', async () => {
      const strict = await connectWidget(scene().api, { requireIdentity: true });
      const refused = await openPage(scene().api, strict).begin();
      expect([refused.status, refused.body.code]).toEqual([403, 'identity_required']);
      const page = openPage(scene().api, strict);
      expect((await page.begin({ identity: identityOf(scene().api, 'quin') })).status).toBe(200);
      expect((await page.write('Hello')).status).toBe(201);
    });

    test('switching it on ends anonymous sessions too', async () => {
      const channel = await connectWidget(scene().api);
      const page = openPage(scene().api, channel);
      await page.begin();
      expect((await page.write('Hello')).status).toBe(201);
      await scene().api.request('PATCH', `/channels/${channel}`, { settings: { requireIdentity: true } });
      expect((await page.write('Still me')).status).toBe(401);
    });
  });

  test('what the page tells fills gaps, and replaces nothing that people wrote', async () => {
    const page = await scene().visitor();
    await page.call('POST', 'attributes', { email: 'vi@example.com', attributes: { plan: 'free' } });
    await page.write('Hello');
    const contactId = (await scene().api.get(`/conversations/${await conversationOf(page)}`)).body.contactId;
    const contact = async () => (await scene().api.get(`/contacts/${contactId}`)).body;
    expect(await contact()).toMatchObject({
      email: 'vi@example.com',
      name: expect.stringMatching(/^Visitor \w{4}$/),
      attributes: { plan: 'free' },
    });
    await page.call('POST', 'attributes', { name: 'Vi', attributes: { plan: 'paid', seats: 3 } });
    expect(await contact()).toMatchObject({ name: 'Vi', attributes: { plan: 'paid', seats: 3 } });
    await scene().api.request('PATCH', `/contacts/${contactId}`, { name: 'Violet', attributes: { plan: 'gold' } });
    await page.call('POST', 'attributes', { name: 'Mallory', attributes: { plan: 'platinum' } });
    expect(await contact()).toMatchObject({ name: 'Violet', attributes: { plan: 'gold', seats: 3 } });
  });

  test('nothing of an erased visitor is left, and their page begins anew', async () => {
    const page = await scene().visitor({ identity: { ...identityOf(scene().api, 'remy'), name: 'Remy' } });
    await page.write('Forget me');
    const { contactId } = (await scene().api.get(`/conversations/${await conversationOf(await signedAgain(scene().api, page, 'remy'))}`))
      .body;
    expect((await scene().api.post(`/contacts/${contactId}/erase`, { confirm: contactId })).status).toBeLessThan(300);
    expect((await page.call('GET', 'messages')).status).toBe(401);
    const rows = await scene().api.store.reader.selectFrom('visitors').selectAll().where('userId', '=', 'remy').execute();
    expect(rows).toEqual([]);
  });
}
