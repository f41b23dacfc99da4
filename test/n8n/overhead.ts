// From a platform's webhook to the start of an execution: through the gateway, and straight into n8n's own WhatsApp Trigger. Beside them what
// n8n alone takes: a POST to its Webhook node, which checks nothing.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { figurePrinter, percentile } from '../bench/figures.ts';
import { until } from './support/processes.ts';
import type { WorkflowNode } from './support/wire.ts';
import { parleyNode, type World } from './support/world.ts';

const WARM_UP = 5;
const MEASURED = 50;
/** Nobody else writes under these numbers. */
const FIRST_CUSTOMER = 20_000;

/** n8n's own trigger for this app. */
function whatsAppNode(id: string): WorkflowNode {
  return {
    id: 'f7a3b4f0-3f39-4b8b-8f5e-000000000001',
    webhookId: 'f7a3b4f0-3f39-4b8b-8f5e-000000000002',
    name: 'WhatsApp Trigger',
    type: 'n8n-nodes-base.whatsAppTrigger',
    typeVersion: 1,
    position: [0, 0],
    parameters: { updates: ['messages'], options: {} },
    credentials: { whatsAppTriggerApi: { id, name: 'WhatsApp' } },
  };
}

const WEBHOOK_PATH = 'suite-overhead';

/** The least that n8n can begin with. */
const WEBHOOK_NODE: WorkflowNode = {
  id: 'f7a3b4f0-3f39-4b8b-8f5e-000000000003',
  webhookId: 'f7a3b4f0-3f39-4b8b-8f5e-000000000004',
  name: 'Webhook',
  type: 'n8n-nodes-base.webhook',
  typeVersion: 2,
  position: [0, 0],
  parameters: { httpMethod: 'POST', path: WEBHOOK_PATH, options: {} },
};

/** A published workflow that begins with this node and ends with it. */
async function published({ client }: World, name: string, trigger: WorkflowNode): Promise<string> {
  const { id } = await client.makeWorkflow({ name, nodes: [trigger], connections: {}, settings: { executionOrder: 'v1' } });
  const publication = await client.publish(id);
  assert.equal(publication.status, 'published', JSON.stringify(publication));
  return id;
}

/** One way of a message into n8n. */
export interface Way {
  readonly name: 'n8n_webhook' | 'parley_trigger' | 'whatsapp_trigger';
  /** From before the platform's POST to what n8n notes as the start of the execution, in milliseconds. */
  readonly waits: readonly number[];
}

/** A workflow that begins with n8n's own trigger for the app of the platforms, published; its id. */
export async function publishWhatsAppTrigger(world: World): Promise<string> {
  const credential = await world.client.makeCredential('WhatsApp', { ...world.platforms.metaApp }, 'whatsAppTriggerApi');
  return await published(world, 'Suite: overhead of WhatsApp Trigger', whatsAppNode(credential.id));
}

/** One message at a time, now through the gateway and now straight into n8n's own trigger, by the machine's clock. */
export async function measureOverhead(world: World, whatsAppTrigger: string, messages = MEASURED): Promise<readonly Way[]> {
  const { client, platforms, n8n } = world;
  const ways = [
    {
      name: 'n8n_webhook' as const,
      id: await published(world, 'Suite: overhead of n8n', WEBHOOK_NODE),
      say: async () => {
        const answer = await fetch(`${n8n.baseUrl}/webhook/${WEBHOOK_PATH}`, { method: 'POST', signal: AbortSignal.timeout(30_000) });
        assert.equal(answer.status, 200);
      },
      sentAt: [] as number[],
    },
    {
      name: 'parley_trigger' as const,
      id: await published(
        world,
        'Suite: overhead',
        parleyNode(world, 'parleyTrigger', 'Parley', { events: ['message.received'], filters: { keywords: 'overhead' }, options: {} }),
      ),
      say: async (number: number) => void (await platforms.strangerWrites(number, 'overhead')),
      sentAt: [] as number[],
    },
    {
      name: 'whatsapp_trigger' as const,
      id: whatsAppTrigger,
      say: async (number: number) => await platforms.strangerWritesToApp(number, 'overhead'),
      sentAt: [] as number[],
    },
  ];
  await platforms.withoutRelay(async () => {
    for (let turn = 0; turn < WARM_UP + messages; turn++) {
      for (const { id, say, sentAt } of ways) {
        sentAt.push(Date.now());
        await say(FIRST_CUSTOMER + turn);
        // Not at once: asking takes n8n's time too.
        await sleep(50);
        const hasEnded = async (): Promise<boolean> =>
          (await client.executions(id, false)).filter(({ status }) => status === 'success').length === sentAt.length;
        await until(hasEnded, { timeoutMs: 60_000, everyMs: 100, what: 'the execution has ended' });
      }
    }
  });
  const found: Way[] = [];
  for (const { name, id, sentAt } of ways) {
    const started = (await client.executions(id, false)).map(({ startedAt }) => Date.parse(startedAt));
    found.push({ name, waits: started.map((at, index) => at - (sentAt[index] ?? Number.NaN)).slice(WARM_UP) });
    if (name !== 'whatsapp_trigger') await client.unpublish(id);
  }
  return found;
}

/** Prints p50 and p99 of all ways in milliseconds, as JSON lines. */
export async function printOverhead(world: World): Promise<void> {
  await world.checks.check('how long a webhook takes to start an execution is printed, beside n8n’s own WhatsApp Trigger', async () => {
    const whatsAppTrigger = await publishWhatsAppTrigger(world);
    const print = figurePrinter('n8n', 0);
    for (const { name, waits } of await measureOverhead(world, whatsAppTrigger)) {
      assert.equal(waits.length, MEASURED);
      print(`${name}.start_p50`, percentile(waits, 0.5), 'ms', { messages: MEASURED });
      print(`${name}.start_p99`, percentile(waits, 0.99), 'ms', { messages: MEASURED });
    }
    await world.client.unpublish(whatsAppTrigger);
  });
}
