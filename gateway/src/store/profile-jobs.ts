import type { Tx } from './committer.ts';
import { type IdentityRecord, identityRecord } from './records.ts';
import type { Store } from './store.ts';
import { keyName } from './unit.ts';

/** Identities whose platform is to be asked who they are, the longest due first. */
export async function dueProfiles(store: Store, now: number, limit: number): Promise<readonly IdentityRecord[]> {
  const rows = await store.reader
    .selectFrom('identities')
    .selectAll()
    .where('profileDueAt', 'is not', null)
    .where('profileDueAt', '<=', now)
    .orderBy('profileDueAt')
    .limit(limit)
    .execute();
  return Promise.all(
    rows.map(async (row) => {
      const keys = await store.reader.selectFrom('identityKeys').selectAll().where('identityId', '=', row.id).execute();
      return identityRecord(row, keys);
    }),
  );
}

/** What must be locked to change what is known of an identity's contact: its conversation, and its keys where there is none yet. */
export async function locksOfProfile(store: Store, identity: IdentityRecord): Promise<readonly string[]> {
  const rows = await store.reader.selectFrom('conversations').select('id').where('contactId', '=', identity.contactId).execute();
  return [identity.contactId, ...rows.map((row) => row.id), ...identity.keys.map((key) => keyName(identity.channelId, key))];
}

/** Puts a look-up off, so that another gateway does not do the same one. False when another one did so first. */
export async function takeProfile(tx: Tx, identity: Pick<IdentityRecord, 'id' | 'profileDueAt'>, until: number): Promise<boolean> {
  const result = await tx.db
    .updateTable('identities')
    .set((query) => ({ profileDueAt: until, profileTries: query('profileTries', '+', 1) }))
    .where('id', '=', identity.id)
    .where('profileDueAt', '=', identity.profileDueAt)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
