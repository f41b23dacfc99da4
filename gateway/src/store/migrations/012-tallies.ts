import { type Kysely, sql } from 'kysely';
import type { DialectTypes } from '../dialect.ts';
import type { Schema } from '../schema.ts';
import { countAnew, databaseNow } from '../tallies.ts';

/** Numbers of conversations that are kept instead of counted, and the way to what is on one channel. */
export async function tallies(db: Kysely<Schema>, types: DialectTypes): Promise<void> {
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
}
