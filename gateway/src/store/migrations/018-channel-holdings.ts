import type { Kysely } from 'kysely';
import type { DialectTypes } from '../dialect.ts';
import type { Schema } from '../schema.ts';

/** Which gateway sends for a channel, where several share a database. */
export async function channelHoldings(db: Kysely<Schema>, { ms }: DialectTypes): Promise<void> {
  await db.schema
    .createTable('channelHoldings')
    .addColumn('channelId', 'text', (column) => column.primaryKey())
    .addColumn('holder', 'text', (column) => column.notNull())
    .addColumn('epoch', 'integer', (column) => column.notNull())
    .addColumn('until', ms, (column) => column.notNull())
    .execute();
}
