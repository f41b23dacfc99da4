import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { pathOf, request } from '../Parley/shared/transport';
import { withFiles } from './files';
import { markOf, unmarked } from './mark';
import { memoryOf } from './memory';

/**
 * The first step of an execution: leaves out events that another execution has taken, and fetches files.
 *
 * Events are claimed here and not when they are delivered: by now n8n has stored the execution, so that an event that is claimed is
 * never lost, whenever n8n is killed. Where the gateway answers only to the end of the workflow, nothing is claimed: what n8n has
 * not finished must come again.
 */
export async function takeEvents(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  const delivered = context.getInputData();
  const items = delivered.map((item, index) => ({ ...unmarked(item), pairedItem: { item: index } }));
  const mine = isClaiming(context) ? await claimed(context, items, markOf(delivered)) : items;
  if (context.getNodeParameter('options.downloadFiles', 0, false) !== true) return mine;
  const complete: INodeExecutionData[] = [];
  for (const item of mine) complete.push(await withFiles(context, item));
  return complete;
}

/** A person who retries an execution, or tries a workflow out, means it. */
function isClaiming(context: IExecuteFunctions): boolean {
  if (!['webhook', 'trigger'].includes(context.getMode())) return false;
  if (context.getNodeParameter('options.acknowledge', 0, '') === 'finished') return false;
  return context.getNodeParameter('options.refuseDoubles', 0, true) !== false;
}

async function claimed(
  context: IExecuteFunctions,
  items: INodeExecutionData[],
  deliveredFor: string | undefined,
): Promise<INodeExecutionData[]> {
  const subscriptionId = deliveredFor ?? memoryOf(context.getWorkflowStaticData('node'), 'production').subscriptionId;
  if (subscriptionId === undefined) return items;
  const eventIds = [...new Set(items.flatMap(eventIdsOf))];
  if (eventIds.length === 0) return items;
  try {
    const path = pathOf('subscriptions', subscriptionId, 'claims');
    const { unclaimed } = await request<{ unclaimed: string[] }>(context, { method: 'POST', path, body: { eventIds } });
    // A burst is one piece of work: while any of its messages is new, somebody must answer.
    return items.filter((item) => eventIdsOf(item).some((id) => unclaimed.includes(id)) || eventIdsOf(item).length === 0);
  } catch (error) {
    // Twice is better than never.
    context.logger.warn(`Parley Trigger could not ask whether an event was taken before: ${error instanceof Error ? error.message : ''}`);
    return items;
  }
}

/** The events an item stands for: one, or all of a burst. */
function eventIdsOf({ json }: INodeExecutionData): string[] {
  if (Array.isArray(json.eventIds)) return json.eventIds.map(String);
  return typeof json.id === 'string' ? [json.id] : [];
}
