import { type Kysely, sql } from 'kysely';
import type { DialectTypes } from '../dialect.ts';
import type { Schema } from '../schema.ts';
import { searchAllAnew } from '../search-index.ts';
import { databaseNow } from '../dialect.ts';
import { countAnew } from '../tallies.ts';

/** Numbers of conversations that are kept instead of counted, the way to what is on one channel, and what search goes by. */
export async function lists(db: Kysely<Schema>, types: DialectTypes): Promise<void> {
  await db.schema
    .alterTable('conversations')
    .addColumn('waitLevel', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable('conversations').addColumn('levelDueAt', types.ms).execute();
  await db.schema
    .createTable('tallies')
    .addColumn('writer', types.ms, (c) => c.notNull())
    .addColumn('teamId', 'text', (c) => c.notNull())
    .addColumn('channelId', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('isJoined', 'integer', (c) => c.notNull())
    .addColumn('isOwned', 'integer', (c) => c.notNull())
    .addColumn('isSilent', 'integer', (c) => c.notNull())
    .addColumn('waitLevel', 'integer', (c) => c.notNull())
    .addColumn('n', types.ms, (c) => c.notNull())
    .addPrimaryKeyConstraint('talliesPk', ['writer', 'status', 'isJoined', 'isSilent', 'waitLevel', 'isOwned', 'teamId', 'channelId'])
    .modifyEnd(sql.raw(types.countersTable))
    .execute();
  await countAnew(db, databaseNow(types.name));
  // Counted in tallies now.
  await db.schema.dropIndex('conversationsSilent').execute();
  const indexes = [
    ['conversationsLevelDue', '"levelDueAt"', '"levelDueAt" is not null'],
    ['conversationsOpenByChannel', '"channelId", "teamId"', '"closedAt" is null'],
    ['conversationsClosedByChannel', '"channelId", "teamId"', '"closedAt" is not null'],
  ] as const;
  for (const [name, columns, which] of indexes) {
    await sql`create index ${sql.ref(name)} on "conversations" (${sql.raw(columns)}) where ${sql.raw(which)}`.execute(db);
  }
  await createSearch(db, types);
}

/** On SQLite the pieces are an index of their own that keeps no text, on PostgreSQL a column. Documents follow when the gateway runs. */
async function createSearch(db: Kysely<Schema>, types: DialectTypes): Promise<void> {
  await db.schema
    .createTable('searchDue')
    .addColumn('seq', sql.raw(types.identity))
    .addColumn('target', 'text', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('searchDocuments')
    .addColumn('id', sql.raw(types.identity))
    .addColumn('target', 'text', (c) => c.notNull())
    .addColumn('conversationId', 'text')
    .addColumn('text', 'text', (c) => c.notNull())
    .execute();
  await sql`create unique index "searchDocumentsByTarget" on "searchDocuments" ("target")`.execute(db);
  await sql`create index "searchDocumentsByConversation" on "searchDocuments" ("conversationId") where "conversationId" is not null`.execute(
    db,
  );
  if (types.name === 'sqlite') {
    // The tokenizer leaves everything beyond ASCII as it is: pieces are cut in `model/search.ts` (https://www.sqlite.org/fts5.html).
    await sql`create virtual table "searchPieces" using fts5("pieces", content='', contentless_delete=1, detail=none, tokenize='ascii')`.execute(
      db,
    );
  } else {
    await sql`alter table "searchDocuments" add column "pieces" tsvector not null`.execute(db);
    await sql`create index "searchDocumentsByPiece" on "searchDocuments" using gin ("pieces")`.execute(db);
  }
  await searchAllAnew(db);
}
