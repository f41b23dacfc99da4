import type { PushSubscriptionRow } from './notification-rows.ts';
import type { Tx } from './committer.ts';
import type { Reads } from './read/page.ts';

/** A member's browsers, oldest first. */
export async function listPushSubscriptions({ reader }: Reads, memberId: string): Promise<readonly PushSubscriptionRow[]> {
  return reader.selectFrom('pushSubscriptions').selectAll().where('memberId', '=', memberId).orderBy('id').execute();
}

/** More than anybody has; of more the oldest goes. */
const MOST_BROWSERS = 20;

/** Keeps a browser's address. One that is known is this member's from now on, with these keys. */
export async function savePushSubscription({ db }: Tx, row: PushSubscriptionRow): Promise<PushSubscriptionRow> {
  const { memberId, keys } = row;
  const saved = await db
    .insertInto('pushSubscriptions')
    .values(row)
    .onConflict((conflict) => conflict.column('endpoint').doUpdateSet({ memberId, keys }))
    .returningAll()
    .executeTakeFirstOrThrow();
  const all = await db.selectFrom('pushSubscriptions').select('id').where('memberId', '=', memberId).orderBy('id', 'desc').execute();
  for (const { id } of all.slice(MOST_BROWSERS)) await db.deleteFrom('pushSubscriptions').where('id', '=', id).execute();
  return saved;
}

/** False when the member has no such browser. What waits for it goes too. */
export async function removePushSubscription({ db }: Tx, memberId: string, id: string): Promise<boolean> {
  const gone = await db.deleteFrom('pushSubscriptions').where('id', '=', id).where('memberId', '=', memberId).executeTakeFirst();
  if (gone.numDeletedRows === 0n) return false;
  await db.deleteFrom('pushes').where('subscriptionId', '=', id).execute();
  return true;
}
