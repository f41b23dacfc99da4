import { sql } from 'kysely';
import type { Delivery } from '../../model/message.ts';
import { type Page, type Reads, pageOf } from './page.ts';

/** A delivery or a message that was given up. */
export interface DeadLetter {
  readonly id: string;
  readonly conversationId: string | null;
  readonly channelId: string | null;
  readonly subscriptionId: string | null;
  readonly eventId: string | null;
  /** Milliseconds since 1970: of a delivery when it was given up, of a message when it was written. */
  readonly at: number;
  readonly attempts: number | null;
  readonly reason: { readonly code: string | null; readonly detail: string };
}

/** Deliveries to subscriptions that were given up, latest first. By `deliveriesFailed`. */
export async function listFailedDeliveries(
  { reader }: Pick<Reads, 'reader'>,
  page: { readonly before: number | null; readonly limit: number },
): Promise<Page<DeadLetter, number>> {
  let query = reader
    .selectFrom('deliveries')
    .innerJoin('events', 'events.id', 'deliveries.eventId')
    .select([
      'deliveries.id',
      'events.conversationId',
      'deliveries.subscriptionId',
      'deliveries.eventId',
      'deliveries.finishedAt',
      'deliveries.createdAt',
      'deliveries.attempts',
      'deliveries.lastStatus',
      'deliveries.lastError',
    ]) // prettier-ignore
    // Written out, so that SQLite knows the index that has only these.
    .where(sql<boolean>`"deliveries"."state" = 'failed'`)
    .orderBy('deliveries.id', 'desc')
    .limit(page.limit + 1);
  if (page.before !== null) query = query.where('deliveries.id', '<', page.before);
  const found = pageOf(await query.execute(), page.limit, (row) => row.id);
  const rows = found.rows.map((row) => ({
    id: String(row.id),
    conversationId: row.conversationId,
    channelId: null,
    subscriptionId: row.subscriptionId,
    eventId: row.eventId,
    at: row.finishedAt ?? row.createdAt,
    attempts: row.attempts,
    reason: { code: row.lastStatus === null ? null : `http_${row.lastStatus}`, detail: row.lastError ?? 'It was not taken.' },
  }));
  return { rows, next: found.next };
}

/** Messages that did not go out and are not tried any more, latest first. By `messagesFailed`. */
export async function listFailedMessages(
  { reader }: Pick<Reads, 'reader'>,
  page: { readonly before: string | null; readonly limit: number },
): Promise<Page<DeadLetter, string>> {
  let query = reader
    .selectFrom('messages')
    .select(['id', 'conversationId', 'channelId', 'createdAt', 'deliveryJson'])
    .where(sql<boolean>`"deliveryState" = 'failed'`)
    .orderBy('id', 'desc')
    .limit(page.limit + 1);
  if (page.before !== null) query = query.where('id', '<', page.before);
  const found = pageOf(await query.execute(), page.limit, (row) => row.id);
  const rows = found.rows.map(({ id, conversationId, channelId, createdAt, deliveryJson }) => {
    const delivery: Pick<Delivery, 'error'> = JSON.parse(deliveryJson ?? '{}');
    const { code = null, detail = 'It did not go out.' } = delivery.error ?? {};
    return { id, conversationId, channelId, at: createdAt, subscriptionId: null, eventId: null, attempts: null, reason: { code, detail } };
  });
  return { rows, next: found.next };
}
