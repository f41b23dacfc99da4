import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { idempotencyHeaders } from '../../../shared/idempotency';
import type { WaitingOperation } from '../../../shared/operation';
import { idAt, textAt } from '../../../shared/parameters';
import { pathOf, request } from '../../../shared/transport';
import type { Asked } from '../../../shared/wire-waits';
import { askingFields } from './fields';
import { atOutputOf, dataOf } from './outcomes';
import { patienceMs, questionOf } from './question';

/** The gateway ends the wait and tells so for three days; only after that does n8n give up by itself. */
const SAFETY_NET_MS = 73 * 3_600_000;

export const sendAndWait: WaitingOperation = {
  option: {
    name: 'Send and Wait for Reply',
    value: 'sendAndWait',
    action: 'Send message and wait for reply',
    description: 'Ask a customer something and wait until they answer in the chat: a text, a choice, a file or a place',
  },
  properties: askingFields,
  executeAll: ask,
};

/** Asks the question of the only item and has n8n put the execution away; `resume` brings it back. */
async function ask(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
  const items = context.getInputData();
  if (items.length > 1) {
    throw new NodeOperationError(context.getNode(), `One execution can wait for one answer, and ${items.length} items came in`, {
      itemIndex: 1,
      description:
        'Put a "Loop Over Items" before this node to ask one after the other, or call a workflow for each item to ask all at once.',
    });
  }
  const conversationId = idAt(context, 'conversationId', 0);
  const headers = idempotencyHeaders(context, 0);
  const expiresAt = expiryOf(context, headers['Idempotency-Key']);
  const asked = await request<Asked>(
    context,
    {
      method: 'POST',
      path: pathOf('conversations', conversationId, 'waits'),
      headers,
      body: { ...questionOf(context), resumeUrl: context.getSignedResumeUrl(), expiresAt: new Date(expiresAt).toISOString() },
    },
    0,
  );
  const data = dataOf(textAt(context, 'responseType', 0), undefined);
  if ('skipped' in asked) {
    const json = { outcome: 'handed_over', because: asked.reason, conversationId, data, reply: null };
    return atOutputOf('handed_over', context.getNode(), { json, pairedItem: { item: 0 } });
  }
  context.getContext('node').waitId = asked.waitId;
  // Should n8n wake up by itself it gives out what came in, at the first output. It shall say what has happened instead.
  const json = { outcome: 'timed_out', because: 'no_word_from_gateway', waitId: asked.waitId, conversationId, data, reply: null };
  context.getExecuteData().data.main = atOutputOf('timed_out', context.getNode(), { json, pairedItem: { item: 0 } });
  context.setMetadata({ forwardAllOutputs: true });
  await context.putExecutionToWait(new Date(expiresAt + SAFETY_NET_MS));
  return [items];
}

/** The end of the customer's time, the same when n8n tries again: the gateway knows the request by its key and its body. */
function expiryOf(context: IExecuteFunctions, key: string): number {
  const kept = context.getContext('node');
  const known: unknown = kept[key];
  const expiresAt = typeof known === 'number' ? known : Date.now() + patienceMs(context);
  kept[key] = expiresAt;
  return expiresAt;
}
