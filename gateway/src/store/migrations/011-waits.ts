import { type Kysely, sql } from 'kysely';
import type { DialectTypes } from '../dialect.ts';
import type { Schema } from '../schema.ts';

/** Questions of workflows that wait for a customer's answer, and how a subscription gathers what a customer writes in one go. */
export async function waits(db: Kysely<Schema>, { ms, keyedTable }: DialectTypes): Promise<void> {
  await db.schema.alterTable('conversations').addColumn('waitsJson', 'text').execute();
  await db.schema
    .createTable('waits')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('conversationId', 'text', (c) => c.notNull())
    .addColumn('messageId', 'text', (c) => c.notNull())
    .addColumn('expect', 'text', (c) => c.notNull())
    .addColumn('maxReasks', 'integer', (c) => c.notNull())
    .addColumn('reasks', 'integer', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('because', 'text')
    .addColumn('resumeUrl', 'text', (c) => c.notNull())
    .addColumn('destination', 'text', (c) => c.notNull())
    .addColumn('secret', 'text')
    .addColumn('replyMessageId', 'text')
    .addColumn('replyJson', 'text')
    .addColumn('createdAt', ms, (c) => c.notNull())
    .addColumn('expiresAt', ms, (c) => c.notNull())
    .addColumn('endedAt', ms)
    .addColumn('callState', 'text')
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('lastStatus', 'integer')
    .addColumn('lastError', 'text')
    .addColumn('calledAt', ms)
    .execute();
  await sql`create index "waitsDue" on "waits" ("expiresAt") where "state" = 'open'`.execute(db);
  await db.schema.createIndex('waitsByConversation').on('waits').columns(['conversationId', 'id']).execute();
  await sql`create index "waitsEnded" on "waits" ("endedAt") where "endedAt" is not null`.execute(db);
  await db.schema
    .createTable('waitReplies')
    .addColumn('messageId', 'text', (c) => c.primaryKey())
    .addColumn('waitId', 'text', (c) => c.notNull())
    .modifyEnd(sql.raw(keyedTable))
    .execute();
  await db.schema.alterTable('subscriptions').addColumn('burstJson', 'text').execute();
}
