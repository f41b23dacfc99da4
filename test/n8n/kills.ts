// Many messages through one workflow while n8n is stopped and killed: none missing, none twice, in order.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { until } from './support/processes.ts';
import type { Execution } from './support/wire.ts';
import { parleyNode, type World } from './support/world.ts';

const TRIGGER = 'New message';
const CUSTOMERS = 25;
const EACH = 40;
/** Numbers that no other part of the suite uses. */
const FIRST_CUSTOMER = 8_000;

async function workflowFor(world: World, name: string, keyword: string, options: object): Promise<string> {
  const trigger = parleyNode(world, 'parleyTrigger', TRIGGER, { events: ['message.received'], filters: { keywords: keyword }, options });
  const then = {
    id: 'e7a3b4f0-3f39-4b8b-8f5e-000000000001',
    name: 'Then',
    type: 'n8n-nodes-base.code',
    typeVersion: 2,
    position: [240, 0] as const,
    parameters: { mode: 'runOnceForAllItems', language: 'javaScript', jsCode: 'return $input.all();' },
  };
  const { id } = await world.client.makeWorkflow({
    name,
    nodes: [trigger, then],
    connections: { [TRIGGER]: { main: [[{ node: 'Then', type: 'main', index: 0 }]] } },
    settings: { executionOrder: 'v1' },
  });
  assert.equal((await world.client.publish(id)).status, 'published');
  return id;
}

/** What customers said, in the order of the executions, of those that fit. */
function textsIn(executions: readonly Execution[], fits: (run: Execution) => boolean): string[] {
  return executions.filter(fits).flatMap((run) => {
    const items = run.data?.resultData.runData[TRIGGER]?.[0]?.data?.main?.[0] ?? [];
    return items.map(({ json }) => (json as { data: { message: { content: { text: string } } } }).data.message.content.text);
  });
}

const isSuccess = (run: Execution): boolean => run.status === 'success';
const isLost = (run: Execution): boolean => run.status === 'crashed' || run.status === 'error';

async function written(world: World, keyword: string, meanwhile: () => Promise<void>): Promise<string[]> {
  const texts: string[] = [];
  const customers = Array.from({ length: CUSTOMERS }, async (_, customer) => {
    for (let number = 1; number <= EACH; number++) {
      const text = `${keyword} ${customer} ${number}`;
      await world.platforms.strangerWrites(FIRST_CUSTOMER + customer, text);
      texts.push(text);
    }
  });
  await Promise.all([meanwhile(), ...customers]);
  return texts;
}

/** All executions with their data, once as many as were wanted `count`; the data is asked for only then. */
async function settled(world: World, id: string, wanted: readonly string[], counts = isSuccess): Promise<Execution[]> {
  await until(async () => (await world.client.executions(id, false)).filter(counts).length >= wanted.length, {
    timeoutMs: 600_000,
    what: `${wanted.length} executions`,
  }).catch(() => undefined);
  return await world.client.executions(id);
}

export async function checkKills(world: World): Promise<void> {
  const { checks, client, n8n, owner } = world;
  const restart = async (signal: NodeJS.Signals): Promise<void> => {
    await n8n.stop(signal);
    await n8n.start();
    await client.signIn(owner);
  };

  await checks.check(`${CUSTOMERS * EACH} messages while n8n is stopped twice: each in one successful execution, in order`, async () => {
    const id = await workflowFor(world, 'Suite: stopped', 'calm', {});
    const texts = await written(world, 'calm', async () => {
      for (const pause of [4_000, 8_000]) {
        await sleep(pause);
        await restart('SIGTERM');
      }
    });
    const executions = await settled(world, id, texts);
    const seen = textsIn(executions, isSuccess);
    assert.deepEqual([...seen].sort(), [...texts].sort(), 'each once');
    for (let customer = 0; customer < CUSTOMERS; customer++) {
      const theirs = seen.filter((text) => text.startsWith(`calm ${customer} `));
      assert.deepEqual(
        theirs,
        Array.from({ length: EACH }, (_, index) => `calm ${customer} ${index + 1}`),
        'in order',
      );
    }
    await client.unpublish(id);
  });

  await checks.check(`${CUSTOMERS * EACH} messages while n8n is killed: each in an execution, none in two that succeeded`, async () => {
    const id = await workflowFor(world, 'Suite: killed', 'storm', {});
    const texts = await written(world, 'storm', async () => {
      await sleep(5_000);
      await restart('SIGKILL');
    });
    await settled(world, id, texts, (run) => isSuccess(run) || isLost(run));
    await sleep(5_000);
    const executions = await client.executions(id);
    const succeeded = textsIn(executions, isSuccess);
    assert.equal(new Set(succeeded).size, succeeded.length, 'none twice');
    // n8n keeps no items of an execution it has lost: each lost one stands for one message at most.
    const lost = executions.filter(isLost).length;
    assert.ok(
      texts.length - succeeded.length <= lost,
      `${texts.length - succeeded.length} messages are in none of ${lost} lost executions`,
    );
    await client.unpublish(id);
  });

  await checks.check(
    'acknowledged when the workflow has finished, each message is in a successful execution although n8n was killed',
    async () => {
      const id = await workflowFor(world, 'Suite: finished', 'sure', { acknowledge: 'finished' });
      const texts = await written(world, 'sure', async () => {
        await sleep(5_000);
        await restart('SIGKILL');
      });
      const seen = new Set(textsIn(await settled(world, id, texts), isSuccess));
      assert.deepEqual(
        texts.filter((text) => !seen.has(text)),
        [],
      );
      await client.unpublish(id);
    },
  );
}
