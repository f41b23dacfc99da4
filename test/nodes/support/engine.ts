import 'reflect-metadata';

import { Credentials, ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
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
  IWorkflowBase,
  IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { createRunExecutionData, ICredentialsHelper, NodeHelpers, Workflow } from 'n8n-workflow';

import { ParleyApi } from '../../../credentials/ParleyApi.credentials';
import { Parley } from '../../../nodes/Parley/Parley.node';

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

/** A resource locator as the editor stores it. */
export function locator(value: string, mode: 'id' | 'list' | 'url' = 'id'): IDataObject {
  return { __rl: true, mode, value };
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

/** Runs the Parley node once in n8n's own engine, with these items coming in. */
export async function runParley({ parameters, items = [{}], files = [], timezone = 'UTC', nodeSettings }: ParleyRun): Promise<IRun> {
  const start: INode = { id: 'start-1', name: 'Start', type: 'start', typeVersion: 1, position: [0, 0], parameters: {} };
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
  const workflow = new Workflow({
    id: WORKFLOW_ID,
    nodes: [start, parley],
    connections: { Start: { main: [[{ node: 'Parley', type: 'main', index: 0 }]] } },
    active: false,
    nodeTypes: nodeTypesOf({ start: new Start(), parley: new Parley() }),
    settings: { executionOrder: 'v1', timezone },
  });
  const input = items.map((json, index) => ({ json, ...(files[index] === undefined ? {} : { binary: files[index] }) }));
  const data = createRunExecutionData({
    executionData: {
      contextData: {},
      metadata: {},
      waitingExecution: {},
      waitingExecutionSource: {},
      nodeExecutionStack: [{ node: start, data: { main: [input] }, source: null }],
    },
  });
  const hooks = new ExecutionLifecycleHooks('manual', EXECUTION_ID, {} as IWorkflowBase);
  return await new WorkflowExecute({ ...additionalData(), hooks }, 'manual', data).processRunExecutionData(workflow);
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
