import { anyOf } from './any-of.ts';
import type { Tx } from './committer.ts';
import { PassingFault, loadContacts, loadConversations } from './load.ts';
import type { Reads } from './read/page.ts';
import type { ContactRecord, ConversationRecord } from './records.ts';
import { type Unit, keyName } from './unit.ts';

/**
 * Everything to lock before contacts change hands: their ids (people's changes), their conversations, and the keys by which ingest
 * finds somebody who has no conversation yet. Grows when more turns up while the locks are awaited, see `loadLocked`.
 */
export async function locksOfContacts({ reader, dialect }: Reads, contactIds: readonly string[]): Promise<string[]> {
  const conversations = await reader
    .selectFrom('conversations')
    .select('id')
    .where(anyOf(dialect, 'contactId', contactIds))
    .execute();
  const keys = await reader
    .selectFrom('identities')
    .innerJoin('identityKeys', 'identityKeys.identityId', 'identities.id')
    .select(['identityKeys.channelId', 'identityKeys.kind', 'identityKeys.value'])
    .where(anyOf(dialect, 'identities.contactId', contactIds))
    .execute();
  const names = keys.map((key) => `${key.channelId} ${key.kind} ${key.value}`);
  return [...contactIds, ...conversations.map((row) => row.id), ...names];
}

/** Contacts with all their identities and conversations. */
export interface LoadedPeople {
  readonly contacts: readonly (ContactRecord | undefined)[];
  readonly conversations: readonly ConversationRecord[];
}

/**
 * Loads contacts, in the order asked, with all their conversations.
 *
 * @param locks what was locked for it
 * @throws PassingFault when there is more than was locked; it is added, and the next try locks it
 */
export async function loadLocked(unit: Unit, contactIds: readonly string[], locks: string[]): Promise<LoadedPeople> {
  const { db, dialect } = unit.tx;
  await loadContacts(unit, contactIds);
  const rows = await db
    .selectFrom('conversations')
    .select('id')
    .where(anyOf(dialect, 'contactId', contactIds))
    .execute();
  const contacts = contactIds.map((id) => unit.contacts.get(id));
  const keys = contacts.flatMap((contact) =>
    (contact?.identities ?? []).flatMap((identity) => identity.keys.map((key) => keyName(identity.channelId, key))),
  );
  const known = new Set(locks);
  const missing = [...contactIds, ...rows.map((row) => row.id), ...keys].filter((name) => !known.has(name));
  if (missing.length > 0 && dialect === 'postgres') {
    locks.push(...missing);
    throw new PassingFault('a contact got more conversations while their locks were awaited');
  }
  await loadConversations(unit, rows.map((row) => row.id)); // prettier-ignore
  return { contacts, conversations: rows.flatMap((row) => unit.conversations.get(row.id) ?? []) };
}

/** Ids of the contacts that were merged into this one, and into those; without it. By `contactsByMerge`. */
export async function mergedContactIds({ reader, dialect }: Reads, contactId: string): Promise<readonly string[]> {
  const found = new Set<string>();
  let latest: readonly string[] = [contactId];
  while (latest.length > 0) {
    const rows = await reader
      .selectFrom('contacts')
      .select('id')
      .where(anyOf(dialect, 'mergedInto', latest))
      .execute();
    latest = rows.map((row) => row.id).filter((id) => !found.has(id) && id !== contactId);
    for (const id of latest) found.add(id);
  }
  return [...found];
}

/** A transaction as something to read from. */
export function readsOf({ db, dialect }: Tx): Reads {
  return { reader: db, dialect };
}
