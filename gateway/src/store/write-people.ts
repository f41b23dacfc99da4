import { type BulkInsert, insertMany, takeAll } from './bulk.ts';
import { CONTACT_COLUMNS, type IdentityRecord, contactValues } from './records.ts';
import { type Unit, keyName } from './unit.ts';

const NOBODY = { type: 'system', id: null, name: null } as const;
const CONTACTS: BulkInsert = { table: 'contacts', columns: CONTACT_COLUMNS, suffix: takeAll(['id'], CONTACT_COLUMNS) };

const CHANGE_COLUMNS = ['id', 'contactId', 'at', 'what', 'actorJson', 'changesJson', 'otherContactId'] as const;
const CHANGES: BulkInsert = { table: 'contactChanges', columns: CHANGE_COLUMNS, suffix: '' };

const IDENTITY_COLUMNS = [
  'id',
  'channelId',
  'contactId',
  'kind',
  'unreachableSince',
  'profileDueAt',
  'profileTries',
  'mergedInto',
  'createdAt',
] as const;
const IDENTITIES: BulkInsert = { table: 'identities', columns: IDENTITY_COLUMNS, suffix: takeAll(['id'], IDENTITY_COLUMNS) };
const KEY_COLUMNS = ['channelId', 'kind', 'value', 'identityId', 'createdAt', 'retiredAt'] as const;
const KEYS: BulkInsert = { table: 'identityKeys', columns: KEY_COLUMNS, suffix: takeAll(['channelId', 'kind', 'value'], KEY_COLUMNS) };

/** Part of the flush: contacts with their history, identities and their keys. */
export async function writePeople(unit: Unit): Promise<void> {
  const { db, dialect } = unit.tx;
  await insertMany(db, dialect, CONTACTS, [...unit.changedContacts].map(contactValues));
  // Changes that no event told of.
  for (const contact of unit.changedContacts) unit.noteContact(contact, NOBODY, { what: 'updated' });
  await insertMany(
    db,
    dialect,
    CHANGES,
    unit.contactChanges.map((row) => CHANGE_COLUMNS.map((column) => row[column])),
  );
  const identities = [...unit.changedIdentities];
  await insertMany(
    db,
    dialect,
    IDENTITIES,
    identities.map((one) => IDENTITY_COLUMNS.map((column) => one[column])),
  );
  await insertMany(db, dialect, KEYS, keyRows(identities));
}

/** One row for each key. A key that passed from one person to another is the newer one's, whoever else remembers it. */
function keyRows(identities: readonly IdentityRecord[]): readonly (readonly unknown[])[] {
  const rows = new Map<string, { readonly values: readonly unknown[]; readonly retired: boolean }>();
  for (const identity of identities) {
    for (const key of identity.keys) {
      const name = keyName(identity.channelId, key);
      const retired = key.retiredAt !== null;
      if (retired && rows.get(name)?.retired === false) continue;
      rows.set(name, { values: [identity.channelId, key.kind, key.value, identity.id, key.createdAt, key.retiredAt], retired });
    }
  }
  return [...rows.values()].map((row) => row.values);
}
