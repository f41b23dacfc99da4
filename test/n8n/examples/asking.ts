// The examples that ask customers, or write to them first.
import assert from 'node:assert/strict';

import { ExampleRun, wentThrough } from '../support/example-runs.ts';
import { Phone, whatsAppChannel } from '../support/phone.ts';
import { until } from '../support/processes.ts';
import { locator, type World } from '../support/world.ts';

interface Listed {
  readonly id: string;
  readonly name: string;
}

export async function appointmentReminder(world: World): Promise<void> {
  const { gateway, n8n } = world;
  const channelId = await whatsAppChannel(world.gateway);
  await gateway.call('POST', '/templates/sync', { channelId });
  const templates = await until(
    async () => {
      const { data } = await gateway.call<{ data: Listed[] }>('GET', '/templates?limit=200');
      return data.some(({ name }) => name === 'appointment_reminder') ? data : undefined;
    },
    { timeoutMs: 15_000, what: 'the gateway knows the templates' },
  );
  const reminder = templates.find(({ name }) => name === 'appointment_reminder');
  const asking = { onWindowClosed: 'template', fallbackTemplateId: locator(reminder?.id ?? '') };
  const time = "{{ DateTime.fromISO($('Appointment made').item.json.body.time).toFormat('d LLLL, HH:mm') }}";
  const fallbackParams = {
    values: [
      { name: '1', value: "={{ $('Appointment made').item.json.body.name }}" },
      { name: '2', value: `=${time}` },
    ],
  };
  const run = await ExampleRun.imported(world, 'appointment-reminder.json', {
    'Will they come?': { parameters: { options: { ...asking, fallbackParams } } },
  });
  await run.published(async () => {
    const book = async (phone: Phone): Promise<void> => {
      const inADay = new Date(Date.now() + 86_400_000 + 1_500).toISOString();
      const response = await fetch(`${n8n.baseUrl}/webhook/parley-appointment`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: phone.name, phone: `+${phone.number}`, time: inADay, channelId }),
      });
      assert.equal(response.status, 200);
      await phone.shows(new RegExp(`^Thank you ${phone.name}, we expect you on `));
    };
    // People who have never written: only templates may reach them.
    const [coming, moving] = [new Phone(world, 20, 'Comer'), new Phone(world, 21, 'Mover')];
    await book(coming);
    await book(moving);
    await coming.taps(await coming.shows(/^Hello Comer, your appointment is on .* Will you come\?$/), 'I will come');
    await moving.taps(await moving.shows(/^Hello Mover, your appointment is on .* Will you come\?$/), 'Another time');
    await coming.conversationThat<{ tags: string[] }>('has the tag', ({ tags }) => tags.includes('confirmed'));
    await moving.hasNote(/^Wants another time for the appointment\.$/);
    await run.succeeded(2);
  });
}

export async function satisfactionAfterClose(world: World): Promise<void> {
  const run = await ExampleRun.imported(world, 'satisfaction-after-close.json');
  await run.published(async () => {
    const phone = new Phone(world, 22, 'Satisfied');
    await phone.says('it works now');
    const { id } = await phone.conversation();
    await world.gateway.call('POST', `/conversations/${id}/close`, { reason: 'solved' });
    const question = await phone.shows('How did we do?');
    assert.equal(question.type, 'list');
    await until(async () => (await run.executions()).some(({ status }) => status === 'waiting'), {
      timeoutMs: 15_000,
      what: 'the execution waits',
    });
    await phone.taps(question, 'Very well');
    await phone.shows('Thank you!');
    await phone.conversationThat<{ attributes: Record<string, unknown>; closeReason: string | null; closedAt: string | null }>(
      'is closed again and has the answer',
      ({ attributes, closeReason, closedAt }) => attributes.satisfaction === '5' && closeReason === 'survey' && closedAt !== null,
    );
    // One execution for the close that was solved, one for the survey's own, which asks nobody.
    const runs = await run.succeeded(2);
    assert.deepEqual(runs.map((one) => wentThrough(one, 'How was it?')).sort(), [false, true]);
  });
}

export async function broadcast(world: World): Promise<void> {
  const { client } = world;
  const channelId = await whatsAppChannel(world.gateway);
  const [willing, stopped, talking] = [new Phone(world, 23, 'Willing'), new Phone(world, 24, 'Stopper'), new Phone(world, 25, 'Talker')];
  for (const phone of [willing, stopped, talking]) await phone.says('hello');
  const table = [willing, stopped, talking].map(({ number, name }) => ({ json: { channelId, phone: `+${number}`, name } }));
  const run = await ExampleRun.imported(world, 'broadcast-from-a-table.json', {
    'The table': { parameters: { jsCode: `return ${JSON.stringify(table)};` } },
  });
  await run.published(async () => {
    await talking.says('When do the buses stop?');
    await stopped.says('STOP.');
    await run.succeeded(2);
    const { contactId } = await stopped.conversation();
    const contact = await world.gateway.call<{ tags: string[] }>('GET', `/contacts/${contactId}`);
    assert.deepEqual(contact.tags, ['no-broadcast']);
    await client.execute(run.workflow, 'Start');
    await willing.shows('Hello Willing, here is what is new this month.');
    await talking.shows('Hello Talker, here is what is new this month.');
    const runs = await run.succeeded(3);
    const sends = runs.flatMap((one) => one.data?.resultData.runData['Send the news'] ?? []).map(({ startTime }) => startTime);
    assert.equal(sends.length, 2, 'who said stop is left out');
    assert.ok((sends[1] ?? 0) - (sends[0] ?? 0) >= 1_000, 'a second lies between two sends');
    assert.equal(stopped.shown().length, 0);
  });
}
