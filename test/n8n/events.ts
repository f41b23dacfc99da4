// Each event of Parley Trigger once, in a real n8n: it really happens at the gateway, and an execution has it.
import assert from 'node:assert/strict';

import { until } from './support/processes.ts';
import { visit } from './support/visitor.ts';
import type { Execution } from './support/wire.ts';
import { parleyNode, type World } from './support/world.ts';

const TRIGGER = 'Everything';

/** A sample is the same code for every type. */
const SAMPLED = ['contact.online', 'message.received', 'template.status_changed'];
/** Nobody else writes under these numbers. */
const STRANGER = 7_001;
const LATECOMER = 7_002;
const DAY_MS = 24 * 60 * 60_000;

function typesIn(executions: readonly Execution[]): string[] {
  return executions
    .filter((run) => run.status === 'success')
    .flatMap((run) => run.data?.resultData.runData[TRIGGER]?.[0]?.data?.main?.[0] ?? [])
    .map(({ json }) => String(json.type));
}

export async function checkEvents(world: World): Promise<void> {
  const { checks, client, gateway } = world;
  await checks.check('each event happens, and starts the workflow', async () => {
    const events = await client.optionsOf('n8n-nodes-parley.parleyTrigger', 'events');
    const trigger = parleyNode(world, 'parleyTrigger', TRIGGER, { events, filters: {}, options: {} });
    const workflow = await client.makeWorkflow({
      name: 'Suite: every event',
      nodes: [trigger],
      connections: {},
      settings: { executionOrder: 'v1' },
    });
    assert.equal((await client.publish(workflow.id)).status, 'published');
    try {
      await bringAbout(world);
      let missing: readonly string[] = events;
      await until(
        async () => {
          const seen = new Set(typesIn(await client.executions(workflow.id)));
          missing = events.filter((type) => !seen.has(type));
          return missing.length === 0;
        },
        { timeoutMs: 60_000, what: 'an execution for each event' },
      ).catch((error: unknown) => {
        throw new Error(`${error instanceof Error ? error.message : String(error)}; missing: ${missing.join(', ')}`);
      });
    } finally {
      // It would hear of everything that the checks after this one do.
      await client.unpublish(workflow.id);
    }
  });

  for (const type of SAMPLED) {
    await checks.check(`a sample of ${type} can be seen before it happens`, async () => {
      const trigger = parleyNode(world, 'parleyTrigger', TRIGGER, { events: [type], filters: {}, options: { sampleEvent: type } });
      const workflow = await client.makeWorkflow({
        name: `Suite: sample of ${type}`,
        nodes: [trigger],
        connections: {},
        settings: { executionOrder: 'v1' },
      });
      await client.listenForTestEvent(workflow, TRIGGER);
      await until(async () => typesIn(await client.executions(workflow.id)).includes(type), {
        timeoutMs: 15_000,
        what: 'an execution with the sample',
      });
      await until(async () => (await gateway.subscriptions()).every(({ mode }) => mode === 'production'), {
        timeoutMs: 15_000,
        what: 'the listening has ended',
      });
    });
  }
}

interface Known {
  readonly id: string;
  readonly contactId?: string;
}

/** Lets all of them happen. */
async function bringAbout(world: World): Promise<void> {
  const { gateway } = world;
  await gateway.call('PATCH', '/settings', { soonAfterSeconds: 1, overdueAfterSeconds: 2 });
  const conversation = await talk(world);
  await gateway.call('PATCH', '/settings', { soonAfterSeconds: 180, overdueAfterSeconds: 300 });
  await endWindow(world);
  const twin = await gateway.call<Known>('POST', '/contacts', { name: 'Twin' });
  await gateway.call('PATCH', `/contacts/${twin.id}`, { email: 'twin@example.com' });
  await gateway.call('POST', `/contacts/${twin.id}/merge`, { into: conversation.contactId });
  await changeAccount(world);
  const leave = await visit(world, 'Do you have green lamps?');
  // Whoever is gone within a second is not told of at all.
  const isTold = async () => (await gateway.call<{ data: unknown[] }>('GET', '/events?types=contact.online')).data.length > 0;
  await until(isTold, { timeoutMs: 15_000, what: 'the visitor is online' });
  await leave();
}

/** What happens in the conversation of somebody new. */
async function talk({ gateway, platforms }: World): Promise<Known> {
  const wamid = await platforms.strangerWrites(STRANGER, 'all events');
  const { data } = await gateway.call<{ data: Known[] }>('GET', '/conversations?q=all%20events');
  const conversation = data[0];
  const member = (await gateway.call<{ data: Known[] }>('GET', '/members')).data[0];
  if (conversation === undefined || member === undefined) throw new Error('There is no conversation');
  const act = async (command: string, body: unknown): Promise<unknown> =>
    await gateway.call('POST', `/conversations/${conversation.id}/${command}`, body);
  const said = await gateway.call<{ data: Known[] }>('GET', `/conversations/${conversation.id}/messages`);
  // The level of a wait is reckoned by whoever reads it; the clock tells of it a moment later, if it still waits then.
  const isTold = async (): Promise<boolean> => {
    const overdue = await gateway.call<{ data: { data: { conversation: Known } }[] }>(
      'GET',
      '/events?limit=200&types=conversation.overdue',
    );
    return overdue.data.some((event) => event.data.conversation.id === conversation.id);
  };
  await until(isTold, { timeoutMs: 15_000, what: 'the customer has waited too long' });
  await gateway.call('POST', `/messages/${said.data[0]?.id}/reactions`, { emoji: '👍' });
  await act('hand-over', { to: 'bot' });
  await act('hand-over', { to: 'people' });
  await act('join', { memberId: member.id });
  await act('leave', { memberId: member.id });
  await act('assign', { assigneeId: member.id });
  await act('notes', { text: 'a note' });
  await act('tags', { add: ['suite'] });
  await act('snooze', { until: new Date(Date.now() + DAY_MS).toISOString() });
  // Sent, then delivered, then read: the phone's ticks.
  await act('messages', { content: { type: 'text', text: 'an answer' }, answers: true });
  await platforms.answered('an answer');
  await platforms.strangerSays(STRANGER, { type: 'revoke', messageId: wamid });
  // Taken by the platform, and refused by it later.
  platforms.whatsapp.behave({ refusals: 'status' });
  platforms.whatsapp.trouble.set({ kind: 'closed_window' });
  await act('messages', { content: { type: 'text', text: 'too late' } });
  await platforms.answered('too late');
  platforms.whatsapp.trouble.set({ kind: 'none' });
  platforms.whatsapp.behave({ refusals: 'answer' });
  const team = (await gateway.call<{ data: Known[] }>('GET', '/teams')).data[0];
  await act('transfer', { teamId: team?.id, force: true });
  await act('close', { reason: 'suite' });
  await act('reopen', {});
  return conversation;
}

/** A message that WhatsApp says is nearly a day old: the window closes a moment after it has come. */
async function endWindow({ platforms }: World): Promise<void> {
  const { clock } = platforms.whatsapp;
  clock.moveTo(4_000 - DAY_MS);
  await platforms.strangerWrites(LATECOMER, 'late').finally(() => clock.moveTo(0));
}

/** What the platform says of the account itself. */
async function changeAccount({ gateway, platforms }: World): Promise<void> {
  const [channel] = (await gateway.call<{ data: Known[] }>('GET', '/channels?type=whatsapp')).data;
  // Worse than whatever else is said of the number here, so that its health is another than before.
  platforms.whatsapp.behave({ number: { status: 'DISCONNECTED' } });
  await gateway.call('POST', `/channels/${channel?.id}/test`);
  platforms.whatsapp.behave({ number: {} });
  await gateway.call('POST', `/channels/${channel?.id}/test`);
  await platforms.templateChanges('reading_reminder', 'PAUSED');
}
