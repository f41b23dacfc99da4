import type { IDataObject, INode, INodeExecutionData, INodeOutputConfiguration, IWebhookDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import type { ReplyValue, WaitOutcome } from '../../../shared/wire-waits';

/** The id of the button with which somebody agrees. */
export const APPROVED = 'approve';

/** The endings of a wait, in the order of the node's outputs. */
const OUTCOMES: readonly { readonly outcome: WaitOutcome; readonly displayName: string }[] = [
  { outcome: 'answered', displayName: 'Answered' },
  { outcome: 'timed_out', displayName: 'Timed Out' },
  { outcome: 'handed_over', displayName: 'Handed to a Person' },
  { outcome: 'opted_out', displayName: 'Opted Out' },
];

const waitOutputs: INodeOutputConfiguration[] = OUTCOMES.map(({ displayName }) => ({ type: NodeConnectionTypes.Main, displayName }));

/** One output for each ending of a wait where the node waits, one for everything else. */
export const outputsByOperation =
  `={{ $parameter["operation"] === "sendAndWait" ? ${JSON.stringify(waitOutputs)} : ["${NodeConnectionTypes.Main}"] }}` as const;

/**
 * The item at the output of its outcome, and nothing at the others. n8n's generated tool for human review has one output and reads
 * the verdict there.
 */
export function atOutputOf(outcome: WaitOutcome, node: Pick<INode, 'type'>, item: INodeExecutionData): INodeExecutionData[][] {
  const output = node.type.endsWith('HitlTool') ? 'answered' : outcome;
  return OUTCOMES.map((one) => (one.outcome === output ? [item] : []));
}

/** What the answer says in the words of n8n's own nodes that wait. Nobody's answer is no approval. */
export function dataOf(responseType: string, value: ReplyValue | undefined): IDataObject {
  if (responseType === 'approval') {
    return { approved: typeof value === 'object' && 'optionId' in value && value.optionId === APPROVED };
  }
  return typeof value === 'string' ? { text: value } : { ...value };
}

/** Whether the gateway's word for an ending is one this node has an output for. */
export function isOutcome(word: unknown): word is WaitOutcome {
  return OUTCOMES.some(({ outcome }) => outcome === word);
}

/** Where a waiting execution is called. */
export const resumeWebhooks: IWebhookDescription[] = [
  {
    name: 'default',
    httpMethod: 'POST',
    responseMode: 'onReceived',
    responseData: 'noData',
    path: '={{ $nodeId }}',
    restartWebhook: true,
    isFullPath: true,
  },
];
