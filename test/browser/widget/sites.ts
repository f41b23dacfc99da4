import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { area, log, newVisitor, openChat, write } from '../support/shop.ts';
import { PATIENCE, type Scene, answer, bubble, connectSite, latest, scriptOf, sent, until } from './scene.ts';

const BUILT = path.resolve(import.meta.dirname, '../../../gateway/dist/widget');
const SCRIPT_BYTES = 15_000;

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

/** The page around the chat: what it may ask, what it cannot do, and what it is spared. */
export function testsOfSites(scene: () => Scene): void {
  test('a page that means it badly changes nothing in the chat, and what people write runs nowhere', async () => {
    const eve = await newVisitor(scene().stage);
    const page = await eve.visit(scene().site.put('/hostile', HOSTILE.replace('SCRIPT', scriptOf(scene(), scene().channelId))));
    await openChat(page);
    const hostile = '<img src=x onerror="window.hurt=1"> javascript:window.hurt=1';
    await write(page, hostile);
    await log(page).locator('.own').getByText('Sent').waitFor(PATIENCE);
    await answer(scene(), `${hostile} https://example.com/"onmouseover="window.hurt=1`);
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

  test('no page and no answer of the gateway may stand in a frame of another site', async () => {
    const { stage, channelId } = scene();
    for (const path of ['/', '/docs', '/api/v1/me', `/widget/v1/${channelId}/settings`]) {
      const { headers } = await fetch(stage.gateway.url + path);
      expect([path, headers.get('content-security-policy')]).toEqual([path, expect.stringContaining("frame-ancestors 'none'")]);
    }
  });

  test('the one script of a page is below 15 kB, packed, and so is each of its parts', () => {
    expect(readFileSync(path.join(BUILT, 'widget.js.gz')).byteLength).toBeLessThan(SCRIPT_BYTES);
    // Every part is smaller than that, too, and each comes by a name of its own contents.
    const parts = readdirSync(BUILT).filter((name) => name.endsWith('.js.gz') && name !== 'widget.js.gz');
    expect(parts.length).toBeGreaterThan(6);
    for (const name of parts) {
      expect(name).toMatch(/^[a-z-]+-[\w-]{8}\.js\.gz$/);
      expect(readFileSync(path.join(BUILT, name)).byteLength).toBeLessThan(SCRIPT_BYTES);
    }
  });

  test('nothing on the page moves for the chat: not when it comes, not when it opens, not when it closes', async () => {
    const watch = `<script>
      window.shifts = [];
      new PerformanceObserver((list) => shifts.push(...list.getEntries().map((one) => one.value))).observe({ type: 'layout-shift', buffered: true });
    </script>`;
    const { url } = await connectSite(scene(), '/still', {}, { head: watch });
    const visitor = await newVisitor(scene().stage);
    const page = await visitor.visit(url);
    await openChat(page);
    await log(page).press('Escape');
    await page.locator('.panel').waitFor({ ...PATIENCE, state: 'hidden' });
    // Entries come in their order: when one is here that was made to be, all before it are.
    await page.evaluate(`document.body.prepend(Object.assign(document.createElement('div'), { style: 'height: 300px' }))`);
    await until('the one shift', async () => (await page.evaluate('shifts.length')) !== 0);
    expect(await page.evaluate('shifts.length')).toBe(1);
    await visitor.context.close();
  });

  test('a site’s scripts open, close, tell and forget, also before the chat’s own script is there, and hear what happens', async () => {
    const before = `<script>
      window.heard = [];
      window.parley = window.parley || [];
      for (const name of ['ready', 'open', 'sent', 'message', 'close'])
        parley.push(['on', name, (about) => heard.push([name, about?.text ?? null])]);
      parley.push(['on', 'ready', () => { throw new Error('of the site') }]);
      parley.push(['setAttributes', { name: 'Sam', plan: 'gold' }], ['nothing of ours'], 'nor this');
      parley.push(['open']);
    </script>`;
    const { url } = await connectSite(scene(), '/scripts', {}, { head: before, tag: 'data-launcher="none"' });
    const visitor = await newVisitor(scene().stage);
    const page = await visitor.visit(`${url}?ref=poster-7&utm_source=mail`);
    await area(page).waitFor(PATIENCE);
    expect(await page.locator('.launcher').isVisible()).toBe(false);
    await write(page, 'From a script');
    await sent(page);
    const { contactId, source } = await latest(scene());
    expect(source).toMatchObject({ kind: 'link', ref: 'poster-7', url, body: 'mail' });
    expect(await scene().stage.api('GET', `/contacts/${contactId}`)).toMatchObject({ name: 'Sam', attributes: { plan: 'gold' } });
    await answer(scene(), 'Heard');
    await bubble(page, 'Heard').waitFor(PATIENCE);
    await page.evaluate('parley.close()');
    expect(await page.locator('.panel').isVisible()).toBe(false);
    expect(await page.evaluate('heard')).toEqual([
      ['ready', null],
      ['open', null],
      ['sent', 'From a script'],
      ['message', 'Heard'],
      ['close', null],
    ]);
    await page.evaluate('parley.signOut(); parley.open()');
    await area(page).waitFor(PATIENCE);
    await bubble(page, 'From a script').waitFor({ ...PATIENCE, state: 'detached' });
    expect(visitor.trouble).toEqual(['of the site']);
    await visitor.context.close();
  });
}
