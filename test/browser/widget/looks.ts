import type { Page } from 'playwright-core';
import { area, log, newVisitor, openChat, write } from '../support/shop.ts';
import { PATIENCE, type Scene, answer, connectSite, until, violationsOf } from './scene.ts';

/** How the chat looks, on any screen, in any theme, language and colour. */
export function testsOfLooks(scene: () => Scene): void {
  test('on a phone the chat takes the whole screen, keeps the focus in it, and gives it back', async () => {
    const visitor = await newVisitor(scene().stage, { phone: true });
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

  test.each([
    ['light', false],
    ['dark', true],
  ])('axe finds nothing against the chat in the %s theme', async (_name, dark) => {
    const visitor = await newVisitor(scene().stage, { dark });
    const page = await visitor.visit();
    const wrong = [...(await violationsOf(page, dark))];
    await openChat(page);
    await write(page, 'Which do you have? https://example.com/atlas');
    await log(page).locator('.own').getByText('Sent').waitFor(PATIENCE);
    const options = [
      { id: 'a', label: 'The atlas', description: 'Large' },
      { id: 'b', label: 'The chart' },
    ];
    for (const content of [
      { type: 'text', text: 'Two of them: https://example.com/both' },
      { type: 'choice', style: 'buttons', text: 'Which one?', options },
      { type: 'location', latitude: 33.9, longitude: 35.5, name: 'The old pier' },
      { type: 'call_link', url: 'https://meet.example.com/atlas' },
      { type: 'card', title: 'The Harbour Atlas', text: 'Two hundred harbours.', options: [{ id: 'take', label: 'Keep one' }] },
      { type: 'carousel', cards: ['Lights', 'Tides'].map((title) => ({ title, options: [{ id: title, label: `Show ${title}` }] })) },
      { type: 'choice', style: 'quick_replies', text: 'Anything else?', options: [{ id: 'no', label: 'No' }] },
    ])
      await answer(scene(), content);
    await log(page).getByRole('button', { name: 'No' }).waitFor(PATIENCE);
    wrong.push(...(await violationsOf(page, dark)));
    await page.getByRole('button', { name: 'Emoji' }).click();
    await page.getByRole('button', { name: '👍' }).waitFor(PATIENCE);
    wrong.push(...(await violationsOf(page, dark)));
    expect(wrong).toEqual([]);
    expect(visitor.trouble).toEqual([]);
    await visitor.context.close();
  });

  /** Words of the Latin script that are seen or read out in the widget. */
  const latin = (page: Page): Promise<readonly string[]> =>
    page.evaluate(`(() => {
      const frame = document.querySelector('parley-chat').shadowRoot.querySelector('.frame');
      const named = [...frame.querySelectorAll('*')].filter((one) => one.checkVisibility());
      const said = named.flatMap((one) => ['aria-label', 'title', 'placeholder', 'alt'].map((name) => one.getAttribute(name) ?? ''));
      return [frame.innerText, ...said].join(' ').match(/[A-Za-z]{2,}/g) ?? [];
    })()`);

  test('in Arabic everything is said in Arabic and stands from right to left, with nothing beyond its edge', async () => {
    const { url } = await connectSite(
      scene(),
      '/arabic',
      { preChat: ['name', 'email*'], welcome: 'أهلًا بك!', appearance: { title: 'مكتبة المرفأ' } },
      { lang: 'ar' },
    );
    const visitor = await newVisitor(scene().stage);
    const page = await visitor.visit(url);
    expect(await page.locator('.launcher').getAttribute('aria-label')).toBe('فتح المحادثة');
    await page.locator('.launcher').click();
    await page.getByLabel('البريد الإلكتروني').fill('noor@example.com');
    expect(await latin(page)).toEqual([]);
    expect(await violationsOf(page, false)).toEqual([]);
    await page.getByRole('button', { name: 'بدء المحادثة' }).click();
    const words = page.getByRole('textbox', { name: 'اكتب رسالة' });
    await words.fill('هل لديكم أطلس المرافئ؟');
    await words.press('Enter');
    await page.getByText('أُرسلت').waitFor(PATIENCE);
    await answer(scene(), 'نعم، نسختان.');
    await page.locator('.other .bubble', { hasText: 'نسختان' }).waitFor(PATIENCE);
    expect((await latin(page)).filter((word) => !['noor', 'example', 'com', 'Mia'].includes(word))).toEqual([]);
    expect(await page.locator('.frame').getAttribute('dir')).toBe('rtl');
    const places = await Promise.all(
      ['.face', '.who', '.own .bubble', '.other .bubble', 'textarea', '.composer .row > .icon:not([hidden])'].map(async (part) => {
        const box = await page.locator(part).last().boundingBox();
        return (box?.x ?? 0) + (box?.width ?? 0) / 2;
      }),
    );
    const [face = 0, who = 0, own = 0, other = 0, writes = 0, button = 0] = places;
    expect([face > who, own < other, writes > button]).toEqual([true, true, true]);
    expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
    const beyond = `[...document.querySelector('parley-chat').shadowRoot.querySelectorAll('.panel, .log, .composer, header')]
      .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.className)`;
    expect(await page.evaluate(beyond)).toEqual([]);
    expect(visitor.trouble).toEqual([]);
    await visitor.context.close();
  });

  test.each([
    ['zh-CN', '打开聊天', '输入消息', '很高兴为您服务。'],
    ['zh-TW', '開啟聊天', '輸入訊息', '很高興為您服務。'],
  ])('in %s everything is said in its script', async (locale, open, write, hello) => {
    const { url } = await connectSite(scene(), `/${locale}`, { appearance: { title: '書' } }, { tag: `data-locale="${locale}"` });
    const visitor = await newVisitor(scene().stage);
    const page = await visitor.visit(url);
    await page.getByRole('button', { name: open }).click();
    await page.getByRole('textbox', { name: write }).waitFor(PATIENCE);
    await page.getByText(hello).waitFor(PATIENCE);
    expect(await latin(page)).toEqual([]);
    await visitor.context.close();
  });

  test('what the business sets is seen at once on an open page: colour, side, title, welcome, hours', async () => {
    const { url, channelId } = await connectSite(scene(), '/set', { appearance: { colour: '#7a1f5c', texts: { hello: 'Ahoy!' } } });
    const visitor = await newVisitor(scene().stage);
    const page = await visitor.visit(url);
    await openChat(page);
    await page.getByText('Ahoy!').waitFor(PATIENCE);
    const look = () =>
      page.evaluate(`(() => {
        const root = document.querySelector('parley-chat').shadowRoot;
        const { left } = root.querySelector('.panel').getBoundingClientRect();
        return [getComputedStyle(root.querySelector('.face')).backgroundColor, left < innerWidth / 2];
      })()`);
    expect(await look()).toEqual(['rgb(122, 31, 92)', false]);
    // Their one hour of work is never near.
    const far = (['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const)[(new Date().getUTCDay() + 3) % 7] ?? 'sun';
    await scene().stage.api('PATCH', `/channels/${channelId}`, {
      settings: {
        appearance: { colour: '#1d5c2a', position: 'left', title: 'Pier Books at night' },
        welcome: 'Good evening!',
        offlineMessage: 'The shop is shut.',
      },
      overrides: { businessHours: { timeZone: 'UTC', weekly: { [far]: [{ from: '12:00', to: '13:00' }] } } },
    });
    await page.getByText(/^The shop is shut\. Back /).waitFor(PATIENCE);
    await page.getByText('Good evening!').waitFor(PATIENCE);
    await page.getByRole('heading', { name: 'Pier Books at night' }).waitFor(PATIENCE);
    expect(await look()).toEqual(['rgb(29, 92, 42)', true]);
    await visitor.context.close();
  });
}
