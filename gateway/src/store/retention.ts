import { pruneAudit } from './audit.ts';
import type { Work } from './committer.ts';
import { dropEndedSignIns } from './sign-in-tables.ts';
import { forgetVisitors } from './visitors.ts';
import { pruneNotifications } from './notifications.ts';
import { foldTallies } from './tallies.ts';

const DAY_MS = 24 * 3_600_000;

/** How long what nobody needs any more is kept. Milliseconds. */
export interface Retention {
  /** Platforms' untouched payloads. */
  readonly webhooksMs: number;
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
  /** Lines of the audit log. */
  readonly auditMs: number;
}

export const DEFAULT_RETENTION: Retention = {
  webhooksMs: 30 * DAY_MS,
  deliveriesMs: 7 * DAY_MS,
  idempotencyKeysMs: 7 * DAY_MS,
  claimsMs: 7 * DAY_MS,
  waitsMs: 30 * DAY_MS,
  earlyReportsMs: DAY_MS,
  notificationsMs: 30 * DAY_MS,
  readNotificationsMs: 7 * DAY_MS,
  // Twelve months are what PCI DSS 4.0.1 asks for (requirement 10.5.1); the odd days cover one that is looked into late.
  auditMs: 400 * DAY_MS,
};

/** Removes what is past its time. The keys in `inbox` stay for good: they are what makes a repeated event change nothing. */
export function prune(retention: Retention): Work<null, null> {
  return {
    name: 'retention',
    async run(tx, items) {
      const { db, now } = tx;
      await db
        .deleteFrom('webhooks')
        .where('receivedAt', '<', now - retention.webhooksMs)
        .execute();
      await db
        .deleteFrom('deliveries')
        .where('finishedAt', '<', now - retention.deliveriesMs)
        .execute();
      await db
        .deleteFrom('idempotencyKeys')
        .where('createdAt', '<', now - retention.idempotencyKeysMs)
        .execute();
      await db
        .deleteFrom('claims')
        .where('claimedAt', '<', now - retention.claimsMs)
        .execute();
      await db
        .deleteFrom('waits')
        .where('endedAt', '<', now - retention.waitsMs)
        .execute();
      await db
        .deleteFrom('earlyReports')
        .where('receivedAt', '<', now - retention.earlyReportsMs)
        .execute();
      await pruneAudit(tx, retention.auditMs);
      await foldTallies(tx);
      await dropEndedSignIns(tx);
      await forgetVisitors(tx);
      await pruneNotifications(tx, { allMs: retention.notificationsMs, readMs: retention.readNotificationsMs });
      return items;
    },
  };
}
