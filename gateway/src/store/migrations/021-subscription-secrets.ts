import type { Kysely } from 'kysely';
import type { DialectTypes } from '../dialect.ts';
import type { Schema } from '../schema.ts';

/** For a while after a subscription got another secret its deliveries carry both signatures. */
export async function subscriptionSecrets(db: Kysely<Schema>, { ms }: DialectTypes): Promise<void> {
  await db.schema.alterTable('subscriptions').addColumn('previousSecret', 'text').execute();
  await db.schema.alterTable('subscriptions').addColumn('previousSecretUntil', ms).execute();
}
