import type { INodeExecutionData, INodeOutputConfiguration, IWebhookDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import type { WaitOutcome } from '../../../shared/wire-waits';

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

/** The item at the output of its outcome, and nothing at the others. */
export function atOutputOf(outcome: WaitOutcome, item: INodeExecutionData): INodeExecutionData[][] {
  return OUTCOMES.map((one) => (one.outcome === outcome ? [item] : []));
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
