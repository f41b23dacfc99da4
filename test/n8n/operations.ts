// Each operation of the Parley node once, in a real n8n, against the real gateway.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { until } from './support/processes.ts';
import type { Execution, WorkflowNode } from './support/wire.ts';
import { locator, parleyNode, type World } from './support/world.ts';

type Parameters = WorkflowNode['parameters'];
type Items = readonly Readonly<Record<string, unknown>>[];

/** Long enough for a message that must not come to have come. */
const QUIET_MS = 1_500;

/** The ids of what the operations work on. */
interface Ids {
  readonly conversationId: string;
  readonly contactId: string;
  readonly messageId: string;
  readonly channelId: string;
  readonly memberId: string;
  readonly teamId: string;
  readonly subscriptionId: string;
}

const ASK = { id: 'd7a3b4f0-3f39-4b8b-8f5e-000000000001', webhookId: 'd7a3b4f0-3f39-4b8b-8f5e-000000000002', path: 'suite-operation' };

/** A workflow that does one operation when it is asked to, and answers with what came out. */
class Operator {
  readonly #world: World;
  /** What has been done, as `resource: operation`. */
  readonly done = new Set<string>();
  #workflowId: string | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  async do(resource: string, operation: string, parameters: Parameters = {}): Promise<Items> {
    const { client, n8n } = this.#world;
    const node = parleyNode(this.#world, 'parley', 'Parley', { resource, operation, ...parameters });
    const workflow = {
      name: 'Suite: one operation',
      nodes: [
        {
          id: ASK.id,
          name: 'Ask',
          type: 'n8n-nodes-base.webhook',
          typeVersion: 2,
          position: [0, 0] as const,
          webhookId: ASK.webhookId,
          parameters: { httpMethod: 'POST', path: ASK.path, responseMode: 'lastNode', responseData: 'allEntries', options: {} },
        },
        node,
      ],
      connections: { Ask: { main: [[{ node: 'Parley', type: 'main', index: 0 }]] } },
      settings: { executionOrder: 'v1' },
    };
    if (this.#workflowId === undefined) {
      this.#workflowId = (await client.makeWorkflow(workflow)).id;
      assert.equal((await client.publish(this.#workflowId)).status, 'published');
    } else await client.changeWorkflow(this.#workflowId, workflow);
    const response = await fetch(`${n8n.baseUrl}/webhook/${ASK.path}`, { method: 'POST', signal: AbortSignal.timeout(30_000) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${resource}: ${operation} ended with ${response.status}: ${await this.#lastError()}`);
    this.done.add(`${resource}: ${operation}`);
    return JSON.parse(text) as Items;
  }

  async #lastError(): Promise<string> {
    const executions = await this.#world.client.executions(this.#workflowId ?? '');
    return executions.at(-1)?.data?.resultData.error?.message ?? 'without a reason';
  }

  async end(): Promise<void> {
    if (this.#workflowId !== undefined) await this.#world.client.unpublish(this.#workflowId);
  }
}

interface Listed {
  readonly id: string;
  readonly type?: string;
  readonly channelId?: string;
  readonly contactId?: string;
}

async function idsIn({ gateway, platforms }: World): Promise<Ids> {
  await platforms.annWrites('for the operations');
  const list = async (route: string): Promise<Listed[]> => (await gateway.call<{ data: Listed[] }>('GET', route)).data;
  const channelId = (await list('/channels?type=whatsapp'))[0]?.id ?? '';
  const conversation = (await list(`/conversations?channelId=${channelId}&q=operations`))[0];
  const memberId = (await list('/members'))[0]?.id ?? '';
  const conversationId = conversation?.id ?? '';
  const messageId = (await list(`/conversations/${conversationId}/messages`))[0]?.id ?? '';
  const team = await gateway.call<Listed>('POST', '/teams', {
    name: 'Suite',
    mode: 'collaboration',
    members: [{ memberId, role: 'representative' }],
    channelIds: [],
  });
  const subscription = await gateway.call<Listed>('POST', '/subscriptions', {
    url: 'http://127.0.0.1:9/nobody',
    events: ['contact.online'],
  });
  return {
    conversationId,
    contactId: conversation?.contactId ?? '',
    messageId,
    channelId,
    memberId,
    teamId: team.id,
    subscriptionId: subscription.id,
  };
}

export async function checkOperations(world: World): Promise<void> {
  const { checks } = world;
  const operator = new Operator(world);
  const ids = await idsIn(world);
  const conversationId = locator(ids.conversationId);
  const contactId = locator(ids.contactId);
  const messageId = locator(ids.messageId);
  const memberId = locator(ids.memberId);
  const check = (resource: string, operation: string, parameters: Parameters, expected?: (items: Items) => void): Promise<void> =>
    checks.check(`${resource}: ${operation}`, async () => {
      const items = await operator.do(resource, operation, parameters);
      assert.notEqual(items.length, 0, 'something comes out');
      expected?.(items);
    });
  const first = (key: string, value: unknown) => (items: Items) => assert.deepEqual(items[0]?.[key], value);

  await checkConversation(check, first, ids);
  await check('message', 'get', { messageId }, first('id', ids.messageId));
  await check('message', 'getAll', { conversationId, returnAll: true });
  await check('message', 'markRead', { conversationId }, first('done', true));
  await check('message', 'typing', { conversationId }, first('done', true));
  await check('message', 'react', { messageId, emoji: '👍' }, first('id', ids.messageId));
  await check('message', 'send', {
    conversationId,
    contentType: 'choice',
    text: 'Which?',
    choices: { values: [{ label: 'This', id: 'this' }] },
  });
  await check('message', 'send', { sendTo: 'contact', channelId: locator(ids.channelId), contactId, text: 'to the contact' });
  await check('message', 'sendTemplate', {
    conversationId,
    templateSource: 'name',
    templateName: 'order_ready',
    language: 'en',
    templateParameters: { values: [{ name: '1', value: 'Ann' }] },
  });
  await checks.check(
    'message: a retry of a failed execution does not send again what was sent',
    async () => await retryHalfSent(world, ids),
  );
  await check('contact', 'get', { contactId }, first('id', ids.contactId));
  await check('contact', 'getAll', { returnAll: true, q: 'Ann' });
  await check('contact', 'upsert', { system: 'suite', externalId: '1', fields: { contactId, tags: 'suite' } }, first('id', ids.contactId));
  await check('contact', 'upsert', { system: 'suite', externalId: '2', fields: { name: 'Ann', phone: '+15550100001' } });
  await check('contact', 'findDuplicates', { contactId, limit: 5 });
  await checks.check('contact: merge, export, block, erase', async () => {
    const [twin] = await operator.do('contact', 'upsert', { system: 'suite', externalId: '2', fields: {} });
    const [survivor] = await operator.do('contact', 'merge', { contactId: locator(String(twin?.id)), into: contactId });
    assert.equal(survivor?.id, ids.contactId);
    const [everything] = await operator.do('contact', 'export', { contactId });
    assert.notEqual(everything?.contact, undefined);
    const [somebody] = await operator.do('contact', 'upsert', { system: 'suite', externalId: '3', fields: { name: 'Nobody' } });
    const nobody = locator(String(somebody?.id));
    const [blocked] = await operator.do('contact', 'block', { contactId: nobody });
    assert.notEqual(blocked?.blockedAt, null);
    const [erased] = await operator.do('contact', 'erase', { contactId: nobody, confirmed: true });
    assert.equal(erased?.contactId, nobody.value);
  });
  await check('template', 'sync', { channelId: locator(ids.channelId) }, first('channelId', ids.channelId));
  await checks.check('template: getAll', async () => void (await operator.do('template', 'getAll', { returnAll: true })));
  await check('channel', 'getAll', { returnAll: true });
  await check('channel', 'test', { channelId: locator(ids.channelId) }, first('id', ids.channelId));
  await check('team', 'getAll', { returnAll: true }, first('name', 'Suite'));
  await check('member', 'getAll', { returnAll: true });
  await check('member', 'setAvailability', { memberId, availability: 'away' }, first('availability', 'away'));
  await checks.check('announcement: create, getAll, withdraw', async () => {
    const settings = { allowedOrigins: ['https://shop.example'] };
    const widget = await world.gateway.call<Listed>('POST', '/channels', { type: 'widget', name: 'Suite', settings });
    const [made] = await operator.do('announcement', 'create', { channelId: locator(widget.id), text: 'No postage today' });
    assert.equal(made?.state, 'running');
    const [listed] = await operator.do('announcement', 'getAll', { channelId: locator(widget.id), returnAll: true });
    assert.equal(listed?.id, made?.id);
    const [withdrawn] = await operator.do('announcement', 'withdraw', { announcementId: String(made?.id) });
    assert.equal(withdrawn?.state, 'withdrawn');
  });
  await check('analytics', 'summary', { groupBy: 'none' });
  await check('event', 'getAll', { returnAll: false, limit: 5 }, (items) => assert.equal(items.length, 5));
  await check('event', 'replay', { subscriptionId: locator(ids.subscriptionId), replayBy: 'cursor' });
  await world.gateway.call('DELETE', `/subscriptions/${ids.subscriptionId}`);
  await operator.end();
  await checks.check('each operation that the node offers was done', async () => {
    const offered = await world.client.operationsOf('n8n-nodes-parley.parley');
    // That one has checks of its own.
    operator.done.add('message: sendAndWait');
    assert.deepEqual([...operator.done].sort(), offered.sort());
  });
}

/** Two messages, of which the second has nowhere to go; then "Retry" of the execution list, which begins with the first again. */
async function retryHalfSent(world: World, { conversationId }: Ids): Promise<void> {
  const { client, n8n, platforms } = world;
  const path = 'suite-retry';
  const ask: WorkflowNode = {
    id: 'd7a3b4f0-3f39-4b8b-8f5e-000000000003',
    name: 'Ask',
    type: 'n8n-nodes-base.webhook',
    typeVersion: 2,
    position: [0, 0],
    webhookId: 'd7a3b4f0-3f39-4b8b-8f5e-000000000004',
    parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} },
  };
  const split: WorkflowNode = {
    id: 'd7a3b4f0-3f39-4b8b-8f5e-000000000005',
    name: 'Split',
    type: 'n8n-nodes-base.splitOut',
    typeVersion: 1,
    position: [200, 0],
    parameters: { fieldToSplitOut: 'body.to', options: {} },
  };
  const send = parleyNode(world, 'parley', 'Send', {
    resource: 'message',
    operation: 'send',
    conversationId: locator('={{ $json["body.to"] }}'),
    text: 'sent once',
  });
  const { id } = await client.makeWorkflow({
    name: 'Suite: retry',
    nodes: [ask, split, send],
    connections: {
      Ask: { main: [[{ node: 'Split', type: 'main', index: 0 }]] },
      Split: { main: [[{ node: 'Send', type: 'main', index: 0 }]] },
    },
    settings: { executionOrder: 'v1' },
  });
  assert.equal((await client.publish(id)).status, 'published');
  const failed = async (count: number): Promise<Execution[]> =>
    await until(
      async () => {
        const runs = (await client.executions(id, false)).filter(({ status }) => status === 'error');
        return runs.length === count ? runs : undefined;
      },
      { timeoutMs: 30_000, what: `${count} failed executions` },
    );
  const body = JSON.stringify({ to: [conversationId, 'cnv_nobody'] });
  await fetch(`${n8n.baseUrl}/webhook/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const [first] = await failed(1);
  await platforms.answered('sent once');
  await client.retry(first?.id ?? '');
  await failed(2);
  await sleep(QUIET_MS);
  assert.equal(platforms.sent().filter(({ text }) => text === 'sent once').length, 1);
  await client.unpublish(id);
}

type Check = (resource: string, operation: string, parameters: Parameters, expected?: (items: Items) => void) => Promise<void>;
type First = (key: string, value: unknown) => (items: Items) => void;

/** In an order in which each one finds what the one before has left. */
async function checkConversation(check: Check, first: First, ids: Ids): Promise<void> {
  const conversationId = locator(ids.conversationId);
  const memberId = locator(ids.memberId);
  await check('conversation', 'get', { conversationId }, first('id', ids.conversationId));
  await check('conversation', 'getAll', { returnAll: true, filters: { channelId: locator(ids.channelId), view: 'all' } });
  await check('conversation', 'join', { conversationId, memberId });
  await check('conversation', 'leave', { conversationId, memberId });
  await check(
    'conversation',
    'assign',
    { conversationId, assigneeId: memberId, options: { force: true } },
    first('assigneeId', ids.memberId),
  );
  await check(
    'conversation',
    'transfer',
    { conversationId, transferTo: 'team', teamId: locator(ids.teamId), note: 'please', options: { force: true } },
    first('teamId', ids.teamId),
  );
  await check('conversation', 'addNote', { conversationId, text: 'a note' }, first('visibility', 'internal'));
  await check('conversation', 'tag', { conversationId, addTags: 'suite' });
  await check('conversation', 'setAttributes', { conversationId, attributes: { values: [{ name: 'order', value: '1' }] } });
  await check('conversation', 'transcript', { conversationId, format: 'messages', lastMessages: 10 });
  await check('conversation', 'handOver', { conversationId, to: 'bot' }, first('handler', 'bot'));
  await check('conversation', 'handOver', { conversationId, to: 'people', note: 'back' }, first('handler', 'people'));
  await check('conversation', 'snooze', { conversationId, until: new Date(Date.now() + 86_400_000).toISOString().slice(0, 19) });
  await check('conversation', 'snooze', { conversationId, wake: true }, first('snoozedUntil', null));
  await check('conversation', 'close', { conversationId, reason: 'suite' }, first('closeReason', 'suite'));
  await check('conversation', 'reopen', { conversationId }, first('closedAt', null));
}
