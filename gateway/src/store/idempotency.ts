import type { Tx } from './committer.ts';

/** What a repeated request is answered with. */
export interface KeptAnswer {
  readonly bodyHash: string;
  readonly status: number;
  readonly responseJson: string;
}

/** How long an answer is kept (DESIGN section 9). */
export const IDEMPOTENCY_DAYS = 7;
const KEPT_MS = IDEMPOTENCY_DAYS * 24 * 3_600_000;

/** The answer that a request with this key got before, or undefined. */
export async function findAnswer(tx: Tx, scope: string, key: string): Promise<KeptAnswer | undefined> {
  return tx.db
    .selectFrom('idempotencyKeys')
    .select(['bodyHash', 'status', 'responseJson'])
    .where('scope', '=', scope)
    .where('key', '=', key)
    .where('createdAt', '>', tx.now - KEPT_MS)
    .executeTakeFirst();
}

/** Keeps an answer in the transaction of what it tells of. Two at once: the primary key lets one through and the other tries again. */
export async function keepAnswer(tx: Tx, scope: string, key: string, answer: KeptAnswer): Promise<void> {
  await tx.db
    .deleteFrom('idempotencyKeys')
    .where('scope', '=', scope)
    .where('key', '=', key)
    .where('createdAt', '<=', tx.now - KEPT_MS)
    .execute();
  await tx.db
    .insertInto('idempotencyKeys')
    .values({ scope, key, ...answer, createdAt: tx.now })
    .execute();
}

/** Forgets answers that are too old. For the clock that sweeps. */
export async function dropOldAnswers(tx: Tx): Promise<void> {
  await tx.db
    .deleteFrom('idempotencyKeys')
    .where('createdAt', '<=', tx.now - KEPT_MS)
    .execute();
}
