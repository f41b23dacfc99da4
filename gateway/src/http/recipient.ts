import type { ConnectedChannel } from '../conversations/connected-channels.ts';
import { type Failure, badField, failure } from '../conversations/failure.ts';
import { keyOfContact, keyOfExternalId } from '../conversations/recipient.ts';
import { identify } from '../ingest/identify.ts';
import type { IdentityKey } from '../model/inbound.ts';
import { PassingFault, loadByKeys } from '../store/load.ts';
import { findContact } from '../store/read/contacts.ts';
import { conversationIdOfKey } from '../store/read/conversations.ts';
import type { Reads } from '../store/read/page.ts';
import type { IdentityRecord } from '../store/records.ts';
import { type Unit, keyName } from '../store/unit.ts';

/** Somebody to write to, and what must be locked for it. */
export interface Recipient {
  readonly channelId: string;
  readonly key: IdentityKey;
  /** The contact that was named, where the channel does not know them yet. */
  readonly contactId: string | undefined;
  /** Grows when a conversation turns up while the locks were awaited; the next try then takes it too. */
  readonly locks: string[];
}

/** The identity of a recipient, or how to make it. */
export interface NewConversation {
  readonly known: IdentityRecord | undefined;
  readonly make: () => IdentityRecord;
}

/** Finds out by which key a recipient goes on the channel. Reads only. */
export async function findRecipient(
  reads: Reads,
  channelId: string,
  channel: ConnectedChannel | undefined,
  to: { readonly externalId: string } | { readonly contactId: string },
): Promise<Recipient | Failure> {
  if (channel === undefined) return badField('channelId', 'There is no such channel.');
  if (channel.isDeleted) return failure('channel_deleted', 'This channel was disconnected.');
  const key = 'externalId' in to ? keyOfExternalId(channel.ref.type, to.externalId) : await keyByContact(reads, channel, to.contactId);
  if (typeof key === 'string') return badField('to.externalId', key);
  if ('is' in key) return key;
  const conversationId = await conversationIdOfKey(reads, channelId, key);
  const locks = [keyName(channelId, key), ...(conversationId === undefined ? [] : [conversationId])];
  return { channelId, key, contactId: 'contactId' in to ? to.contactId : undefined, locks };
}

async function keyByContact(reads: Reads, channel: ConnectedChannel, contactId: string): Promise<IdentityKey | Failure> {
  const contact = await findContact(reads, contactId);
  if (contact === undefined) return badField('to.contactId', 'There is no such contact.');
  return keyOfContact(contact, channel.ref) ?? badField('to.contactId', 'This contact is not known on this channel.');
}

/** @throws PassingFault when the conversation appeared while its lock was awaited: the next try locks it */
export async function identifyRecipient(unit: Unit, recipient: Recipient): Promise<NewConversation> {
  const { channelId, key, locks } = recipient;
  const conversationId = await conversationIdOfKey({ reader: unit.tx.db, dialect: unit.tx.dialect }, channelId, key);
  if (conversationId !== undefined && !locks.includes(conversationId)) {
    locks.push(conversationId);
    throw new PassingFault('a conversation appeared while its lock was awaited');
  }
  await loadByKeys(unit, [{ channelId, key }]);
  return { known: unit.identityByKey.get(keyName(channelId, key)), make: () => identify(unit, channelId, { keys: [key] }).identity };
}
