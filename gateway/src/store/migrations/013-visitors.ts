import { type Kysely, sql } from 'kysely';
import type { DialectTypes } from '../dialect.ts';
import type { Schema } from '../schema.ts';

/** Visitors of sites with a widget: who they are, what proves it, and where they are now. */
export async function visitors(db: Kysely<Schema>, { ms, keyedTable }: DialectTypes): Promise<void> {
  await db.schema
    .createTable('visitors')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('channelId', 'text', (c) => c.notNull())
    .addColumn('origin', 'text', (c) => c.notNull())
    .addColumn('userId', 'text')
    .addColumn('conversationId', 'text')
    .addColumn('factsJson', 'text')
    .addColumn('locale', 'text')
    .addColumn('sourceJson', 'text')
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('pageUrl', 'text')
    .addColumn('pageTitle', 'text')
    .addColumn('placeJson', 'text')
    .addColumn('lastActiveAt', ms, (c) => c.notNull())
    .addColumn('onlineUntil', ms, (c) => c.notNull())
    .addColumn('toldOnline', 'integer', (c) => c.notNull())
    .addColumn('typingUntil', ms, (c) => c.notNull())
    .addColumn('teamReadSeq', 'integer', (c) => c.notNull())
    .addColumn('createdAt', ms, (c) => c.notNull())
    .addColumn('changedAt', ms, (c) => c.notNull())
    .execute();
  await sql`create index "visitorsByConversation" on "visitors" ("conversationId") where "conversationId" is not null`.execute(db);
  await sql`create index "visitorsOnline" on "visitors" ("onlineUntil", "conversationId") where "conversationId" is not null`.execute(db);
  await sql`create index "visitorsToldOnline" on "visitors" ("onlineUntil") where "toldOnline" = 1`.execute(db);
  await db.schema.createIndex('visitorsByChange').on('visitors').column('changedAt').execute();
  await db.schema
    .createTable('visitorTokens')
    .addColumn('hash', 'text', (c) => c.primaryKey())
    .addColumn('visitorId', 'text', (c) => c.notNull())
    .addColumn('channelId', 'text', (c) => c.notNull())
    .addColumn('origin', 'text', (c) => c.notNull())
    .addColumn('userId', 'text')
    .addColumn('expiresAt', ms, (c) => c.notNull())
    .addColumn('createdAt', ms, (c) => c.notNull())
    .modifyEnd(sql.raw(keyedTable))
    .execute();
  await db.schema.createIndex('visitorTokensByVisitor').on('visitorTokens').column('visitorId').execute();
  await db.schema.createIndex('visitorTokensExpired').on('visitorTokens').column('expiresAt').execute();
}
