import { type Kysely, sql } from 'kysely';
import type { DialectTypes } from '../dialect.ts';
import type { Schema } from '../schema.ts';

/**
 * Who sees which conversation and has read how far, and the ways into the list of conversations.
 *
 * Lists are read team by team, so every index begins with the team; what lists are filtered by stands behind what they are sorted by, so
 * that rows which do not match are passed over inside the index. Only `conversationsOpenByUpdate` is written by every message: it takes
 * the place of the index by update there was. `ARCHITECTURE.md` says what each costs.
 */
export async function sight(db: Kysely<Schema>, types: DialectTypes): Promise<void> {
  for (const column of ['isJoined', 'inboundCount']) {
    await db.schema
      .alterTable('conversations')
      .addColumn(column, 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
  }
  await sql`update "conversations" set
    "isJoined" = case when "participantsJson" = '[]' then 0 else 1 end,
    "inboundCount" = (select count(*) from "messages"
      where "conversationId" = "conversations"."id" and "direction" = 'inbound' and "visibility" = 'public')`.execute(db);
  await createParticipants(db, types);
  await createReads(db, types);
  await createLists(db);
}

async function createParticipants(db: Kysely<Schema>, { keyedTable, jsonItems }: DialectTypes): Promise<void> {
  await db.schema
    .createTable('participants')
    .addColumn('memberId', 'text', (c) => c.notNull())
    .addColumn('conversationId', 'text', (c) => c.notNull())
    .addColumn('isOpen', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('participantsPk', ['memberId', 'conversationId'])
    .modifyEnd(sql.raw(keyedTable))
    .execute();
  await sql`insert into "participants" ("memberId", "conversationId", "isOpen")
    select distinct "item"."value" ->> 'memberId', "conversations"."id", case when "closedAt" is null then 1 else 0 end
    from "conversations", ${sql.raw(jsonItems('"participantsJson"'))} as "item"`.execute(db);
  await db.schema.createIndex('participantsByConversation').on('participants').column('conversationId').execute();
  await sql`create index "participantsOpen" on "participants" ("memberId", "conversationId") where "isOpen" = 1`.execute(db);
}

async function createReads(db: Kysely<Schema>, { keyedTable }: DialectTypes): Promise<void> {
  await db.schema
    .createTable('reads')
    .addColumn('memberId', 'text', (c) => c.notNull())
    .addColumn('conversationId', 'text', (c) => c.notNull())
    .addColumn('lastReadSeq', 'integer', (c) => c.notNull())
    .addColumn('inboundRead', 'integer', (c) => c.notNull())
    .addColumn('isOpen', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('readsPk', ['memberId', 'conversationId'])
    .modifyEnd(sql.raw(keyedTable))
    .execute();
  await db.schema.createIndex('readsByConversation').on('reads').column('conversationId').execute();
  await sql`create index "readsOpen" on "reads" ("memberId", "conversationId", "inboundRead") where "isOpen" = 1`.execute(db);
}

/** What lists are filtered by. `closedAt` is only there so that SQLite need not look into the table. */
const FILTERS = '"status", "channelId", "assigneeId", "isJoined", "waitingSince", "overdueAt", "soonAt", "inboundCount", "closedAt"';

async function createLists(db: Kysely<Schema>): Promise<void> {
  // Their places are taken.
  for (const name of ['ByUpdate', 'ByStatus', 'ByTeam', 'ByOwner']) await db.schema.dropIndex(`conversations${name}`).execute();
  const lists = [
    ['conversationsOpenByUpdate', `"teamId", "updatedAt", "id", ${FILTERS}`, '"closedAt" is null'],
    ['conversationsOpenByCreation', `"teamId", "createdAt", "id", "status", "channelId", "assigneeId", "isJoined", "waitingSince", "overdueAt", "soonAt", "closedAt"`, '"closedAt" is null'],
    ['conversationsWaiting', '"teamId", "waitingSince", "id", "status", "channelId", "assigneeId", "isJoined", "overdueAt", "soonAt", "closedAt"', '"waitingSince" is not null and "closedAt" is null'],
    ['conversationsOpenByStatus', '"teamId", "status", "isJoined", "overdueAt", "soonAt", "closedAt"', '"closedAt" is null'],
    ['conversationsClosedByUpdate', '"teamId", "updatedAt", "id", "channelId", "assigneeId", "closedAt"', '"closedAt" is not null'],
    ['conversationsClosedByCreation', '"teamId", "createdAt", "id", "channelId", "assigneeId", "closedAt"', '"closedAt" is not null'],
    ['conversationsByOwner', '"assigneeId", "closedAt"', '"assigneeId" is not null'],
    ['conversationsSilent', '"teamId", "assigneeId", "id", "inboundCount", "closedAt"', '"closedAt" is null and "inboundCount" = 0'],
  ] as const; // prettier-ignore
  for (const [name, columns, which] of lists) {
    await sql`create index ${sql.ref(name)} on "conversations" (${sql.raw(columns)}) where ${sql.raw(which)}`.execute(db);
  }
}
