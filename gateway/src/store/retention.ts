import type { Kept } from '../model/retention.ts';
import { readKept } from './kept.ts';
import { dropBrowsersOfRemoved } from './notifications.ts';
import { type Pace, type Past, createSweeper } from './pruning.ts';
import type { Store } from './store.ts';
import { foldTallies } from './tallies.ts';
import { forgetVisitors } from './visitors.ts';

const DAY_MS = 24 * 3_600_000;

/** How long what nobody needs any more is kept. Milliseconds. What the organisation decides about is `Kept`. */
export interface Retention {
  /** Deliveries that are done or given up. */
  readonly deliveriesMs: number;
  /** DESIGN section 9: seven days. */
  readonly idempotencyKeysMs: number;
  readonly claimsMs: number;
  /** Waits that have ended. */
  readonly waitsMs: number;
  /** Reports on messages that turned out to be none of ours. */
  readonly earlyReportsMs: number;
  /** Notifications, whether anybody looked at them or not. */
  readonly notificationsMs: number;
  /** Notifications that were read or settled, and what live streams resume from. */
  readonly readNotificationsMs: number;
}

export const DEFAULT_RETENTION: Retention = {
  deliveriesMs: 7 * DAY_MS,
  idempotencyKeysMs: 7 * DAY_MS,
  claimsMs: 7 * DAY_MS,
  waitsMs: 30 * DAY_MS,
  earlyReportsMs: DAY_MS,
  notificationsMs: 30 * DAY_MS,
  readNotificationsMs: 7 * DAY_MS,
};

/** What goes at a moment, and how it is found. Milliseconds. */
function pastRows(kept: Retention, { auditDays, webhookDays }: Kept, now: number): readonly Past[] {
  return [
    { table: 'webhooks', key: ['id'], time: 'receivedAt', before: now - webhookDays * DAY_MS, found: 'receivedAt' },
    // What is pending is younger than this: it is given up after three days.
    { table: 'deliveries', key: ['id'], time: 'finishedAt', before: now - kept.deliveriesMs, found: 'createdAt' },
    { table: 'idempotencyKeys', key: ['scope', 'key'], time: 'createdAt', before: now - kept.idempotencyKeysMs, found: 'index' },
    { table: 'claims', key: ['subscriptionId', 'eventId'], time: 'claimedAt', before: now - kept.claimsMs, found: 'walk' },
    { table: 'waits', key: ['id'], time: 'endedAt', before: now - kept.waitsMs, found: 'index' },
    { table: 'earlyReports', key: ['channelId', 'externalId'], time: 'receivedAt', before: now - kept.earlyReportsMs, found: 'walk' },
    { table: 'audit', key: ['id'], time: 'at', before: now - auditDays * DAY_MS, found: 'index' },
    { table: 'authSessions', key: ['id'], time: 'expiresAt', before: now, found: 'index' },
    { table: 'authVerifications', key: ['id'], time: 'expiresAt', before: now, found: 'index' },
    { table: 'attempts', key: ['key'], time: 'resetsAt', before: now, found: 'index' },
    { table: 'visitorTokens', key: ['hash'], time: 'expiresAt', before: now, found: 'index' },
    { table: 'notifications', key: ['id'], time: 'doneAt', before: now - kept.readNotificationsMs, found: 'index' },
    { table: 'notifications', key: ['id'], time: 'createdAt', before: now - kept.notificationsMs, found: 'createdAt' },
    { table: 'notificationNews', key: ['position'], time: 'createdAt', before: now - kept.readNotificationsMs, found: 'createdAt' },
    // Of browsers that are gone: the others' were sent or dropped long ago.
    { table: 'pushes', key: ['subscriptionId', 'notificationId'], time: 'dueAt', before: now - DAY_MS, found: 'index' },
  ];
}

/**
 * Removes what is past its time, in small transactions with room for others in between. The keys in `inbox` stay for good: they are what
 * makes a repeated event change nothing.
 *
 * @param store to be given once: this announces a kind of work
 */
export function createPruning(store: Store, now: () => number, retention = DEFAULT_RETENTION): (pace?: Pace) => Promise<void> {
  const { sweep, sweepBy } = createSweeper(store);
  return async (pace) => {
    for (const past of pastRows(retention, await readKept(store), now())) await sweep(past, pace);
    await sweepBy(forgetVisitors, pace);
    await sweepBy(async (tx) => {
      await dropBrowsersOfRemoved(tx);
      await foldTallies(tx);
      return false;
    }, pace);
  };
}
