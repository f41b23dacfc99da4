import type { ExternalId } from '../model/conversation.ts';
import type { Given } from '../model/contact-merge.ts';
import type { Tx } from './committer.ts';
import type { ContactMergeRow } from './schema.ts';

/** What passed from one contact to another. Conversations follow their identities. */
export interface Moved {
  readonly identityIds: readonly string[];
  readonly externalIds: readonly ExternalId[];
}

/** A merge that is in force. */
export interface ContactMerge {
  readonly id: string;
  readonly fromId: string;
  readonly intoId: string;
  readonly moved: Moved;
  readonly given: Given;
}

export async function addMerge(tx: Tx, merge: ContactMerge): Promise<void> {
  const { id, fromId, intoId, moved, given } = merge;
  const row = { id, fromId, intoId, mergedAt: tx.now, undoneAt: null, movedJson: JSON.stringify(moved), givenJson: JSON.stringify(given) };
  await tx.db.insertInto('contactMerges').values(row).execute();
}

/** The merge by which a contact went into another; undefined where people made none. By the unique index on `fromId`. */
export async function findMerge(tx: Tx, fromId: string): Promise<ContactMerge | undefined> {
  const row = await tx.db.selectFrom('contactMerges').selectAll().where('fromId', '=', fromId).where('undoneAt', 'is', null).executeTakeFirst(); // prettier-ignore
  return row && mergeOf(row);
}

/** The merges into a contact that are in force, oldest first. By `contactMergesByInto`. */
export async function mergesInto(tx: Tx, intoId: string): Promise<readonly ContactMerge[]> {
  const rows = await tx.db
    .selectFrom('contactMerges')
    .selectAll()
    .where('intoId', '=', intoId)
    .where('undoneAt', 'is', null)
    .orderBy('id')
    .execute();
  return rows.map(mergeOf);
}

export async function endMerge(tx: Tx, id: string): Promise<void> {
  await tx.db.updateTable('contactMerges').set({ undoneAt: tx.now }).where('id', '=', id).execute();
}

export async function updateGiven(tx: Tx, id: string, given: Given): Promise<void> {
  await tx.db
    .updateTable('contactMerges')
    .set({ givenJson: JSON.stringify(given) })
    .where('id', '=', id)
    .execute();
}

function mergeOf({ id, fromId, intoId, movedJson, givenJson }: ContactMergeRow): ContactMerge {
  return { id, fromId, intoId, moved: JSON.parse(movedJson), given: JSON.parse(givenJson) };
}

/** Passes other systems' ids from one contact to another. Ids that somebody else has by now stay there. */
export async function moveExternalIds(tx: Tx, ids: readonly ExternalId[], fromId: string, toId: string): Promise<void> {
  for (const { system, id } of ids) {
    await tx.db
      .updateTable('contactExternalIds')
      .set({ contactId: toId })
      .where('system', '=', system)
      .where('externalId', '=', id)
      .where('contactId', '=', fromId)
      .execute();
  }
}
