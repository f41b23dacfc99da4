import type { Tx } from './committer.ts';
import { MAIL_DELAY_MS } from './notifications.ts';
import type { Store } from './store.ts';

/** What nobody was told of in time is not news any more: a server that was away for a week does not end in a flood. Milliseconds. */
export const NEWS_MS = 24 * 3_600_000;

/**
 * Members to whom something is to be mailed now. While a mail to a member still waits to go out, what else there is gathers for the next, so
 * that a mail server that comes back has one mail for each and not one for each minute.
 */
export async function membersToMail({ reader }: Store, now: number, limit: number): Promise<readonly string[]> {
  const rows = await reader
    .selectFrom('notifications')
    .select('memberId')
    .where('mailAt', 'is not', null)
    .where('mailAt', '<=', now)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('mails').select('mails.id').whereRef('mails.about', '=', 'notifications.memberId'))),
    )
    .orderBy('mailAt')
    .limit(limit)
    .execute();
  return [...new Set(rows.map((row) => row.memberId))];
}

/**
 * Takes what is due, and what will be within the delay, so that it goes into the same mail; it counts as mailed.
 *
 * @returns the ids of the notifications that were taken, none where another gateway was faster
 */
export async function takeForMail({ db, now }: Tx, memberId: string): Promise<readonly string[]> {
  await db
    .updateTable('notifications')
    .set({ mailAt: null })
    .where('memberId', '=', memberId)
    .where('openKey', 'is not', null)
    .where('mailAt', 'is not', null)
    .where('updatedAt', '<', now - NEWS_MS)
    .execute();
  const rows = await db
    .updateTable('notifications')
    .set({ mailAt: null, mailedAt: now })
    .where('memberId', '=', memberId)
    .where('openKey', 'is not', null)
    .where('mailAt', 'is not', null)
    .where('mailAt', '<=', now + MAIL_DELAY_MS)
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}
