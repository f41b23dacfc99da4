import { type Kysely, sql } from 'kysely';
import type { DialectTypes } from '../dialect.ts';
import type { Schema } from '../schema.ts';

/** When a wait reaches its levels: thresholds differ by team and channel, and business hours stretch them, so no query can tell. */
export async function waitTimes(db: Kysely<Schema>, { ms }: DialectTypes): Promise<void> {
  for (const column of ['soonAt', 'overdueAt']) await db.schema.alterTable('conversations').addColumn(column, ms).execute();
  // Waits from before are judged by the thresholds as they come, until the customer's next message.
  await sql`update "conversations" set "soonAt" = "waitingSince" + 180000, "overdueAt" = "waitingSince" + 300000
    where "waitingSince" is not null`.execute(db);
}
