import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { EventEnvelope } from '../Parley/shared/wire-events';
import { mark } from './mark';
import { memoryOf } from './memory';
import { isTaken, take } from './recent';
import { isGenuine, type SignedDelivery } from './standardWebhooks';

/** By then n8n has stored an execution, or never will. */
const LONGEST_START_MS = 300_000;
/** A delivery that is answered at the end of the workflow may take as long as the workflow. */
const LONGEST_WORKFLOW_MS = 6 * 3_600_000;

/**
 * Takes one delivery: refuses what the gateway did not sign, leaves out events that have started an execution before, and gives
 * each other event as an item. It must not throw: n8n would start an execution to show the error in.
 */
export function receive(webhook: IWebhookFunctions): IWebhookResponseData {
  const mode = webhook.getMode() === 'manual' ? 'test' : 'production';
  const now = Date.now();
  const { secret, subscriptionId } = memoryOf(webhook.getWorkflowStaticData('node'), mode);
  if (!isGenuine(signedDelivery(webhook), secret, Math.floor(now / 1000))) {
    return refuse(webhook, 401, 'The signature of this delivery is missing, wrong or too old.');
  }
  const events: unknown = webhook.getBodyData().events;
  if (!Array.isArray(events) || !events.every(isEnvelope)) return refuse(webhook, 400, 'A delivery is {"events": [...]}.');

  // Each event reaches the published trigger and the one that listens for a test: what one has taken is new to the other.
  const trigger = [webhook.getWorkflow().id, webhook.getNode().id, mode].join(' ');
  const once = new Map(events.map((event): [string, EventEnvelope] => [event.id, event]));
  const longestMs = webhook.getNodeParameter('options.acknowledge', '') === 'finished' ? LONGEST_WORKFLOW_MS : LONGEST_START_MS;
  const states = Array.from(once.values(), (event) => ({ event, taken: isTaken(trigger, event.id, now, longestMs) }));
  if (states.some(({ taken }) => taken === 'under_way'))
    return refuse(webhook, 503, 'An earlier delivery of this event is still under way.');
  const fresh = states.filter(({ taken }) => taken === 'no').map(({ event }) => event);
  if (fresh.length === 0) return { webhookResponse: { ok: true } };
  take(
    trigger,
    fresh.map(({ id }) => id),
    webhook.getResponseObject(),
    now,
  );
  const items = itemsOf(webhook, fresh);
  return { webhookResponse: { ok: true }, workflowData: [mode === 'production' ? items.map((item) => mark(item, subscriptionId)) : items] };
}

/** Each event as an item; the messages of a burst as one, which tells of the last of them and holds all. */
function itemsOf(webhook: IWebhookFunctions, events: readonly EventEnvelope[]): INodeExecutionData[] {
  const last = events[events.length - 1];
  const burst: unknown = webhook.getNodeParameter('options.burst.values', null);
  const isBurst = burst !== null && events.every(({ type }) => type === 'message.received');
  if (!isBurst || last === undefined) return events.map((event) => ({ json: event }));
  const { transcript }: { transcript?: unknown } = webhook.getBodyData();
  const messages = events.flatMap(({ data }) => (data.message === undefined ? [] : [data.message]));
  return [{ json: { ...last, eventIds: events.map(({ id }) => id), messages, ...(Array.isArray(transcript) ? { transcript } : {}) } }];
}

function signedDelivery(webhook: IWebhookFunctions): SignedDelivery {
  const headers = webhook.getHeaderData();
  const rawBody: unknown = webhook.getRequestObject().rawBody;
  return {
    id: textOf(headers['webhook-id']),
    timestamp: textOf(headers['webhook-timestamp']),
    signatures: textOf(headers['webhook-signature']),
    rawBody: Buffer.isBuffer(rawBody) ? rawBody : Buffer.alloc(0),
  };
}

function refuse(webhook: IWebhookFunctions, status: number, detail: string): IWebhookResponseData {
  webhook.logger.warn(`Parley Trigger refused a delivery: ${detail}`);
  webhook.getResponseObject().status(status).json({ detail }).end();
  return { noWebhookResponse: true };
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function isEnvelope(value: unknown): value is EventEnvelope {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' && value.id !== '';
}
