import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { ReplyValue, WaitEnd } from '../../../shared/wire-waits';
import { atOutputOf, dataOf, isOutcome } from './outcomes';

/**
 * Takes the gateway's word for how a wait ended, and has the execution go on at the output of that. n8n has checked the signature
 * of the address. It must not throw: n8n would start an execution to show the error in.
 */
export function resume(webhook: IWebhookFunctions): IWebhookResponseData {
  const end = webhook.getBodyData();
  if (!isWaitEnd(end)) {
    webhook.getResponseObject().status(400).json({ detail: 'A wait ends with {"outcome": …, "reply": …}.' }).end();
    return { noWebhookResponse: true };
  }
  // In a loop the address is the same for every question. A call for an earlier one that came late is no answer to this one.
  const current = currentWait(webhook);
  if (current !== undefined && end.waitId !== undefined && end.waitId !== current) {
    return { webhookResponse: { ok: true, ignored: 'This wait has ended before.' } };
  }
  const item = { json: resultOf(webhook, end), pairedItem: { item: 0 } };
  return { webhookResponse: { ok: true }, workflowData: atOutputOf(end.outcome, webhook.getNode(), item) };
}

/** The wait that the execution was put away for; undefined where n8n cannot say. */
function currentWait(webhook: IWebhookFunctions): string | undefined {
  try {
    const waitId: unknown = webhook.evaluateExpression(`{{ $node[${JSON.stringify(webhook.getNode().name)}].context.waitId }}`);
    return typeof waitId === 'string' ? waitId : undefined;
  } catch {
    return undefined;
  }
}

/** What the workflow goes on with. `answer` is the answer in its simplest form, `data` what n8n's own nodes call it. */
function resultOf(webhook: IWebhookFunctions, { outcome, because, waitId, conversationId, messageId, reply }: WaitEnd): IDataObject {
  const value = reply?.value;
  return {
    outcome,
    ...(because === undefined ? {} : { because }),
    ...(waitId === undefined ? {} : { waitId }),
    ...(conversationId === undefined ? {} : { conversationId }),
    ...(messageId === undefined ? {} : { messageId }),
    ...(value === undefined ? {} : { answer: simply(value), value }),
    data: dataOf(String(webhook.getNodeParameter('responseType', '')), value),
    reply: reply?.message ?? null,
  };
}

/** A text as it is, a choice by its id or else its label, a file by its address, a place as it is. */
function simply(value: ReplyValue): IDataObject | string {
  if (typeof value === 'string') return value;
  if ('label' in value) return value.optionId ?? value.label;
  return 'mimeType' in value ? value.url : { ...value };
}

function isWaitEnd(body: IDataObject): body is IDataObject & WaitEnd {
  return isOutcome(body.outcome);
}
