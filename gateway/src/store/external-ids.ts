import type { Tx } from './committer.ts';

/** The contact that another system knows by this id, as this transaction sees it. */
export async function findExternalId(tx: Tx, system: string, externalId: string): Promise<string | undefined> {
  const row = await tx.db
    .selectFrom('contactExternalIds')
    .select('contactId')
    .where('system', '=', system)
    .where('externalId', '=', externalId)
    .executeTakeFirst();
  return row?.contactId;
}

/** Binds another system's id to a contact; it then names no other one. */
export async function bindExternalId(tx: Tx, system: string, externalId: string, contactId: string): Promise<void> {
  await tx.db
    .insertInto('contactExternalIds')
    .values({ system, externalId, contactId })
    .onConflict((conflict) => conflict.columns(['system', 'externalId']).doUpdateSet({ contactId }))
    .execute();
}
