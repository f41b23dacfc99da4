// Several triggers on one WhatsApp number, each with deliveries of another kind, in a real n8n.
import assert from 'node:assert/strict';

import { until } from './support/processes.ts';
import type { Execution, Item, WorkflowNode } from './support/wire.ts';
import { parleyNode, type World } from './support/world.ts';

const TRIGGER = 'New message';
/** Nobody else writes under this number. */
const WRITER = 7_101;
const SAID = ['triple one', 'triple two', 'triple three'];
/** What each of the triggers asks for. */
const KINDS: Readonly<Record<'each' | 'batch' | 'burst', WorkflowNode['parameters']>> = {
  each: {},
  batch: { batch: { values: { maxEvents: 3, maxWaitMs: 20_000 } } },
  burst: { burst: { values: { quietSeconds: 1, maxSeconds: 20 } } },
};

interface Spoken {
  readonly content: { readonly text?: string };
}

const textOf = (message: Spoken | undefined): string => message?.content.text ?? '';
const textsOfItem = ({ json }: Item): string[] => {
  const { data, messages } = json as { data: { message?: Spoken }; messages?: readonly Spoken[] };
  return (messages ?? [data.message]).map(textOf);
};
const itemsOf = (run: Execution): readonly Item[] => run.data?.resultData.runData[TRIGGER]?.[0]?.data?.main?.[0] ?? [];

export async function checkDeliveries(world: World): Promise<void> {
  const { checks, client, platforms } = world;
  const ids = new Map<string, string>();
  const runsOf = async (kind: keyof typeof KINDS, count: number): Promise<readonly (readonly Item[])[]> => {
    const ask = async (): Promise<Execution[] | undefined> => {
      const runs = (await client.executions(ids.get(kind) ?? '')).filter(({ status }) => status === 'success');
      return runs.length >= count ? runs : undefined;
    };
    return (await until(ask, { timeoutMs: 40_000, what: `${count} executions of "${kind}"` })).map(itemsOf);
  };

  await checks.check('three published triggers on one number each get what a customer writes', async () => {
    for (const [kind, options] of Object.entries(KINDS)) {
      const trigger = parleyNode(world, 'parleyTrigger', TRIGGER, {
        events: ['message.received'],
        filters: { keywords: 'triple' },
        options,
      });
      const settings = { executionOrder: 'v1' };
      const { id } = await client.makeWorkflow({ name: `Suite: ${kind}`, nodes: [trigger], connections: {}, settings });
      assert.equal((await client.publish(id)).status, 'published');
      ids.set(kind, id);
    }
    for (const text of SAID) await platforms.strangerWrites(WRITER, text);
    assert.deepEqual(
      (await runsOf('each', SAID.length)).map((items) => items.map(textsOfItem)),
      SAID.map((text) => [[text]]),
    );
  });

  await checks.check('a batch is one execution with an item for each event, in order', async () => {
    assert.deepEqual(
      (await runsOf('batch', 1)).map((items) => items.map(textsOfItem)),
      [SAID.map((text) => [text])],
    );
  });

  await checks.check('a burst is one item with all messages, and what was said before', async () => {
    const runs = await runsOf('burst', 1);
    assert.deepEqual(
      runs.map((items) => items.map(textsOfItem)),
      [[SAID]],
    );
    const { transcript } = runs[0]?.[0]?.json ?? {};
    for (const text of SAID) assert.ok(JSON.stringify(transcript).includes(text), `the transcript has "${text}"`);
    for (const id of ids.values()) await client.unpublish(id);
  });
}
