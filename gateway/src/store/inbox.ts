import type { Ids } from '../model/ids.ts';
import { type BulkInsert, insertMany } from './bulk.ts';
import type { Tx } from './committer.ts';

/** A webhook with the keys of those of its events that leave no row of their own. */
export interface ArrivedWebhook {
  readonly channelId: string;
  readonly keys: readonly string[];
}

/** A webhook's id, and which of its keys were never seen before. */
export interface RecordedWebhook {
  readonly id: string;
  readonly freshKeys: Set<string>;
}

const INBOX: BulkInsert = {
  table: 'inbox',
  columns: ['channelId', 'eventKey', 'webhookId'],
  suffix: 'on conflict ("channelId", "eventKey") do nothing returning "eventKey", "webhookId"',
};
const WEBHOOKS: BulkInsert = { table: 'webhooks', columns: ['id', 'channelId', 'receivedAt', 'body'], suffix: '' };

/**
 * Notes every key for good. The primary key decides, so that the same event on two gateways at once is fresh on one of them.
 */
export async function recordKeys(tx: Tx, ids: Ids, webhooks: readonly ArrivedWebhook[]): Promise<readonly RecordedWebhook[]> {
  const recorded = webhooks.map((): RecordedWebhook => ({ id: ids.next('whk'), freshKeys: new Set() }));
  const byId = new Map(recorded.map((one) => [one.id, one]));
  const rows = webhooks.flatMap((webhook, index) => webhook.keys.map((key) => [webhook.channelId, key, recorded[index]?.id]));
  const sorted = tx.dialect === 'postgres' ? rows.sort((a, b) => (String(a) < String(b) ? -1 : 1)) : rows;
  const fresh = await insertMany<{ eventKey: string; webhookId: string }>(tx.db, tx.dialect, INBOX, sorted);
  for (const row of fresh) byId.get(row.webhookId)?.freshKeys.add(row.eventKey);
  return recorded;
}

/** Keeps the untouched bodies of webhooks that brought something new. */
export async function keepBodies(
  tx: Tx,
  webhooks: readonly { readonly id: string; readonly channelId: string; readonly body: string }[],
): Promise<void> {
  await insertMany(tx.db, tx.dialect, WEBHOOKS, webhooks.map(({ id, channelId, body }) => [id, channelId, tx.now, body])); // prettier-ignore
}
