import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { ROOT } from './paths.ts';
import type { CredentialRef, Execution, Workflow, WorkflowNode } from './wire.ts';

const TRIGGER = { id: 'a7a3b4f0-3f39-4b8b-8f5e-000000000001', name: 'New message', webhookId: 'a7a3b4f0-3f39-4b8b-8f5e-000000000002' };
const SEND = { id: 'a7a3b4f0-3f39-4b8b-8f5e-000000000003', name: 'Answer' };

/** The name of the trigger in `answering`. */
export const TRIGGER_NAME = TRIGGER.name;

/** Parley Trigger, then Parley: each customer is told what they said. A gateway that is down for a moment is asked again. */
export function answering(credential: CredentialRef, events: readonly string[] = ['message.received']): Workflow {
  const credentials = { parleyApi: credential };
  const trigger: WorkflowNode = {
    ...TRIGGER,
    type: 'n8n-nodes-parley.parleyTrigger',
    typeVersion: 1,
    position: [0, 0],
    parameters: { events, filters: {} },
    credentials,
  };
  const send: WorkflowNode = {
    ...SEND,
    type: 'n8n-nodes-parley.parley',
    typeVersion: 1,
    position: [240, 0],
    parameters: {
      resource: 'message',
      operation: 'send',
      conversationId: { __rl: true, mode: 'id', value: '={{ $json.data.conversation.id }}' },
      text: '=You said: {{ $json.data.message.content.text }}',
      options: { answers: true },
    },
    retryOnFail: true,
    maxTries: 5,
    waitBetweenTries: 2_000,
    credentials,
  };
  return {
    name: 'Suite: answer',
    nodes: [trigger, send],
    connections: { [TRIGGER.name]: { main: [[{ node: SEND.name, type: 'main', index: 0 }]] } },
    settings: { executionOrder: 'v1' },
  };
}

/** An example as an n8n with this credential can use it: the examples themselves name none. */
export async function exampleNamed(file: string, credential: CredentialRef): Promise<Workflow> {
  const workflow = JSON.parse(await readFile(path.join(ROOT, 'examples/workflows', file), 'utf8')) as Workflow;
  const nodes = workflow.nodes.map((node): WorkflowNode =>
    node.type.startsWith('n8n-nodes-parley.') ? { ...node, credentials: { parleyApi: credential } } : node,
  );
  return { ...workflow, nodes };
}

/** Where n8n takes deliveries for the trigger of `answering`. */
export function deliveryUrl(n8nBaseUrl: string): string {
  return `${n8nBaseUrl}/webhook/${TRIGGER.webhookId}/parley`;
}

/** What the customers said that started an execution, in the order of the items. */
export function textsOf(execution: Execution): string[] {
  const items = execution.data?.resultData.runData[TRIGGER.name]?.[0]?.data?.main?.[0] ?? [];
  return items.map(({ json }) => {
    const { data } = json as { data?: { message?: { content?: { text?: string } } } };
    return data?.message?.content?.text ?? '';
  });
}

/** Why an execution failed, for the line that says so. */
export function failureOf(execution: Execution): string {
  return `execution ${execution.id} is ${execution.status}: ${execution.data?.resultData.error?.message ?? 'without a reason'}`;
}
