import { type Kysely, sql } from 'kysely';
import { DIALECT_TYPES, type DialectName, type DialectTypes } from './dialect.ts';
import { firstLight } from './migrations/001-first-light.ts';
import { templates } from './migrations/002-templates.ts';
import { contactCare } from './migrations/003-contact-care.ts';
import { teams } from './migrations/004-teams.ts';
import { sessionFacts } from './migrations/005-sessions.ts';
import { clockSettings } from './migrations/009-clock-settings.ts';
import { waitTimes } from './migrations/006-wait-times.ts';
import { signIn } from './migrations/007-sign-in.ts';
import { notifications } from './migrations/010-notifications.ts';
import { sight } from './migrations/008-sight.ts';
import { waits } from './migrations/011-waits.ts';
import { lists } from './migrations/012-lists.ts';
import { visitors } from './migrations/013-visitors.ts';
import { campaignsAndMail } from './migrations/014-campaigns-and-mail.ts';
import { turns } from './migrations/015-turns.ts';
import { phones } from './migrations/016-phones.ts';
import { waitingLevels } from './migrations/017-waiting-levels.ts';
import { channelHoldings } from './migrations/018-channel-holdings.ts';
import { notes } from './migrations/019-notes.ts';
import { audit } from './migrations/020-audit.ts';
import { secretsAndDeadLetters } from './migrations/021-secrets-and-dead-letters.ts';
import { announcements } from './migrations/022-announcements.ts';
import type { Schema } from './schema.ts';

/** One step of the schema's history. Its place in the list is its number, for good. */
export type Migration = (db: Kysely<Schema>, types: DialectTypes) => Promise<void>;

export const MIGRATIONS: readonly Migration[] = [
  firstLight,
  templates,
  contactCare,
  teams,
  sessionFacts,
  waitTimes,
  signIn,
  sight,
  clockSettings,
  notifications,
  waits,
  lists,
  visitors,
  campaignsAndMail,
  turns,
  phones,
  waitingLevels,
  channelHoldings,
  notes,
  audit,
  secretsAndDeadLetters,
  announcements,
];

/** Any number that no other program takes on this database. */
const POSTGRES_LOCK = 4_153_020_619;

/**
 * Brings the schema up to date. Each step is one transaction together with its own number, so that a kill at any statement leaves
 * either all of a step or nothing of it; a second gateway that starts at the same time waits.
 *
 * @throws when the database is newer than this program
 */
export async function migrate(db: Kysely<Schema>, dialect: DialectName, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  await db.connection().execute(async (connection) => {
    for (;;) {
      const done = await runNext(connection, dialect, migrations);
      if (done) return;
    }
  });
}

async function runNext(db: Kysely<Schema>, dialect: DialectName, migrations: readonly Migration[]): Promise<boolean> {
  await sql`${sql.raw(dialect === 'sqlite' ? 'begin immediate' : 'begin')}`.execute(db);
  try {
    if (dialect === 'postgres') await sql`select pg_advisory_xact_lock(${POSTGRES_LOCK})`.execute(db);
    await sql`create table if not exists "meta" ("key" text primary key, "value" text not null)`.execute(db);
    const number = await schemaVersion(db);
    if (number > migrations.length) {
      throw new Error(`The database is at schema ${number}, newer than this Parley knows (${migrations.length}). Start the newer Parley.`);
    }
    const next = migrations[number];
    if (next !== undefined) {
      await next(db, DIALECT_TYPES[dialect]);
      await writeSchemaVersion(db, number + 1);
    }
    await sql`commit`.execute(db);
    return next === undefined;
  } catch (error) {
    await sql`rollback`.execute(db).catch(() => undefined);
    throw error;
  }
}

async function schemaVersion(db: Kysely<Schema>): Promise<number> {
  const row = await db.selectFrom('meta').select('value').where('key', '=', 'schema').executeTakeFirst();
  return row === undefined ? 0 : Number(row.value);
}

async function writeSchemaVersion(db: Kysely<Schema>, version: number): Promise<void> {
  await db
    .insertInto('meta')
    .values({ key: 'schema', value: String(version) })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: String(version) }))
    .execute();
}
