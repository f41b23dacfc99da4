import type { Delivery, DeliveryError, DeliveryState } from './message.ts';

/**
 * How far a message has come. Platforms report in any order and repeat themselves, so a report only ever raises it.
 * `unknown` ranks below `sent`: any word from the platform settles it.
 */
const RANK: Readonly<Record<DeliveryState, number>> = {
  queued: 0,
  sending: 1,
  unknown: 2,
  sent: 3,
  failed: 4,
  delivered: 5,
  read: 6,
};

/** A platform's report on a message of ours. */
export interface StatusReport {
  readonly state: 'sent' | 'delivered' | 'read' | 'failed';
  readonly error?: DeliveryError;
}

/**
 * Folds a report into a delivery. `failed` is final only where the message was not delivered: a platform that reports
 * both is believed about the delivery. Returns the same object when nothing changes.
 */
export function foldStatus(delivery: Delivery, report: StatusReport): Delivery {
  if (RANK[report.state] <= RANK[delivery.state]) return delivery;
  const { error: _settled, ...rest } = delivery;
  return { ...rest, state: report.state, ...(report.state === 'failed' && report.error ? { error: report.error } : {}) };
}
