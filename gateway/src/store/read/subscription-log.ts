import { type Page, type Reads, pageOf } from './page.ts';

/** What became of one event on its way to one subscription. */
export interface LoggedDelivery {
  readonly id: number;
  readonly eventId: string;
  readonly type: string;
  readonly conversationId: string | null;
  readonly state: string;
  readonly attempts: number;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  readonly createdAt: number;
  readonly finishedAt: number | null;
}

/** A subscription's deliveries, newest first. */
export async function listDeliveries(
  { reader }: Reads,
  subscriptionId: string,
  filter: { readonly state?: string | undefined },
  page: { readonly before: number | null; readonly limit: number },
): Promise<Page<LoggedDelivery, number>> {
  let query = reader
    .selectFrom('deliveries')
    .innerJoin('events', 'events.id', 'deliveries.eventId')
    .select([
      'deliveries.id',
      'deliveries.eventId',
      'events.type',
      'events.conversationId',
      'deliveries.state',
      'deliveries.attempts',
      'deliveries.lastStatus',
      'deliveries.lastError',
      'deliveries.createdAt',
      'deliveries.finishedAt',
    ]) // prettier-ignore
    .where('deliveries.subscriptionId', '=', subscriptionId)
    .orderBy('deliveries.id', 'desc')
    .limit(page.limit + 1);
  if (filter.state !== undefined) query = query.where('deliveries.state', '=', filter.state);
  if (page.before !== null) query = query.where('deliveries.id', '<', page.before);
  return pageOf(await query.execute(), page.limit, (row) => row.id);
}
