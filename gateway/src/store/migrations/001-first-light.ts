import { type Kysely, sql } from 'kysely';
import type { DialectTypes } from '../dialect.ts';
import type { Schema } from '../schema.ts';

/** Channels, people, conversations, messages, the event log and its readers. */
export async function firstLight(db: Kysely<Schema>, types: DialectTypes): Promise<void> {
  const { ms, keyedTable } = types;
  const schema = db.schema;
  await schema
    .createTable('members')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('email', 'text', (c) => c.notNull().unique())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('createdAt', ms, (c) => c.notNull())
    .addColumn('updatedAt', ms, (c) => c.notNull())
    .execute();
  await schema
    .createTable('apiKeys')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull().unique())
    .addColumn('permissionsJson', 'text', (c) => c.notNull())
    .addColumn('expiresAt', ms)
    .addColumn('revokedAt', ms)
    .addColumn('createdAt', ms, (c) => c.notNull())
    .execute();
  await schema
    .createTable('channels')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('provider', 'text')
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('healthJson', 'text', (c) => c.notNull())
    .addColumn('attachmentsJson', 'text')
    .addColumn('twoWay', 'integer', (c) => c.notNull())
    .addColumn('settingsJson', 'text', (c) => c.notNull())
    .addColumn('secrets', 'text', (c) => c.notNull())
    .addColumn('createdAt', ms, (c) => c.notNull())
    .addColumn('updatedAt', ms, (c) => c.notNull())
    .addColumn('deletedAt', ms)
    .execute();
  await createPeople(db, types);
  await createConversations(db, types);
  await createMessages(db, types);
  await createInbox(db, types);
  await createEvents(db, types);
  await schema
    .createTable('idempotencyKeys')
    .addColumn('scope', 'text', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('bodyHash', 'text', (c) => c.notNull())
    .addColumn('status', 'integer', (c) => c.notNull())
    .addColumn('responseJson', 'text', (c) => c.notNull())
    .addColumn('createdAt', ms, (c) => c.notNull())
    .addPrimaryKeyConstraint('idempotencyKeysPk', ['scope', 'key'])
    .modifyEnd(sql.raw(keyedTable))
    .execute();
  await schema.createIndex('idempotencyKeysByAge').on('idempotencyKeys').column('createdAt').execute();
}

async function createPeople(db: Kysely<Schema>, { ms, keyedTable }: DialectTypes): Promise<void> {
  const schema = db.schema;
  await schema
    .createTable('contacts')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text')
    .addColumn('email', 'text')
    .addColumn('phone', 'text')
    .addColumn('locale', 'text')
    .addColumn('avatarUrl', 'text')
    .addColumn('tagsJson', 'text', (c) => c.notNull())
    .addColumn('attributesJson', 'text', (c) => c.notNull())
    .addColumn('optedOut', 'integer', (c) => c.notNull())
    .addColumn('blockedAt', ms)
    .addColumn('mergedInto', 'text')
    .addColumn('createdAt', ms, (c) => c.notNull())
    .addColumn('updatedAt', ms, (c) => c.notNull())
    .execute();
  await schema
    .createTable('contactExternalIds')
    .addColumn('system', 'text', (c) => c.notNull())
    .addColumn('externalId', 'text', (c) => c.notNull())
    .addColumn('contactId', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('contactExternalIdsPk', ['system', 'externalId'])
    .execute();
  await schema.createIndex('contactExternalIdsByContact').on('contactExternalIds').column('contactId').execute();
  await schema
    .createTable('identities')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('channelId', 'text', (c) => c.notNull())
    .addColumn('contactId', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('unreachableSince', ms)
    .addColumn('profileDueAt', ms)
    .addColumn('profileTries', 'integer', (c) => c.notNull())
    .addColumn('mergedInto', 'text')
    .addColumn('createdAt', ms, (c) => c.notNull())
    .execute();
  await schema
    .createIndex('identitiesByProfileDue')
    .on('identities')
    .column('profileDueAt')
    .where('profileDueAt', 'is not', null)
    .execute();
  await schema.createIndex('identitiesByContact').on('identities').column('contactId').execute();
  await schema
    .createTable('identityKeys')
    .addColumn('channelId', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('value', 'text', (c) => c.notNull())
    .addColumn('identityId', 'text', (c) => c.notNull())
    .addColumn('createdAt', ms, (c) => c.notNull())
    .addColumn('retiredAt', ms)
    .addPrimaryKeyConstraint('identityKeysPk', ['channelId', 'kind', 'value'])
    .modifyEnd(sql.raw(keyedTable))
    .execute();
  await schema.createIndex('identityKeysByIdentity').on('identityKeys').column('identityId').execute();
}

async function createConversations(db: Kysely<Schema>, { ms }: DialectTypes): Promise<void> {
  const schema = db.schema;
  await schema
    .createTable('conversations')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('channelId', 'text', (c) => c.notNull())
    .addColumn('contactId', 'text', (c) => c.notNull())
    .addColumn('identityId', 'text', (c) => c.notNull().unique())
    .addColumn('sessionId', 'text', (c) => c.notNull())
    .addColumn('sessionNumber', 'integer', (c) => c.notNull())
    .addColumn('teamId', 'text')
    .addColumn('assigneeId', 'text')
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('statusSince', ms, (c) => c.notNull())
    .addColumn('handler', 'text', (c) => c.notNull())
    .addColumn('waitingSince', ms)
    .addColumn('waitingMessageId', 'text')
    .addColumn('lastSeq', 'integer', (c) => c.notNull())
    .addColumn('eventSeq', 'integer', (c) => c.notNull())
    .addColumn('lastMessageJson', 'text')
    .addColumn('windowJson', 'text')
    .addColumn('clockJson', 'text')
    .addColumn('clockDueAt', ms)
    .addColumn('customerAt', ms, (c) => c.notNull())
    .addColumn('freeReplyToken', 'text')
    .addColumn('freeReplyUntil', ms)
    .addColumn('tagsJson', 'text', (c) => c.notNull())
    .addColumn('attributesJson', 'text', (c) => c.notNull())
    .addColumn('sourceJson', 'text')
    .addColumn('openChoiceJson', 'text')
    .addColumn('snoozedUntil', ms)
    .addColumn('closedAt', ms)
    .addColumn('closedBy', 'text')
    .addColumn('closeReason', 'text')
    .addColumn('mergedInto', 'text')
    .addColumn('participantsJson', 'text', (c) => c.notNull())
    .addColumn('createdAt', ms, (c) => c.notNull())
    .addColumn('updatedAt', ms, (c) => c.notNull())
    .execute();
  await schema.createIndex('conversationsByUpdate').on('conversations').columns(['updatedAt', 'id']).execute();
  await schema.createIndex('conversationsByStatus').on('conversations').column('status').execute();
  await schema.createIndex('conversationsByClock').on('conversations').column('clockDueAt').where('clockDueAt', 'is not', null).execute();
  await schema.createIndex('conversationsByContact').on('conversations').column('contactId').execute();
  await schema
    .createTable('sessions')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('conversationId', 'text', (c) => c.notNull())
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('sourceJson', 'text')
    .addColumn('openedAt', ms, (c) => c.notNull())
    .addColumn('closedAt', ms)
    .addColumn('closedBy', 'text')
    .addColumn('closeReason', 'text')
    .addUniqueConstraint('sessionsByConversation', ['conversationId', 'number'])
    .execute();
}

async function createMessages(db: Kysely<Schema>, { ms, keyedTable }: DialectTypes): Promise<void> {
  const schema = db.schema;
  await schema
    .createTable('messages')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('conversationId', 'text', (c) => c.notNull())
    .addColumn('sessionId', 'text', (c) => c.notNull())
    .addColumn('channelId', 'text', (c) => c.notNull())
    .addColumn('seq', 'integer', (c) => c.notNull())
    .addColumn('direction', 'text', (c) => c.notNull())
    .addColumn('visibility', 'text', (c) => c.notNull())
    .addColumn('authorJson', 'text', (c) => c.notNull())
    .addColumn('contentType', 'text', (c) => c.notNull())
    .addColumn('contentJson', 'text', (c) => c.notNull())
    .addColumn('quotedMessageId', 'text')
    .addColumn('reactionsJson', 'text')
    .addColumn('externalId', 'text')
    .addColumn('tokensJson', 'text')
    .addColumn('webhookId', 'text')
    .addColumn('sentAt', ms, (c) => c.notNull())
    .addColumn('createdAt', ms, (c) => c.notNull())
    .addColumn('editedAt', ms)
    .addColumn('deletedAt', ms)
    .addColumn('deliveryState', 'text')
    .addColumn('deliveryJson', 'text')
    .addColumn('sendJson', 'text')
    .addUniqueConstraint('messagesBySeq', ['conversationId', 'seq'])
    .execute();
  await sql`create index "messagesByExternalId" on "messages" ("channelId", "externalId") where "externalId" is not null`.execute(db);
  await sql`create index "messagesQueued" on "messages" ("conversationId", "seq") where "deliveryState" in ('queued', 'sending')`.execute(
    db,
  );
  await schema
    .createTable('messageParts')
    .addColumn('channelId', 'text', (c) => c.notNull())
    .addColumn('externalId', 'text', (c) => c.notNull())
    .addColumn('messageId', 'text', (c) => c.notNull())
    .addColumn('part', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('messagePartsPk', ['channelId', 'externalId'])
    .modifyEnd(sql.raw(keyedTable))
    .execute();
  await schema
    .createTable('earlyReports')
    .addColumn('channelId', 'text', (c) => c.notNull())
    .addColumn('externalId', 'text', (c) => c.notNull())
    .addColumn('reportJson', 'text', (c) => c.notNull())
    .addColumn('receivedAt', ms, (c) => c.notNull())
    .execute();
  await schema.createIndex('earlyReportsByExternalId').on('earlyReports').columns(['channelId', 'externalId']).execute();
  await schema
    .createTable('attachments')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('conversationId', 'text')
    .addColumn('messageId', 'text')
    .addColumn('channelId', 'text')
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('name', 'text')
    .addColumn('mimeType', 'text', (c) => c.notNull())
    .addColumn('bytes', ms)
    .addColumn('sha256', 'text')
    .addColumn('storageKey', 'text')
    .addColumn('sourceJson', 'text')
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('dueAt', ms)
    .addColumn('error', 'text')
    .addColumn('createdAt', ms, (c) => c.notNull())
    .execute();
  await sql`create index "attachmentsDue" on "attachments" ("dueAt") where "dueAt" is not null`.execute(db);
}

async function createInbox(db: Kysely<Schema>, { ms, keyedTable }: DialectTypes): Promise<void> {
  await db.schema
    .createTable('webhooks')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('channelId', 'text', (c) => c.notNull())
    .addColumn('receivedAt', ms, (c) => c.notNull())
    .addColumn('body', 'text', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('inbox')
    .addColumn('channelId', 'text', (c) => c.notNull())
    .addColumn('eventKey', 'text', (c) => c.notNull())
    .addColumn('webhookId', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('inboxPk', ['channelId', 'eventKey'])
    .modifyEnd(sql.raw(keyedTable))
    .execute();
}

async function createEvents(db: Kysely<Schema>, types: DialectTypes): Promise<void> {
  const { ms, keyedTable } = types;
  const schema = db.schema;
  await sql`create table "events" (
    "position" ${sql.raw(types.identity)},
    "tx" ${sql.raw(types.transactionColumn)},
    "id" text not null unique,
    "type" text not null,
    "occurredAt" ${sql.raw(ms)} not null,
    "conversationId" text,
    "conversationSeq" integer,
    "actorJson" text not null,
    "dataJson" text not null
  )`.execute(db);
  // On SQLite the position alone is the order, and it is the table's own key.
  if (types.readsByTransaction) await schema.createIndex('eventsInOrder').on('events').columns(['tx', 'position']).execute();
  await schema
    .createTable('subscriptions')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('url', 'text', (c) => c.notNull().unique())
    .addColumn('eventsJson', 'text', (c) => c.notNull())
    .addColumn('filterJson', 'text', (c) => c.notNull())
    .addColumn('batchJson', 'text')
    .addColumn('secret', 'text', (c) => c.notNull())
    .addColumn('mode', 'text', (c) => c.notNull())
    .addColumn('createdAt', ms, (c) => c.notNull())
    .addColumn('updatedAt', ms, (c) => c.notNull())
    .addColumn('expiresAt', ms)
    .addColumn('hiddenAt', ms)
    .execute();
  await sql`create table "deliveries" (
    "id" ${sql.raw(types.identity)},
    "laneId" text not null,
    "subscriptionId" text not null,
    "eventId" text not null,
    "laneSeq" ${sql.raw(ms)} not null,
    "state" text not null,
    "attempts" integer not null,
    "lastStatus" integer,
    "lastError" text,
    "batchId" text,
    "createdAt" ${sql.raw(ms)} not null,
    "finishedAt" ${sql.raw(ms)},
    unique ("subscriptionId", "eventId")
  )`.execute(db);
  await sql`create index "deliveriesPending" on "deliveries" ("laneId", "laneSeq", "id") where "state" = 'pending'`.execute(db);
  await sql`create index "deliveriesBySubscription" on "deliveries" ("subscriptionId", "id")`.execute(db);
  await schema
    .createTable('lanes')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('destinationId', 'text', (c) => c.notNull())
    .addColumn('conversationId', 'text')
    .addColumn('dueAt', ms)
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('leaseToken', 'text')
    .addColumn('leaseUntil', ms)
    .modifyEnd(sql.raw(keyedTable))
    .execute();
  await sql`create index "lanesDue" on "lanes" ("kind", "dueAt") where "dueAt" is not null`.execute(db);
  await sql`create index "lanesByDestination" on "lanes" ("destinationId") where "dueAt" is not null`.execute(db);
  await schema
    .createTable('claims')
    .addColumn('subscriptionId', 'text', (c) => c.notNull())
    .addColumn('eventId', 'text', (c) => c.notNull())
    .addColumn('claimedAt', ms, (c) => c.notNull())
    .addPrimaryKeyConstraint('claimsPk', ['subscriptionId', 'eventId'])
    .modifyEnd(sql.raw(keyedTable))
    .execute();
}
