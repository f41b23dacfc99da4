import { type Kysely, sql } from 'kysely';
import type { DialectTypes } from '../dialect.ts';
import type { Schema } from '../schema.ts';

/** What teams and channels set for themselves, what one-way channels answer, and when people had to do with what a bot gave them. */
export async function clockSettings(db: Kysely<Schema>, { ms }: DialectTypes): Promise<void> {
  for (const table of ['teams', 'channels'] as const) await db.schema.alterTable(table).addColumn('overridesJson', 'text').execute();
  await db.schema.alterTable('channels').addColumn('oneWayReply', 'text').execute();
  for (const column of ['peopleAt', 'oneWayRepliedAt']) await db.schema.alterTable('conversations').addColumn(column, ms).execute();
  // Customers whom a team may assign to somebody, the longest wait first.
  await sql`create index "conversationsFree" on "conversations" ("teamId", "waitingSince")
    where "waitingSince" is not null and "assigneeId" is null and "closedAt" is null and "teamId" is not null`.execute(db);
}
