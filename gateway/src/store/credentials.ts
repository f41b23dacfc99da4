import type { Tx } from './committer.ts';
import type { Reads } from './read/page.ts';
import type { AuthSessionRow, MemberRow } from './schema.ts';

/** The only way in so far: a password, under the member's own id. */
const PROVIDER = 'credential';

/** Lets a member sign in with this password from now on. One who can already keeps what they have. */
export async function addCredential(tx: Tx, member: Pick<MemberRow, 'id' | 'email'>, passwordHash: string): Promise<boolean> {
  const times = { createdAt: tx.now, updatedAt: tx.now };
  const { numInsertedOrUpdatedRows } = await tx.db
    .insertInto('authUsers')
    .values({ id: member.id, email: member.email, emailVerified: 1, twoFactorEnabled: 0, ...times })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows !== 1n) return false;
  // A sign-in that was under way while somebody was removed leaves a session, which must not live again when they come back.
  await tx.db.deleteFrom('authSessions').where('userId', '=', member.id).execute();
  await tx.db
    .insertInto('authAccounts')
    .values({ id: member.id, userId: member.id, accountId: member.id, providerId: PROVIDER, password: passwordHash, ...times })
    .execute();
  return true;
}

/** Whether a member can sign in. */
export async function hasCredential({ reader }: Pick<Reads, 'reader'>, memberId: string): Promise<boolean> {
  return (await reader.selectFrom('authUsers').select('id').where('id', '=', memberId).executeTakeFirst()) !== undefined;
}

/** Whether anybody can sign in: then the gateway is set up. */
export async function isSetUp({ reader }: Pick<Reads, 'reader'>): Promise<boolean> {
  return (await reader.selectFrom('authUsers').select('id').limit(1).executeTakeFirst()) !== undefined;
}

/** Takes away everything by which a member can sign in, and ends what they are signed in to. */
export async function endCredential({ db }: Tx, memberId: string): Promise<void> {
  for (const table of ['authSessions', 'authTwoFactors', 'authAccounts'] as const) {
    await db.deleteFrom(table).where('userId', '=', memberId).execute();
  }
  await db.deleteFrom('authUsers').where('id', '=', memberId).execute();
}

/** A session that has not ended, and the member it belongs to. */
export interface SignedIn {
  readonly sessionId: string;
  readonly expiresAt: number;
  readonly member: Pick<MemberRow, 'id' | 'name' | 'role'>;
}

/** Who a session's token belongs to, or undefined when it has ended, was taken away, or its member was removed. */
export async function findSignedIn({ reader }: Pick<Reads, 'reader'>, token: string, now: number): Promise<SignedIn | undefined> {
  const row = await reader
    .selectFrom('authSessions')
    .innerJoin('members', 'members.id', 'authSessions.userId')
    .select(['authSessions.id as sessionId', 'expiresAt', 'members.id as id', 'name', 'role'])
    .where('token', '=', token)
    .where('expiresAt', '>', now)
    .where('removedAt', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { sessionId, expiresAt, ...member } = row;
  return { sessionId, expiresAt, member };
}

/** Where a member is signed in, latest first. */
export async function listSignIns({ reader }: Pick<Reads, 'reader'>, memberId: string, now: number): Promise<readonly AuthSessionRow[]> {
  return reader
    .selectFrom('authSessions')
    .selectAll()
    .where('userId', '=', memberId)
    .where('expiresAt', '>', now)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(200)
    .execute();
}

/** Ends one of a member's sessions. False when they have no such one. */
export async function endSignIn({ db }: Tx, memberId: string, id: string): Promise<boolean> {
  const result = await db.deleteFrom('authSessions').where('userId', '=', memberId).where('id', '=', id).executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** Whether a member's second factor is on. */
export async function hasTwoFactor({ reader }: Pick<Reads, 'reader'>, memberId: string): Promise<boolean> {
  const row = await reader.selectFrom('authUsers').select('twoFactorEnabled').where('id', '=', memberId).executeTakeFirst();
  return row?.twoFactorEnabled === 1;
}

/** Takes a member's second factor away, and ends what they are signed in to. False where there is none. */
export async function endTwoFactor({ db, now }: Tx, memberId: string): Promise<boolean> {
  const ended = await db
    .updateTable('authUsers')
    .set({ twoFactorEnabled: 0, updatedAt: now })
    .where('id', '=', memberId)
    .where('twoFactorEnabled', '=', 1)
    .executeTakeFirst();
  await db.deleteFrom('authTwoFactors').where('userId', '=', memberId).execute();
  if (ended.numUpdatedRows === 0n) return false;
  await db.deleteFrom('authSessions').where('userId', '=', memberId).execute();
  return true;
}
