import { type Kysely, sql } from 'kysely';
import type { DialectTypes } from '../dialect.ts';
import type { Schema } from '../schema.ts';

/**
 * For a while after a subscription got another secret its deliveries carry both signatures. What was given up is found without looking at
 * what was not.
 */
export async function secretsAndDeadLetters(db: Kysely<Schema>, { ms }: DialectTypes): Promise<void> {
  await db.schema.alterTable('subscriptions').addColumn('previousSecret', 'text').execute();
  await db.schema.alterTable('subscriptions').addColumn('previousSecretUntil', ms).execute();
  await sql`create index "deliveriesFailed" on "deliveries" ("id") where "state" = 'failed'`.execute(db);
  await sql`create index "messagesFailed" on "messages" ("id") where "deliveryState" = 'failed'`.execute(db);
}
