import type { Tx } from './committer.ts';
import { dropMails } from './mails.ts';
import { type Page, type Reads, pageOf } from './read/page.ts';
import type { InvitationRow } from './schema.ts';

/** Makes an invitation, or writes all of the one that this address has. */
export async function saveInvitation(tx: Tx, invitation: InvitationRow): Promise<void> {
  const { email: _email, ...values } = invitation;
  await tx.db
    .insertInto('invitations')
    .values(invitation)
    .onConflict((conflict) => conflict.column('email').doUpdateSet(values))
    .execute();
}

export async function findInvitation(tx: Tx, by: { readonly id: string } | { readonly email: string }): Promise<InvitationRow | undefined> {
  const query = tx.db.selectFrom('invitations').selectAll();
  return ('id' in by ? query.where('id', '=', by.id) : query.where('email', '=', by.email)).executeTakeFirst();
}

/** Removes an invitation and gives it: of several who take it one gets it. */
export async function takeInvitation(tx: Tx, tokenHash: string): Promise<InvitationRow | undefined> {
  return tx.db
    .deleteFrom('invitations')
    .where('tokenHash', '=', tokenHash)
    .where('expiresAt', '>', tx.now)
    .returningAll()
    .executeTakeFirst();
}

/** Takes an invitation back, and its mail where that is not out yet. False when there is no such invitation. */
export async function dropInvitation(tx: Tx, by: { readonly id: string } | { readonly email: string }): Promise<boolean> {
  const known = await findInvitation(tx, by);
  if (known === undefined) return false;
  await dropMails(tx, known.id);
  const result = await tx.db.deleteFrom('invitations').where('id', '=', known.id).executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** The invitation that a token belongs to while it can be accepted. */
export async function readInvitationByToken(
  { reader }: Pick<Reads, 'reader'>,
  tokenHash: string,
  now: number,
): Promise<InvitationRow | undefined> {
  return reader.selectFrom('invitations').selectAll().where('tokenHash', '=', tokenHash).where('expiresAt', '>', now).executeTakeFirst();
}

/** Invitations that nobody has accepted, oldest first; also those that have expired. */
export async function listInvitations(
  { reader }: Pick<Reads, 'reader'>,
  page: { readonly after: string | null; readonly limit: number },
): Promise<Page<InvitationRow, string>> {
  let query = reader
    .selectFrom('invitations')
    .selectAll()
    .orderBy('id')
    .limit(page.limit + 1);
  if (page.after !== null) query = query.where('id', '>', page.after);
  return pageOf(await query.execute(), page.limit, (row) => row.id);
}
