import assert from 'node:assert/strict';

import { until } from './processes.ts';
import type { CredentialRef, Execution, StoredWorkflow, WorkflowNode } from './wire.ts';
import { exampleNamed } from './workflows.ts';
import type { World } from './world.ts';

/** What a user changes on the canvas after an import, by the name of the node. */
export interface Change {
  readonly parameters?: WorkflowNode['parameters'];
  readonly credentials?: Readonly<Record<string, CredentialRef>>;
}

export type Changes = Readonly<Record<string, Change>>;

/** One example in n8n, as a user has it after importing it, choosing credentials and saying whose addresses. */
export class ExampleRun {
  readonly workflow: StoredWorkflow;
  readonly #world: World;

  private constructor(world: World, workflow: StoredWorkflow) {
    this.#world = world;
    this.workflow = workflow;
  }

  /** Imports it. `settings` are those of the workflow, such as its time zone. */
  static async imported(world: World, file: string, changes: Changes = {}, settings: Readonly<Record<string, unknown>> = {}) {
    const example = await exampleNamed(file, world.credential);
    const missing = Object.keys(changes).filter((name) => !example.nodes.some((node) => node.name === name));
    assert.deepEqual(missing, [], `${file} has these nodes`);
    const nodes = example.nodes.map((node) => {
      const change = changes[node.name];
      return change === undefined
        ? node
        : {
            ...node,
            parameters: { ...node.parameters, ...change.parameters },
            credentials: { ...node.credentials, ...change.credentials },
          };
    });
    const workflow = await world.client.makeWorkflow({ ...example, nodes, settings: { ...example.settings, ...settings } });
    return new ExampleRun(world, workflow);
  }

  /** Publishes it for as long as `use` takes. */
  async published(use: () => Promise<void>): Promise<void> {
    const publication = await this.#world.client.publish(this.workflow.id);
    assert.equal(publication.status, 'published', JSON.stringify(publication));
    try {
      await use();
      const failed = (await this.executions()).filter((run) => run.status === 'error' || run.status === 'crashed');
      assert.deepEqual(
        failed.map((run) => run.data?.resultData.error?.message ?? 'without a reason'),
        [],
        'no execution has failed',
      );
    } finally {
      await this.#world.client.unpublish(this.workflow.id);
    }
  }

  async executions(): Promise<Execution[]> {
    return await this.#world.client.executions(this.workflow.id);
  }

  /** Waits until `count` executions have succeeded, and gives them. */
  async succeeded(count: number): Promise<Execution[]> {
    let seen: Execution[] = [];
    await until(
      async () => {
        seen = await this.executions();
        const failed = seen.find((run) => run.status === 'error' || run.status === 'crashed');
        if (failed !== undefined) throw new Error(failed.data?.resultData.error?.message ?? 'failed without a reason');
        return seen.filter((run) => run.status === 'success').length >= count;
      },
      { timeoutMs: 30_000, what: `${count} successful executions` },
    ).catch((error: unknown) => {
      const states = seen.map((run) => `${run.id} ${run.status}`).join(', ');
      throw new Error(`${error instanceof Error ? error.message : String(error)}; there are: ${states}`);
    });
    return seen.filter((run) => run.status === 'success');
  }
}

/** Whether an execution went through a node. */
export function wentThrough(run: Execution | undefined, node: string): boolean {
  return run?.data?.resultData.runData[node] !== undefined;
}
