import { type Kysely, sql } from 'kysely';
import type { DialectTypes } from '../dialect.ts';
import type { Schema } from '../schema.ts';

/** Numbers that came from WhatsApp get the plus that others were given with, and what nothing counts is not kept. */
export async function phones(db: Kysely<Schema>, types: DialectTypes): Promise<void> {
  const isDigits = types.name === 'sqlite' ? sql`"phone" <> '' and "phone" not glob '*[^0-9]*'` : sql`"phone" ~ '^[0-9]+$'`;
  await sql`
    update "contacts" set "phone" = '+' || "phone"
    where "phone" is not null and ${isDigits} and exists (
      select 1 from "identities" join "identityKeys" on "identityKeys"."identityId" = "identities"."id"
      where "identities"."contactId" = "contacts"."id" and "identityKeys"."kind" = 'phone' and "identityKeys"."value" = "contacts"."phone")
  `.execute(db);
  await db.schema.alterTable('notifications').dropColumn('mailTries').execute();
}
