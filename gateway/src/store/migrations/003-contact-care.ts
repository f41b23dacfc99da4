import { type Kysely, sql } from 'kysely';
import type { DialectTypes } from '../dialect.ts';
import type { Schema } from '../schema.ts';

/** What contacts are compared by, what became of them over time, which were merged, and which are being erased. */
export async function contactCare(db: Kysely<Schema>, { ms }: DialectTypes): Promise<void> {
  await addContactColumns(db, ms);
  await db.schema
    .createTable('contactChanges')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('contactId', 'text', (c) => c.notNull())
    .addColumn('at', ms, (c) => c.notNull())
    .addColumn('what', 'text', (c) => c.notNull())
    .addColumn('actorJson', 'text', (c) => c.notNull())
    .addColumn('changesJson', 'text', (c) => c.notNull())
    .addColumn('otherContactId', 'text')
    .execute();
  await db.schema.createIndex('contactChangesByContact').on('contactChanges').columns(['contactId', 'id']).execute();
  await db.schema
    .createTable('contactMerges')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('fromId', 'text', (c) => c.notNull())
    .addColumn('intoId', 'text', (c) => c.notNull())
    .addColumn('mergedAt', ms, (c) => c.notNull())
    .addColumn('undoneAt', ms)
    .addColumn('movedJson', 'text', (c) => c.notNull())
    .addColumn('givenJson', 'text', (c) => c.notNull())
    .execute();
  await sql`create unique index "contactMergesByFrom" on "contactMerges" ("fromId") where "undoneAt" is null`.execute(db);
  await db.schema.createIndex('contactMergesEverFrom').on('contactMerges').column('fromId').execute();
  await db.schema.createIndex('contactMergesByInto').on('contactMerges').column('intoId').execute();
  await db.schema
    .createTable('erasures')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('contactId', 'text', (c) => c.notNull().unique())
    .addColumn('requestedAt', ms, (c) => c.notNull())
    .addColumn('finishedAt', ms)
    .addColumn('stateJson', 'text', (c) => c.notNull())
    .execute();
  await sql`create index "erasuresRunning" on "erasures" ("id") where "finishedAt" is null`.execute(db);
  // A message's files and further platform ids are looked up by the message, when it is sent, taken back or erased.
  await sql`create index "attachmentsByMessage" on "attachments" ("messageId") where "messageId" is not null`.execute(db);
  await db.schema.createIndex('messagePartsByMessage').on('messageParts').column('messageId').execute();
}

/** Keys by which two contacts are found to be alike (see `model/contact-keys.ts`), each with its index. */
async function addContactColumns(db: Kysely<Schema>, ms: DialectTypes['ms']): Promise<void> {
  for (const column of ['emailKey', 'phoneKey', 'nameKey'] as const) {
    await db.schema.alterTable('contacts').addColumn(column, 'text').execute();
    // The id beside it: of a name that thousands have, the newest few are found without sorting the others.
    const [index, key] = [sql.id(`contactsBy_${column}`), sql.id(column)];
    await sql`create index ${index} on "contacts" (${key}, "id") where ${key} is not null`.execute(db);
  }
  await db.schema.alterTable('contacts').addColumn('erasedAt', ms).execute();
  await sql`create index "contactsByMerge" on "contacts" ("mergedInto") where "mergedInto" is not null`.execute(db);
  await db.schema.createIndex('contactExternalIdsByValue').on('contactExternalIds').column('externalId').execute();
}
