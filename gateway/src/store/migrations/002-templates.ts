import { type Kysely, sql } from 'kysely';
import type { DialectTypes } from '../dialect.ts';
import type { Schema } from '../schema.ts';

/** Prepared messages: ours, and the platforms' as they were last listed. */
export async function templates(db: Kysely<Schema>, { ms }: DialectTypes): Promise<void> {
  await db.schema
    .createTable('templates')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('channelId', 'text')
    .addColumn('channelIdsJson', 'text', (c) => c.notNull())
    .addColumn('externalId', 'text')
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('language', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('category', 'text')
    .addColumn('quality', 'text')
    .addColumn('reason', 'text')
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('paramsJson', 'text', (c) => c.notNull())
    .addColumn('attachmentId', 'text')
    .addColumn('componentsJson', 'text')
    .addColumn('learnedAt', ms, (c) => c.notNull())
    .addColumn('createdAt', ms, (c) => c.notNull())
    .addColumn('updatedAt', ms, (c) => c.notNull())
    .addUniqueConstraint('templatesByExternalId', ['channelId', 'externalId', 'language'])
    .execute();
  await db.schema.createIndex('templatesByName').on('templates').columns(['name', 'language']).execute();
  await db.schema.createIndex('templatesOfPlatform').on('templates').columns(['externalId']).execute();
  // Names of canned ones are unique in a language; platforms' repeat from channel to channel.
  await sql`create unique index "templatesCanned" on "templates" ("name", "language") where "channelId" is null`.execute(db);
}
