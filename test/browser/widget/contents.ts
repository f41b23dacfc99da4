import { createHmac } from 'node:crypto';
import { area, log, newVisitor, openChat, write } from '../support/shop.ts';
import { PATIENCE, SECRET, type Scene, answer, bubble, latest, sent, until, violationsOf, visitorIdOf } from './scene.ts';

/** A picture of one point. */
const DOT = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Everything but words: choices, cards, pictures, files, recordings; and what was said long ago. */
export function testsOfContents(scene: () => Scene): void {
  test('a choice that is pressed is the visitor’s answer, and cannot be pressed again', async () => {
    const visitor = await newVisitor(scene().stage);
    const page = await visitor.visit();
    await openChat(page);
    await write(page, 'I have a question');
    await log(page).locator('.own').getByText('Sent').waitFor(PATIENCE);
    const { stage } = scene();
    const { id } = await latest(scene());
    const content = { type: 'choice', style: 'buttons', text: 'About what?', options: [{ id: 'order', label: 'My order' }] };
    await answer(scene(), content);
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
    const visitor = await newVisitor(scene().stage);
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
    const { data } = await scene().stage.api<{
      data: { content: { type: string; voice?: boolean; attachment?: { mimeType: string; url: string } } }[];
    }>('GET', `/conversations/${(await latest(scene())).id}/messages`);
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

  test('pictures and files go with their words, open and are there for the team; what is not taken is told before it is sent', async () => {
    const visitor = await newVisitor(scene().stage);
    const page = await visitor.visit();
    await openChat(page);
    const picker = page.locator('input[type=file]');
    await picker.setInputFiles({ name: 'setup.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ') });
    await page.getByText('setup.exe: files of this kind cannot be sent here.').waitFor(PATIENCE);
    await picker.setInputFiles({ name: 'cover.png', mimeType: 'image/png', buffer: Buffer.from(DOT, 'base64') });
    await page.locator('.staged').getByText('cover.png').waitFor(PATIENCE);
    await page.getByRole('button', { name: 'Emoji' }).click();
    await page.getByRole('button', { name: '👍' }).click(PATIENCE);
    await area(page).press('Enter');
    const picture = log(page).getByRole('button', { name: '👍' });
    await picture.waitFor(PATIENCE);
    await picker.setInputFiles({ name: 'list.txt', mimeType: 'text/plain', buffer: Buffer.from('one\ntwo\n') });
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await log(page).getByRole('link', { name: 'list.txt' }).waitFor(PATIENCE);
    await sent(page);
    const { id } = await latest(scene());
    const { data } = await scene().stage.api<{ data: { content: object }[] }>('GET', `/conversations/${id}/messages`);
    expect(data.map(({ content }) => content)).toMatchObject([
      { type: 'file', attachment: { name: 'list.txt', state: 'stored' } },
      { type: 'image', caption: '👍', attachment: { name: 'cover.png', mimeType: 'image/png', state: 'stored' } },
    ]);
    await picture.click();
    const large = page.getByRole('dialog', { name: 'Picture, large' });
    await large.getByRole('img').waitFor(PATIENCE);
    await page.keyboard.press('Escape');
    await large.waitFor({ ...PATIENCE, state: 'detached' });
    // The picture alone was closed.
    expect(await area(page).isVisible()).toBe(true);
    expect(visitor.trouble).toEqual([]);
    await visitor.context.close();
  });

  test('what was said long ago comes when one scrolls up, and one stays where one reads', async () => {
    const visitor = await newVisitor(scene().stage);
    const page = await visitor.visit();
    await openChat(page);
    await write(page, 'The first of all');
    await sent(page);
    // What the site's own server knows of before, in one request.
    const events = Array.from({ length: 32 }, (_, n) => ({
      type: 'message',
      clientId: `earlier-${n}`,
      content: { type: 'text', text: `Word ${n}.` },
    }));
    const body = JSON.stringify({ visitor: { id: await visitorIdOf(scene(), page) }, events });
    const headers = { 'x-parley-signature': createHmac('sha256', SECRET).update(body).digest('hex') };
    const { stage, channelId } = scene();
    expect((await fetch(`${stage.gateway.url}/webhooks/${channelId}`, { method: 'POST', headers, body })).status).toBe(200);
    await page.reload();
    await until('the latest to be here', async () => (await log(page).locator('.bubble').count()) === 30);
    const top = bubble(page, (await log(page).locator('.bubble').first().textContent()) ?? '');
    const scroller = `document.querySelector('parley-chat').shadowRoot.querySelector('.log')`;
    await page.evaluate(`${scroller}.scrollTop = 0`);
    await bubble(page, 'The first of all').waitFor(PATIENCE);
    expect(await log(page).locator('.bubble', { hasText: 'Hello! Ask us anything.' }).count()).toBe(1);
    expect(await top.isVisible()).toBe(true);
    expect(await page.evaluate(`${scroller}.scrollTop > 0`)).toBe(true);
    await visitor.context.close();
  });
}
