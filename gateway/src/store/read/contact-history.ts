import type { DetailChange } from '../../model/contact-details.ts';
import type { Actor } from '../../model/events.ts';
import type { ContactChangeRow } from '../schema.ts';
import { CONTACT_HAPPENINGS, type ContactHappening } from '../unit.ts';
import { type Page, type Reads, pageOf } from './page.ts';

/** One entry of a contact's history, as the API shows it. */
export interface ContactChange {
  readonly id: string;
  readonly at: string;
  readonly what: ContactHappening;
  readonly actor: Actor;
  readonly changes: readonly DetailChange[];
  /** The other one of a merge. */
  readonly otherContactId: string | null;
}

/** Who changed what of a contact, newest first, before an entry. By `contactChangesByContact`. */
export async function listContactChanges(
  { reader }: Reads,
  contactId: string,
  page: { readonly before: string | null; readonly limit: number },
): Promise<Page<ContactChange, string>> {
  let query = reader
    .selectFrom('contactChanges')
    .selectAll()
    .where('contactId', '=', contactId)
    .orderBy('id', 'desc')
    .limit(page.limit + 1);
  if (page.before !== null) query = query.where('id', '<', page.before);
  const found = pageOf(await query.execute(), page.limit, (row) => row.id);
  return { rows: found.rows.map(changeOf), next: found.next };
}

function changeOf({ id, at, what, actorJson, changesJson, otherContactId }: ContactChangeRow): ContactChange {
  return {
    id,
    at: new Date(at).toISOString(),
    what: CONTACT_HAPPENINGS.find((known) => known === what) ?? 'updated',
    actor: JSON.parse(actorJson),
    changes: JSON.parse(changesJson),
    otherContactId,
  };
}
