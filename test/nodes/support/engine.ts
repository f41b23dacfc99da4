import 'reflect-metadata';

import { Credentials, ExecutionLifecycleHooks, WebhookContext, WorkflowExecute } from 'n8n-core';
import type {
  IBinaryKeyData,
  ICredentialDataDecryptedObject,
  ICredentialType,
  IDataObject,
  IHttpRequestOptions,
  INode,
  INodeExecutionData,
  INodeType,
  INodeTypes,
  IRun,
  IRunExecutionData,
  IWebhookResponseData,
  IWorkflowBase,
  IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { createRunExecutionData, ICredentialsHelper, NodeHelpers, Workflow } from 'n8n-workflow';

import { ParleyApi } from '../../../credentials/ParleyApi.credentials';
import { Parley } from '../../../nodes/Parley/Parley.node';

export { locator } from '../../support/node-operations';

/** Where the nodes under test believe the gateway to be. The trailing slash is what people paste. */
export const GATEWAY = 'http://gateway.test';
const CREDENTIAL = { baseUrl: `${GATEWAY}/`, apiKey: 'key-1' };

export const WORKFLOW_ID = 'workflow-1';
export const EXECUTION_ID = '77';
export const NODE_ID = 'node-1';

/** Hands the one credential out and puts its key on requests, as the generic authentication of the credential type says. */
class OneCredential extends ICredentialsHelper {
  constructor(
    private readonly type: ICredentialType,
    private readonly data: ICredentialDataDecryptedObject,
  ) {
    super();
  }
  getParentTypes() {
    return [];
  }
  isCredentialUsableByNode() {
    return true;
  }
  getCredentialsProperties() {
    return [];
  }
  async authenticate(credentials: ICredentialDataDecryptedObject, _type: string, options: IHttpRequestOptions) {
    const { authenticate } = this.type;
    if (authenticate === undefined || typeof authenticate === 'function') return options;
    const resolved = Object.entries(authenticate.properties.headers ?? {}).map(([name, value]) => [
      name,
      String(value)
        .replace(/^=/, '')
        .replace(/\{\{\$credentials\.(\w+)\}\}/g, (_match, key: string) => String(credentials[key])),
    ]);
    return { ...options, headers: { ...options.headers, ...Object.fromEntries(resolved) } };
  }
  async preAuthentication() {
    return undefined;
  }
  async runPreAuthentication() {
    return undefined;
  }
  async getCredentials(details: { id: string | null; name: string }, type: string) {
    return new Credentials(details, type, '');
  }
  async getDecrypted() {
    return this.data;
  }
  async updateCredentials() {}
  async updateCredentialsOauthTokenData() {}
}

/** What n8n gives every node beside its workflow. A function, because an execution keeps its state in it. */
export function additionalData(): IWorkflowExecuteAdditionalData {
  return {
    credentialsHelper: new OneCredential(new ParleyApi(), CREDENTIAL),
    executionId: EXECUTION_ID,
    restApiUrl: 'http://n8n.test/rest',
    instanceBaseUrl: 'http://n8n.test/',
    webhookBaseUrl: 'http://n8n.test/webhook',
    webhookTestBaseUrl: 'http://n8n.test/webhook-test',
    webhookWaitingBaseUrl: 'http://n8n.test/webhook-waiting',
    formWaitingBaseUrl: 'http://n8n.test/form-waiting',
    variables: {},
    setExecutionStatus: () => undefined,
    sendDataToUI: () => undefined,
  } as unknown as IWorkflowExecuteAdditionalData;
}

/** A registry of exactly these node types. */
export function nodeTypesOf(types: Record<string, INodeType>): INodeTypes {
  const typeNamed = (name: string): INodeType => {
    const type = types[name];
    if (type === undefined) throw new Error(`No node type ${name} in this test`);
    return type;
  };
  return {
    getByName: typeNamed,
    getByNameAndVersion: (name, version) => NodeHelpers.getVersionedNodeType(typeNamed(name), version),
    getKnownTypes: () => ({}),
  };
}

/** Hands its input on, so that a test starts from items of its choice. */
class Start implements INodeType {
  description = {
    displayName: 'Start',
    name: 'start',
    group: ['trigger'],
    version: 1,
    description: '',
    defaults: {},
    inputs: [],
    outputs: ['main'],
    properties: [],
  } as unknown as INodeType['description'];

  async execute(this: { getInputData(): INodeExecutionData[] }) {
    return [this.getInputData()];
  }
}

export interface ParleyRun {
  readonly parameters: IDataObject;
  readonly items?: readonly IDataObject[];
  /** Files that come in, by the index of their item. */
  readonly files?: readonly (IBinaryKeyData | undefined)[];
  /** The time zone of the workflow. */
  readonly timezone?: string;
  readonly nodeSettings?: Partial<INode>;
}

const START: INode = { id: 'start-1', name: 'Start', type: 'start', typeVersion: 1, position: [0, 0], parameters: {} };

/** A workflow of a start and the Parley node. */
export function parleyWorkflow({ parameters, timezone = 'UTC', nodeSettings }: ParleyRun): Workflow {
  const parley: INode = {
    id: NODE_ID,
    name: 'Parley',
    type: 'parley',
    typeVersion: 1,
    position: [200, 0],
    parameters: parameters as INode['parameters'],
    credentials: { parleyApi: { id: '1', name: 'Parley API' } },
    ...nodeSettings,
  };
  return new Workflow({
    id: WORKFLOW_ID,
    nodes: [START, parley],
    connections: { Start: { main: [[{ node: 'Parley', type: 'main', index: 0 }]] } },
    active: false,
    nodeTypes: nodeTypesOf({ start: new Start(), parley: new Parley(), parleyHitlTool: new Parley() }),
    settings: { executionOrder: 'v1', timezone },
  });
}

async function execute(workflow: Workflow, data: IRunExecutionData, executionId = EXECUTION_ID): Promise<IRun> {
  const mode = executionId === EXECUTION_ID ? 'manual' : 'retry';
  const hooks = new ExecutionLifecycleHooks(mode, executionId, {} as IWorkflowBase);
  return await new WorkflowExecute({ ...additionalData(), executionId, hooks }, mode, data).processRunExecutionData(workflow);
}

/** Runs the Parley node once in n8n's own engine, with these items coming in. */
export async function runParley(wanted: ParleyRun): Promise<IRun> {
  const { items = [{}], files = [] } = wanted;
  const input = items.map((json, index) => ({ json, ...(files[index] === undefined ? {} : { binary: files[index] }) }));
  const data = createRunExecutionData({
    executionData: {
      contextData: {},
      metadata: {},
      waitingExecution: {},
      waitingExecutionSource: {},
      nodeExecutionStack: [{ node: START, data: { main: [input] }, source: null }],
    },
  });
  return await execute(parleyWorkflow(wanted), data);
}

/** An execution that waits or has failed, as n8n has put it away: as JSON. */
function storedData(run: IRun): IRunExecutionData {
  return JSON.parse(JSON.stringify(run.data)) as IRunExecutionData;
}

/** Wakes a waiting execution as n8n does when its time has come (wait-tracker.js of n8n 2.41). */
export async function wake(waiting: IRun, wanted: ParleyRun): Promise<IRun> {
  return await execute(parleyWorkflow(wanted), storedData(waiting));
}

/** Retries a failed execution as n8n does it when a person asks for that: as one with a number of its own (execution.service.js of n8n 2.41). */
export async function retry(failed: IRun, wanted: ParleyRun): Promise<IRun> {
  const data = storedData(failed);
  delete data.resultData.error;
  data.resultData.runData.Parley?.pop();
  return await execute(parleyWorkflow(wanted), data, '78');
}

export interface Resumed {
  readonly status: number;
  readonly result: IWebhookResponseData;
  /** The execution that went on, where it did. */
  readonly run: IRun | undefined;
}

/** Calls the address a waiting execution has given out, as n8n does it (waiting-webhooks.js and webhook-helpers.js of n8n 2.41). */
export async function callResumeUrl(waiting: IRun, wanted: ParleyRun, body: IDataObject): Promise<Resumed> {
  const workflow = parleyWorkflow(wanted);
  const node = workflow.getNode('Parley');
  const data = storedData(waiting);
  const entry = data.executionData?.nodeExecutionStack[0];
  const [webhookDescription] = new Parley().description.webhooks ?? [];
  if (node === null || entry === undefined || webhookDescription === undefined) throw new Error('Nothing waits');
  const answer = {
    statusCode: 200,
    status: (code: number) => ({ ...answer, statusCode: (answer.statusCode = code) }),
    json: () => answer,
    end: () => answer,
  };
  const workflowExecuteAdditionalData = additionalData();
  workflowExecuteAdditionalData.httpRequest = { body, headers: {}, query: {}, params: {} } as never;
  workflowExecuteAdditionalData.httpResponse = answer as never;
  const webhook = {
    httpMethod: 'POST',
    node: 'Parley',
    path: NODE_ID,
    webhookDescription,
    workflowId: WORKFLOW_ID,
    workflowExecuteAdditionalData,
  } as const;
  const context = new WebhookContext(workflow, node, workflowExecuteAdditionalData, 'manual', webhook, [], data);
  const result = await new Parley().webhook.call(context);
  if (result.workflowData === undefined) return { status: answer.statusCode, result, run: undefined };
  entry.node.disabled = true;
  entry.data.main = result.workflowData;
  entry.metadata = { ...entry.metadata, forwardAllOutputs: true };
  data.waitTill = undefined;
  data.resultData.runData.Parley?.pop();
  return { status: answer.statusCode, result, run: await execute(workflow, data) };
}

/** The JSON that came out of each output. */
export function outputsOf(run: IRun | undefined): IDataObject[][] {
  return (run?.data.resultData.runData.Parley?.[0]?.data?.main ?? []).map((items) => (items ?? []).map(({ json }) => json));
}

/** What the Parley node gave out. Fails with the run's error when there is nothing. */
export function itemsFrom(run: IRun): INodeExecutionData[] {
  const items = run.data.resultData.runData.Parley?.[0]?.data?.main?.[0];
  if (items === undefined || items === null) throw run.data.resultData.error ?? new Error('The node gave nothing out');
  return items;
}

/** The JSON of what the Parley node gave out. */
export function jsonFrom(run: IRun): IDataObject[] {
  return itemsFrom(run).map((item) => item.json);
}
