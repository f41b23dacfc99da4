import type { IDataObject } from 'n8n-workflow';

import type { SubscriptionMode } from '../Parley/shared/wire-events';

/**
 * What the trigger remembers of one registration, in the workflow's static data. "Listen for test event" has a registration of
 * its own beside the published one, and neither may use the other's secret.
 */
export type Memory = {
  subscriptionId?: string;
  /** The address that was subscribed. */
  url?: string;
  /**
   * Kept when the registration goes. n8n saves static data as a whole: an execution that uses it and ends while the workflow is
   * published anew would otherwise put an old secret back, and every later delivery would be refused.
   */
  secret?: string;
};

/** The memory for `mode`, as stored. */
export function memoryOf(staticData: IDataObject, mode: SubscriptionMode): Memory {
  const stored: unknown = staticData[mode];
  if (typeof stored !== 'object' || stored === null) return {};
  const { subscriptionId, url, secret }: Partial<Record<keyof Memory, unknown>> = stored;
  return {
    ...(typeof subscriptionId === 'string' ? { subscriptionId } : {}),
    ...(typeof url === 'string' ? { url } : {}),
    ...(typeof secret === 'string' ? { secret } : {}),
  };
}

/** Stores the memory for `mode`: as one new value, since n8n notices only assignments on the first levels. */
export function remember(staticData: IDataObject, mode: SubscriptionMode, memory: Memory): void {
  staticData[mode] = { ...memory };
}
