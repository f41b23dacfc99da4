import { randomUUID } from 'node:crypto';
import { PUBLIC_URL } from '../../support/api.ts';
import { type Page, SHOP, connectWidget, openPage } from '../../support/widget.ts';
import { type WidgetScene, texts } from './scene.ts';

const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64');

/** What nobody gets by asking otherwise. */
export function testsOfProtection(scene: () => WidgetScene): void {
  describe('files', () => {
    const upload = (page: Page) => page.call('POST', 'files?name=lamp.png', undefined, { raw: PICTURE, type: 'image/png' });
    const picture = (mediaId: string) => ({ clientId: randomUUID(), content: { type: 'image', attachment: { mediaId } } });

    test('are sent by whoever uploaded them, once, and read by a signed address', async () => {
      const page = await scene().visitor();
      const uploaded = await upload(page);
      expect(uploaded.body).toEqual({ mediaId: expect.stringMatching(/^att_/), mime: 'image/png', bytes: PICTURE.length });
      const other = await scene().visitor();
      const stolen = await other.call('POST', 'messages', picture(uploaded.body.mediaId));
      expect([stolen.status, stolen.body.errors[0].path]).toEqual([400, 'content.attachment.mediaId']);
      const sent = await page.call('POST', 'messages', picture(uploaded.body.mediaId));
      expect(sent.body.content.attachment).toMatchObject({ state: 'stored', name: 'lamp.png', url: expect.stringContaining(PUBLIC_URL) });
      expect((await page.call('POST', 'messages', picture(uploaded.body.mediaId))).status).toBe(400);
    });

    test('that are not what they say are refused', async () => {
      const page = await scene().visitor();
      const html = await page.call('POST', 'files', undefined, { raw: '<html><script>1</script>', type: 'image/png' });
      expect([html.status, html.body.code]).toEqual([415, 'media_refused']);
    });
  });

  test('another visitor’s conversation is not there: to read, to quote, to react to', async () => {
    const page = await scene().visitor();
    const { body } = await page.write('Mine');
    const other = await scene().visitor();
    await other.write('Theirs');
    expect(await texts(other)).toEqual(['Theirs']);
    const quoting = { clientId: randomUUID(), content: { type: 'text', text: 'x' }, quotedMessageId: body.id };
    expect((await other.call('POST', 'messages', quoting)).status).toBe(400);
    expect((await other.call('POST', 'reactions', { messageId: body.id, emoji: '👍' })).status).toBe(404);
    expect((await page.call('POST', 'reactions', { messageId: body.id, emoji: '👍' })).status).toBe(204);
    expect((await page.call('GET', 'messages')).body.messages[0].reactions).toEqual([{ emoji: '👍', mine: true }]);
  });

  test.each([
    ['an origin of nobody', 'https://evil.example'],
    ['a longer one', 'https://shop.example.evil.example'],
    ['another scheme', 'http://shop.example'],
    ['another port', 'https://shop.example:8443'],
    ['null', 'null'],
    ['none at all', null],
  ])('%s gets nothing, and may not read the answer', async (_what, origin) => {
    const settings = await scene().at(origin).call('GET', 'settings');
    expect([settings.status, settings.body.code, settings.headers.get('access-control-allow-origin')]).toEqual([
      403,
      'forbidden_origin',
      null,
    ]);
    expect((await scene().at(origin).call('OPTIONS', 'messages')).status).toBe(403);
  });

  test('an allowed origin may read, by its name and without cookies', async () => {
    const preflight = await scene().at().call('OPTIONS', 'messages');
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(SHOP);
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
    const settings = await scene().at().call('GET', 'settings');
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
    const answered = await (await scene().visitor()).call('POST', 'messages', body);
    expect([answered.status, answered.body.errors[0].path]).toEqual([400, path]);
  });

  test('a body nested without end, or no JSON, does no harm', async () => {
    const page = await scene().visitor();
    for (const raw of [`{"clientId":${'['.repeat(5000)}${']'.repeat(5000)}}`, '{', 'null', '[]', '"x"']) {
      expect((await page.call('POST', 'messages', undefined, { raw, type: 'application/json' })).status).toBe(400);
    }
  });

  test('half a character and NUL are stored as what stands for them', async () => {
    const page = await scene().visitor();
    const raw = `{"clientId":"c-half-0001","content":{"type":"text","text":"a\\ud800b\\u0000c"}}`;
    expect((await page.call('POST', 'messages', undefined, { raw, type: 'application/json' })).status).toBe(201);
    expect(await texts(page)).toEqual(['a\ufffdb\ufffdc']);
  });

  test('who writes too much is told when to go on', async () => {
    const page = await scene().visitor();
    const sent = await Promise.all(Array.from({ length: 32 }, (_, n) => page.write(`message ${n}`)));
    const refused = sent.filter((one) => one.status === 429);
    expect([sent.filter((one) => one.status === 201).length, refused.length]).toEqual([30, 2]);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await (await scene().visitor()).write('I am another')).status).toBe(201);
  });

  test('where a privacy text is to be agreed to, there is no session without', async () => {
    const asking = openPage(scene().api, await connectWidget(scene().api, { consentText: 'We keep what you write.' }));
    const refused = await asking.begin();
    expect([refused.status, refused.body.code]).toEqual([403, 'consent_required']);
    expect((await asking.begin({ consent: true })).status).toBe(200);
  });
}
