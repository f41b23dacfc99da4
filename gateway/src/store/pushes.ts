import { anyOf } from './any-of.ts';
import type { Tx, Work } from './committer.ts';
import type { PushRow } from './notification-rows.ts';
import type { Store } from './store.ts';

/** A push that was taken to be sent: nobody else takes it for a while. */
export interface TakenPush extends Pick<PushRow, 'subscriptionId' | 'notificationId' | 'createdAt'> {
  /** How often it was tried before. */
  readonly tries: number;
  readonly memberId: string;
  readonly endpoint: string;
  /** Sealed. */
  readonly keys: string;
}

type PushKey = Pick<PushRow, 'subscriptionId' | 'notificationId'>;

/** `spread`: notifications become a push for each browser. `take`: those that are due. The rest is what became of one. */
export type PushStep =
  | { readonly is: 'spread' }
  | { readonly is: 'take' }
  | ({ readonly is: 'done' } & PushKey)
  | ({ readonly is: 'later'; readonly at: number } & PushKey)
  /** The browser is not subscribed any more. */
  | ({ readonly is: 'gone' } & PushKey);

const AT_ONCE = 100;
/** Longer than one push may take. */
const TAKEN_MS = 60_000;

/** Whether there is anything to spread or to send. */
export async function hasPushes({ reader }: Store, now: number): Promise<boolean> {
  const waiting = await reader
    .selectFrom('notifications')
    .select('id')
    .where('pushAt', 'is not', null)
    .where('pushAt', '<=', now)
    .limit(1)
    .executeTakeFirst();
  return waiting !== undefined || (await reader.selectFrom('pushes').select('dueAt').where('dueAt', '<=', now).limit(1).executeTakeFirst()) !== undefined; // prettier-ignore
}

/** Takes pushes and writes what became of them. Only `take` answers with any. */
export const pushSteps: Work<PushStep, readonly TakenPush[]> = {
  name: 'pushes',
  async run(tx, steps) {
    const answers: (readonly TakenPush[])[] = [];
    for (const step of steps) answers.push(step.is === 'take' ? await take(tx) : await settle(tx, step));
    return answers;
  },
};

async function settle(tx: Tx, step: Exclude<PushStep, { is: 'take' }>): Promise<readonly TakenPush[]> {
  const { db } = tx;
  if (step.is === 'spread') await spread(tx);
  else if (step.is === 'gone') {
    await db.deleteFrom('pushSubscriptions').where('id', '=', step.subscriptionId).execute();
    await db.deleteFrom('pushes').where('subscriptionId', '=', step.subscriptionId).execute();
  } else if (step.is === 'done') {
    await db.deleteFrom('pushes').where('subscriptionId', '=', step.subscriptionId).where('notificationId', '=', step.notificationId).execute(); // prettier-ignore
  } else {
    await db.updateTable('pushes').set({ dueAt: step.at }).where('subscriptionId', '=', step.subscriptionId).where('notificationId', '=', step.notificationId).execute(); // prettier-ignore
  }
  return [];
}

/** One that waits for a browser already is sent at once, as it is now. */
async function spread({ db, dialect, now }: Tx): Promise<void> {
  const due = await db
    .selectFrom('notifications')
    .select('id')
    .where('pushAt', 'is not', null)
    .where('pushAt', '<=', now)
    .orderBy('pushAt')
    .limit(AT_ONCE)
    .execute();
  const taken = await db
    .updateTable('notifications')
    .set({ pushAt: null })
    .where(
      anyOf(
        dialect,
        'id',
        due.map((row) => row.id),
      ),
    )
    .where('pushAt', 'is not', null)
    .returning(['id', 'memberId'])
    .execute();
  for (const { id, memberId } of taken) {
    const browsers = await db.selectFrom('pushSubscriptions').select('id').where('memberId', '=', memberId).execute();
    for (const browser of browsers) {
      await db
        .insertInto('pushes')
        .values({ subscriptionId: browser.id, notificationId: id, dueAt: now, tries: 0, createdAt: now })
        .onConflict((conflict) => conflict.columns(['subscriptionId', 'notificationId']).doUpdateSet({ dueAt: now, createdAt: now }))
        .execute();
    }
  }
}

async function take({ db, now }: Tx): Promise<readonly TakenPush[]> {
  const due = await db
    .selectFrom('pushes')
    .innerJoin('pushSubscriptions', 'pushSubscriptions.id', 'pushes.subscriptionId')
    .selectAll('pushes')
    .select(['pushSubscriptions.memberId', 'pushSubscriptions.endpoint', 'pushSubscriptions.keys'])
    .where('pushes.dueAt', '<=', now)
    .orderBy('pushes.dueAt')
    .limit(AT_ONCE)
    .execute();
  const taken: TakenPush[] = [];
  for (const push of due) {
    const claimed = await db
      .updateTable('pushes')
      .set({ dueAt: now + TAKEN_MS, tries: push.tries + 1 })
      .where('subscriptionId', '=', push.subscriptionId)
      .where('notificationId', '=', push.notificationId)
      .where('dueAt', '<=', now)
      .executeTakeFirst();
    if (claimed.numUpdatedRows > 0n) taken.push(push);
  }
  return taken;
}
