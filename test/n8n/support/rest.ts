import type { Owner } from './n8n.ts';
import { until } from './processes.ts';
import type { CredentialRef, Execution, NodeTypeDescription, Publication, StoredWorkflow, Workflow } from './wire.ts';

interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly cookie: string;
}

/** n8n 2.41 answers this, with 503, when its database has not answered for five seconds: its executions come first. */
const N8N_BUSY = 'Database is not ready';

/** n8n as its owner uses it: by session where only the editor has a way, by API key elsewhere. */
export class N8nClient {
  readonly #baseUrl: string;
  #cookie = '';
  #apiKey = '';

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl;
  }

  /** Signs in and makes an API key with every scope. */
  async signIn(owner: Owner): Promise<void> {
    const login = await this.#call('POST', '/rest/login', { emailOrLdapLoginId: owner.email, password: owner.password });
    this.#cookie = login.cookie;
    const scopes = await this.#call<{ data: string[] }>('GET', '/rest/api-keys/scopes');
    const label = `parley ${Date.now()}`;
    const key = await this.#call<{ data: { rawApiKey: string } }>('POST', '/rest/api-keys', {
      label,
      scopes: scopes.body.data,
      expiresAt: null,
    });
    this.#apiKey = key.body.data.rawApiKey;
  }

  /** The names of all node types n8n has loaded. */
  async nodeTypes(): Promise<string[]> {
    const { body } = await this.#call<{ name: string }[]>('GET', '/types/nodes.json');
    return body.map((type) => type.name);
  }

  /** The values that a parameter of a node type offers, as the editor shows them. */
  async optionsOf(nodeType: string, parameter: string): Promise<string[]> {
    const { body } = await this.#call<NodeTypeDescription[]>('GET', '/types/nodes.json');
    const properties = body.find(({ name }) => name === nodeType)?.properties ?? [];
    return (properties.find(({ name }) => name === parameter)?.options ?? []).map(({ value }) => value);
  }

  /** Every operation of a node type, as `resource: operation`, but for the call of any address that n8n adds to each resource. */
  async operationsOf(nodeType: string): Promise<string[]> {
    const { body } = await this.#call<NodeTypeDescription[]>('GET', '/types/nodes.json');
    const lists = (body.find(({ name }) => name === nodeType)?.properties ?? []).filter(({ name }) => name === 'operation');
    return lists.flatMap(({ displayOptions, options }) =>
      (displayOptions?.show?.resource ?? []).flatMap((resource) =>
        (options ?? []).filter(({ value }) => value !== '__CUSTOM_API_CALL__').map(({ value }) => `${resource}: ${value}`),
      ),
    );
  }

  async credentials(): Promise<(CredentialRef & { type: string })[]> {
    const { body } = await this.#call<{ data: (CredentialRef & { type: string })[] }>('GET', '/rest/credentials');
    return body.data;
  }

  async makeCredential(
    name: string,
    data: Readonly<Record<string, string | number | boolean>>,
    type = 'parleyApi',
  ): Promise<CredentialRef> {
    const { body } = await this.#call<{ id: string }>('POST', '/api/v1/credentials', { name, type, data });
    return { id: body.id, name };
  }

  async changeCredential(id: string, data: Readonly<Record<string, string>>): Promise<void> {
    await this.#call('PATCH', `/api/v1/credentials/${id}`, { data });
  }

  /** What the credential's Test button says. */
  async testCredential(id: string): Promise<{ status: 'OK' | 'Error'; message: string }> {
    const { body } = await this.#call<{ status: 'OK' | 'Error'; message: string }>('POST', `/api/v1/credentials/${id}/test`);
    return body;
  }

  async workflows(): Promise<StoredWorkflow[]> {
    const { body } = await this.#call<{ data: StoredWorkflow[] }>('GET', '/api/v1/workflows?limit=100');
    return body.data;
  }

  async makeWorkflow({ name, nodes, connections, settings }: Workflow): Promise<StoredWorkflow> {
    const { body } = await this.#call<StoredWorkflow>('POST', '/api/v1/workflows', { name, nodes, connections, settings });
    return body;
  }

  async changeWorkflow(id: string, { name, nodes, connections, settings }: Workflow): Promise<void> {
    await this.#call('PUT', `/api/v1/workflows/${id}`, { name, nodes, connections, settings });
    await this.#settled(id);
  }

  /** Publishes and waits for the outcome: since n8n 2 the request is answered before any trigger is registered. */
  async publish(id: string): Promise<Publication> {
    await this.#call('POST', `/api/v1/workflows/${id}/activate`);
    return await this.#settled(id);
  }

  async unpublish(id: string): Promise<Publication> {
    await this.#call('POST', `/api/v1/workflows/${id}/deactivate`);
    return await this.#settled(id);
  }

  /** "Execute workflow" in the editor, from a trigger that waits for nothing: to n8n the same request as listening. */
  async execute(workflow: StoredWorkflow, triggerName: string): Promise<void> {
    await this.listenForTestEvent(workflow, triggerName);
  }

  /**
   * "Listen for test event" in the editor. Not while another listening ends: n8n 2.41 then answers 500, as it hangs its running timers on
   * the cached registration that goes and clones all of them for the one that comes (`deactivateWebhooks` of test-webhooks.ts).
   */
  async listenForTestEvent(workflow: StoredWorkflow, triggerName: string): Promise<void> {
    const body = { workflowData: workflow, triggerToStartFrom: { name: triggerName } };
    await this.#call('POST', `/rest/workflows/${workflow.id}/run`, body, { 'push-ref': 'parley-suite' });
  }

  /** All executions of a workflow, oldest first; with their data unless that is not needed, as it is much. */
  async executions(workflowId: string, includeData = true): Promise<Execution[]> {
    const found: Execution[] = [];
    let cursor: string | null = null;
    do {
      const query = new URLSearchParams({
        workflowId,
        includeData: String(includeData),
        limit: '250',
        ...(cursor === null ? {} : { cursor }),
      });
      const page: Answer<{ data: Execution[]; nextCursor: string | null }> = await this.#call(
        'GET',
        `/api/v1/executions?${query.toString()}`,
      );
      found.push(...page.body.data);
      cursor = page.body.nextCursor;
    } while (cursor !== null);
    return found.sort((a, b) => Number(a.id) - Number(b.id));
  }

  /** "Retry with original workflow" of the list of executions; ends when that has ended. */
  async retry(executionId: string): Promise<void> {
    await this.#call('POST', `/rest/executions/${executionId}/retry`, { loadWorkflow: false });
  }

  /** A list of the editor, as it opens for a resource locator of the Parley node. */
  async list(
    methodName: string,
    path: string,
    parameters: object,
    credential: CredentialRef,
    filter = '',
  ): Promise<{ name: string; value: string }[]> {
    const { body } = await this.#call<{ data: { results: { name: string; value: string }[] } }>(
      'POST',
      '/rest/dynamic-node-parameters/resource-locator-results',
      {
        nodeTypeAndVersion: { name: 'n8n-nodes-parley.parley', version: 1 },
        path,
        methodName,
        currentNodeParameters: parameters,
        credentials: { parleyApi: credential },
        filter,
      },
    );
    return body.data.results;
  }

  /** The choices of a field of any node, as the editor asks for them. */
  async options(nodeType: string, methodName: string, path: string): Promise<{ name: string; value: string }[]> {
    const { body } = await this.#call<{ data: { name: string; value: string }[] }>('POST', '/rest/dynamic-node-parameters/options', {
      nodeTypeAndVersion: { name: nodeType, version: 1 },
      path,
      methodName,
      currentNodeParameters: {},
    });
    return body.data;
  }

  async #settled(id: string): Promise<Publication> {
    return await until(
      async () => {
        const { body } = await this.#call<{ data: Publication }>('GET', `/rest/workflows/${id}/publication-status`);
        return body.data.status === 'in_progress' ? undefined : body.data;
      },
      { timeoutMs: 180_000, what: 'the publication is settled' },
    );
  }

  /** Asks once more what only reads while n8n is too busy to answer. */
  async #call<T = unknown>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    const ask = async (): Promise<Answer<T>> => await this.#ask<T>(method, path, body, headers);
    if (method !== 'GET') return await ask();
    const askIfReady = async (): Promise<Answer<T> | undefined> =>
      await ask().catch((error: unknown) => {
        if (error instanceof Error && (error.message.includes(N8N_BUSY) || error.name === 'TimeoutError')) return undefined;
        throw error;
      });
    return await until(askIfReady, { timeoutMs: 300_000, everyMs: 1_000, what: `n8n answers ${path}` });
  }

  async #ask<T>(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Answer<T>> {
    const response = await fetch(this.#baseUrl + path, {
      method,
      headers: {
        ...(path.startsWith('/api/') ? { 'x-n8n-api-key': this.#apiKey } : { cookie: this.#cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`n8n answered ${response.status} to ${method} ${path}: ${text.slice(0, 500)}`);
    const cookie = response.headers
      .getSetCookie()
      .map((entry) => entry.split(';')[0])
      .join('; ');
    return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as T, cookie };
  }
}
