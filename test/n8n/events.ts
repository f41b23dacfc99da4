// Each event of Parley Trigger once, in a real n8n: those that the suite can bring about for real, the others as samples.
import assert from 'node:assert/strict';

import { until } from './support/processes.ts';
import type { Execution } from './support/wire.ts';
import { parleyNode, type World } from './support/world.ts';

const TRIGGER = 'Everything';

const REAL = [
  'message.received',
  'message.sent',
  'message.updated',
  'conversation.created',
  'conversation.updated',
  'conversation.snoozed',
  'conversation.status_changed',
  'conversation.soon_overdue',
  'conversation.overdue',
  'conversation.joined',
  'conversation.left',
  'conversation.assigned',
  'conversation.transferred',
  'conversation.closed',
  'conversation.reopened',
  'conversation.handed_over',
  'contact.created',
  'contact.updated',
  'contact.merged',
  'note.created',
];
const SAMPLED = [
  'message.delivered',
  'message.read',
  'message.failed',
  'message.deleted',
  'conversation.window_closing',
  'conversation.window_closed',
  'contact.online',
  'contact.offline',
  'template.status_changed',
  'channel.health_changed',
];
/** Nobody else writes under this number. */
const STRANGER = 7_001;

function typesIn(executions: readonly Execution[]): string[] {
  return executions
    .filter((run) => run.status === 'success')
    .flatMap((run) => run.data?.resultData.runData[TRIGGER]?.[0]?.data?.main?.[0] ?? [])
    .map(({ json }) => String(json.type));
}

export async function checkEvents(world: World): Promise<void> {
  const { checks, client } = world;
  await checks.check('each event that can be brought about starts the workflow', async () => {
    const trigger = parleyNode(world, 'parleyTrigger', TRIGGER, { events: REAL, filters: {}, options: {} });
    const workflow = await client.makeWorkflow({
      name: 'Suite: every event',
      nodes: [trigger],
      connections: {},
      settings: { executionOrder: 'v1' },
    });
    assert.equal((await client.publish(workflow.id)).status, 'published');
    await bringAbout(world);
    let missing: readonly string[] = REAL;
    await until(
      async () => {
        const seen = new Set(typesIn(await client.executions(workflow.id)));
        missing = REAL.filter((type) => !seen.has(type));
        return missing.length === 0;
      },
      { timeoutMs: 60_000, what: 'an execution for each event' },
    ).catch((error: unknown) => {
      throw new Error(`${error instanceof Error ? error.message : String(error)}; missing: ${missing.join(', ')}`);
    });
    await client.unpublish(workflow.id);
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
    });
  }
}

interface Known {
  readonly id: string;
  readonly contactId?: string;
}

/** Lets all of them happen in one conversation of somebody new. */
async function bringAbout({ gateway, platforms }: World): Promise<void> {
  await gateway.call('PATCH', '/settings', { soonAfterSeconds: 1, overdueAfterSeconds: 2 });
  await platforms.strangerWrites(STRANGER, 'all events');
  const { data } = await gateway.call<{ data: Known[] }>('GET', '/conversations?q=all%20events');
  const conversation = data[0];
  const member = (await gateway.call<{ data: Known[] }>('GET', '/members')).data[0];
  if (conversation === undefined || member === undefined) throw new Error('There is no conversation');
  const act = async (command: string, body: unknown): Promise<unknown> =>
    await gateway.call('POST', `/conversations/${conversation.id}/${command}`, body);
  const said = await gateway.call<{ data: Known[] }>('GET', `/conversations/${conversation.id}/messages`);
  await until(
    async () =>
      (await gateway.call<{ waiting: { level: string } | null }>('GET', `/conversations/${conversation.id}`)).waiting?.level === 'overdue',
    { timeoutMs: 15_000, what: 'the customer has waited too long' },
  );
  await gateway.call('POST', `/messages/${said.data[0]?.id}/reactions`, { emoji: '👍' });
  await act('hand-over', { to: 'bot' });
  await act('hand-over', { to: 'people' });
  await act('join', { memberId: member.id });
  await act('leave', { memberId: member.id });
  await act('assign', { assigneeId: member.id });
  await act('notes', { text: 'a note' });
  await act('tags', { add: ['suite'] });
  await act('snooze', { until: new Date(Date.now() + 86_400_000).toISOString() });
  await act('messages', { content: { type: 'text', text: 'an answer' }, answers: true });
  const team = (await gateway.call<{ data: Known[] }>('GET', '/teams')).data[0];
  await act('transfer', { teamId: team?.id, force: true });
  await act('close', { reason: 'suite' });
  await act('reopen', {});
  const twin = await gateway.call<Known>('POST', '/contacts', { name: 'Twin' });
  await gateway.call('PATCH', `/contacts/${twin.id}`, { email: 'twin@example.com' });
  await gateway.call('POST', `/contacts/${twin.id}/merge`, { into: conversation.contactId });
  await gateway.call('PATCH', '/settings', { soonAfterSeconds: 180, overdueAfterSeconds: 300 });
}
