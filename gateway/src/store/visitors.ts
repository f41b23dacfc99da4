import { anyOf } from './any-of.ts';
import type { Tx, Work } from './committer.ts';
import { BATCH_ROWS } from './pruning.ts';
import type { VisitorRow, VisitorTokenRow } from './visitor-rows.ts';

/** A change of a visitor's own row. What is absent stays. */
export type VisitorChange = Partial<Omit<VisitorRow, 'id' | 'channelId' | 'createdAt'>>;

export async function addVisitor(tx: Tx, row: VisitorRow): Promise<void> {
  await tx.db.insertInto('visitors').values(row).execute();
}

export async function changeVisitor(tx: Tx, id: string, change: VisitorChange): Promise<void> {
  await tx.db
    .updateTable('visitors')
    .set({ ...change, changedAt: tx.now })
    .where('id', '=', id)
    .execute();
}

export async function addToken(tx: Tx, row: VisitorTokenRow): Promise<void> {
  await tx.db.insertInto('visitorTokens').values(row).execute();
}

/** Lets a token be good until then. */
export async function extendToken(tx: Tx, hash: string, expiresAt: number): Promise<void> {
  await tx.db.updateTable('visitorTokens').set({ expiresAt }).where('hash', '=', hash).execute();
}

export async function removeToken(tx: Tx, hash: string): Promise<void> {
  await tx.db.deleteFrom('visitorTokens').where('hash', '=', hash).execute();
}

/** No page that held one of the visitor's tokens can go on with it. */
export async function removeTokensOf(tx: Tx, visitorId: string): Promise<void> {
  await tx.db.deleteFrom('visitorTokens').where('visitorId', '=', visitorId).execute();
}

/** What became of visitors by itself, many in one commit. */
export interface VisitorNews {
  readonly id: string;
  readonly change: VisitorChange;
}

/** Writes where visitors are. */
export function writeWhereabouts(): Work<readonly VisitorNews[], null> {
  return {
    name: 'whereabouts',
    async run(tx, lists) {
      for (const { id, change } of lists.flat()) await changeVisitor(tx, id, change);
      return lists.map(() => null);
    },
  };
}

/** Says that these visitors are online until then. No news: whoever looks at their rows sees the same as before. */
export function keepOnline(): Work<{ readonly ids: readonly string[]; readonly until: number }, null> {
  return {
    name: 'visitors online',
    async run(tx, items) {
      for (const { ids, until } of items) {
        await tx.db
          .updateTable('visitors')
          .set({ onlineUntil: until })
          .where(anyOf(tx.dialect, 'id', ids))
          .execute();
      }
      return items.map(() => null);
    },
  };
}

/** Marks whether the log says that the visitor is online. False: it said so already, or it is not true any more. */
export async function markTold(tx: Tx, id: string, online: boolean): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable('visitors')
    .set({ toldOnline: online ? 1 : 0 })
    .where('id', '=', id)
    .where('toldOnline', '=', online ? 0 : 1)
    .where('onlineUntil', online ? '>' : '<=', tx.now)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Whether the log says of another of the conversation's visitors that they are online. */
export async function isOtherTold(tx: Tx, conversationId: string, id: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('visitors')
    .select('id')
    .where('conversationId', '=', conversationId)
    .where('toldOnline', '=', 1)
    .where('id', '<>', id)
    .executeTakeFirst();
  return row !== undefined;
}

/** The team has read a conversation up to there, and not less than before. */
export async function raiseTeamRead(tx: Tx, conversationId: string, seq: number): Promise<void> {
  await tx.db
    .updateTable('visitors')
    .set({ teamReadSeq: seq })
    .where('conversationId', '=', conversationId)
    .where('teamReadSeq', '<', seq)
    .execute();
}

/** Visitors of other conversations follow where a conversation goes on. */
export async function moveVisitors(tx: Tx, from: string, into: string): Promise<void> {
  await tx.db.updateTable('visitors').set({ conversationId: into, changedAt: tx.now }).where('conversationId', '=', from).execute();
}

/** Browsers of somebody who is erased: where they were, what their pages told, and what proved it. Their next visit is somebody new's. */
export async function eraseVisitors({ db, dialect }: Tx, conversationIds: readonly string[]): Promise<void> {
  const theirs = db.selectFrom('visitors').select('id').where('conversationId', 'is not', null);
  await db
    .deleteFrom('visitorTokens')
    .where('visitorId', 'in', theirs.where(anyOf(dialect, 'conversationId', conversationIds)))
    .execute();
  await db
    .deleteFrom('visitors')
    .where('conversationId', 'is not', null)
    .where(anyOf(dialect, 'conversationId', conversationIds))
    .execute();
}

/** Visitors who never wrote are forgotten so long after they were last heard of. */
const FORGOTTEN_MS = 30 * 86_400_000;

/** Drops some visitors of whom nothing is left. Answers whether there may be more. */
export async function forgetVisitors(tx: Tx): Promise<boolean> {
  const gone = await tx.db
    .selectFrom('visitors')
    .select('id')
    .where('changedAt', '<', tx.now - FORGOTTEN_MS)
    .where('conversationId', 'is', null)
    .where('onlineUntil', '<', tx.now)
    .limit(BATCH_ROWS)
    .execute();
  const ids = gone.map((row) => row.id);
  if (ids.length === 0) return false;
  await tx.db
    .deleteFrom('visitorTokens')
    .where(anyOf(tx.dialect, 'visitorId', ids))
    .execute();
  await tx.db
    .deleteFrom('visitors')
    .where(anyOf(tx.dialect, 'id', ids))
    .execute();
  return ids.length === BATCH_ROWS;
}
