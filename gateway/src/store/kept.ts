import { DEFAULT_KEPT, type Kept } from '../model/retention.ts';
import type { Tx } from './committer.ts';
import type { Reads } from './read/page.ts';

const KEY = 'retention';

/** How long the organisation keeps what it decides about: what was set, over what comes with the program. */
export async function readKept({ reader }: Pick<Reads, 'reader'>): Promise<Kept> {
  const row = await reader.selectFrom('meta').select('value').where('key', '=', KEY).executeTakeFirst();
  const set: Partial<Kept> = row === undefined ? {} : JSON.parse(row.value);
  return { ...DEFAULT_KEPT, ...set };
}

/** Changes some of it, and gives all of it. */
export async function changeKept(tx: Tx, change: Partial<Kept>): Promise<Kept> {
  const kept = { ...(await readKept({ reader: tx.db })), ...change };
  const value = JSON.stringify(kept);
  await tx.db
    .insertInto('meta')
    .values({ key: KEY, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
  return kept;
}
