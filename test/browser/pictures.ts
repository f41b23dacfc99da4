// `node launch.mjs test/browser/pictures.ts`: takes the pictures of docs/console.md, with a browser of its own, from the console as it is
// built now. Each stays below 120 kB.
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { layOutADay } from '../../gateway/sandbox/start-up/first-day.ts';
import { sayFirstWords } from '../../gateway/sandbox/start-up/first-words.ts';
import { type MemberPage, type Stage, openStage } from './support/stage.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../docs/console');
const MOST_BYTES = 120_000;
const PATIENCE = { timeout: 60_000 };

async function take(page: MemberPage, name: string, selector: string): Promise<void> {
  // What slides in has arrived, and pictures of the thread are there.
  await page.waitForTimeout(1500);
  const file = path.join(FOLDER, `${name}.webp`);
  const clip = await page.locator(selector).first().boundingBox();
  if (clip === null) throw new Error(`${name}: nothing to see of ${selector}`);
  const session = await page.context().newCDPSession(page);
  for (let quality = 85; quality > 20; quality -= 10) {
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality, clip: { ...clip, scale: 1 } });
    writeFileSync(file, Buffer.from(data, 'base64'));
    if (statSync(file).size <= MOST_BYTES) break;
  }
  await session.detach();
  process.stdout.write(`${path.basename(file)}: ${statSync(file).size} bytes\n`);
}

async function takeAll(stage: Stage): Promise<void> {
  await sayFirstWords(stage.gateway, stage.sandbox, { ...stage.channels });
  await layOutADay(stage.gateway, stage.sandbox);
  await stage.api('POST', '/teams', {
    name: 'Front desk',
    mode: 'grab',
    members: [{ memberId: stage.members.Tom, role: 'representative' }],
  });
  const ada = await stage.signIn('Ada');
  const go = (place: string) => ada.goto(stage.gateway.url + place);
  await go('/?details=1');
  await ada.locator('.row-main', { hasText: 'Ana Ferreira' }).click(PATIENCE);
  await ada.getByRole('log').getByText('Shall we keep one for you?').waitFor(PATIENCE);
  await take(ada, 'console', '.shell');
  await take(ada, 'categories', '.categories');
  await take(ada, 'conversations', '.conversations');
  await ada.locator('.row-main', { hasText: 'Ben Okafor' }).click(PATIENCE);
  await ada.getByRole('log').locator('.picture img').first().waitFor(PATIENCE);
  await take(ada, 'interaction', '.interaction');
  await take(ada, 'details', '.panel');
  await ada
    .getByRole('button', { name: /otification/ })
    .first()
    .click();
  await ada.locator('.notifications').waitFor(PATIENCE);
  await take(ada, 'notifications', '.notifications');
  await go('/settings/rules');
  await ada.getByLabel('We have business hours').check(PATIENCE);
  await take(ada, 'rules', '.shell');
  await go('/settings/channels');
  await ada.locator('.card-block').first().waitFor(PATIENCE);
  await take(ada, 'channels', '.shell');
  for (const [name, ref] of [
    ['Spring flyer', 'spring-flyer'],
    ['Shop window', 'shop-window'],
  ])
    await stage.api('POST', '/campaigns', { name, ref, channelId: stage.channels.line });
  // Whoever has talked before begins a new session.
  const { data } = await stage.api<{ data: readonly { id: string }[] }>('GET', `/conversations?view=all&channelId=${stage.channels.line}`);
  for (const { id } of data) await stage.api('POST', `/conversations/${id}/close`, {});
  await stage.says(stage.sandbox.line, 1, { type: 'text', text: 'Hello, I saw your flyer. (#spring-flyer)' });
  await go('/settings/campaigns');
  await ada.getByRole('button', { name: 'QR code' }).first().click(PATIENCE);
  await take(ada, 'campaigns', '.shell');
  await go('/analytics');
  await ada.locator('.figures').waitFor(PATIENCE);
  await take(ada, 'analytics', '.shell');
  await ada.context().close();
  const phone = await stage.signIn('Ada', { phone: true });
  await phone.locator('.row').first().waitFor(PATIENCE);
  await phone.locator('.swipe').nth(1).evaluate('(row) => row.scrollTo({ left: 400 })');
  await take(phone, 'phone-list', '.shell');
  await phone.locator('.row-main', { hasText: 'Ben Okafor' }).click();
  await phone.getByRole('log').locator('.picture img').first().waitFor(PATIENCE);
  await take(phone, 'phone-thread', '.shell');
}

mkdirSync(FOLDER, { recursive: true });
const stage = await openStage();
try {
  await takeAll(stage);
} finally {
  await stage.close();
}
