import type { Kysely } from 'kysely';
import type { DialectTypes } from '../dialect.ts';
import type { Schema } from '../schema.ts';

/** What is said to everybody on a widget's pages: one row each. Every gateway looks twice a second for those that have not ended. */
export async function announcements(db: Kysely<Schema>, { ms }: DialectTypes): Promise<void> {
  await db.schema
    .createTable('announcements')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('channelId', 'text', (c) => c.notNull())
    .addColumn('contentJson', 'text', (c) => c.notNull())
    .addColumn('authorJson', 'text', (c) => c.notNull())
    .addColumn('startsAt', ms, (c) => c.notNull())
    .addColumn('endsAt', ms, (c) => c.notNull())
    .addColumn('withdrawnAt', ms)
    .addColumn('createdAt', ms, (c) => c.notNull())
    .execute();
  await db.schema.createIndex('announcementsByEnd').on('announcements').column('endsAt').execute();
  await db.schema.createIndex('announcementsByChannel').on('announcements').columns(['channelId', 'id']).execute();
}
