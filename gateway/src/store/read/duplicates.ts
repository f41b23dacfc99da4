import { SHARED_KEYS, type Traits } from '../../model/duplicates.ts';
import { anyOf } from '../any-of.ts';
import type { Reads } from './page.ts';

/** So many of each kind are looked at: whoever shares a mailbox or a number with more is no person. */
const MOST_OF_A_KIND = 50;

/**
 * Ids of contacts that share something with these traits, the contact itself aside. Every look-up is by an index and bounded: the
 * contacts' own keys (`contactsBy_emailKey`, `…_phoneKey`, `…_nameKey`), the primary key of `identityKeys` once for each channel, and
 * `contactExternalIdsByValue`.
 */
export async function alikeContactIds(reads: Reads, contactId: string, traits: Traits): Promise<readonly string[]> {
  const found = await Promise.all([
    byKey(reads, 'emailKey', traits.email === null ? [] : [traits.email]),
    byKey(reads, 'phoneKey', traits.phones),
    byKey(reads, 'nameKey', traits.name === null ? [] : [traits.name]),
    byAccount(reads, traits),
    byExternalId(reads, traits.externalIds),
  ]);
  return [...new Set(found.flat())].filter((id) => id !== contactId);
}

async function byKey(
  { reader }: Reads,
  column: 'emailKey' | 'phoneKey' | 'nameKey',
  values: readonly string[],
): Promise<readonly string[]> {
  const found = await Promise.all(
    values.map((value) =>
      reader
        .selectFrom('contacts')
        .select('id')
        .where(column, '=', value)
        .where('mergedInto', 'is', null)
        .orderBy('id', 'desc')
        .limit(MOST_OF_A_KIND)
        .execute(),
    ),
  );
  return found.flat().map((row) => row.id);
}

async function byAccount({ reader, dialect }: Reads, { accounts, phones }: Traits): Promise<readonly string[]> {
  const values = [...phones, ...accounts.map((account) => account.slice(account.indexOf(' ') + 1))];
  if (values.length === 0) return [];
  const channels = await reader.selectFrom('channels').select('id').execute();
  const rows = await reader
    .selectFrom('identityKeys')
    .innerJoin('identities', 'identities.id', 'identityKeys.identityId')
    .select('identities.contactId')
    .where(
      anyOf(
        dialect,
        'identityKeys.channelId',
        channels.map((channel) => channel.id),
      ),
    ) // prettier-ignore
    .where('identityKeys.kind', 'in', SHARED_KEYS)
    .where(anyOf(dialect, 'identityKeys.value', values))
    .where('identityKeys.retiredAt', 'is', null)
    .limit(MOST_OF_A_KIND)
    .execute();
  return rows.map((row) => row.contactId);
}

async function byExternalId({ reader, dialect }: Reads, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const rows = await reader
    .selectFrom('contactExternalIds')
    .select('contactId')
    .where(anyOf(dialect, 'externalId', ids))
    .limit(MOST_OF_A_KIND)
    .execute();
  return rows.map((row) => row.contactId);
}
