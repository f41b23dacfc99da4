import { type NotificationChoice, NO_CHOICE, withChoice } from '../model/notification.ts';
import type { Tx } from './committer.ts';

/** Lays what is wanted over a member's choice. Gives the whole of it. */
export async function changeChoice(tx: Tx, memberId: string, wanted: NotificationChoice): Promise<NotificationChoice> {
  const row = await tx.db.selectFrom('notificationChoices').select('choiceJson').where('memberId', '=', memberId).executeTakeFirst();
  const before: NotificationChoice = row === undefined ? NO_CHOICE : JSON.parse(row.choiceJson);
  const choice = withChoice(before, wanted);
  const values = { choiceJson: JSON.stringify(choice), updatedAt: tx.now };
  await tx.db
    .insertInto('notificationChoices')
    .values({ memberId, ...values })
    .onConflict((conflict) => conflict.column('memberId').doUpdateSet(values))
    .execute();
  return choice;
}
