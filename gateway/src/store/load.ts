import { sql } from 'kysely';
import type { IdentityKey } from '../model/inbound.ts';
import { anyOf } from './any-of.ts';
import type { Tx } from './committer.ts';
import { type IdentityRecord, contactRecord, conversationRecord, identityRecord, messageRecord } from './records.ts';
import type { ContactRow, IdentityKeyRow, IdentityRow } from './schema.ts';
import { type Unit, externalName, keyName } from './unit.ts';

/** A key of a person on one channel. */
export interface ChannelKey {
  readonly channelId: string;
  readonly key: Pick<IdentityKey, 'kind' | 'value'>;
}

/**
 * Makes this transaction the only one that changes these conversations until it ends. PostgreSQL numbers a transaction at its first
 * write, and readers of the log go by that number: with the lock taken before any write, a conversation's events are numbered in
 * the order in which they happened. Names in sorted order, so that two gateways never wait for each other. SQLite has one writer.
 *
 * @param names conversation ids, or `keyName`s of people who may have none yet
 */
export async function lockConversations(tx: Tx, names: readonly string[]): Promise<void> {
  if (tx.dialect === 'sqlite' || names.length === 0) return;
  await sql`select pg_advisory_xact_lock(k) from
    (select distinct hashtextextended(n, 0) as k from unnest(${names}::text[]) as n order by 1) as sorted`.execute(tx.db);
}

/** The people of these keys with all their keys, their contacts and their conversations. */
export async function loadByKeys(unit: Unit, wanted: readonly ChannelKey[]): Promise<void> {
  const byChannelAndKind = groupValues(wanted.filter(({ channelId, key }) => !takeKnown(unit, keyName(channelId, key))));
  const identityIds = new Set<string>();
  for (const { channelId, kind, values } of byChannelAndKind) {
    const rows = await unit.tx.db
      .selectFrom('identityKeys')
      .select('identityId')
      .where('channelId', '=', channelId)
      .where('kind', '=', kind)
      .where('retiredAt', 'is', null)
      .where(anyOf(unit.tx.dialect, 'value', values))
      .execute();
    for (const row of rows) identityIds.add(row.identityId);
  }
  await loadIdentities(unit, [...identityIds]);
}

/** Whether the person is here: loaded before, or taken from the people who wrote lately. */
function takeKnown(unit: Unit, key: string): boolean {
  const known = unit.identityByKey.get(key);
  if (known !== undefined) return unit.lookedUp.has(known.id);
  const person = unit.people?.take(key, unit.mark);
  if (person === undefined) return false;
  unit.keep({ contact: person.contact });
  for (const identity of person.contact.identities) unit.keep({ identity });
  for (const conversation of person.conversations) unit.keep({ conversation });
  for (const id of person.lookedUp) unit.lookedUp.add(id);
  return true;
}

/** Lets the next unit find the people of this one without reading them. To be called after its flush. */
export function keepPeople(unit: Unit): void {
  const { people } = unit;
  if (people === undefined) return;
  const conversations = Map.groupBy(unit.conversations.values(), (conversation) => conversation.contactId);
  unit.tx.afterCommit(() => {
    for (const contact of unit.contacts.values()) {
      const lookedUp = contact.identities.flatMap((identity) => (unit.lookedUp.has(identity.id) ? identity.id : []));
      people.put({ contact, conversations: conversations.get(contact.id) ?? [], lookedUp }, unit.mark);
    }
  });
}

async function loadIdentities(unit: Unit, ids: readonly string[]): Promise<void> {
  const missing = ids.filter((id) => !unit.identities.has(id));
  if (missing.length === 0) return;
  const rows = await unit.tx.db
    .selectFrom('identities')
    .select('contactId')
    .where(anyOf(unit.tx.dialect, 'id', missing))
    .execute();
  await loadContacts(unit, [...new Set(rows.map((row) => row.contactId))]);
  const conversations = await unit.tx.db
    .selectFrom('conversations')
    .selectAll()
    .where(anyOf(unit.tx.dialect, 'identityId', missing))
    .execute();
  for (const row of conversations) {
    if (!unit.conversations.has(row.id)) unit.keep({ conversation: conversationRecord(row) });
  }
}

/** Contacts with all their identities and keys. */
export async function loadContacts(unit: Unit, ids: readonly string[]): Promise<void> {
  const missing = ids.filter((id) => !unit.contacts.has(id));
  if (missing.length === 0) return;
  for (const id of missing) unit.people?.evict(id, unit.mark);
  const { db } = unit.tx;
  const contacts = await db
    .selectFrom('contacts')
    .selectAll()
    .where(anyOf(unit.tx.dialect, 'id', missing))
    .execute();
  const identities = await db
    .selectFrom('identities')
    .selectAll()
    .where(anyOf(unit.tx.dialect, 'contactId', missing))
    .execute();
  const keys = await db
    .selectFrom('identityKeys')
    .selectAll()
    .where(
      anyOf(
        unit.tx.dialect,
        'identityId',
        identities.map((row) => row.id),
      ),
    )
    .execute();
  const externalIds = await db
    .selectFrom('contactExternalIds')
    .selectAll()
    .where(anyOf(unit.tx.dialect, 'contactId', missing))
    .execute();
  keepContacts(unit, contacts, identities, keys, externalIds);
}

function keepContacts(
  unit: Unit,
  contacts: readonly ContactRow[],
  identities: readonly IdentityRow[],
  keys: readonly IdentityKeyRow[],
  externalIds: readonly { system: string; externalId: string; contactId: string }[],
): void {
  const keysByIdentity = Map.groupBy(keys, (key) => key.identityId);
  const identitiesByContact = Map.groupBy(identities, (identity) => identity.contactId);
  const externalByContact = Map.groupBy(externalIds, (external) => external.contactId);
  for (const row of contacts) {
    const records: IdentityRecord[] = (identitiesByContact.get(row.id) ?? []).map((identity) =>
      identityRecord(identity, keysByIdentity.get(identity.id) ?? []),
    );
    const external = (externalByContact.get(row.id) ?? []).map(({ system, externalId }) => ({ system, id: externalId }));
    unit.keep({ contact: contactRecord(row, records, external) });
    for (const identity of records) unit.keep({ identity });
  }
}

/** Conversations with their contacts, locked. */
export async function loadConversations(unit: Unit, ids: readonly string[]): Promise<void> {
  const missing = [...new Set(ids)].filter((id) => !unit.conversations.has(id));
  if (missing.length === 0) return;
  await lockConversations(unit.tx, missing);
  const rows = await unit.tx.db
    .selectFrom('conversations')
    .selectAll()
    .where(anyOf(unit.tx.dialect, 'id', missing))
    .execute();
  await loadContacts(unit, [...new Set(rows.map((row) => row.contactId))]);
  for (const row of rows) unit.keep({ conversation: conversationRecord(row) });
}

/** Messages by our ids. */
export async function loadMessages(unit: Unit, ids: readonly string[]): Promise<void> {
  const missing = [...new Set(ids)].filter((id) => !unit.messages.has(id));
  if (missing.length === 0) return;
  const rows = await unit.tx.db
    .selectFrom('messages')
    .selectAll()
    .where(anyOf(unit.tx.dialect, 'id', missing))
    .execute();
  for (const row of rows) unit.keep({ message: messageRecord(row) });
}

/** What is still to go out of these conversations. */
export async function loadQueued(unit: Unit, conversationIds: readonly string[]): Promise<void> {
  if (conversationIds.length === 0) return;
  const rows = await unit.tx.db
    .selectFrom('messages')
    .selectAll()
    .where(anyOf(unit.tx.dialect, 'conversationId', [...new Set(conversationIds)]))
    // Written out, so that SQLite knows the index that has only these.
    .where(sql<boolean>`"deliveryState" in ('queued', 'sending')`)
    .execute();
  for (const row of rows) if (!unit.messages.has(row.id)) unit.keep({ message: messageRecord(row) });
}

/** More than anybody leaves unread; older ones keep what they have. */
const WATERMARK_MESSAGES = 200;

/** The latest messages that went out to these people and that a watermark may raise. */
export async function loadSentTo(unit: Unit, people: readonly ChannelKey[]): Promise<void> {
  for (const { channelId, key } of people) {
    const identity = unit.identityByKey.get(keyName(channelId, key));
    const conversation = identity && unit.conversationByIdentity.get(identity.id);
    if (conversation === undefined) continue;
    const rows = await unit.tx.db
      .selectFrom('messages')
      .selectAll()
      .where('conversationId', '=', conversation.id)
      .where('seq', '>', conversation.lastSeq - WATERMARK_MESSAGES)
      .where('deliveryState', 'in', ['sent', 'delivered'])
      .execute();
    for (const row of rows) if (!unit.messages.has(row.id)) unit.keep({ message: messageRecord(row) });
  }
}

/** Messages by the platform's ids, also those of later parts of a long message. */
export async function loadMessagesByExternalId(unit: Unit, channelId: string, externalIds: readonly string[]): Promise<void> {
  const missing = [...new Set(externalIds)].filter((id) => !unit.messageByExternalId.has(externalName(channelId, id)));
  if (missing.length === 0) return;
  const rows = await unit.tx.db
    .selectFrom('messages')
    .selectAll()
    .where('channelId', '=', channelId)
    .where('externalId', 'is not', null)
    .where(anyOf(unit.tx.dialect, 'externalId', missing))
    .execute();
  for (const row of rows) if (!unit.messages.has(row.id)) unit.keep({ message: messageRecord(row) });
  const parts = await unit.tx.db
    .selectFrom('messageParts')
    .selectAll()
    .where('channelId', '=', channelId)
    .where(anyOf(unit.tx.dialect, 'externalId', missing))
    .execute();
  await loadMessages(
    unit,
    parts.map((part) => part.messageId),
  );
  for (const part of parts) {
    const message = unit.messages.get(part.messageId);
    if (message) unit.messageByExternalId.set(externalName(channelId, part.externalId), message);
  }
}

function groupValues(wanted: readonly ChannelKey[]): readonly { channelId: string; kind: string; values: string[] }[] {
  const groups = Map.groupBy(wanted, ({ channelId, key }) => `${channelId} ${key.kind}`);
  return [...groups.values()].flatMap((group) => {
    const first = group[0];
    return first === undefined
      ? []
      : [{ channelId: first.channelId, kind: first.key.kind, values: [...new Set(group.map((one) => one.key.value))] }];
  });
}

/**
 * Locks the conversations that inbound events will change, before anything is written (see `lockConversations`): those of known
 * people and messages by their ids, unknown people by their keys.
 *
 * @throws PassingFault when another gateway made one of them in between: the next try finds it
 */
export async function lockPeople(
  tx: Tx,
  people: readonly ChannelKey[],
  externalIds: ReadonlyMap<string, readonly string[]>,
  messageIds: readonly string[],
): Promise<void> {
  if (tx.dialect === 'sqlite') return;
  const before = await conversationIdsOf(tx, people, externalIds, messageIds);
  const names = [...before.ids, ...people.map(({ channelId, key }) => keyName(channelId, key))];
  await lockConversations(tx, names);
  const after = await conversationIdsOf(tx, people, externalIds, messageIds);
  for (const id of after.ids) if (!before.ids.has(id)) throw new PassingFault('a conversation appeared while its lock was awaited');
}

/** A fault that the next try will not meet. */
export class PassingFault extends Error {}

async function conversationIdsOf(
  tx: Tx,
  people: readonly ChannelKey[],
  externalIds: ReadonlyMap<string, readonly string[]>,
  messageIds: readonly string[],
): Promise<{ readonly ids: ReadonlySet<string> }> {
  const { db, dialect } = tx;
  const ids = new Set<string>();
  for (const { channelId, kind, values } of groupValues(people)) {
    const rows = await db
      .selectFrom('identityKeys')
      .innerJoin('conversations', 'conversations.identityId', 'identityKeys.identityId')
      .select('conversations.id')
      .where('identityKeys.channelId', '=', channelId)
      .where('identityKeys.kind', '=', kind)
      .where(anyOf(dialect, 'identityKeys.value', values))
      .execute();
    for (const row of rows) ids.add(row.id);
  }
  for (const [channelId, wanted] of externalIds) {
    const direct = await db
      .selectFrom('messages')
      .select('conversationId as id')
      .where('channelId', '=', channelId)
      .where(anyOf(dialect, 'externalId', wanted))
      .execute();
    const parts = await db
      .selectFrom('messageParts')
      .innerJoin('messages', 'messages.id', 'messageParts.messageId')
      .select('messages.conversationId as id')
      .where('messageParts.channelId', '=', channelId)
      .where(anyOf(dialect, 'messageParts.externalId', wanted))
      .execute();
    for (const row of [...direct, ...parts]) ids.add(row.id);
  }
  const correlated =
    messageIds.length === 0
      ? []
      : await db
          .selectFrom('messages')
          .select('conversationId as id')
          .where(anyOf(dialect, 'id', messageIds))
          .execute();
  for (const row of correlated) ids.add(row.id);
  return { ids };
}
