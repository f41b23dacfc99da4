import type { Store } from './store.ts';

/** Conversations that the clock must look at, the longest due first. */
export async function dueForClock(store: Store, now: number, limit: number): Promise<readonly string[]> {
  const rows = await store.reader
    .selectFrom('conversations')
    .select('id')
    .where('clockDueAt', 'is not', null)
    .where('clockDueAt', '<=', now)
    .orderBy('clockDueAt')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}
