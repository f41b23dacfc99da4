// The examples that join Parley with other systems, and those that tell the team.
import assert from 'node:assert/strict';

import { ExampleRun, wentThrough } from '../support/example-runs.ts';
import { HubSpot } from '../support/outside/hubspot.ts';
import { Mailbox } from '../support/outside/mailbox.ts';
import { TeamChat } from '../support/outside/team-chat.ts';
import { Phone } from '../support/phone.ts';
import { until } from '../support/processes.ts';
import type { World } from '../support/world.ts';

/** What the CRM knows somebody by, carried from one example to the next. */
interface Bound {
  readonly crmId: string;
  readonly contactId: string;
}

const bound: { it?: Bound } = {};

export async function newContactToCrm(world: World): Promise<void> {
  const hubspot = await HubSpot.start();
  try {
    const key = await world.client.makeCredential('HubSpot', { appToken: hubspot.key }, 'hubspotAppToken');
    const run = await ExampleRun.imported(world, 'new-contact-to-crm.json', {
      'Create or update in the CRM': {
        parameters: { url: `${hubspot.baseUrl}/crm/v3/objects/contacts/batch/upsert` },
        credentials: { hubspotAppToken: key },
      },
    });
    await run.published(async () => {
      // The first answer gets lost: the second try must find what the first has made.
      hubspot.loseAnswers(1);
      const phone = new Phone(world, 30, 'Newcomer');
      await phone.says('my first message');
      await run.succeeded(1);
      const { contactId } = await phone.conversation();
      const contact = await world.gateway.call<{ externalIds: { system: string; id: string }[] }>('GET', `/contacts/${contactId}`);
      const [made] = hubspot.contacts;
      assert.equal(hubspot.contacts.length, 1, 'the CRM has one contact');
      assert.deepEqual(made?.properties, { parley_id: contactId, firstname: 'Newcomer', email: '', phone: `+${phone.number}` });
      assert.deepEqual(contact.externalIds, [{ system: 'hubspot', id: made.id }]);
      bound.it = { crmId: made.id, contactId };
    });
  } finally {
    await hubspot.stop();
  }
}

async function post(world: World, hook: string, body: unknown): Promise<{ status: number; answer: Record<string, unknown> }> {
  const response = await fetch(`${world.n8n.baseUrl}/webhook/${hook}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

export async function crmChangeToContact(world: World): Promise<void> {
  const run = await ExampleRun.imported(world, 'crm-change-to-contact.json');
  await run.published(async () => {
    const change = { id: '20451', name: 'Ann of the CRM', email: 'ann.crm@example.com', phone: '', plan: 'gold' };
    const first = await post(world, 'parley-crm-change', change);
    const second = await post(world, 'parley-crm-change', { ...change, name: 'Ann, renamed', email: '' });
    assert.equal(first.status, 200);
    assert.equal(second.answer.contactId, first.answer.contactId);
    const contact = await world.gateway.call<{ name: string; email: string; attributes: Record<string, unknown> }>(
      'GET',
      `/contacts/${String(first.answer.contactId)}`,
    );
    assert.deepEqual([contact.name, contact.email], ['Ann, renamed', 'ann.crm@example.com'], 'what is empty stays as it was');
    assert.deepEqual(contact.attributes, { plan: 'gold' });
    // Whom the other example has told the CRM of is the same contact here.
    assert.ok(bound.it !== undefined, 'the CRM knows somebody who wrote first');
    const known = await post(world, 'parley-crm-change', {
      id: bound.it.crmId,
      name: 'Newcomer of the CRM',
      email: '',
      phone: '',
      plan: 'new',
    });
    assert.deepEqual(known, { status: 200, answer: { contactId: bound.it.contactId } });
  });
}

export async function webhookMessageRespond(world: World): Promise<void> {
  const run = await ExampleRun.imported(world, 'webhook-message-respond.json');
  await run.published(async () => {
    const phone = new Phone(world, 31, 'Addressee');
    await phone.says('please write to me');
    const { id } = await phone.conversation();
    const done = await post(world, 'parley-send', { conversationId: id, text: 'asked by a webhook' });
    assert.equal(done.status, 202);
    assert.match(String(done.answer.messageId), /^msg_/);
    await phone.shows('asked by a webhook');
    const refused = await post(world, 'parley-send', { conversationId: 'cnv_nobody', text: 'to nobody' });
    assert.equal(refused.status, 422);
    assert.match(String(refused.answer.error), /conversation/i);
  });
}

export async function overdueNotifyAndReassign(world: World): Promise<void> {
  const { gateway } = world;
  const chat = await TeamChat.start();
  const { data: members } = await gateway.call<{ data: { id: string; name: string }[] }>('GET', '/members');
  const [member] = members;
  if (member === undefined) throw new Error('There is no member');
  try {
    const run = await ExampleRun.imported(world, 'overdue-notify-and-reassign.json', {
      'Tell the team': { parameters: { url: chat.url } },
    });
    await run.published(async () => {
      await gateway.call('PATCH', '/settings', { soonAfterSeconds: 1, overdueAfterSeconds: 2 });
      await gateway.call('PATCH', `/members/${member.id}`, { availability: 'away' });
      const nobody = new Phone(world, 32, 'Unlucky');
      await nobody.says('is anybody there?');
      await chat.told(/^Unlucky has waited too long\. Nobody is online to take it\.$/);
      await gateway.call('PATCH', `/members/${member.id}`, { availability: 'online' });
      const phone = new Phone(world, 33, 'Lucky');
      await phone.says('and now?');
      await chat.told(new RegExp(`^Lucky has waited too long\\. It went to ${member.name}\\.$`));
      await phone.conversationThat<{ assigneeId: string | null }>('has an owner', ({ assigneeId }) => assigneeId === member.id);
      await phone.hasNote(new RegExp(`Given to ${member.name} by a workflow`));
      assert.equal((await nobody.conversation<{ assigneeId: string | null }>()).assigneeId, null);
    });
  } finally {
    await gateway.call('PATCH', '/settings', { soonAfterSeconds: 180, overdueAfterSeconds: 300 });
    await chat.stop();
  }
}

export async function emailAsNote(world: World): Promise<void> {
  const mailbox = await Mailbox.start();
  try {
    const phone = new Phone(world, 34, 'Mailer');
    await phone.says('I also write mails');
    const { contactId } = await phone.conversation();
    await world.gateway.call('PATCH', `/contacts/${contactId}`, { email: 'mailer@example.com' });
    const imap = await world.client.makeCredential('Mailbox', mailbox.credential, 'imap');
    const run = await ExampleRun.imported(world, 'email-as-note.json', { Email: { credentials: { imap } } });
    await run.published(async () => {
      mailbox.receive({ from: 'Somebody Else <else@example.com>', subject: 'Advertising', text: 'Buy this.' });
      mailbox.receive({ from: 'The Mailer <mailer@example.com>', subject: 'My order', text: 'The number is 4711.' });
      await phone.hasNote(/^Email: My order\n\nThe number is 4711\./);
      const runs = await run.succeeded(1);
      assert.ok(runs.some((one) => wentThrough(one, 'Show it to the team')));
    });
  } finally {
    await mailbox.stop();
  }
}

export async function dailySummary(world: World): Promise<void> {
  const chat = await TeamChat.start();
  try {
    await new Phone(world, 35, 'Waiting').says('a question of today');
    const run = await ExampleRun.imported(world, 'daily-summary.json', { 'Tell the team': { parameters: { url: chat.url } } });
    await world.client.execute(run.workflow, 'Every evening');
    const text = await chat.told(/^Today: /);
    const figures = /^Today: (\d+) conversations, (\d+) answered, (\d+) missed\. First answer: .+\. Still waiting: (\d+)\.$/.exec(text);
    assert.ok(figures !== null, text);
    assert.ok(Number(figures[1]) > 0, 'there were conversations today');
    const { data } = await world.gateway.call<{ data: unknown[] }>('GET', '/conversations?view=all&waiting=any&limit=200');
    assert.equal(Number(figures[4]), data.length, 'as many wait as the gateway says');
    await until(async () => (await run.executions()).some(({ status }) => status === 'success'), {
      timeoutMs: 15_000,
      what: 'it has ended',
    });
  } finally {
    await chat.stop();
  }
}
