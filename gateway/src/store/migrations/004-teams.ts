import { type Kysely, sql } from 'kysely';
import type { DialectTypes } from '../dialect.ts';
import type { Schema } from '../schema.ts';

/** Teams, who is in them, which channels they serve, and what assignment must know of a member. */
export async function teams(db: Kysely<Schema>, { ms, keyedTable }: DialectTypes): Promise<void> {
  const { schema } = db;
  await schema
    .alterTable('members')
    .addColumn('availability', 'text', (c) => c.notNull().defaultTo('offline'))
    .execute();
  await schema.alterTable('members').addColumn('capacity', 'integer').execute();
  await schema.alterTable('members').addColumn('removedAt', ms).execute();
  await schema
    .createTable('teams')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('mode', 'text', (c) => c.notNull())
    .addColumn('assignment', 'text', (c) => c.notNull())
    .addColumn('createdAt', ms, (c) => c.notNull())
    .addColumn('updatedAt', ms, (c) => c.notNull())
    .execute();
  await schema
    .createTable('teamMembers')
    .addColumn('teamId', 'text', (c) => c.notNull())
    .addColumn('memberId', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('lastTurn', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('teamMembersPk', ['teamId', 'memberId'])
    .modifyEnd(sql.raw(keyedTable))
    .execute();
  await schema.createIndex('teamMembersByMember').on('teamMembers').column('memberId').execute();
  await schema
    .createTable('teamChannels')
    .addColumn('teamId', 'text', (c) => c.notNull())
    .addColumn('channelId', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('teamChannelsPk', ['teamId', 'channelId'])
    .modifyEnd(sql.raw(keyedTable))
    .execute();
  await schema.createIndex('teamChannelsByChannel').on('teamChannels').column('channelId').execute();
  // Lists of a team, and what a team leaves behind. A conversation without a team costs nothing here.
  await sql`create index "conversationsByTeam" on "conversations" ("teamId") where "teamId" is not null`.execute(db);
  // How many each member has: asked at every assignment.
  await sql`create index "conversationsByOwner" on "conversations" ("assigneeId") where "assigneeId" is not null and "closedAt" is null`.execute(
    db,
  );
}
