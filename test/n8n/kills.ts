// Many messages through one published workflow while n8n is stopped or killed: none missing, none twice, in order.
import assert from 'node:assert/strict';

import { until } from './support/processes.ts';
import type { Execution, Item, WorkflowNode } from './support/wire.ts';
import { parleyNode, type World } from './support/world.ts';

const TRIGGER = 'New message';
/** So many customers write so many messages each. */
export interface Crowd {
  readonly customers: number;
  readonly each: number;
}
/** A thousand messages. */
export const THOUSAND: Crowd = { customers: 25, each: 40 };
/** To try out the checks themselves. */
export const FEW: Crowd = { customers: 10, each: 10 };
/** Numbers that no other part of the suite uses. */
const FIRST_CUSTOMER = 8_000;
/** Listing executions costs n8n as much as running some. */
const ASK_EVERY_MS = 1_000;

/** Runs in n8n itself. */
const IN_PROCESS = {
  type: 'n8n-nodes-base.set',
  typeVersion: 3.4,
  parameters: {
    mode: 'manual',
    assignments: {
      assignments: [{ id: 'text', name: 'text', type: 'string', value: '={{ $json.data.message.content.text }}' }],
    },
    includeOtherFields: true,
    options: {},
  },
};
/** Runs in n8n's task runner, which is stopped before n8n has ended what it is doing. */
const IN_RUNNER = {
  type: 'n8n-nodes-base.code',
  typeVersion: 2,
  parameters: { mode: 'runOnceForAllItems', language: 'javaScript', jsCode: 'return $input.all();' },
};

async function workflowFor(
  world: World,
  keyword: string,
  options: WorkflowNode['parameters'],
  then: Pick<WorkflowNode, 'type' | 'typeVersion' | 'parameters'>,
): Promise<string> {
  const trigger = parleyNode(world, 'parleyTrigger', TRIGGER, { events: ['message.received'], filters: { keywords: keyword }, options });
  const { id } = await world.client.makeWorkflow({
    name: `Suite: ${keyword}`,
    nodes: [trigger, { id: 'e7a3b4f0-3f39-4b8b-8f5e-000000000001', name: 'Then', position: [240, 0], ...then }],
    connections: { [TRIGGER]: { main: [[{ node: 'Then', type: 'main', index: 0 }]] } },
    settings: { executionOrder: 'v1' },
  });
  assert.equal((await world.client.publish(id)).status, 'published');
  return id;
}

const isSuccess = (run: Execution): boolean => run.status === 'success';
const isLost = (run: Execution): boolean => run.status === 'crashed' || run.status === 'error';
const textOf = ({ json }: Item): string => (json as { data: { message: { content: { text: string } } } }).data.message.content.text;

/** What customers said, in the order of the executions that the trigger gave it to. */
function textsIn(executions: readonly Execution[]): string[] {
  return executions.flatMap((run) => (run.data?.resultData.runData[TRIGGER]?.[0]?.data?.main?.[0] ?? []).map(textOf));
}

/** What an execution that was lost was about: n8n stored it with what its first node was to get. */
function textsLostIn(executions: readonly Execution[]): string[] {
  return executions.flatMap((run) =>
    (run.data?.executionData?.nodeExecutionStack ?? []).flatMap(({ data }) => (data.main?.[0] ?? []).map(textOf)),
  );
}

/** Executions without a message are doubles: the gateway delivers again what n8n did not acknowledge, and its claims leave it out. */
function sayHowMany(executions: readonly Execution[], succeeded: readonly string[]): void {
  const lost = executions.filter(isLost).length;
  const empty = executions.filter((run) => isSuccess(run) && textsIn([run]).length === 0).length;
  console.log(`      ${succeeded.length} messages in successful executions; ${lost} executions lost, ${empty} doubles left out`);
}

/** Everybody writes their messages `from` to `to`, one after the other. */
async function everybodyWrites({ platforms }: World, { customers }: Crowd, keyword: string, from: number, to: number): Promise<void> {
  const writing = Array.from({ length: customers }, async (_, customer) => {
    for (let number = from; number <= to; number++) {
      await platforms.strangerWrites(FIRST_CUSTOMER + customer, textOfMessage(keyword, customer, number));
    }
  });
  await Promise.all(writing);
}

const textOfMessage = (keyword: string, customer: number, number: number): string => `${keyword} ${customer} ${number}`;
const textsOfOne = ({ each }: Crowd, keyword: string, customer: number): string[] =>
  Array.from({ length: each }, (_, index) => textOfMessage(keyword, customer, index + 1));
const textsOfAll = (crowd: Crowd, keyword: string): string[] =>
  Array.from({ length: crowd.customers }, (_, customer) => textsOfOne(crowd, keyword, customer)).flat();

/** Ends n8n once it has so many executions, and starts it again while `meanwhile` goes on. */
async function restartAt(
  { client, n8n, owner }: World,
  id: string,
  mark: number,
  signal: NodeJS.Signals,
  meanwhile = async (): Promise<void> => undefined,
): Promise<void> {
  const isThere = async (): Promise<boolean> => (await client.executions(id, false)).length >= mark;
  await until(isThere, { timeoutMs: 900_000, everyMs: ASK_EVERY_MS, what: `${mark} executions` });
  const from = Date.now();
  await n8n.stop(signal);
  const stopped = Date.now();
  await Promise.all([meanwhile(), n8n.start()]);
  await client.signIn(owner);
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  console.log(`      ${signal} after ${mark}: ended in ${seconds(stopped - from)}, ready again in ${seconds(Date.now() - stopped)}`);
}

/** All executions with their data, once none of them is open and they say what was wanted; as they are then after a quarter of an hour. */
async function settled(
  { client }: World,
  id: string,
  count: number,
  isDone: (executions: readonly Execution[]) => boolean,
): Promise<Execution[]> {
  const isOpen = (run: Execution): boolean => ['new', 'running', 'waiting'].includes(run.status);
  const ask = async (): Promise<Execution[] | undefined> => {
    // Without their data first: with it they are megabytes.
    const all = await client.executions(id, false);
    if (all.length < count || all.some(isOpen)) return undefined;
    const executions = await client.executions(id);
    return isDone(executions) ? executions : undefined;
  };
  return await until(ask, { timeoutMs: 900_000, everyMs: ASK_EVERY_MS, what: 'all messages are in executions' }).catch(
    async () => await client.executions(id),
  );
}

/** The texts that are in none. */
const missingIn = (texts: readonly string[], seen: readonly string[]): string[] => {
  const known = new Set(seen);
  return texts.filter((text) => !known.has(text));
};

/** Many messages through a workflow; `through` has customers write and n8n end, `judge` looks at what became of them. */
interface Trial {
  readonly name: string;
  readonly keyword: string;
  readonly acknowledge: 'atOnce' | 'finished';
  readonly then: typeof IN_PROCESS | typeof IN_RUNNER;
  readonly through: (id: string) => Promise<void>;
  readonly judge: (id: string, texts: readonly string[]) => Promise<void>;
}

export async function checkKills(world: World, crowd: Crowd): Promise<void> {
  for (const trial of [stoppedTwice(world, crowd), killed(world, crowd), killedBeforeTheEnd(world, crowd)]) {
    await world.checks.check(`${crowd.customers * crowd.each} messages ${trial.name}`, async () => {
      const id = await workflowFor(world, trial.keyword, { acknowledge: trial.acknowledge }, trial.then);
      await trial.through(id);
      await trial.judge(id, textsOfAll(crowd, trial.keyword));
      await world.client.unpublish(id);
    });
  }
}

/**
 * Each time with some executions open and some events on their way. n8n ends once it has nothing open for a moment, so customers pause
 * until then: under a stream of events without a gap it would end its executions in the middle after all.
 */
function stoppedTwice(world: World, crowd: Crowd): Trial {
  const keyword = 'calm';
  const { customers, each } = crowd;
  const [first, second] = [Math.floor(each * 0.3), Math.floor(each * 0.65)];
  const open = Math.ceil(customers * each * 0.05);
  return {
    name: 'while n8n is stopped twice: each in one successful execution, in order',
    keyword,
    acknowledge: 'atOnce',
    then: IN_PROCESS,
    async through(id) {
      const write = async (from: number, to: number): Promise<void> => await everybodyWrites(world, crowd, keyword, from, to);
      await write(1, first);
      await restartAt(world, id, first * customers - open, 'SIGTERM', async () => await write(first + 1, second));
      await restartAt(world, id, second * customers - open, 'SIGTERM', async () => await write(second + 1, each));
    },
    async judge(id, texts) {
      const executions = await settled(world, id, texts.length, (runs) => missingIn(texts, textsIn(runs)).length === 0);
      assert.deepEqual([...new Set(executions.map(({ status }) => status))], ['success']);
      const seen = textsIn(executions);
      sayHowMany(executions, seen);
      assert.deepEqual([...seen].sort(), [...texts].sort(), 'each once');
      for (let customer = 0; customer < customers; customer++) {
        const theirs = seen.filter((text) => text.startsWith(`${keyword} ${customer} `));
        assert.deepEqual(theirs, textsOfOne(crowd, keyword, customer), 'in order');
      }
    },
  };
}

/** Everybody writes without a pause, and n8n is killed when it has a third of it. */
async function killedAmidst(world: World, crowd: Crowd, keyword: string, id: string): Promise<void> {
  const mark = Math.floor((crowd.customers * crowd.each) / 3);
  await Promise.all([everybodyWrites(world, crowd, keyword, 1, crowd.each), restartAt(world, id, mark, 'SIGKILL')]);
}

function killed(world: World, crowd: Crowd): Trial {
  const keyword = 'storm';
  return {
    name: 'while n8n is killed: each in an execution, none in two that succeeded',
    keyword,
    acknowledge: 'atOnce',
    then: IN_PROCESS,
    through: async (id) => await killedAmidst(world, crowd, keyword, id),
    async judge(id, texts) {
      const inAny = (runs: readonly Execution[]): string[] => [...textsIn(runs.filter(isSuccess)), ...textsLostIn(runs.filter(isLost))];
      const executions = await settled(world, id, texts.length, (runs) => missingIn(texts, inAny(runs)).length === 0);
      const succeeded = textsIn(executions.filter(isSuccess));
      sayHowMany(executions, succeeded);
      assert.equal(new Set(succeeded).size, succeeded.length, 'none twice');
      assert.deepEqual(missingIn(texts, inAny(executions)), [], 'none missing');
    },
  };
}

function killedBeforeTheEnd(world: World, crowd: Crowd): Trial {
  const keyword = 'sure';
  return {
    name: 'acknowledged when the workflow has finished, while n8n is killed: each in a successful execution',
    keyword,
    acknowledge: 'finished',
    then: IN_RUNNER,
    through: async (id) => await killedAmidst(world, crowd, keyword, id),
    async judge(id, texts) {
      const succeeded = (runs: readonly Execution[]): string[] => textsIn(runs.filter(isSuccess));
      const executions = await settled(world, id, texts.length, (runs) => missingIn(texts, succeeded(runs)).length === 0);
      sayHowMany(executions, succeeded(executions));
      assert.deepEqual(missingIn(texts, succeeded(executions)), [], 'none missing');
    },
  };
}
