import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';

/** What became of a conversation is read with its thread. Of the log only these events are in the index, so that a message costs it nothing. */
export async function turns(db: Kysely<Schema>): Promise<void> {
  const types = ['snoozed', 'overdue', 'joined', 'left', 'assigned', 'transferred', 'closed', 'reopened', 'handed_over'];
  const named = sql.raw(types.map((type) => `'conversation.${type}'`).join(', '));
  await sql`create index "eventsTurns" on "events" ("conversationId", "conversationSeq") where "type" in (${named})`.execute(db);
}
