import type { Page } from 'playwright-core';
import { area, log, newVisitor, openChat, write } from '../support/shop.ts';
import { PATIENCE, type Scene, bubble, connectSite, latest, sent, until, violationsOf } from './scene.ts';

const HOSTILE = '<img src=x onerror="window.harmed=1">No postage today';

/** What is said to everybody on a site: to whoever is there, and to whoever comes. */
export function testsOfAnnouncements(scene: () => Scene): void {
  let site: { readonly url: string; readonly channelId: string };
  let announced: string;
  let early: Page;
  const said = (page: Page) => bubble(page, 'No postage today');

  test('an announcement is on the page of whoever was there as it is said, and is seen once', async () => {
    site = await connectSite(scene(), '/sale', {});
    const visitor = await newVisitor(scene().stage);
    early = await visitor.visit(site.url);
    await openChat(early);
    await write(early, 'Are you open?');
    await sent(early);
    // Somebody who has never opened the chat; routes switch the browser's cache off, whose minute is a real one.
    const stranger = await newVisitor(scene().stage);
    await stranger.context.clock.install();
    await stranger.context.route('**/settings', (route) => route.continue());
    const strange = await stranger.visit(site.url);
    const second = await visitor.visit(site.url);
    await openChat(second);
    for (const page of [early, second]) {
      await area(page).press('Escape');
      await page.evaluate(`window.heard = []; parley.on('message', (one) => heard.push(one.text))`);
    }
    const content = { type: 'choice', text: HOSTILE, style: 'buttons', options: [{ id: 'more', label: 'Tell me more' }] };
    announced = (await scene().stage.api<{ id: string }>('POST', '/announcements', { channelId: site.channelId, content })).id;
    for (const page of [early, second]) await page.getByRole('button', { name: 'Open chat, 1 unread' }).waitFor(PATIENCE);
    expect(await early.getByRole('status').allTextContents()).toContain('1 unread');
    await openChat(early);
    await said(early).waitFor(PATIENCE);
    // Seen in one tab, it is seen in the other, and after a reload.
    await second.getByRole('button', { name: 'Open chat', exact: true }).waitFor(PATIENCE);
    expect(await second.evaluate('heard')).toEqual([null]);
    await second.close();
    await early.reload();
    await said(early).waitFor(PATIENCE);
    expect(await early.locator('.badge').textContent()).toBe('0');
    expect(await early.evaluate('window.harmed')).toBeUndefined();
    expect(await violationsOf(early, false)).toEqual([]);
    expect(await strange.getByRole('button', { name: 'Open chat', exact: true }).count()).toBe(1);
    await stranger.context.clock.fastForward(61_000);
    await strange.getByRole('button', { name: 'Open chat, 1 unread' }).waitFor(PATIENCE);
    expect(await strange.evaluate('localStorage.length')).toBe(0);
    await stranger.context.close();
    expect([...visitor.trouble, ...stranger.trouble]).toEqual([]);
  });

  test('whoever comes later finds it, and an answer says what it answers', async () => {
    const visitor = await newVisitor(scene().stage, { phone: true });
    const page = await visitor.visit(site.url);
    await page.getByRole('button', { name: 'Open chat, 1 unread' }).waitFor(PATIENCE);
    expect(await page.evaluate('localStorage.length')).toBe(0);
    await openChat(page);
    await said(page).waitFor(PATIENCE);
    await page.getByRole('button', { name: 'Tell me more' }).click();
    await sent(page, 'Tell me more');
    expect(await page.getByRole('button', { name: 'Tell me more' }).isDisabled()).toBe(true);
    await until('the answer', async () => JSON.stringify((await latest(scene())).source).includes(announced));
    expect((await latest(scene())).source).toEqual({ kind: 'announcement', id: announced, ref: announced, headline: HOSTILE });
    const { mia } = scene();
    await mia.locator('.row', { hasText: 'Tell me more' }).locator('.row-main').click(PATIENCE);
    await mia
      .getByRole('log')
      .getByText(/answers the announcement “<img/)
      .waitFor(PATIENCE);
    expect(await mia.evaluate('window.harmed')).toBeUndefined();
    expect(visitor.trouble).toEqual([]);
    await visitor.context.close();
  });

  test('who is asked something before the chat reads it there', async () => {
    const channel = `/channels/${site.channelId}`;
    await scene().stage.api('PATCH', channel, { settings: { preChat: ['name'] } });
    const visitor = await newVisitor(scene().stage, { phone: true, dark: true });
    const page = await visitor.visit(site.url);
    await page.getByRole('button', { name: /^Open chat/ }).click();
    await page.getByLabel('Name').waitFor(PATIENCE);
    expect(await page.locator('.form .bubble').textContent()).toContain(HOSTILE);
    expect(await page.evaluate(`document.querySelector('parley-chat').shadowRoot.activeElement.name`)).toBe('name');
    expect(await violationsOf(page, false)).toEqual([]);
    await visitor.context.close();
    await scene().stage.api('PATCH', channel, { settings: { preChat: [] } });
  });

  test('a withdrawn one leaves the pages, and is not there for whoever comes', async () => {
    await scene().stage.api('POST', `/announcements/${announced}/withdraw`, {});
    await said(early).waitFor({ ...PATIENCE, state: 'detached' });
    await log(early).getByText('Are you open?').waitFor(PATIENCE);
    const visitor = await newVisitor(scene().stage);
    const page = await visitor.visit(site.url);
    await openChat(page);
    expect(await said(page).count()).toBe(0);
    await visitor.context.close();
    await early.context().close();
  });
}
