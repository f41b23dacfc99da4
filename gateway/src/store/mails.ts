import { type ExpressionBuilder } from 'kysely';
import type { Tx, Work } from './committer.ts';
import type { Reads } from './read/page.ts';
import type { MailRow, Schema } from './schema.ts';

/** Puts a mail into the outbox. */
export async function addMail(tx: Tx, mail: MailRow): Promise<void> {
  await tx.db.insertInto('mails').values(mail).execute();
}

/** Takes back mails that are not out yet. */
export async function dropMails(tx: Tx, about: string): Promise<void> {
  await tx.db.deleteFrom('mails').where('about', '=', about).execute();
}

export async function isMailDue({ reader }: Pick<Reads, 'reader'>, now: number): Promise<boolean> {
  return (await reader.selectFrom('mails').select('id').where('dueAt', '<=', now).limit(1).executeTakeFirst()) !== undefined;
}

/**
 * Gives some mails that are due to whoever asks, and nobody else for a while: their next time is set before they are sent, so that a
 * gateway that ends in between has lost none.
 */
export function claimMails(most: number, leaseMs: number): Work<null, readonly MailRow[]> {
  return {
    name: 'mails due',
    async run(tx, items) {
      const answers: (readonly MailRow[])[] = [];
      for (const _one of items) answers.push(await claim(tx, most, leaseMs));
      return answers;
    },
  };
}

async function claim(tx: Tx, most: number, leaseMs: number): Promise<readonly MailRow[]> {
  const due = (table: ExpressionBuilder<Schema, 'mails'>) => {
    const query = table.selectFrom('mails').select('id').where('dueAt', '<=', tx.now).orderBy('dueAt').limit(most);
    return tx.dialect === 'postgres' ? query.forUpdate().skipLocked() : query;
  };
  return tx.db
    .updateTable('mails')
    .set((set) => ({ dueAt: tx.now + leaseMs, attempts: set('attempts', '+', 1) }))
    .where('id', 'in', due)
    .returningAll()
    .execute();
}

/** What became of a mail: it is out or will never be, or it is to be tried again. */
export interface MailResult {
  readonly id: string;
  readonly again: { readonly at: number; readonly error: string } | null;
}

export function recordMails(): Work<MailResult, null> {
  return {
    name: 'mails sent',
    async run(tx, items) {
      for (const { id, again } of items) {
        if (again === null) await tx.db.deleteFrom('mails').where('id', '=', id).execute();
        else await tx.db.updateTable('mails').set({ dueAt: again.at, lastError: again.error }).where('id', '=', id).execute();
      }
      return items.map(() => null);
    },
  };
}
