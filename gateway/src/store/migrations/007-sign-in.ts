import { type Kysely, sql } from 'kysely';
import type { DialectTypes } from '../dialect.ts';
import type { Schema } from '../schema.ts';

/** How members sign in: their credentials, their sessions, invitations, mails on their way, and how often somebody may try. */
export async function signIn(db: Kysely<Schema>, types: DialectTypes): Promise<void> {
  await db.schema.alterTable('members').addColumn('locale', 'text').execute();
  await credentials(db, types);
  await sessions(db, types);
  await invitations(db, types);
  await mails(db, types);
}

async function credentials({ schema }: Kysely<Schema>, { ms }: DialectTypes): Promise<void> {
  await schema
    .createTable('authUsers')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('email', 'text', (c) => c.notNull().unique())
    .addColumn('emailVerified', 'integer', (c) => c.notNull())
    .addColumn('twoFactorEnabled', 'integer', (c) => c.notNull())
    .addColumn('createdAt', ms, (c) => c.notNull())
    .addColumn('updatedAt', ms, (c) => c.notNull())
    .execute();
  await schema
    .createTable('authAccounts')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('userId', 'text', (c) => c.notNull().unique())
    .addColumn('accountId', 'text', (c) => c.notNull())
    .addColumn('providerId', 'text', (c) => c.notNull())
    .addColumn('password', 'text')
    .addColumn('createdAt', ms, (c) => c.notNull())
    .addColumn('updatedAt', ms, (c) => c.notNull())
    .execute();
  await schema
    .createTable('authTwoFactors')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('userId', 'text', (c) => c.notNull().unique())
    .addColumn('secret', 'text', (c) => c.notNull())
    .addColumn('backupCodes', 'text', (c) => c.notNull())
    .addColumn('verified', 'integer')
    .addColumn('failedVerificationCount', 'integer')
    .addColumn('lockedUntil', ms)
    .execute();
}

async function sessions({ schema }: Kysely<Schema>, { ms, keyedTable }: DialectTypes): Promise<void> {
  await schema
    .createTable('authSessions')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('userId', 'text', (c) => c.notNull())
    .addColumn('token', 'text', (c) => c.notNull().unique())
    .addColumn('expiresAt', ms, (c) => c.notNull())
    .addColumn('ipAddress', 'text')
    .addColumn('userAgent', 'text')
    .addColumn('createdAt', ms, (c) => c.notNull())
    .addColumn('updatedAt', ms, (c) => c.notNull())
    .execute();
  await schema.createIndex('authSessionsByUser').on('authSessions').column('userId').execute();
  await schema.createIndex('authSessionsByEnd').on('authSessions').column('expiresAt').execute();
  await schema
    .createTable('authVerifications')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('identifier', 'text', (c) => c.notNull())
    .addColumn('value', 'text', (c) => c.notNull())
    .addColumn('expiresAt', ms, (c) => c.notNull())
    .addColumn('createdAt', ms, (c) => c.notNull())
    .addColumn('updatedAt', ms, (c) => c.notNull())
    .execute();
  await schema.createIndex('authVerificationsByIdentifier').on('authVerifications').column('identifier').execute();
  await schema.createIndex('authVerificationsByEnd').on('authVerifications').column('expiresAt').execute();
  await schema
    .createTable('attempts')
    .addColumn('key', 'text', (c) => c.primaryKey())
    .addColumn('count', 'integer', (c) => c.notNull())
    .addColumn('resetsAt', ms, (c) => c.notNull())
    .modifyEnd(sql.raw(keyedTable))
    .execute();
  await schema.createIndex('attemptsByReset').on('attempts').column('resetsAt').execute();
}

async function invitations({ schema }: Kysely<Schema>, { ms }: DialectTypes): Promise<void> {
  await schema
    .createTable('invitations')
    .addColumn('id', 'text', (c) => c.primaryKey())
    // Who is invited; the rest is about them. One open invitation for an address.
    .addColumn('email', 'text', (c) => c.notNull().unique())
    .addColumn('name', 'text')
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('locale', 'text')
    .addColumn('tokenHash', 'text', (c) => c.notNull().unique())
    .addColumn('invitedByJson', 'text', (c) => c.notNull())
    .addColumn('createdAt', ms, (c) => c.notNull())
    .addColumn('sentAt', ms, (c) => c.notNull())
    .addColumn('expiresAt', ms, (c) => c.notNull())
    .execute();
}

async function mails(db: Kysely<Schema>, { ms }: DialectTypes): Promise<void> {
  await db.schema
    .createTable('mails')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('about', 'text')
    .addColumn('sealed', 'text', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('dueAt', ms, (c) => c.notNull())
    .addColumn('lastError', 'text')
    .addColumn('createdAt', ms, (c) => c.notNull())
    .execute();
  await db.schema.createIndex('mailsByDue').on('mails').column('dueAt').execute();
  await db.schema.createIndex('mailsByAbout').on('mails').column('about').execute();
}
