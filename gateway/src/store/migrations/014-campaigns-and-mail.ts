import { type Kysely, sql } from 'kysely';
import type { DialectTypes } from '../dialect.ts';
import type { Schema } from '../schema.ts';

/** Links and QR codes that lead into conversations, and by which sessions are counted; answers that go out by e-mail. */
export async function campaignsAndMail(db: Kysely<Schema>, { ms }: DialectTypes): Promise<void> {
  await db.schema
    .createTable('campaigns')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('channelId', 'text', (c) => c.notNull())
    .addColumn('ref', 'text', (c) => c.notNull())
    .addColumn('text', 'text')
    .addColumn('pageUrl', 'text')
    .addColumn('utmJson', 'text', (c) => c.notNull())
    .addColumn('url', 'text', (c) => c.notNull())
    .addColumn('createdAt', ms, (c) => c.notNull())
    .addColumn('updatedAt', ms, (c) => c.notNull())
    .execute();
  await db.schema.createIndex('campaignsByRef').on('campaigns').columns(['channelId', 'ref']).unique().execute();
  await db.schema.alterTable('sessions').addColumn('sourceRef', 'text').execute();
  await sql`create index "sessionsByRef" on "sessions" ("channelId", "sourceRef") where "sourceRef" is not null`.execute(db);
  await db.schema
    .createTable('awayAnswers')
    .addColumn('conversationId', 'text', (c) => c.primaryKey())
    .addColumn('firstAt', ms, (c) => c.notNull())
    .addColumn('fromSeq', 'integer', (c) => c.notNull())
    .addColumn('dueAt', ms, (c) => c.notNull())
    .execute();
  await db.schema.createIndex('awayAnswersDue').on('awayAnswers').column('dueAt').execute();
  await db.schema
    .createTable('mailThreads')
    .addColumn('conversationId', 'text', (c) => c.primaryKey())
    .addColumn('referencesJson', 'text', (c) => c.notNull())
    .addColumn('stoppedAt', ms)
    .execute();
}
