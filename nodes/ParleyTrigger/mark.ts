import type { INodeExecutionData } from 'n8n-workflow';

/** Not a name of the envelope's, and gone before the workflow sees the item. */
const KEY = 'deliveredFor';

/**
 * Notes in an item which subscription it was delivered for. n8n stores it with the execution: one that n8n had stored but not begun
 * when it was killed is run at its next start without the workflow's static data (enqueued-execution-recovery.service.ts of 2.41).
 */
export function mark(item: INodeExecutionData, subscriptionId: string | undefined): INodeExecutionData {
  return subscriptionId === undefined ? item : { ...item, json: { ...item.json, [KEY]: subscriptionId } };
}

/** The subscription that items are marked with. */
export function markOf(items: readonly INodeExecutionData[]): string | undefined {
  const found = items.map(({ json }) => json[KEY]).find((id) => typeof id === 'string');
  return typeof found === 'string' ? found : undefined;
}

/** The item as the gateway sent it. */
export function unmarked(item: INodeExecutionData): INodeExecutionData {
  return { ...item, json: Object.fromEntries(Object.entries(item.json).filter(([name]) => name !== KEY)) };
}
