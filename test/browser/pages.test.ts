import { jest } from '@jest/globals';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { DEMO_WHATSAPP } from '../../gateway/sandbox/demo-accounts.ts';
import { ANSWERS, SANDBOX_PHONES, type SandboxPhone } from './support/message-kinds.ts';
import type { MemberPage, Stage } from './support/stage.ts';
import { openStage } from './support/stage.ts';
import { PATIENCE, goTo, violationsOf } from './pages/room.ts';
import { testsOfSettings } from './pages/settings.ts';

const ASSETS = path.resolve(import.meta.dirname, '../../gateway/dist/console/assets');
/** Where pictures of the page are left to be looked at. */
const PICTURES = process.env['PARLEY_PICTURES'];
/** A picture of one point. */
const DOT = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const FIRST_LOAD_BYTES = 200_000;

// A real browser beside a real gateway takes long on a busy machine; nothing here measures time.
jest.setTimeout(120_000);

let stage: Stage;
let ada: MemberPage;

beforeAll(async () => {
  stage = await openStage();
  await stage.api('POST', '/templates', { name: 'Opening hours', language: 'en', text: 'Hello {{contact.name}}, we close at six.' });
  await stage.api('POST', '/campaigns', { name: 'Spring flyer', channelId: stage.channels.facebook, ref: 'spring-flyer' });
  await stage.api('POST', '/channels', { type: 'widget', name: 'Our shop', settings: { allowedOrigins: ['https://shop.example'] } });
  await stage.api('POST', '/subscriptions', { url: 'http://127.0.0.1:9/hook', events: ['message.received'] });
  await stage.api('POST', '/teams', { name: 'Desk', mode: 'grab', members: [{ memberId: stage.members.Mia, role: 'representative' }] });
  const graph = stage.sandbox.graph;
  for (const said of [
    { type: 'text', text: 'Good morning! See https://example.com/atlas?x=1.' },
    { type: 'image', caption: 'This one' },
    { type: 'voice' },
    { type: 'sticker' },
    { type: 'document' },
    { type: 'location', latitude: 33.9, longitude: 35.5, name: 'Harbour' },
    { type: 'contacts', contacts: [{ name: 'Ben', phone: '+15550100' }] },
  ]) {
    await stage.says(graph, 0, said);
  }
  ada = await stage.signIn('Ada');
}, 60_000);
afterAll(() => stage.close(), 60_000);

const PAGES: readonly { readonly at: string; readonly shows: string }[] = [
  { at: '/', shows: '.row' },
  { at: '/?view=joined', shows: '.empty' },
  { at: '/analytics', shows: '.figures' },
  ...['start', 'members', 'teams', 'channels', 'templates', 'campaigns', 'keys', 'subscriptions', 'audit', 'help'].map((name) => ({
    at: `/settings/${name}`,
    shows: '.page li',
  })),
  { at: '/settings/announcements', shows: '.empty' },
  ...['rules', 'notifications', 'account'].map((name) => ({ at: `/settings/${name}`, shows: '.page form' })),
];

test('every page is without fault for axe, in both themes', async () => {
  const wrong: string[] = [];
  const look = async (what: string, ...without: readonly string[]) =>
    wrong.push(...(await violationsOf(ada, without)).map((one) => `${what}: ${one}`));
  for (const { at, shows } of PAGES) {
    await goTo(ada, at);
    await ada.locator(shows).first().waitFor(PATIENCE);
    await look(at);
  }
  await goTo(ada, '/?details=1');
  await ada.locator('.row-main').first().click();
  await ada.getByRole('log').getByText('Harbour').waitFor(PATIENCE);
  await look('a conversation with its details');
  await ada.getByRole('tab', { name: 'Note' }).click();
  await look('a note');
  await ada.getByRole('button', { name: 'Close', exact: true }).first().click();
  await ada.getByRole('dialog').waitFor(PATIENCE);
  await look('a dialog');
  await ada.keyboard.press('Escape');
  await ada.getByRole('button', { name: /^Your menu/ }).click();
  await ada.getByRole('menu').waitFor(PATIENCE);
  // A menu floats above the page and belongs to none of its landmarks.
  await look('a menu', 'region');
  await ada.keyboard.press('Escape');
  await ada.keyboard.press('Control+k');
  await ada.getByRole('combobox').waitFor(PATIENCE);
  await look('the command palette');
  await ada.keyboard.press('Escape');
  await ada.keyboard.press('Shift+?');
  await ada.getByRole('dialog').getByText('Ctrl').waitFor(PATIENCE);
  await look('the keys');
  await ada.keyboard.press('Escape');
  const stranger = await stage.browser.newContext({ locale: 'en-GB' });
  const door = await stranger.newPage();
  for (const at of ['/', '/invitation#a-token', '/password-reset#a-token']) {
    await door.goto(stage.gateway.url + at);
    await door.locator('.entrance h1').waitFor(PATIENCE);
    wrong.push(...(await violationsOf(door)).map((one) => `${at}: ${one}`));
  }
  await door.route('**/api/v1/setup', (route) => route.fulfill({ json: { needed: true, organisationName: null } }));
  await door.goto(stage.gateway.url);
  await door.getByLabel(/set-up code/i).waitFor(PATIENCE);
  wrong.push(...(await violationsOf(door)).map((one) => `the first account: ${one}`));
  await stranger.close();
  expect(wrong).toEqual([]);
}, 150_000);

describe('settings', () => testsOfSettings(() => ({ stage, ada })));

test('beside a conversation stand tags, attributes, both addresses, its notes and what there was with the customer', async () => {
  await goTo(ada, '/?details=1');
  await ada.locator('.row-main', { hasText: 'Ana Ferreira' }).first().click(PATIENCE);
  const panel = ada.locator('.panel');
  await panel.getByRole('textbox', { name: 'Add a tag' }).fill('regular');
  await ada.keyboard.press('Enter');
  await panel.locator('.tag', { hasText: 'regular' }).waitFor(PATIENCE);
  await panel.getByRole('textbox', { name: 'Name' }).fill('shelf');
  await panel.getByRole('textbox', { name: 'Value' }).fill('B7');
  await panel.getByRole('button', { name: 'Add', exact: true }).click();
  await panel.getByText('B7', { exact: true }).waitFor(PATIENCE);
  await panel.getByRole('tab', { name: 'Conversation' }).click();
  await panel.getByText(DEMO_WHATSAPP.phoneNumberId).waitFor(PATIENCE);
  await panel.getByText('Nothing noted.').waitFor(PATIENCE);
  const id = new URL(ada.url()).searchParams.get('c') ?? '';
  await stage.api('POST', `/conversations/${id}/notes`, { text: 'She collects sea charts.' });
  await panel.getByText('She collects sea charts.').waitFor(PATIENCE);
  const wrong = [...(await violationsOf(ada))];
  await panel.getByRole('tab', { name: 'Timeline' }).click();
  await panel.getByRole('button', { name: /Session 1 began/ }).waitFor(PATIENCE);
  await panel.getByText('attributes.shelf: – → B7').waitFor(PATIENCE);
  expect([...wrong, ...(await violationsOf(ada))]).toEqual([]);
});

test('what customers call themselves and write runs nothing', async () => {
  const [conversation] = (
    await stage.api<{ data: { id: string; contactId: string }[] }>('GET', `/conversations?channelId=${stage.channels.whatsapp}`)
  ).data;
  const hostile = '<img src=x onerror="window.hurt=1"><script>window.hurt=1</script>';
  await stage.api('PATCH', `/contacts/${conversation?.contactId ?? ''}`, { name: hostile, attributes: { [hostile]: hostile } });
  await stage.api('POST', `/conversations/${conversation?.id ?? ''}/tags`, { add: [hostile.slice(0, 60)] });
  for (const text of [
    hostile,
    'javascript:window.hurt=1 data:text/html,<script>window.hurt=1</script>',
    'https://example.com/"onmouseover="window.hurt=1',
  ]) {
    await stage.says(stage.sandbox.graph, 0, { type: 'text', text });
  }
  await ada.goto(`${stage.gateway.url}/?details=1&c=${conversation?.id ?? ''}`);
  await ada.getByRole('log').getByText('javascript:window.hurt=1').waitFor(PATIENCE);
  await ada.locator('.row-name', { hasText: '<img src=x' }).first().waitFor(PATIENCE);
  await ada.getByRole('tab', { name: 'Conversation' }).click();
  expect(await ada.evaluate('window.hurt')).toBeUndefined();
  const links: string[] = await ada.evaluate(`[...document.querySelectorAll('a')].map((a) => a.protocol)`);
  expect(links.filter((protocol) => protocol !== 'http:' && protocol !== 'https:')).toEqual([]);
  expect(await ada.evaluate(`document.querySelectorAll('[onerror], [onmouseover], .thread script').length`)).toBe(0);
});

test('the page comes with a policy that runs no inline script, and a nonce of its own each time', async () => {
  const policies = await Promise.all(
    [1, 2].map(async () => {
      const response = await fetch(`${stage.gateway.url}/settings/members`, { headers: { accept: 'text/html' } });
      expect(response.status).toBe(200);
      return response.headers.get('content-security-policy') ?? '';
    }),
  );
  const [first = '', second] = policies;
  expect(first).toContain("script-src 'self';");
  expect(first).not.toContain('unsafe');
  expect(first).not.toBe(second);
});

test('addresses of the API, webhooks, files and assets that are not there are no pages of the console', async () => {
  for (const place of [
    '/api/v1/nothing',
    '/api',
    '/webhooks/chn_x',
    '/media/att_x',
    '/docs/nothing',
    '/assets/nothing.js',
    '/robots.txt',
  ]) {
    const response = await fetch(stage.gateway.url + place, { headers: { accept: 'text/html' } });
    expect([place, (await response.text()).includes('id="console"')]).toEqual([place, false]);
    expect(response.status).toBeGreaterThanOrEqual(400);
  }
});

test('a first look loads less than 200 kB of script, packed, and files that never change', async () => {
  const html = await (await fetch(stage.gateway.url, { headers: { accept: 'text/html' } })).text();
  const scripts = [...html.matchAll(/(?:src|href)="\/assets\/([^"]+\.js)"/g)].map((match) => match[1] ?? '');
  expect(scripts.length).toBeGreaterThan(0);
  const sizes = scripts.map((name) => readFileSync(path.join(ASSETS, `${name}.gz`)).byteLength);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(FIRST_LOAD_BYTES);
  const response = await fetch(`${stage.gateway.url}/assets/${scripts[0] ?? ''}`, { headers: { 'accept-encoding': 'gzip' } });
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(response.headers.get('content-encoding')).toBe('gzip');
  expect(response.headers.get('content-type')).toMatch(/javascript/);
  expect(readdirSync(ASSETS).length).toBeGreaterThan(scripts.length);
});

test('on a phone one pane at a time is shown, nothing is wider than the screen, and the way back is a button', async () => {
  const phone = await stage.signIn('Mia', { phone: true });
  const isTooWide = () => phone.evaluate('document.documentElement.scrollWidth > innerWidth');
  await phone.locator('.row').first().waitFor(PATIENCE);
  expect(await isTooWide()).toBe(false);
  expect(await phone.locator('.interaction').isVisible()).toBe(false);
  await phone.locator('.row-main').first().click();
  await phone.getByRole('log').waitFor(PATIENCE);
  expect(await phone.locator('.conversations').isVisible()).toBe(false);
  expect(await isTooWide()).toBe(false);
  expect(await violationsOf(phone)).toEqual([]);
  // What can be done with a message comes when it is touched.
  expect(await phone.getByRole('button', { name: 'Quote' }).first().isVisible()).toBe(false);
  await phone.getByRole('log').getByText('Harbour').first().locator('xpath=ancestor::article').locator('.bubble-foot').tap();
  await phone.getByRole('button', { name: 'Quote' }).filter({ visible: true }).tap();
  await phone.locator('.composer-quote').waitFor(PATIENCE);
  await phone.getByRole('button', { name: 'Attach a file' }).tap();
  const [chooser] = await Promise.all([phone.waitForEvent('filechooser'), phone.getByRole('menuitem', { name: 'Take a photo' }).tap()]);
  expect(await chooser.element().getAttribute('capture')).toBe('environment');
  await chooser.setFiles({ name: 'shelf.png', mimeType: 'image/png', buffer: Buffer.from(DOT, 'base64') });
  if (PICTURES !== undefined) await phone.screenshot({ path: path.join(PICTURES, 'phone-composer.png') });
  await phone.getByRole('button', { name: 'Remove shelf.png' }).tap(PATIENCE);
  await phone.getByRole('button', { name: 'Back' }).click();
  await phone.locator('.row').first().waitFor(PATIENCE);
  await phone.getByRole('button', { name: 'History' }).first().click();
  await phone.getByRole('tab', { name: 'Timeline', selected: true }).waitFor(PATIENCE);
  await phone.goBack();
  await phone.getByRole('button', { name: 'Notes' }).first().click();
  await phone.getByRole('tab', { name: 'Note', selected: true }).waitFor(PATIENCE);
  await phone.getByRole('button', { name: 'Back' }).click();
  expect(await phone.getByRole('button', { name: 'End chat' }).count()).toBe(0);
  await phone.getByRole('button', { name: 'Join' }).first().click();
  await phone.getByRole('button', { name: 'End chat' }).first().click(PATIENCE);
  await phone.getByRole('dialog').getByText('Close this conversation?').waitFor(PATIENCE);
  await phone.keyboard.press('Escape');
  await phone.getByRole('button', { name: 'Categories' }).click();
  await phone.locator('.category', { hasText: 'Closed' }).click();
  await phone.getByText('Nothing here.').waitFor(PATIENCE);
  expect(phone.trouble).toEqual([]);
  await phone.context().close();
});

/** Says everything a phone can say, by its second customer, and answers; resolves with the conversation. */
async function talkOn({ standIn, sayings }: SandboxPhone): Promise<string> {
  const phone = standIn(stage.sandbox);
  const customer = phone.customers()[1]?.id ?? '';
  const ids: string[] = [];
  for (const { said } of sayings) {
    const done = phone.saysJson(customer, typeof said === 'function' ? said(ids) : said);
    if (typeof done === 'string') throw new Error(done);
    const outcome = await done.webhook;
    if (outcome.is !== 'delivered') throw new Error(`${phone.platform}: ${JSON.stringify(outcome)}`);
    ids.push(done.id);
  }
  const [found] = (await stage.api<{ data: { id: string }[] }>('GET', '/conversations?limit=1&sort=updated')).data;
  const id = found?.id ?? '';
  for (const { content } of ANSWERS) await stage.api('POST', `/conversations/${id}/messages`, { content });
  return id;
}

test('every kind of message of every phone is shown, wide and on a phone', async () => {
  if (PICTURES !== undefined) mkdirSync(PICTURES, { recursive: true });
  const talks: { readonly phone: SandboxPhone; readonly id: string }[] = [];
  for (const phone of SANDBOX_PHONES) talks.push({ phone, id: await talkOn(phone) });
  const narrow = await stage.signIn('Ada', { phone: true });
  const missing: string[] = [];
  for (const [page, size] of [
    [ada, { width: 1440, height: 2600 }],
    [narrow, { width: 390, height: 2900 }],
  ] as const) {
    // So high that nothing of the thread is left out of the page, which holds no more than can be seen.
    await page.setViewportSize(size);
    // Of several windows only the one in front is drawn.
    await page.bringToFront();
    for (const { phone, id } of talks) {
      await goTo(page, `/?c=${id}`);
      const log = page.getByRole('log');
      for (const { shows, words } of [...phone.sayings, ...ANSWERS]) {
        const found = log.locator(shows).filter({ hasText: words ?? '' });
        await found
          .first()
          .waitFor(PATIENCE)
          .catch(() => missing.push(`${phone.name} ${size.width}: ${shows} ${words ?? ''}`));
      }
      const broken = await log.evaluate(
        `(log) => [...log.querySelectorAll('img')].filter((one) => one.complete && one.naturalWidth === 0).length`,
      );
      if (Number(broken) > 0) missing.push(`${phone.name} ${size.width}: ${broken} broken pictures`);
      const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      if (Number(wide) > 0) missing.push(`${phone.name} ${size.width}: ${wide} pixels too wide`);
      if (PICTURES !== undefined) await page.screenshot({ path: path.join(PICTURES, `${phone.name}-${size.width}.png`) });
    }
  }
  await narrow.context().close();
  await ada.setViewportSize({ width: 1440, height: 900 });
  expect(missing).toEqual([]);
});

test('a search finds whom nobody has written with, who gets the first message as a template; several are tagged at once', async () => {
  await stage.says(stage.sandbox.messenger, 0, { type: 'text', text: 'Have you got the tide tables?' });
  await stage.api('POST', '/contacts', { name: 'Nour Khalil', phone: '+15550199' });
  await stage.api('POST', '/templates/sync', {});
  await goTo(ada, '/');
  await ada.getByRole('searchbox', { name: 'Search contacts and messages' }).fill('nour');
  await ada.locator('.found-person', { hasText: 'Nour Khalil' }).click(PATIENCE);
  const dialog = ada.getByRole('dialog');
  await dialog.getByLabel('Channel').selectOption(stage.channels.whatsapp);
  await dialog.getByRole('button', { name: 'Choose a template' }).click();
  await dialog.getByText('Reply here and we will continue.').click(PATIENCE);
  await dialog.getByRole('button', { name: 'Send' }).click();
  await ada.getByRole('log').getByText('Reply here and we will continue.').waitFor(PATIENCE);
  await goTo(ada, '/');
  await ada.getByRole('searchbox', { name: 'Search contacts and messages' }).fill('tide tables');
  await ada.locator('.row', { hasText: 'Nour Khalil' }).waitFor({ ...PATIENCE, state: 'detached' });
  await ada.locator('.row', { hasText: 'Leila Haddad' }).waitFor(PATIENCE);
  await goTo(ada, '/');
  await ada.getByRole('button', { name: 'Select', exact: true }).click();
  for (const name of ['Leila Haddad', 'Nour Khalil'])
    await ada
      .getByRole('checkbox', { name: `Select: ${name}` })
      .first()
      .check(PATIENCE);
  await ada.getByRole('toolbar', { name: '2 selected' }).getByRole('button', { name: 'Tag' }).click();
  await dialog.getByLabel('Tag to add').fill('spring');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await ada.locator('.toast', { hasText: '2' }).waitFor(PATIENCE);
  const { data } = await stage.api<{ data: { tags: string[] }[] }>('GET', '/conversations');
  expect(data.filter(({ tags }) => tags.includes('spring')).length).toBe(2);
});

test('no page met an error or a refused script', () => expect(ada.trouble).toEqual([]));
