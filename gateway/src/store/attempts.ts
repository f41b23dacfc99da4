import { sql } from 'kysely';
import type { Work } from './committer.ts';

/** How often something may be tried within a time. */
export interface Allowance {
  /** What is counted. Stored as it is: hash what names a person. */
  readonly key: string;
  readonly most: number;
  readonly windowMs: number;
}

/**
 * Counts a try against all of these at once and answers when the last exhausted one begins anew, or null where all of them had room.
 * In a table, so that several gateways count together and a restart forgets nothing.
 */
export function countAttempts(): Work<readonly Allowance[], number | null> {
  return {
    name: 'attempts',
    async run(tx, items) {
      const answers: (number | null)[] = [];
      for (const allowances of items) {
        let blockedUntil: number | null = null;
        for (const { key, most, windowMs } of allowances) {
          const { rows } = await sql<{ count: number; resetsAt: number }>`
            insert into "attempts" ("key", "count", "resetsAt") values (${key}, 1, ${tx.now + windowMs})
            on conflict ("key") do update set
              "count" = case when "attempts"."resetsAt" <= ${tx.now} then 1 else "attempts"."count" + 1 end,
              "resetsAt" = case when "attempts"."resetsAt" <= ${tx.now} then excluded."resetsAt" else "attempts"."resetsAt" end
            returning "count", "resetsAt"`.execute(tx.db);
          const [row] = rows;
          if (row !== undefined && row.count > most) blockedUntil = Math.max(blockedUntil ?? 0, Number(row.resetsAt));
        }
        answers.push(blockedUntil);
      }
      return answers;
    },
  };
}

/** Begins a count anew. */
export function forgetAttempts(): Work<string, null> {
  return {
    name: 'forgiven attempts',
    async run(tx, keys) {
      for (const key of keys) await tx.db.deleteFrom('attempts').where('key', '=', key).execute();
      return keys.map(() => null);
    },
  };
}
