import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';

/** Who waits longest at one level, without going past all who have waited longer. */
export async function waitingLevels(db: Kysely<Schema>): Promise<void> {
  await db.schema.dropIndex('conversationsWaiting').execute();
  // The rest is there so that a filter need not look into the table.
  await sql`create index "conversationsWaiting" on "conversations"
    ("teamId", "waitLevel", "waitingSince", "id", "status", "channelId", "assigneeId", "isJoined", "overdueAt", "soonAt", "closedAt")
    where "waitingSince" is not null and "closedAt" is null`.execute(db);
}
