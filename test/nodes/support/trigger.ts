import { createHmac } from 'node:crypto';
import { EventEmitter } from 'node:events';

import { ExecutionLifecycleHooks, HookContext, WebhookContext, WorkflowExecute } from 'n8n-core';
import type {
  IDataObject,
  INode,
  INodeExecutionData,
  IWebhookData,
  IWebhookResponseData,
  IWorkflowBase,
  WorkflowActivateMode,
  WorkflowExecuteMode,
} from 'n8n-workflow';
import { createRunExecutionData, Workflow } from 'n8n-workflow';

import { ParleyTrigger } from '../../../nodes/ParleyTrigger/ParleyTrigger.node';
import { additionalData, EXECUTION_ID, nodeTypesOf, WORKFLOW_ID } from './engine';

let benches = 0;

/** A published trigger, as n8n's own contexts see it: what it stores, what it answers. */
export class TriggerBench {
  readonly trigger = new ParleyTrigger();
  readonly workflow: Workflow;
  readonly #node: INode;

  constructor(parameters: IDataObject, staticData: IDataObject = {}) {
    this.#node = {
      id: `trigger-${++benches}`,
      name: 'Trigger',
      type: 'parleyTrigger',
      typeVersion: 1,
      position: [0, 0],
      webhookId: 'hook-1',
      parameters: parameters as INode['parameters'],
      credentials: { parleyApi: { id: '1', name: 'Parley API' } },
    };
    this.workflow = new Workflow({
      id: WORKFLOW_ID,
      nodes: [this.#node],
      connections: {},
      active: true,
      nodeTypes: nodeTypesOf({ parleyTrigger: this.trigger }),
      staticData: { 'node:Trigger': staticData },
    });
  }

  /** What the node keeps between calls. */
  get memory(): IDataObject {
    return JSON.parse(JSON.stringify(this.workflow.staticData['node:Trigger']));
  }

  /** Runs checkExists, create or delete as n8n does on publishing and unpublishing. */
  async run(method: 'checkExists' | 'create' | 'delete', activation: WorkflowActivateMode = 'activate'): Promise<boolean> {
    return await this.#run(method, 'trigger', activation, false);
  }

  /** The same for "listen for test event"; n8n ends that with other words than it begins it with. */
  async runForTest(method: 'checkExists' | 'create' | 'delete'): Promise<boolean> {
    return await (method === 'delete' ? this.#run(method, 'internal', 'update', true) : this.#run(method, 'manual', 'manual', true));
  }

  async #run(
    method: 'checkExists' | 'create' | 'delete',
    mode: WorkflowExecuteMode,
    activation: WorkflowActivateMode,
    isTest: boolean,
  ): Promise<boolean> {
    const data = additionalData();
    const hook = new HookContext(this.workflow, this.#node, data, mode, activation, this.#webhookData(data, isTest));
    return await this.trigger.webhookMethods.default[method].call(hook);
  }

  /**
   * Delivers these bytes with these headers to the trigger's address. Afterwards n8n answers `n8nAnswers`, unless the node has
   * answered itself; undefined leaves the delivery open.
   */
  async deliver(rawBody: Buffer, headers: IDataObject, options: DeliverOptions = {}): Promise<Delivered> {
    const { mode = 'webhook', n8nAnswers = 200 } = options;
    const response = new AnswerStub();
    const data = additionalData();
    data.httpRequest = { rawBody, body: JSON.parse(rawBody.toString()), headers, query: {}, params: {} } as never;
    data.httpResponse = response as never;
    const context = new WebhookContext(this.workflow, this.#node, data, mode, this.#webhookData(data), [], null);
    const result = await this.trigger.webhook.call(context);
    if (n8nAnswers !== 'never' && !response.writableEnded) response.status(n8nAnswers).end();
    return { status: response.statusCode, result };
  }

  /** Runs the trigger as the first step of an execution that n8n has stored, with what `webhook` gave it. */
  async execute(items: readonly IDataObject[], mode: WorkflowExecuteMode = 'webhook'): Promise<INodeExecutionData[]> {
    const stack = [{ node: this.#node, data: { main: [items.map((json) => ({ json }))] }, source: null }];
    const data = createRunExecutionData({
      executionData: { contextData: {}, metadata: {}, waitingExecution: {}, waitingExecutionSource: {}, nodeExecutionStack: stack },
    });
    const hooks = new ExecutionLifecycleHooks(mode, EXECUTION_ID, {} as IWorkflowBase);
    const run = await new WorkflowExecute({ ...additionalData(), hooks }, mode, data).processRunExecutionData(this.workflow);
    if (run.data.resultData.error !== undefined) throw run.data.resultData.error;
    return run.data.resultData.runData.Trigger?.[0]?.data?.main?.[0] ?? [];
  }

  #webhookData(workflowExecuteAdditionalData: IWebhookData['workflowExecuteAdditionalData'], isTest = false): IWebhookData {
    const [webhookDescription] = this.trigger.description.webhooks ?? [];
    if (webhookDescription === undefined) throw new Error('The trigger has no webhook');
    return {
      httpMethod: 'POST',
      node: 'Trigger',
      path: 'hook-1/parley',
      webhookDescription,
      workflowId: WORKFLOW_ID,
      workflowExecuteAdditionalData,
      isTest,
    };
  }
}

export interface DeliverOptions {
  readonly mode?: WorkflowExecuteMode;
  readonly n8nAnswers?: number | 'never';
}

export interface Delivered {
  /** The status that the gateway got. */
  readonly status: number;
  readonly result: IWebhookResponseData;
}

/** As much of an HTTP answer as n8n and the node use. */
class AnswerStub extends EventEmitter {
  statusCode = 200;
  writableEnded = false;
  status(code: number): this {
    this.statusCode = code;
    return this;
  }
  json(): this {
    return this.end();
  }
  end(): this {
    if (!this.writableEnded) {
      this.writableEnded = true;
      this.emit('close');
    }
    return this;
  }
}

/** The headers Standard Webhooks asks for, signed over exactly these bytes. */
export function signedHeaders(rawBody: Buffer, secret: string, timestamp: number, id = 'dlv_1'): IDataObject {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(rawBody).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': `v1,${signature}` };
}
