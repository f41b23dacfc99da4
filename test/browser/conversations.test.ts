import { jest } from '@jest/globals';
import type { MemberPage, Stage } from './support/stage.ts';
import { openStage } from './support/stage.ts';

/** Far above what loopback needs. */
const PATIENCE = { timeout: 20_000 };

// A real browser beside a real gateway takes long on a busy machine; nothing here measures time.
jest.setTimeout(120_000);

let stage: Stage;
let mia: MemberPage;
let tom: MemberPage;

beforeAll(async () => {
  stage = await openStage();
  const crew = [stage.members.Mia, stage.members.Tom].map((memberId) => ({ memberId, role: 'representative' }));
  await stage.api('POST', '/teams', { name: 'Orders', mode: 'grab', members: crew, channelIds: [stage.channels.facebook] });
  [mia, tom] = await Promise.all([stage.signIn('Mia'), stage.signIn('Tom')]);
}, 60_000);
afterAll(() => stage.close(), 60_000);

const row = (page: MemberPage, name: string) => page.locator('.row', { hasText: name });
const number = (page: MemberPage, category: string) => page.locator('.category', { hasText: category }).locator('.category-number');

async function until(what: string, isSo: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE.timeout;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`${what} did not come to be`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('a wrong password is told in words, and lets nobody in', async () => {
  const page = await stage.browser.newPage();
  await page.goto(stage.gateway.url);
  await page.getByLabel('Email').fill('mia@example.com');
  await page.getByLabel('Password').fill('not the harbour lights');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page
    .getByRole('alert')
    .filter({ hasText: /wrong|not right|password/i })
    .waitFor(PATIENCE);
  expect(await page.getByRole('button', { name: 'Sign in' }).isVisible()).toBe(true);
  await page.context().close();
});

test('what a customer writes stands in the list at once, with its number, and the answer arrives on their phone', async () => {
  await mia.getByText('No conversation fits this view right now').waitFor(PATIENCE);
  await stage.says(stage.sandbox.graph, 0, { type: 'text', text: 'Do you still have the harbour atlas?' });
  await row(mia, 'Ana Ferreira').getByText('Do you still have the harbour atlas?').waitFor(PATIENCE);
  await number(mia, 'Rep needed').getByText('1', { exact: true }).waitFor(PATIENCE);

  await row(mia, 'Ana Ferreira').locator('.row-main').click();
  await mia.getByRole('log').getByText('Do you still have the harbour atlas?').waitFor(PATIENCE);
  await row(mia, 'Ana Ferreira').getByRole('button', { name: 'Join' }).click();
  await number(tom, 'Pending').getByText('1', { exact: true }).waitFor(PATIENCE);

  const area = mia.getByRole('textbox', { name: 'Write a message' });
  await area.fill('Yes, two copies . Shall we keep one?');
  await area.press('Home');
  for (const _ of 'Yes, two copies ') await area.press('ArrowRight');
  await mia.getByRole('button', { name: 'Emoji' }).click();
  await mia.getByRole('button', { name: '🎉' }).click();
  await area.press('!');
  const answer = 'Yes, two copies 🎉!. Shall we keep one?';
  expect(await area.inputValue()).toBe(answer);
  await area.press('Enter');
  await until('the answer on the phone', () => stage.phoneOf(stage.sandbox.graph, 0).includes(answer));
  await mia.getByRole('log').locator('.receipt-read').waitFor(PATIENCE);
  expect(await mia.getByRole('log').getByText(answer).count()).toBe(1);
  await number(tom, 'Pending').getByText('0', { exact: true }).waitFor(PATIENCE);
});

test('of two hands that grab at once one wins, and the other is told by whom', async () => {
  await stage.says(stage.sandbox.messenger, 0, { type: 'text', text: 'Do you ship to Beirut?' });
  const buttons = [mia, tom].map((page) => row(page, 'Leila Haddad').getByRole('button', { name: 'Grab' }));
  await Promise.all(buttons.map((button) => button.waitFor(PATIENCE)));
  await Promise.all(buttons.map((button) => button.dispatchEvent('click')));
  await Promise.all(
    [mia, tom].map((page) =>
      row(page, 'Leila Haddad')
        .getByRole('button', { name: 'Grab' })
        .waitFor({ ...PATIENCE, state: 'detached' }),
    ),
  );
  const [conversation] = (
    await stage.api<{ data: { assigneeId: string | null }[] }>('GET', `/conversations?channelId=${stage.channels.facebook}`)
  ).data;
  const wonByMia = conversation?.assigneeId === stage.members.Mia;
  const [winner, loser, name] = wonByMia ? [mia, tom, 'Mia'] : [tom, mia, 'Tom'];
  await row(winner, 'Leila Haddad').locator('.row-fact', { hasText: 'You' }).waitFor(PATIENCE);
  await loser.locator('.toast', { hasText: name }).waitFor(PATIENCE);
});

test('taking a conversation over asks first, and shows both names', async () => {
  await row(tom, 'Ana Ferreira').locator('.row-main').click();
  await tom.getByText('Mia has this conversation.').waitFor(PATIENCE);
  await tom.getByRole('button', { name: 'Take over' }).click();
  await tom.getByRole('dialog').getByText('Take this from Mia?').waitFor(PATIENCE);
  await tom.getByRole('dialog').getByRole('button', { name: 'Take over' }).click();
  await tom.getByRole('textbox', { name: 'Write a message' }).waitFor(PATIENCE);
  await row(mia, 'Ana Ferreira').locator('.row-fact', { hasText: 'Tom' }).waitFor(PATIENCE);
});

test('a transfer with a note goes to the colleague, who finds the note in the thread', async () => {
  await tom.getByRole('button', { name: 'More actions' }).click();
  await tom.getByRole('menuitem', { name: 'Transfer…' }).click();
  await tom.getByRole('dialog').getByLabel('Transfer to').selectOption(stage.members.Mia);
  await tom
    .getByRole('dialog')
    .getByLabel(/Note for whoever gets it/)
    .fill('She asks about the second edition.');
  await tom.getByRole('dialog').getByRole('button', { name: 'Transfer' }).click();
  await row(mia, 'Ana Ferreira').locator('.row-fact', { hasText: 'You' }).waitFor(PATIENCE);
  await mia.getByRole('log').getByText('She asks about the second edition.').waitFor(PATIENCE);
});

test('after thirty seconds without a connection nothing is missed and nothing doubled, and what was written meanwhile is sent once', async () => {
  const away = await stage.signIn('Mia', { clock: true });
  await row(away, 'Ana Ferreira').locator('.row-main').click(PATIENCE);
  const log = away.getByRole('log');
  await log.getByText('She asks about the second edition.').waitFor(PATIENCE);
  const before = await log.locator('.bubble-text').allTextContents();
  await away.context().setOffline(true);
  await away.getByText('Connection lost').waitFor(PATIENCE);
  const area = away.getByRole('textbox', { name: 'Write a message' });
  await area.fill('One moment, please.');
  await area.press('Enter');
  await log.getByText('The gateway does not answer.').waitFor(PATIENCE);
  const said: string[] = [];
  // Half a minute of the page’s own time, in which it tries again and again.
  for (let seconds = 0; seconds < 30; seconds += 3) {
    await stage.says(stage.sandbox.graph, 0, { type: 'text', text: `Still there after ${seconds} seconds?` });
    said.push(`Still there after ${seconds} seconds?`);
    await away.clock.fastForward(3_000);
  }
  await stage.says(stage.sandbox.wechat, 0, { type: 'text', text: '你好，请问今天几点关门？' });
  expect(await log.getByText('Still there').count()).toBe(0);
  await away.context().setOffline(false);
  await away.getByText('Connected again').waitFor(PATIENCE);
  await row(away, '你好，请问今天几点关门？').waitFor(PATIENCE);
  await log.locator('.bubble-text', { hasText: said.at(-1) ?? '' }).waitFor(PATIENCE);
  await until('the answer on the phone', () => stage.phoneOf(stage.sandbox.graph, 0).includes('One moment, please.'));
  await log.locator('.bubble-pending').waitFor({ ...PATIENCE, state: 'detached' });
  await log.locator('.bubble-text', { hasText: 'One moment, please.' }).waitFor(PATIENCE);
  expect(await log.locator('.bubble-text').allTextContents()).toEqual([...before, ...said, 'One moment, please.']);
  expect(away.trouble).toEqual([]);
  await away.context().close();
});

test('two tabs of a browser share one live stream, and the second takes over when the first goes', async () => {
  const second = await mia.context().newPage();
  let opened = 0;
  mia.context().on('request', (request) => (opened += request.url().includes('/events/stream') ? 1 : 0));
  await second.goto(`${stage.gateway.url}/`);
  await second.locator('.row', { hasText: 'Ana Ferreira' }).waitFor(PATIENCE);
  // What became of the conversation before this page was opened stands in its thread too.
  await second.locator('.row-main', { hasText: 'Ana Ferreira' }).click();
  await second
    .getByRole('log')
    .getByText(/^Tom transferred it to Mia · /)
    .waitFor(PATIENCE);
  await second
    .getByRole('log')
    .getByText(/^Mia joined · /)
    .waitFor(PATIENCE);
  expect(opened).toBe(0);
  await mia.close();
  await stage.says(stage.sandbox.line, 0, { type: 'text', text: 'Until when are you open?' });
  await second.locator('.row', { hasText: 'Until when are you open?' }).waitFor(PATIENCE);
  expect(opened).toBe(1);
});

test('no page met an error or a refused script', () => expect([...mia.trouble, ...tom.trouble]).toEqual([]));
