import { anyOf } from './any-of.ts';
import type { Tx, Work } from './committer.ts';
import { MAIL_DELAY_MS } from './notifications.ts';
import type { Store } from './store.ts';

/** What a member has not read, taken to be mailed: nobody else takes it for a while. */
export interface TakenMail {
  readonly ids: readonly string[];
  /** How often it was tried before. */
  readonly tries: number;
}

/** What became of a mail. `again`: when it is tried again; null: never. */
export type MailStep =
  | { readonly is: 'take'; readonly memberId: string }
  | { readonly is: 'sent'; readonly ids: readonly string[] }
  | { readonly is: 'later'; readonly ids: readonly string[]; readonly at: number | null };

/** Longer than one mail may take. */
const TAKEN_MS = 5 * 60_000;
/** What nobody was told of in time is not news any more: a server that was away for a week does not end in a flood. */
const NEWS_MS = 24 * 3_600_000;

/** Members to whom something is to be mailed now. */
export async function membersToMail({ reader }: Store, now: number, limit: number): Promise<readonly string[]> {
  const rows = await reader
    .selectFrom('notifications')
    .select('memberId')
    .where('mailAt', 'is not', null)
    .where('mailAt', '<=', now)
    .orderBy('mailAt')
    .limit(limit)
    .execute();
  return [...new Set(rows.map((row) => row.memberId))];
}

/** Takes mails and writes what became of them. */
export const mailSteps: Work<MailStep, TakenMail | null> = {
  name: 'notification mails',
  async run(tx, steps) {
    const answers: (TakenMail | null)[] = [];
    for (const step of steps) answers.push(step.is === 'take' ? await take(tx, step.memberId) : await settle(tx, step));
    return answers;
  },
};

/** Takes what is due, and what will be within the delay, so that it goes into the same mail. */
async function take({ db, now }: Tx, memberId: string): Promise<TakenMail | null> {
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
    .set((set) => ({ mailAt: now + TAKEN_MS, mailTries: set('mailTries', '+', 1) }))
    .where('memberId', '=', memberId)
    .where('openKey', 'is not', null)
    .where('mailAt', 'is not', null)
    .where('mailAt', '<=', now + MAIL_DELAY_MS)
    .returning(['id', 'mailTries'])
    .execute();
  if (rows.length === 0) return null;
  return { ids: rows.map((row) => row.id), tries: Math.max(...rows.map((row) => row.mailTries)) - 1 };
}

async function settle({ db, dialect, now }: Tx, step: Exclude<MailStep, { is: 'take' }>): Promise<null> {
  const change = step.is === 'sent' ? { mailAt: null, mailedAt: now } : { mailAt: step.at };
  await db
    .updateTable('notifications')
    .set(change)
    .where(anyOf(dialect, 'id', step.ids))
    // One that was read meanwhile is not tried again.
    .where('openKey', 'is not', null)
    .execute();
  return null;
}
