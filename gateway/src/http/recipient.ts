import type { ConnectedChannel } from '../conversations/connected-channels.ts';
import { whyNotToContact } from '../conversations/contact-refusals.ts';
import { type Failure, badField, failure } from '../conversations/failure.ts';
import { whyNotUsable } from '../conversations/merge-contacts.ts';
import { keyOfContact, keyOfExternalId } from '../conversations/recipient.ts';
import { identify } from '../ingest/identify.ts';
import type { IdentityKey } from '../model/inbound.ts';
import { PassingFault, loadByKeys, loadContacts } from '../store/load.ts';
import { findLivingContact } from '../store/read/contacts.ts';
import { conversationIdOfKey, conversationIdsOfContact } from '../store/read/conversations.ts';
import type { Reads } from '../store/read/page.ts';
import type { ContactRecord, IdentityRecord } from '../store/records.ts';
import { type Unit, keyName } from '../store/unit.ts';

/** Somebody to write to, and what must be locked for it. */
export interface Recipient {
  readonly channelId: string;
  readonly key: IdentityKey;
  /** The contact that was named; the channel need not know them yet. */
  readonly named: ContactRecord | undefined;
  /** Grows when a conversation turns up while the locks were awaited; the next try then takes it too. */
  readonly locks: string[];
}

/** The identity of a recipient, or how to make it. */
export interface NewConversation {
  readonly known: IdentityRecord | undefined;
  readonly named: ContactRecord | undefined;
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
  const named = 'contactId' in to ? await findLivingContact(reads, to.contactId) : undefined;
  const key = 'externalId' in to ? keyOfExternalId(channel.ref.type, to.externalId) : keyByContact(named, channel);
  if (typeof key === 'string') return badField('to.externalId', key);
  if ('is' in key) return key;
  const conversationId = await conversationIdOfKey(reads, channelId, key);
  const locks = [keyName(channelId, key), ...(conversationId === undefined ? [] : [conversationId])];
  // The channel's identity of them may be made: a change of the contact, which ingest makes under the locks of their conversations.
  if (named !== undefined && conversationId === undefined) locks.push(named.id, ...(await conversationIdsOfContact(reads, named.id)));
  return { channelId, key, named, locks };
}

function keyByContact(contact: ContactRecord | undefined, channel: ConnectedChannel): IdentityKey | Failure {
  if (contact === undefined) return badField('to.contactId', 'There is no such contact.');
  const refusal = whyNotToContact(contact);
  return refusal ?? keyOfContact(contact, channel.ref) ?? badField('to.contactId', 'This contact is not known on this channel.');
}

/** @throws PassingFault when the conversation appeared while its lock was awaited: the next try locks it */
export async function identifyRecipient(unit: Unit, recipient: Recipient): Promise<NewConversation> {
  const { channelId, key, named, locks } = recipient;
  const conversationId = await conversationIdOfKey({ reader: unit.tx.db, dialect: unit.tx.dialect }, channelId, key);
  if (conversationId !== undefined && !locks.includes(conversationId)) {
    locks.push(conversationId);
    throw new PassingFault('a conversation appeared while its lock was awaited');
  }
  await loadByKeys(unit, [{ channelId, key }]);
  const known = unit.identityByKey.get(keyName(channelId, key));
  if (named !== undefined && known === undefined) await loadContacts(unit, [named.id]);
  const owner = named && unit.contacts.get(named.id);
  const make = () => identify(unit, channelId, { keys: [key] }, owner === undefined || whyNotUsable(owner) ? undefined : owner).identity;
  return { known, named, make };
}
