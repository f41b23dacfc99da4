import type { Kysely } from 'kysely';
import { anyOf } from '../any-of.ts';
import type { DialectName } from '../dialect.ts';
import { type ContactRecord, contactRecord, identityRecord } from '../records.ts';
import type { ContactRow, Schema } from '../schema.ts';
import { type Page, type Reads, pageOf } from './page.ts';
import { findPeopleWith } from './search.ts';

/** Contacts that are no other contact and were not erased, newest first; with `q`, those who are found by its words. */
export async function listContacts(
  { reader, dialect }: Reads,
  filter: { readonly q?: string | undefined; readonly ids?: readonly string[] | undefined },
  page: { readonly before: string | null; readonly limit: number },
): Promise<Page<ContactRecord, string>> {
  let query = reader
    .selectFrom('contacts')
    .selectAll()
    .where('mergedInto', 'is', null)
    .where('erasedAt', 'is', null)
    .orderBy('id', 'desc')
    .limit(page.limit + 1);
  if (page.before !== null) query = query.where('id', '<', page.before);
  const { q, ids } = filter;
  if (ids !== undefined) query = query.where('id', 'in', ids);
  if (q !== undefined) {
    query = query.where(await findPeopleWith({ reader, dialect }, q));
  }
  const found = pageOf(await query.execute(), page.limit, (row) => row.id);
  return { rows: await withIdentities(reader, dialect, found.rows), next: found.next };
}

/** A contact with all its identities, or undefined. */
export async function findContact({ reader, dialect }: Reads, id: string): Promise<ContactRecord | undefined> {
  const row = await reader.selectFrom('contacts').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : (await withIdentities(reader, dialect, [row]))[0];
}

/** The contact, or the one that it lives on in after it was merged. */
export async function findLivingContact(reads: Reads, id: string): Promise<ContactRecord | undefined> {
  const seen = new Set<string>();
  let contact = await findContact(reads, id);
  while (contact !== undefined && contact.mergedInto !== null && !seen.has(contact.id)) {
    seen.add(contact.id);
    contact = await findContact(reads, contact.mergedInto);
  }
  return contact;
}

/** Several contacts, in no order. */
export async function findContacts({ reader, dialect }: Reads, ids: readonly string[]): Promise<readonly ContactRecord[]> {
  const rows = await reader
    .selectFrom('contacts')
    .selectAll()
    .where(anyOf(dialect, 'id', ids))
    .execute();
  return withIdentities(reader, dialect, rows);
}

/** The contact that another system knows by this id. */
export async function contactIdOfExternal({ reader }: Reads, system: string, externalId: string): Promise<string | undefined> {
  const row = await reader
    .selectFrom('contactExternalIds')
    .select('contactId')
    .where('system', '=', system)
    .where('externalId', '=', externalId)
    .executeTakeFirst();
  return row?.contactId;
}

async function withIdentities(db: Kysely<Schema>, dialect: DialectName, rows: readonly ContactRow[]): Promise<readonly ContactRecord[]> {
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return [];
  const identities = await db
    .selectFrom('identities')
    .selectAll()
    .where(anyOf(dialect, 'contactId', ids))
    .orderBy('id')
    .execute();
  const identityIds = identities.map((identity) => identity.id);
  const keys = await db
    .selectFrom('identityKeys')
    .selectAll()
    .where(anyOf(dialect, 'identityId', identityIds))
    .orderBy('createdAt')
    .execute();
  const externals = await db
    .selectFrom('contactExternalIds')
    .selectAll()
    .where(anyOf(dialect, 'contactId', ids))
    .orderBy('system')
    .execute();
  const keysOf = Map.groupBy(keys, (key) => key.identityId);
  const identitiesOf = Map.groupBy(identities, (identity) => identity.contactId);
  const externalsOf = Map.groupBy(externals, (external) => external.contactId);
  return rows.map((row) =>
    contactRecord(
      row,
      (identitiesOf.get(row.id) ?? []).map((identity) => identityRecord(identity, keysOf.get(identity.id) ?? [])),
      (externalsOf.get(row.id) ?? []).map(({ system, externalId }) => ({ system, id: externalId })),
    ),
  );
}
