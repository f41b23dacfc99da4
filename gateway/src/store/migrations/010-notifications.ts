import { type Kysely, sql } from 'kysely';
import type { DialectTypes } from '../dialect.ts';
import type { Schema } from '../schema.ts';

/** What members are told, where they want to hear it, and the browsers that pushes go to. */
export async function notifications(db: Kysely<Schema>, types: DialectTypes): Promise<void> {
  await notificationTable(db, types);
  await newsTable(db, types);
  await choiceTable(db, types);
  await pushTables(db, types);
}

async function notificationTable(db: Kysely<Schema>, { ms }: DialectTypes): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('notifications')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('memberId', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('conversationId', 'text')
    .addColumn('messageId', 'text')
    .addColumn('channelId', 'text')
    .addColumn('actorJson', 'text', (c) => c.notNull())
    .addColumn('detail', 'text')
    .addColumn('isOffer', 'integer', (c) => c.notNull())
    .addColumn('inApp', 'integer', (c) => c.notNull())
    .addColumn('count', 'integer', (c) => c.notNull())
    .addColumn('openKey', 'text')
    .addColumn('readAt', ms)
    .addColumn('endedAt', ms)
    .addColumn('endingJson', 'text')
    .addColumn('doneAt', ms)
    .addColumn('mailAt', ms)
    .addColumn('mailTries', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('mailedAt', ms)
    .addColumn('pushAt', ms)
    .addColumn('createdAt', ms, (c) => c.notNull())
    .addColumn('updatedAt', ms, (c) => c.notNull())
    .execute();
  // What is alike and unread is one row: this index is what new messages are collapsed by.
  await schema.createIndex('notificationsByKey').unique().on('notifications').column('openKey').execute();
  await schema.createIndex('notificationsByMember').on('notifications').columns(['memberId', 'updatedAt', 'id']).execute();
  for (const statement of [
    `create index "notificationsUnread" on "notifications" ("memberId", "updatedAt", "id") where "openKey" is not null`,
    `create index "notificationsOfConversation" on "notifications" ("conversationId") where "openKey" is not null`,
    `create index "notificationsOfChannel" on "notifications" ("channelId") where "openKey" is not null and "channelId" is not null`,
    `create index "notificationsToMail" on "notifications" ("mailAt") where "mailAt" is not null`,
    `create index "notificationsToPush" on "notifications" ("pushAt") where "pushAt" is not null`,
    `create index "notificationsDone" on "notifications" ("doneAt") where "doneAt" is not null`,
  ]) {
    await sql.raw(statement).execute(db);
  }
}

/** A log of its own: its readers go by the same rule as those of `events`. */
async function newsTable(db: Kysely<Schema>, { ms, identity, transactionColumn, readsByTransaction }: DialectTypes): Promise<void> {
  await sql`create table "notificationNews" (
    "position" ${sql.raw(identity)}, "tx" ${sql.raw(transactionColumn)}, "memberId" text not null, "notificationId" text not null,
    "createdAt" ${sql.raw(ms)} not null)`.execute(db);
  const order = readsByTransaction ? ['memberId', 'tx', 'position'] : ['memberId', 'position'];
  await sql`create index "notificationNewsByMember" on "notificationNews" (${sql.join(order.map((one) => sql.ref(one)))})`.execute(db);
}

async function choiceTable(db: Kysely<Schema>, { ms }: DialectTypes): Promise<void> {
  await db.schema
    .createTable('notificationChoices')
    .addColumn('memberId', 'text', (c) => c.primaryKey())
    .addColumn('choiceJson', 'text', (c) => c.notNull())
    .addColumn('updatedAt', ms, (c) => c.notNull())
    .execute();
}

async function pushTables(db: Kysely<Schema>, { ms, keyedTable }: DialectTypes): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('pushSubscriptions')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('memberId', 'text', (c) => c.notNull())
    .addColumn('endpoint', 'text', (c) => c.notNull())
    .addColumn('keys', 'text', (c) => c.notNull())
    .addColumn('createdAt', ms, (c) => c.notNull())
    .execute();
  await schema.createIndex('pushSubscriptionsByEndpoint').unique().on('pushSubscriptions').column('endpoint').execute();
  await schema.createIndex('pushSubscriptionsByMember').on('pushSubscriptions').column('memberId').execute();
  await schema
    .createTable('pushes')
    .addColumn('subscriptionId', 'text', (c) => c.notNull())
    .addColumn('notificationId', 'text', (c) => c.notNull())
    .addColumn('dueAt', ms, (c) => c.notNull())
    .addColumn('tries', 'integer', (c) => c.notNull())
    .addColumn('createdAt', ms, (c) => c.notNull())
    .addPrimaryKeyConstraint('pushesPk', ['subscriptionId', 'notificationId'])
    .modifyEnd(sql.raw(keyedTable))
    .execute();
  await schema.createIndex('pushesByTime').on('pushes').column('dueAt').execute();
}
