import { anyOf } from './any-of.ts';
import type { Tx } from './committer.ts';
import type { Reads } from './read/page.ts';
import type { ApiKeyRow, MemberRow } from './schema.ts';

/** The member, or undefined. One who was removed is none any more. */
export async function findMember(tx: Tx, id: string): Promise<MemberRow | undefined> {
  return tx.db.selectFrom('members').selectAll().where('id', '=', id).where('removedAt', 'is', null).executeTakeFirst();
}

/** The member, who is not removed before this transaction ends: for whatever gives them something to hold. */
export async function holdMember(tx: Tx, id: string): Promise<MemberRow | undefined> {
  const query = tx.db.selectFrom('members').selectAll().where('id', '=', id).where('removedAt', 'is', null);
  return (tx.dialect === 'postgres' ? query.forShare() : query).executeTakeFirst();
}

/** Members by their ids, also removed ones. */
export async function findMembers(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, MemberRow>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.db
    .selectFrom('members')
    .selectAll()
    .where(anyOf(tx.dialect, 'id', ids))
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** Whoever has, or had, this address. */
export async function findMemberByEmail(tx: Pick<Tx, 'db'>, email: string): Promise<MemberRow | undefined> {
  return tx.db.selectFrom('members').selectAll().where('email', '=', email).executeTakeFirst();
}

/** Makes a member, or writes all of one that there is. */
export async function saveMember(tx: Tx, member: MemberRow): Promise<void> {
  const { id: _id, ...values } = member;
  await tx.db
    .insertInto('members')
    .values(member)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
}

/** Whether there is an admin besides this member. To be asked under the lock `ADMINS`. */
export async function hasOtherAdmin(tx: Tx, id: string): Promise<boolean> {
  const other = await tx.db
    .selectFrom('members')
    .select('id')
    .where('role', '=', 'admin')
    .where('removedAt', 'is', null)
    .where('id', '!=', id)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

/** What changes of admins lock, so that of two who remove each other one stays. */
export const ADMINS = 'admins';

/** A member as they begin: offline, so that nobody is assigned to somebody who has not come yet. */
export function newMember(member: Pick<MemberRow, 'id' | 'name' | 'email' | 'role' | 'createdAt'>): MemberRow {
  return { ...member, availability: 'offline', capacity: null, updatedAt: member.createdAt, removedAt: null, locale: null };
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

const ORGANISATION_NAME = 'organisationName';

/** What the organisation calls itself, or null. */
export async function readOrganisationName({ reader }: Pick<Reads, 'reader'>): Promise<string | null> {
  const row = await reader.selectFrom('meta').select('value').where('key', '=', ORGANISATION_NAME).executeTakeFirst();
  return row?.value ?? null;
}

export async function writeOrganisationName(tx: Tx, value: string): Promise<void> {
  await tx.db
    .insertInto('meta')
    .values({ key: ORGANISATION_NAME, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}
