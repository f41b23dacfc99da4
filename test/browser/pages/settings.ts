import { PATIENCE, type Room, goTo, violationsOf } from './room.ts';

/** What is set up and looked up under the console's settings. */
export function testsOfSettings(room: () => Room): void {
  test('a team’s own rules are set apart from the organisation’s, and what is wrong stands at its field', async () => {
    const { ada, stage } = room();
    await goTo(ada, '/settings/rules');
    await ada.getByLabel('These hold for').selectOption({ label: 'Team: Desk' });
    await ada.getByLabel('Differs here: Soon overdue after').check(PATIENCE);
    const amount = ada.getByLabel('Soon overdue after', { exact: true });
    await amount.fill('0');
    await ada.getByRole('button', { name: 'Save' }).click();
    await ada.getByText('This is at least 1 second.').waitFor(PATIENCE);
    await amount.fill('1.5');
    await ada.getByLabel('Differs here: Business hours').check();
    await ada.getByRole('button', { name: 'Remove these hours: Friday' }).click();
    await ada.getByLabel('Date').fill('2026-12-25');
    await ada.getByRole('button', { name: 'Add this date' }).click();
    await violationsOf(ada).then((found) => expect(found).toEqual([]));
    await ada.getByRole('button', { name: 'Save' }).click();
    await ada.locator('.toast', { hasText: 'Saved.' }).waitFor(PATIENCE);
    const [team] = (await stage.api<{ data: { overrides: Record<string, unknown> }[] }>('GET', '/teams')).data;
    const nineToSix = [{ from: '09:00', to: '18:00' }];
    expect(team?.overrides).toEqual({
      soonAfterSeconds: 90,
      businessHours: {
        timeZone: expect.any(String),
        weekly: { mon: nineToSix, tue: nineToSix, wed: nineToSix, thu: nineToSix },
        holidays: ['2026-12-25'],
      },
    });
  });

  test('a campaign is made with what its channel needs, and shows its link, its code as a picture and what came of it', async () => {
    const { ada, stage } = room();
    await goTo(ada, '/settings/campaigns');
    await ada.getByRole('button', { name: 'New campaign' }).click(PATIENCE);
    await ada.getByLabel('Name').fill('Autumn Café');
    await ada.getByLabel('Leads to').selectOption(stage.channels.line);
    await ada.getByLabel('What the customer’s message begins with').fill('Hello, I have your flyer.');
    await violationsOf(ada).then((found) => expect(found).toEqual([]));
    await ada.getByRole('dialog').getByRole('button', { name: 'New campaign' }).click();
    const card = ada.locator('.card-block', { hasText: 'Autumn Café' });
    await card.getByText('autumn-cafe').waitFor(PATIENCE);
    expect(await card.getByLabel('Link').inputValue()).toContain('autumn-cafe');
    await card.getByRole('button', { name: 'QR code' }).click();
    const isDrawn = `document.querySelector('.campaign-qr img').decode().then(() => document.querySelector('.campaign-qr img').naturalWidth > 0)`;
    expect(await ada.evaluate(isDrawn)).toBe(true);
    await stage.says(stage.sandbox.line, 0, { type: 'text', text: 'Hello, I have your flyer. (#autumn-cafe)' });
    await card.getByText('1 session', { exact: true }).waitFor(PATIENCE);
    await card.getByRole('button', { name: 'Edit' }).click();
    await ada.getByLabel('Name').fill('Autumn Café, second print');
    await ada.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await ada.getByText('Autumn Café, second print').waitFor(PATIENCE);
  });

  test('the audit log tells who did what, by whom, by what and what was refused, page by page', async () => {
    const { ada, stage } = room();
    const { Mia } = stage.members;
    await Promise.all(Array.from({ length: 52 }, () => stage.api('PATCH', '/settings', { soonAfterSeconds: 180 })));
    await stage.api('PATCH', `/members/${Mia}`, { role: 'agent' });
    await goTo(ada, '/settings/audit');
    const lines = ada.locator('.audit-line');
    // Names come with the list of members, which may be there after the lines.
    await lines.first().getByText('API key: First key → Mia').waitFor(PATIENCE);
    expect([await lines.count(), await lines.first().innerText()]).toEqual([50, expect.stringContaining('Change a member\n')]);
    await ada.getByRole('button', { name: 'More', exact: true }).click();
    await lines.nth(54).waitFor(PATIENCE);
    await lines.first().getByText('Details').click();
    expect(await lines.first().locator('.facts').innerText()).toMatch(/What was given\s+role: agent/);
    await ada.getByLabel('Who').selectOption({ label: 'Ada' });
    await ada.getByLabel('What').selectOption({ label: 'Sign in' });
    await lines
      .filter({ hasText: 'First key' })
      .first()
      .waitFor({ ...PATIENCE, state: 'detached' });
    await lines.first().waitFor(PATIENCE);
    expect((await lines.allInnerTexts()).filter((one) => !one.startsWith('Sign in\nAda\n'))).toEqual([]);
    await ada.getByRole('button', { name: 'Refused' }).click();
    await ada.getByText('Nothing of the kind.').waitFor(PATIENCE);
    await ada.route('**/api/v1/audit?*', (route) => route.fulfill({ status: 400, contentType: 'application/problem+json', body: '{"code":"invalid","detail":"No."}' })); // prettier-ignore
    await ada.getByRole('button', { name: 'Done' }).click();
    await ada.getByRole('alert').getByText('No.').waitFor(PATIENCE);
    await ada.unroute('**/api/v1/audit?*');
    await ada.getByRole('alert').getByRole('button').click();
    await lines.first().waitFor(PATIENCE);
  }, 120_000);

  test('an announcement is written, refused at its field where it cannot be, shown and withdrawn', async () => {
    const { ada } = room();
    await goTo(ada, '/settings/announcements');
    await ada.getByRole('button', { name: 'New announcement' }).click(PATIENCE);
    await ada.getByLabel('What you say').fill('No postage today.');
    await ada.getByLabel('Buttons').fill('Tell me more\n\nNot now');
    await ada.getByLabel('Ends').fill('2020-01-01T10:00');
    await ada.getByRole('button', { name: 'Announce', exact: true }).click();
    await ada.getByText('It must end after it begins').waitFor(PATIENCE);
    await violationsOf(ada).then((found) => expect(found).toEqual([]));
    await ada.getByLabel('Ends').fill('');
    await ada.getByRole('button', { name: 'Announce', exact: true }).click();
    const card = ada.locator('.card-block', { hasText: 'No postage today.' });
    await card.getByText('Tell me more · Not now').waitFor(PATIENCE);
    await card.getByText('Shown now').waitFor(PATIENCE);
    await violationsOf(ada).then((found) => expect(found).toEqual([]));
    await card.getByRole('button', { name: 'Withdraw' }).click();
    await ada.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
    await card.getByText('Withdrawn').waitFor(PATIENCE);
    expect(await card.getByRole('button', { name: 'Withdraw' }).count()).toBe(0);
  });

  test('each tick of where one hears of what is kept at once', async () => {
    const { ada } = room();
    await goTo(ada, '/settings/notifications');
    await ada.getByLabel('New message: Push').uncheck(PATIENCE);
    await goTo(ada, '/settings/help');
    await goTo(ada, '/settings/notifications');
    await ada.getByLabel('New message: Push').waitFor(PATIENCE);
    expect(await ada.getByLabel('New message: Push').isChecked()).toBe(false);
    expect(await ada.getByLabel('New message: Here').isChecked()).toBe(true);
  });
}
