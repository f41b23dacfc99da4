import { type Kysely, sql } from 'kysely';
import type { DialectTypes } from '../dialect.ts';
import type { Schema } from '../schema.ts';

/** Who did what to the gateway itself. Lines are added and never changed, which the database sees to. */
export async function audit(db: Kysely<Schema>, { ms, name }: DialectTypes): Promise<void> {
  await db.schema
    .createTable('audit')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('at', ms, (c) => c.notNull())
    .addColumn('actorType', 'text', (c) => c.notNull())
    .addColumn('actorId', 'text')
    .addColumn('actorName', 'text')
    .addColumn('action', 'text', (c) => c.notNull())
    .addColumn('targetId', 'text')
    .addColumn('changesJson', 'text', (c) => c.notNull())
    .addColumn('problem', 'text')
    .addColumn('address', 'text')
    .addColumn('userAgent', 'text')
    .addColumn('requestId', 'text')
    .execute();
  await db.schema.createIndex('auditByTime').on('audit').columns(['at', 'id']).execute();
  await db.schema.createIndex('auditByActor').on('audit').columns(['actorId', 'at', 'id']).execute();
  await db.schema.createIndex('auditByTarget').on('audit').columns(['targetId', 'at', 'id']).execute();
  await db.schema.createIndex('auditByAction').on('audit').columns(['action', 'at', 'id']).execute();
  await sql`create index "auditRefused" on "audit" ("at", "id") where "problem" is not null`.execute(db);
  await refuseChanges(db, name);
}

async function refuseChanges(db: Kysely<Schema>, dialect: DialectTypes['name']): Promise<void> {
  if (dialect === 'sqlite') {
    await sql`create trigger "auditStays" before update on "audit"
      begin select raise(abort, 'lines of the audit log are never changed'); end`.execute(db);
    return;
  }
  await sql`create function "auditStays"() returns trigger language plpgsql as $$
    begin raise exception 'lines of the audit log are never changed'; end $$`.execute(db);
  await sql`create trigger "auditStays" before update on "audit" for each row execute function "auditStays"()`.execute(db);
}
