import type { Tx } from './committer.ts';
import type { ApiKeyRow, MemberRow } from './schema.ts';

/** The member, or undefined. */
export async function findMember(tx: Tx, id: string): Promise<MemberRow | undefined> {
  return tx.db.selectFrom('members').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Adds a member unless one has this address. */
export async function addMember(tx: Tx, member: MemberRow): Promise<void> {
  await tx.db
    .insertInto('members')
    .values(member)
    .onConflict((conflict) => conflict.column('email').doNothing())
    .execute();
}

/** Adds a key unless there is the same one, also one that was taken back. */
export async function addApiKey(tx: Tx, key: ApiKeyRow): Promise<void> {
  await tx.db
    .insertInto('apiKeys')
    .values(key)
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .execute();
}

/** Takes a key back. False when there is no such key that still works. */
export async function revokeApiKey(tx: Tx, id: string): Promise<boolean> {
  const result = await tx.db
    .updateTable('apiKeys')
    .set({ revokedAt: tx.now })
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
