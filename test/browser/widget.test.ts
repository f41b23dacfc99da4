import { jest } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { createReturnTokens } from '../../gateway/src/conversations/return-tokens.ts';
import { type Visitor, area, connectShop, log, newVisitor, openChat, write } from './support/shop.ts';
import { type MemberPage, type Stage, openStage } from './support/stage.ts';

/** Far above what loopback needs. */
const PATIENCE = { timeout: 20_000 };
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const BUILT = path.resolve(import.meta.dirname, '../../gateway/dist/widget');
const SCRIPT_BYTES = 15_000;
const SECRET = 'a secret that only the shop and Parley know';

// A real browser beside a real gateway takes long on a busy machine; nothing here measures time.
jest.setTimeout(120_000);

let stage: Stage;
let mia: MemberPage;
let ana: Visitor;
let channelId: string;
let shop: Page;
/** Another of the channel's sites. */
let hostileSite: Server | undefined;
let hostileUrl: string;

beforeAll(async () => {
  stage = await openStage();
  let script = '';
  hostileSite = createServer(
    (_request, response) => void response.setHeader('content-type', 'text/html').end(HOSTILE.replace('SCRIPT', script)),
  );
  hostileUrl = await new Promise<string>((resolve) => {
    const site = hostileSite?.listen(0, '127.0.0.1', () => {
      const address = site?.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`);
    });
  });
  const { id } = await connectShop(stage, { identitySecret: SECRET, allowedOrigins: [stage.sandbox.url, hostileUrl] });
  channelId = id;
  script = `<script src="${stage.gateway.url}/widget.js" data-channel="${id}" async></script>`;
  [mia, ana] = await Promise.all([stage.signIn('Mia'), newVisitor(stage)]);
}, 60_000);
afterAll(async () => {
  hostileSite?.closeAllConnections();
  hostileSite?.close();
  await stage.close();
}, 60_000);

const bubble = (page: Page, text: string) => log(page).locator('.bubble', { hasText: text });
const row = (text: string) => mia.locator('.row', { hasText: text });

/** What the team answers, by the API. */
async function answer(text: string): Promise<void> {
  const found = await stage.api<{ data: { id: string; lastMessage: { summary: string } | null }[] }>('GET', '/conversations?sort=updated');
  const id = found.data[0]?.id ?? '';
  await stage.api('POST', `/conversations/${id}/messages`, { content: { type: 'text', text }, memberId: stage.members.Mia });
}

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE.timeout;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`${what} did not come to be`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('nothing is kept and nobody is told of a visitor until they open the chat', async () => {
  const asked: string[] = [];
  ana.context.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  shop = await ana.visit();
  expect(asked.filter((one) => one.includes('/widget/v1/') && !one.endsWith('/settings'))).toEqual([]);
  expect(asked.filter((one) => /\.js$/.test(one) && one.includes('widget'))).toEqual(['GET /widget.js']);
  expect(await ana.context.cookies()).toEqual([]);
  expect(await shop.evaluate('localStorage.length')).toBe(0);
});

test('a visitor and an agent talk with each other, each beside the other', async () => {
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
  await reply.fill('Yes, two copies. Shall we keep one?');
  await reply.press('Enter');
  await bubble(shop, 'Yes, two copies. Shall we keep one?').waitFor(PATIENCE);
  await log(shop).locator('.own').getByText('Read').waitFor(PATIENCE);
  await mia.getByRole('log').locator('.receipt-read').first().waitFor(PATIENCE);
  expect(await bubble(shop, 'Do you still have the harbour atlas?').count()).toBe(1);
});

test('a page that is loaded anew or changed without loading goes on where it was', async () => {
  await area(shop).fill('half a thou');
  await shop.getByRole('link', { name: 'My orders' }).click();
  await shop.getByRole('heading', { name: 'My orders' }).waitFor(PATIENCE);
  await shop.reload();
  await bubble(shop, 'Shall we keep one?').waitFor(PATIENCE);
  expect(await area(shop).inputValue()).toBe('half a thou');
  await area(shop).fill('');
  expect(await bubble(shop, 'Shall we keep one?').count()).toBe(1);
});

test('of two tabs one listens and both hear; when it goes the other goes on', async () => {
  const opened: string[] = [];
  ana.context.on('request', (request) => request.url().includes('/live?') && opened.push(request.url()));
  const second = await ana.visit();
  await openChat(second);
  await bubble(second, 'Shall we keep one?').waitFor(PATIENCE);
  await write(second, 'From the second tab');
  await bubble(shop, 'From the second tab').waitFor(PATIENCE);
  expect(opened).toEqual([]);
  await shop.close();
  await answer('Heard by the one that is left');
  await bubble(second, 'Heard by the one that is left').waitFor(PATIENCE);
  expect(opened.length).toBe(1);
  expect(await bubble(second, 'From the second tab').count()).toBe(1);
  shop = second;
});

test('what is written without a connection waits, over a reload of the page too, and arrives once', async () => {
  await ana.context.setOffline(true);
  await shop.getByText('You are offline.').waitFor(PATIENCE);
  await write(shop, 'Written in a tunnel');
  await log(shop).getByText('Waiting for a connection').waitFor(PATIENCE);
  await answer('Said meanwhile');
  await ana.context.setOffline(false);
  await bubble(shop, 'Said meanwhile').waitFor(PATIENCE);
  await log(shop)
    .locator('.waiting')
    .waitFor({ ...PATIENCE, state: 'detached' });
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
  await shop.reload();
  await bubble(shop, 'Sent and never answered').waitFor(PATIENCE);
  await log(shop)
    .locator('.waiting')
    .waitFor({ ...PATIENCE, state: 'detached' });
  for (const text of ['Written in a tunnel', 'Sent and never answered', 'Said meanwhile']) {
    expect([text, await bubble(shop, text).count()]).toEqual([text, 1]);
    expect([text, await mia.getByRole('log').locator('.bubble-text', { hasText: text }).count()]).toEqual([text, 1]);
  }
});

test('while the chat is closed the button counts what came, and the site’s scripts hear of it', async () => {
  await shop.evaluate(`window.heard = []; parley.on('message', (one) => heard.push(one.text)); parley.on('unread', (n) => heard.push(n))`);
  await area(shop).press('Escape');
  expect(await shop.evaluate(`document.querySelector('parley-chat').shadowRoot.activeElement?.className`)).toBe('launcher');
  await answer('Are you still there?');
  await shop.getByRole('button', { name: 'Open chat, 1 unread' }).waitFor(PATIENCE);
  expect(await shop.evaluate('heard')).toEqual(['Are you still there?', 1]);
  await shop.getByRole('button', { name: 'Ask us' }).click();
  await bubble(shop, 'Are you still there?').waitFor(PATIENCE);
  await until('nothing unread', async () => (await shop.locator('.badge').textContent()) === '0');
});

test('a signature that the shop did not make opens nobody’s history; the one it made does', async () => {
  const expires = Math.floor(Date.now() / 1000) + 600;
  const sign = (secret: string) => createHmac('sha256', secret).update(`${expires}.leila`).digest('hex');
  const identify = (page: Page, signature: string) =>
    page.evaluate(`new Promise((resolve) => { parley.on('identified', resolve);
      parley.push(['identify', { id: 'leila', expires: ${expires}, signature: '${signature}', name: 'Leila Haddad' }]); })`);
  const leila = await newVisitor(stage);
  const own = await leila.visit();
  expect(await identify(own, sign(SECRET))).toMatchObject({ ok: true });
  await openChat(own);
  await write(own, 'Only for Leila');
  await log(own).locator('.own').getByText('Sent').waitFor(PATIENCE);

  const mallory = await newVisitor(stage);
  const forged = await mallory.visit();
  expect(await identify(forged, sign('guessed'))).toMatchObject({ ok: false });
  await openChat(forged);
  await bubble(forged, 'Hello! Ask us anything.').waitFor(PATIENCE);
  expect(await bubble(forged, 'Only for Leila').count()).toBe(0);

  const elsewhere = await newVisitor(stage);
  const phone = await elsewhere.visit();
  expect(await identify(phone, sign(SECRET))).toMatchObject({ ok: true });
  await openChat(phone);
  await bubble(phone, 'Only for Leila').waitFor(PATIENCE);
  expect([...leila.trouble, ...mallory.trouble, ...elsewhere.trouble]).toEqual([]);
  await Promise.all([leila, mallory, elsewhere].map((one) => one.context.close()));
});

const HOSTILE = `<!doctype html><html><head><title>x</title><style>
  body *, parley-chat * { all: unset !important; display: none !important; font-size: 90px !important; }
  parley-chat { display: none !important; opacity: 0 !important; position: static !important; transform: scale(0) !important; }
</style><script>
  Object.prototype.caption = '<img src=x onerror="window.hurt=1">';
  Object.prototype.type = 'unsupported';
  Object.prototype.deletedAt = 'now';
  Object.prototype.quoted = { summary: 'never said' };
  Object.prototype.signature = 'x';
  Array.prototype.each = () => window.hurt = 1;
  setInterval(() => {
    for (const data of ['parley', { is: 'session' }, { type: 'parley:identify', id: 'leila' }, null, { is: 'live', name: 'message', data: '{' }])
      window.postMessage(data, '*');
  }, 5);
</script></head><body><p>Hostile</p>SCRIPT</body></html>`;

test('a page that means it badly changes nothing in the chat, and what people write runs nowhere', async () => {
  const eve = await newVisitor(stage);
  const page = await eve.visit(hostileUrl);
  await openChat(page);
  const hostile = '<img src=x onerror="window.hurt=1"> javascript:window.hurt=1';
  await write(page, hostile);
  await log(page).locator('.own').getByText('Sent').waitFor(PATIENCE);
  await answer(`${hostile} https://example.com/"onmouseover="window.hurt=1`);
  await log(page).locator('.other a').waitFor(PATIENCE);
  expect(await bubble(page, hostile).count()).toBe(2);
  expect(await page.evaluate('window.hurt')).toBeUndefined();
  expect(await page.getByText('never said').count()).toBe(0);
  const seen = await page.locator('.panel').boundingBox();
  expect([seen?.width, (seen?.height ?? 0) > 500]).toEqual([392, true]);
  const words = `document.querySelector('parley-chat').shadowRoot.querySelector('.own .words')`;
  expect(await page.evaluate(`getComputedStyle(${words}).fontSize`)).toBe('15px');
  expect(eve.trouble).toEqual([]);
  await eve.context.close();
});

test('on a phone the chat takes the whole screen, keeps the focus in it, and gives it back', async () => {
  const visitor = await newVisitor(stage, { phone: true });
  const page = await visitor.visit();
  await page.getByRole('button', { name: 'Open chat' }).tap();
  await area(page).waitFor(PATIENCE);
  expect(await page.locator('.panel').boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 });
  expect(await page.locator('.panel').getAttribute('aria-modal')).toBe('true');
  expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
  const focused = () => page.evaluate(`document.querySelector('parley-chat').shadowRoot.activeElement?.getAttribute('aria-label')`);
  const places = new Set<unknown>();
  for (let i = 0; i < 14; i += 1) {
    await page.keyboard.press('Tab');
    places.add(await focused());
  }
  expect(places.has(undefined)).toBe(false);
  expect(places.has('Close chat')).toBe(true);
  await page.getByRole('button', { name: 'Close chat' }).tap();
  await until('the launcher to have the focus', async () => (await focused()) === 'Open chat');
  await visitor.context.close();
});

type Run = { readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[] };

/** What WCAG 2.2 A and AA have against the widget as it stands. */
async function violationsOf(page: Page, isDark: boolean): Promise<readonly string[]> {
  // In the dark theme only colours can differ.
  const only = isDark ? { type: 'rule', values: ['color-contrast'] } : ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  await page.evaluate(`if (!window.axe) { ${AXE} }`);
  const run: Run = await page.evaluate(`axe.run('parley-chat', { runOnly: ${JSON.stringify(only)}, resultTypes: ['violations'] })`);
  return run.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

test.each([
  ['light', false],
  ['dark', true],
])('axe finds nothing against the chat in the %s theme', async (_name, dark) => {
  const visitor = await newVisitor(stage, { dark });
  const page = await visitor.visit();
  const wrong = [...(await violationsOf(page, dark))];
  await openChat(page);
  await write(page, 'Which do you have? https://example.com/atlas');
  await log(page).locator('.own').getByText('Sent').waitFor(PATIENCE);
  const options = [
    { id: 'a', label: 'The atlas', description: 'Large' },
    { id: 'b', label: 'The chart' },
  ];
  const found = await stage.api<{ data: { id: string }[] }>('GET', '/conversations?sort=updated');
  for (const content of [
    { type: 'text', text: 'Two of them: https://example.com/both' },
    { type: 'choice', style: 'buttons', text: 'Which one?', options },
    { type: 'location', latitude: 33.9, longitude: 35.5, name: 'The old pier' },
    { type: 'call_link', url: 'https://meet.example.com/atlas' },
    { type: 'choice', style: 'quick_replies', text: 'Anything else?', options: [{ id: 'no', label: 'No' }] },
  ])
    await stage.api('POST', `/conversations/${found.data[0]?.id ?? ''}/messages`, { content, memberId: stage.members.Mia });
  await log(page).getByRole('button', { name: 'No' }).waitFor(PATIENCE);
  wrong.push(...(await violationsOf(page, dark)));
  await page.getByRole('button', { name: 'Emoji' }).click();
  await page.getByRole('button', { name: '👍' }).waitFor(PATIENCE);
  wrong.push(...(await violationsOf(page, dark)));
  expect(wrong).toEqual([]);
  expect(visitor.trouble).toEqual([]);
  await visitor.context.close();
});

test('a choice that is pressed is the visitor’s answer, and cannot be pressed again', async () => {
  const visitor = await newVisitor(stage, { locale: 'zh-TW' });
  const page = await visitor.visit();
  await openChat(page);
  await write(page, 'I have a question');
  await log(page).locator('.own').getByText('Sent').waitFor(PATIENCE);
  const found = await stage.api<{ data: { id: string }[] }>('GET', '/conversations?sort=updated');
  const id = found.data[0]?.id ?? '';
  const content = { type: 'choice', style: 'buttons', text: 'About what?', options: [{ id: 'order', label: 'My order' }] };
  await stage.api('POST', `/conversations/${id}/messages`, { content, memberId: stage.members.Mia });
  await log(page).getByRole('button', { name: 'My order' }).click(PATIENCE);
  await log(page).locator('.own', { hasText: 'My order' }).waitFor(PATIENCE);
  expect(await log(page).getByRole('button', { name: 'My order' }).isDisabled()).toBe(true);
  // It shows as pressed before it has arrived.
  await until('the choice to have arrived', async () => {
    const path = `/conversations/${id}/messages`;
    const { data } = await stage.api<{ data: { content: { type: string; optionId?: string } }[] }>('GET', path);
    return data[0]?.content.type === 'choice_reply' && data[0].content.optionId === 'order';
  });
  await visitor.context.close();
});

test('a voice message and a film are recorded and arrive as what they are, and nothing does that was cancelled', async () => {
  const visitor = await newVisitor(stage);
  const page = await visitor.visit();
  await openChat(page);
  const panel = page.locator('.recorder');
  for (const [name, tag] of [
    ['Record a voice message', 'audio'],
    ['Record a video', 'video'],
  ] as const) {
    await page.getByRole('button', { name: 'Record a voice message' }).click();
    await panel.getByRole('button', { name }).click(PATIENCE);
    await panel.getByText(/^Recording… 0:0[1-9]/).waitFor(PATIENCE);
    expect(await panel.locator('video').count()).toBe(tag === 'video' ? 1 : 0);
    expect(await violationsOf(page, false)).toEqual([]);
    await panel.getByRole('button', { name: 'Stop' }).click();
    await panel.getByText(/^(voice|video)\.\w+ · /).waitFor(PATIENCE);
    await panel.getByRole('button', { name: 'Send' }).click();
    await log(page)
      .locator(`.own ${tag}`)
      .waitFor({ ...PATIENCE, state: 'attached' });
  }
  await until(
    'both to have arrived',
    async () => (await log(page).locator('.own').getByText('Sent').count()) > 0 && !(await log(page).locator('.waiting').count()),
  );
  const found = await stage.api<{ data: { id: string }[] }>('GET', '/conversations?sort=updated');
  const { data } = await stage.api<{
    data: { content: { type: string; voice?: boolean; attachment?: { mimeType: string; url: string } } }[];
  }>('GET', `/conversations/${found.data[0]?.id ?? ''}/messages`);
  const [film, voice] = data.map(({ content }) => content);
  expect(voice).toMatchObject({ type: 'audio', voice: true });
  expect(voice?.attachment?.mimeType).toMatch(/^audio\//);
  expect(film?.type).toBe('video');
  // What arrived can be played: the browser finds how long it is.
  await until('the voice message to be playable', () =>
    page.evaluate(`(() => {
    const heard = document.querySelector('parley-chat').shadowRoot.querySelector('.own audio');
    if (heard.readyState === 0) heard.load();
    return heard.readyState > 0 && heard.error === null;
  })()`),
  );
  // Who thinks better of it sends nothing, and the microphone is let go.
  await page.getByRole('button', { name: 'Record a voice message' }).click();
  await panel.getByRole('button', { name: 'Record a voice message' }).click(PATIENCE);
  await panel.getByText(/^Recording…/).waitFor(PATIENCE);
  await page.keyboard.press('Escape');
  await panel.waitFor({ ...PATIENCE, state: 'detached' });
  expect(await log(page).locator('.own audio').count()).toBe(1);
  expect(visitor.trouble).toEqual([]);
  await visitor.context.close();
});

test('the link of a mail opens the chat with its conversation in another browser, and leaves the address', async () => {
  const first = await newVisitor(stage);
  const page = await first.visit();
  await openChat(page);
  await write(page, 'Please tell me by mail');
  await log(page).locator('.own').getByText('Sent').waitFor(PATIENCE);
  const session = JSON.parse(
    await page.evaluate(`fetch('${stage.gateway.url}/widget/v1/${channelId}/sessions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: localStorage.getItem('parley ${channelId} token'), page: { url: location.href } }),
  }).then((answer) => answer.text())`),
  );
  await first.context.close();
  const secretKey = Buffer.from(readFileSync(path.join(stage.gateway.folder, 'secret.key'), 'utf8'), 'base64');
  const link = createReturnTokens(secretKey).make(String(session.visitor.id), Date.now() + 60_000);
  const second = await newVisitor(stage, { phone: true });
  const there = await second.visit(`/shop#parley=${link}`);
  await bubble(there, 'Please tell me by mail').waitFor(PATIENCE);
  expect(there.url()).toBe(`${stage.sandbox.url}/shop`);
  await write(there, 'Here I am again');
  await log(there).locator('.own', { hasText: 'Here I am again' }).getByText('Sent').waitFor(PATIENCE);
  await there.reload();
  await openChat(there);
  await bubble(there, 'Please tell me by mail').waitFor(PATIENCE);
  expect(second.trouble).toEqual([]);
  await second.context.close();
});

test('who must agree and answer first does so on one page, from right to left, and what they answer is the contact’s', async () => {
  const settings = {
    preChat: ['name', 'email*', { name: 'orderNumber', label: 'Order number' }],
    consentText: 'We keep what you write.',
    consentUrl: 'https://example.com/privacy',
    locale: 'ar',
  };
  await stage.api('PATCH', `/channels/${channelId}`, { settings });
  const visitor = await newVisitor(stage);
  const asked: string[] = [];
  visitor.context.on('request', (request) => request.method() === 'POST' && asked.push(new URL(request.url()).pathname));
  const page = await visitor.visit();
  await page.getByRole('button', { name: /^Open chat/ }).click();
  await page.getByText('We keep what you write.').waitFor(PATIENCE);
  // Arabic is read from the right; what is said in another language keeps to its side.
  expect(await page.locator('.frame').getAttribute('dir')).toBe('rtl');
  expect(
    await page.evaluate(`getComputedStyle(document.querySelector('parley-chat').shadowRoot.querySelector('.who > h2')).textAlign`),
  ).toBe('right');
  expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
  expect(await page.getByRole('link', { name: 'Privacy' }).getAttribute('href')).toBe('https://example.com/privacy');
  await page.getByLabel('E-mail').fill('noor');
  await page.getByRole('button', { name: 'Agree and continue' }).click();
  await page.getByText('Please enter an e-mail address.').waitFor(PATIENCE);
  expect(await page.evaluate(`document.querySelector('parley-chat').shadowRoot.activeElement.name`)).toBe('email');
  expect(await violationsOf(page, false)).toEqual([]);
  expect(asked).toEqual([]);
  expect(await page.evaluate('localStorage.length')).toBe(0);
  await page.getByLabel('Name').fill('Noor');
  await page.getByLabel('E-mail').fill('noor@example.com');
  await page.getByLabel('Order number').fill('HB-7');
  await page.getByRole('button', { name: 'Agree and continue' }).click();
  await area(page).waitFor(PATIENCE);
  await write(page, 'Is it here yet?');
  await log(page).locator('.own', { hasText: 'Is it here yet?' }).getByText('Sent').waitFor(PATIENCE);
  const found = await stage.api<{ data: { contactId: string }[] }>('GET', '/conversations?sort=updated');
  const contact = await stage.api<object>('GET', `/contacts/${found.data[0]?.contactId ?? ''}`);
  expect(contact).toMatchObject({ name: 'Noor', email: 'noor@example.com', attributes: { orderNumber: 'HB-7' } });
  await page.reload();
  await area(page).waitFor(PATIENCE);
  expect(await page.getByText('We keep what you write.').count()).toBe(0);
  expect(visitor.trouble).toEqual([]);
  await visitor.context.close();
});

test('the one script of a page is below 15 kB, packed, and nothing on the page moves for it', async () => {
  expect(readFileSync(path.join(BUILT, 'widget.js.gz')).byteLength).toBeLessThan(SCRIPT_BYTES);
  // Every part is smaller than that, too, and each comes by a name of its own contents.
  const parts = readdirSync(BUILT).filter((name) => name.endsWith('.js.gz') && name !== 'widget.js.gz');
  expect(parts.length).toBeGreaterThan(6);
  for (const name of parts) {
    expect(name).toMatch(/^[a-z-]+-[\w-]{8}\.js\.gz$/);
    expect(readFileSync(path.join(BUILT, name)).byteLength).toBeLessThan(SCRIPT_BYTES);
  }
  const visitor = await newVisitor(stage);
  const page = await visitor.visit();
  const shifts = await page.evaluate(`new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries().filter((one) => one.sources.some((s) => s.node?.nodeName === 'PARLEY-CHAT')).length))
      .observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => resolve(0), 300);
  })`);
  expect(shifts).toBe(0);
  await visitor.context.close();
});

test('no page of the shop met an error, or anything that its strict policy refuses', () => {
  expect([...ana.trouble, ...mia.trouble]).toEqual([]);
});
