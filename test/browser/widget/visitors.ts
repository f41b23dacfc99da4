import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { createReturnTokens } from '../../../gateway/src/conversations/return-tokens.ts';
import { area, log, newVisitor, openChat, write } from '../support/shop.ts';
import { PATIENCE, SECRET, type Scene, bubble, connectSite, latest, sent, violationsOf, visitorIdOf } from './scene.ts';

/** Who visitors are, and what may be known of them. */
export function testsOfVisitors(scene: () => Scene): void {
  test('a signature that the shop did not make opens nobody’s history; the one it made does', async () => {
    const expires = Math.floor(Date.now() / 1000) + 600;
    const sign = (secret: string) => createHmac('sha256', secret).update(`${expires}.leila`).digest('hex');
    const identify = (page: Page, signature: string) =>
      page.evaluate(`new Promise((resolve) => { parley.on('identified', resolve);
        parley.push(['identify', { id: 'leila', expires: ${expires}, signature: '${signature}', name: 'Leila Haddad' }]); })`);
    const leila = await newVisitor(scene().stage);
    const own = await leila.visit();
    expect(await identify(own, sign(SECRET))).toMatchObject({ ok: true });
    await openChat(own);
    await write(own, 'Only for Leila');
    await log(own).locator('.own').getByText('Sent').waitFor(PATIENCE);

    const mallory = await newVisitor(scene().stage);
    const forged = await mallory.visit();
    expect(await identify(forged, sign('guessed'))).toMatchObject({ ok: false });
    await openChat(forged);
    await bubble(forged, 'Hello! Ask us anything.').waitFor(PATIENCE);
    expect(await bubble(forged, 'Only for Leila').count()).toBe(0);

    const elsewhere = await newVisitor(scene().stage);
    const phone = await elsewhere.visit();
    expect(await identify(phone, sign(SECRET))).toMatchObject({ ok: true });
    await openChat(phone);
    await bubble(phone, 'Only for Leila').waitFor(PATIENCE);
    expect([...leila.trouble, ...mallory.trouble, ...elsewhere.trouble]).toEqual([]);
    await Promise.all([leila, mallory, elsewhere].map((one) => one.context.close()));
  });

  test('the link of a mail opens the chat with its conversation in another browser, and leaves the address', async () => {
    const first = await newVisitor(scene().stage);
    const page = await first.visit();
    await openChat(page);
    await write(page, 'Please tell me by mail');
    await log(page).locator('.own').getByText('Sent').waitFor(PATIENCE);
    const visitorId = await visitorIdOf(scene(), page);
    await first.context.close();
    const secretKey = Buffer.from(readFileSync(path.join(scene().stage.gateway.folder, 'secret.key'), 'utf8'), 'base64');
    const link = createReturnTokens(secretKey).make(visitorId, Date.now() + 60_000);
    const second = await newVisitor(scene().stage, { phone: true });
    const there = await second.visit(`/shop#parley=${link}`);
    await bubble(there, 'Please tell me by mail').waitFor(PATIENCE);
    expect(there.url()).toBe(`${scene().stage.sandbox.url}/shop`);
    await write(there, 'Here I am again');
    await log(there).locator('.own', { hasText: 'Here I am again' }).getByText('Sent').waitFor(PATIENCE);
    await there.reload();
    await openChat(there);
    await bubble(there, 'Please tell me by mail').waitFor(PATIENCE);
    expect(second.trouble).toEqual([]);
    await second.context.close();
  });

  test('who must agree and answer first does so on one page, and what they answer is the contact’s', async () => {
    const { url, channelId } = await connectSite(scene(), '/asks', {
      preChat: ['name', 'email*', { name: 'orderNumber', label: 'Order number' }],
      consentText: 'We keep what you write.',
      consentUrl: 'https://example.com/privacy',
    });
    const visitor = await newVisitor(scene().stage);
    const asked: string[] = [];
    visitor.context.on('request', (request) => request.method() === 'POST' && asked.push(new URL(request.url()).pathname));
    const page = await visitor.visit(url);
    await page.getByRole('button', { name: /^Open chat/ }).click();
    await page.getByText('We keep what you write.').waitFor(PATIENCE);
    expect(await page.getByRole('link', { name: 'Privacy' }).getAttribute('href')).toBe('https://example.com/privacy');
    await page.getByLabel('E-mail').fill('noor');
    await page.getByRole('button', { name: 'Agree and continue' }).click();
    await page.getByText('Please enter an e-mail address.').waitFor(PATIENCE);
    expect(await page.evaluate(`document.querySelector('parley-chat').shadowRoot.activeElement.name`)).toBe('email');
    expect(await violationsOf(page, false)).toEqual([]);
    expect(asked).toEqual([]);
    expect(await page.evaluate('localStorage.length')).toBe(0);
    await page.evaluate(`window.heard = []; parley.on('agreed', () => heard.push('agreed'))`);
    await page.getByLabel('Name').fill('Noor');
    await page.getByLabel('E-mail').fill('noor@example.com');
    await page.getByLabel('Order number').fill('HB-7');
    await page.getByRole('button', { name: 'Agree and continue' }).click();
    await area(page).waitFor(PATIENCE);
    expect(await page.evaluate('heard')).toEqual(['agreed']);
    await write(page, 'Is it here yet?');
    await sent(page, 'Is it here yet?');
    const { contactId } = await latest(scene());
    const contact = await scene().stage.api<object>('GET', `/contacts/${contactId}`);
    expect(contact).toMatchObject({ name: 'Noor', email: 'noor@example.com', attributes: { orderNumber: 'HB-7' } });
    await page.reload();
    await area(page).waitFor(PATIENCE);
    expect(await page.getByText('We keep what you write.').count()).toBe(0);
    expect(visitor.trouble).toEqual([]);
    await visitor.context.close();

    // Another one has agreed in a banner of the site's own, while the chat asks.
    const other = await newVisitor(scene().stage);
    await scene().stage.api('PATCH', `/channels/${channelId}`, { settings: { preChat: [] } });
    const there = await other.visit(url);
    await there.getByRole('button', { name: /^Open chat/ }).click();
    await there.getByText('We keep what you write.').waitFor(PATIENCE);
    await there.evaluate('parley.agree()');
    await area(there).waitFor(PATIENCE);
    await write(there, 'No more questions');
    await sent(there, 'No more questions');
    await other.context.close();
  });
}
