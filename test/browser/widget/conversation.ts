import type { Page } from 'playwright-core';
import { area, log, openChat, write } from '../support/shop.ts';
import { PATIENCE, type Scene, answer, bubble, latest, until } from './scene.ts';

/** One visitor and one agent, beside each other: each test goes on where the one before ended. */
export function testsOfConversation(scene: () => Scene): void {
  let shop: Page;
  const row = (text: string) => scene().mia.locator('.row', { hasText: text });

  test('nothing is kept and nobody is told of a visitor until they open the chat', async () => {
    const { ana, stage } = scene();
    const asked: URL[] = [];
    ana.context.on('request', (request) => asked.push(new URL(request.url())));
    shop = await ana.visit();
    const paths = asked.map((one) => one.pathname);
    expect(paths.filter((one) => one.includes('/widget/v1/') && !one.endsWith('/settings'))).toEqual([]);
    expect(paths.filter((one) => /\.js$/.test(one) && one.includes('widget'))).toEqual(['/widget.js']);
    // Nothing of third parties.
    expect([...new Set(asked.map((one) => one.origin))].sort()).toEqual([stage.gateway.url, stage.sandbox.url].sort());
    expect(await ana.context.cookies()).toEqual([]);
    expect(await shop.evaluate('localStorage.length')).toBe(0);
  });

  test('a visitor and an agent talk with each other, each beside the other', async () => {
    const { mia } = scene();
    await openChat(shop);
    await bubble(shop, 'Hello! Ask us anything.').waitFor(PATIENCE);
    await write(shop, 'Do you still have the harbour atlas?');
    await row('Do you still have the harbour atlas?').locator('.row-main').click(PATIENCE);
    await row('Do you still have the harbour atlas?').getByRole('button', { name: 'Join' }).click(PATIENCE);
    const reply = mia.getByRole('textbox', { name: 'Write a message' });
    // Told each few seconds while somebody writes, and only to those who listen by then.
    await until('the sign of writing', async () => {
      await reply.pressSequentially('Yes ');
      return log(shop).locator('.typing').isVisible();
    });
    await area(shop).pressSequentially('And ');
    await mia.getByText(/ is writing…$/).waitFor(PATIENCE);
    await area(shop).fill('');
    await mia.getByText(/ is writing…$/).waitFor({ ...PATIENCE, state: 'detached' });
    await reply.fill('Yes, two copies. Shall we keep one?');
    await reply.press('Enter');
    await bubble(shop, 'Yes, two copies. Shall we keep one?').waitFor(PATIENCE);
    await log(shop).locator('.own').getByText('Read').waitFor(PATIENCE);
    await mia.getByRole('log').locator('.receipt-read').first().waitFor(PATIENCE);
    expect(await bubble(shop, 'Do you still have the harbour atlas?').count()).toBe(1);
  });

  test('a page that is loaded anew or changed without loading goes on where it was, and the team sees which one', async () => {
    await area(shop).fill('half a thou');
    await shop.getByRole('link', { name: 'My orders' }).click();
    await shop.getByRole('heading', { name: 'My orders' }).waitFor(PATIENCE);
    await until('the team to see the page', async () => (await latest(scene())).presence?.page?.title === 'My orders – Harbour Books');
    await shop.reload();
    await bubble(shop, 'Shall we keep one?').waitFor(PATIENCE);
    expect(await area(shop).inputValue()).toBe('half a thou');
    await area(shop).fill('');
    expect(await bubble(shop, 'Shall we keep one?').count()).toBe(1);
  });

  test('of two tabs one listens and both hear; when it goes the other goes on', async () => {
    const { ana } = scene();
    const opened: string[] = [];
    ana.context.on('request', (request) => request.url().includes('/live?') && opened.push(request.url()));
    const second = await ana.visit();
    await openChat(second);
    await bubble(second, 'Shall we keep one?').waitFor(PATIENCE);
    await write(second, 'From the second tab');
    await bubble(shop, 'From the second tab').waitFor(PATIENCE);
    expect(opened).toEqual([]);
    await shop.close();
    await answer(scene(), 'Heard by the one that is left');
    await bubble(second, 'Heard by the one that is left').waitFor(PATIENCE);
    expect(opened.length).toBe(1);
    expect(await bubble(second, 'From the second tab').count()).toBe(1);
    shop = second;
  });

  test('what is written without a connection waits, over a reload of the page too, and arrives once', async () => {
    const { ana, mia } = scene();
    const allSent = () => log(shop).locator('.waiting').waitFor({ ...PATIENCE, state: 'detached' }); // prettier-ignore
    await ana.context.setOffline(true);
    await shop.getByText('You are offline.').waitFor(PATIENCE);
    await write(shop, 'Written in a tunnel');
    await log(shop).getByText('Waiting for a connection').waitFor(PATIENCE);
    await answer(scene(), 'Said meanwhile');
    await ana.context.setOffline(false);
    await bubble(shop, 'Said meanwhile').waitFor(PATIENCE);
    await allSent();
    await mia.getByRole('log').getByText('Written in a tunnel').waitFor(PATIENCE);
    // The gateway takes it, and the answer is lost with the page.
    await shop.route('**/messages', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      await route.fetch();
      await route.abort();
    });
    await write(shop, 'Sent and never answered');
    await mia.getByRole('log').getByText('Sent and never answered').waitFor(PATIENCE);
    await shop.unroute('**/messages');
    // It is tried again, and until that is answered it is there once all the same.
    const answers = Promise.withResolvers<undefined>();
    await shop.route('**/messages', async (route) => {
      if (route.request().method() === 'POST') await answers.promise;
      await route.continue();
    });
    const tried = shop.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/messages'), PATIENCE);
    await shop.reload();
    await tried;
    await bubble(shop, 'Said meanwhile').waitFor(PATIENCE);
    expect(await bubble(shop, 'Sent and never answered').count()).toBe(1);
    answers.resolve(undefined);
    await allSent();
    await shop.unroute('**/messages');
    for (const text of ['Written in a tunnel', 'Sent and never answered', 'Said meanwhile']) {
      expect([text, await bubble(shop, text).count()]).toEqual([text, 1]);
      expect([text, await mia.getByRole('log').locator('.bubble-text', { hasText: text }).count()]).toEqual([text, 1]);
    }
  });

  test('while the chat is closed the button counts what came, the site’s scripts hear of it, and it sounds for who wants that', async () => {
    await shop.evaluate(`window.heard = []; parley.on('message', (one) => heard.push(one.text)); parley.on('unread', (n) => heard.push(n));
      window.tones = 0;
      const { createOscillator } = AudioContext.prototype;
      AudioContext.prototype.createOscillator = function () { tones += 1; return createOscillator.call(this); }`);
    await area(shop).press('Escape');
    expect(await shop.evaluate(`document.querySelector('parley-chat').shadowRoot.activeElement?.className`)).toBe('launcher');
    await answer(scene(), 'Are you still there?');
    await shop.getByRole('button', { name: 'Open chat, 1 unread' }).waitFor(PATIENCE);
    expect(await shop.evaluate('heard')).toEqual(['Are you still there?', 1]);
    await shop.getByRole('button', { name: 'Ask us' }).click();
    await bubble(shop, 'Are you still there?').waitFor(PATIENCE);
    await until('nothing unread', async () => (await shop.locator('.badge').textContent()) === '0');
    await shop.getByRole('button', { name: 'Sound is off' }).click();
    await answer(scene(), 'Can you hear this?');
    await until('a sound', async () => (await shop.evaluate('tones')) !== 0);
    // The first answer was without one.
    expect(await shop.evaluate('tones')).toBe(2);
    await shop.getByRole('button', { name: 'Sound is on' }).click();
  });
}
