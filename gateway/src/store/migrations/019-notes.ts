import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';

/** A conversation's notes without going past all that was said in it. */
export async function notes(db: Kysely<Schema>): Promise<void> {
  await sql`create index "messagesNotes" on "messages" ("conversationId", "seq") where "visibility" = 'internal'`.execute(db);
}
