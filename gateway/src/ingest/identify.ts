import { closeConversation, openConversation } from '../conversations/open.ts';
import { moveWaits } from '../conversations/waits.ts';
import type { Actor } from '../model/events.ts';
import { nameAfter } from '../model/made-name.ts';
import type { IdentityKey, InboundPerson } from '../model/inbound.ts';
import { phoneOfDigits } from '../model/phone.ts';
import { type ContactRecord, type IdentityRecord, newContact } from '../store/records.ts';
import { type Unit, keyName } from '../store/unit.ts';

/** Who a person of an inbound event is. */
export interface Identified {
  readonly identity: IdentityRecord;
  readonly contact: ContactRecord;
}

export const SYSTEM: Actor = { type: 'system', id: null, name: null };

export function contactActor(contact: ContactRecord): Actor {
  return { type: 'contact', id: contact.id, name: contact.name };
}

/**
 * Finds or makes the identity of a person by all the keys the platform gave, and joins what turns out to be one person.
 *
 * WhatsApp's business-scoped ids are stable where phone numbers are not: a number that comes with another such id has passed to
 * another person, so the number moves and the histories stay apart (CHANNELS 1.2).
 *
 * @param owner the contact that somebody named, loaded: whom the channel does not know yet it knows as them from now on
 */
export function identify(unit: Unit, channelId: string, person: InboundPerson, owner?: ContactRecord): Identified {
  let identity = findIdentity(unit, channelId, person.keys) ?? createIdentity(unit, channelId, person, owner);
  for (const key of person.keys) identity = adoptKey(unit, identity, key);
  const contact = unit.contacts.get(identity.contactId);
  if (contact === undefined) throw new Error(`contact ${identity.contactId} was not loaded`);
  learnName(unit, contact, person);
  return { identity, contact };
}

/** The first key that is known wins; channels name their most stable key first. */
function findIdentity(unit: Unit, channelId: string, keys: readonly IdentityKey[]): IdentityRecord | undefined {
  for (const key of keys) {
    const identity = unit.identityByKey.get(keyName(channelId, key));
    if (identity !== undefined && !contradicts(identity, keys)) return identity;
  }
  return undefined;
}

/** Whether the platform now names another stable id than the one this identity goes by. */
function contradicts(identity: IdentityRecord, keys: readonly IdentityKey[]): boolean {
  const named = keys.find((key) => key.kind === 'bsuid');
  const current = identity.keys.find((key) => key.kind === 'bsuid' && key.retiredAt === null);
  return (
    named !== undefined && current !== undefined && named.value !== current.value && !identity.keys.some((key) => key.value === named.value)
  );
}

function contactOf(unit: Unit, person: InboundPerson): ContactRecord {
  const digits = person.keys.find((key) => key.kind === 'phone')?.value;
  return newContact({
    id: unit.ids.next('cnt'),
    name: person.name ?? person.username ?? null,
    phone: digits === undefined ? null : phoneOfDigits(digits),
    locale: person.locale ?? null,
    createdAt: unit.now,
  });
}

function createIdentity(unit: Unit, channelId: string, person: InboundPerson, owner: ContactRecord | undefined): IdentityRecord {
  const contact = owner ?? contactOf(unit, person);
  const asksWho = contact.name === null && unit.factsOf(channelId).readsProfiles;
  const identity: IdentityRecord = {
    id: unit.ids.next('idt'),
    channelId,
    contactId: contact.id,
    kind: person.keys.some((key) => key.kind === 'group') ? 'group' : 'person',
    unreachableSince: null,
    profileDueAt: asksWho ? unit.now : null,
    profileTries: 0,
    mergedInto: null,
    createdAt: unit.now,
    keys: person.keys.map((key) => ({ ...key, createdAt: unit.now, retiredAt: null })),
  };
  contact.identities.push(identity);
  for (const key of person.keys) loseKey(unit, keyName(channelId, key), key);
  unit.keep({ contact, identity });
  unit.lookedUp.add(identity.id);
  unit.people?.evict(contact.id, unit.mark);
  unit.touchContact(contact);
  unit.changedIdentities.add(identity);
  const type = owner === undefined ? 'contact.created' : 'contact.updated';
  unit.emit({ type, actor: contactActor(contact), contact, channel: unit.factsOf(channelId).ref });
  return identity;
}

/** Makes the identity go by this key too. Gives the identity that does in the end: another one, where the two are one person. */
function adoptKey(unit: Unit, identity: IdentityRecord, key: IdentityKey): IdentityRecord {
  const name = keyName(identity.channelId, key);
  const owner = unit.identityByKey.get(name);
  if (owner === identity) return identity;
  if (owner !== undefined && !contradicts(owner, identity.keys)) return mergeIdentities(unit, identity, owner);
  loseKey(unit, name, key);
  const former = identity.keys.find((one) => one.kind === key.kind && one.value === key.value);
  if (former === undefined) identity.keys.push({ ...key, createdAt: unit.now, retiredAt: null });
  else former.retiredAt = null;
  unit.identityByKey.set(name, identity);
  unit.changedIdentities.add(identity);
  return identity;
}

/** Takes a key from whoever had it. */
function loseKey(unit: Unit, name: string, key: IdentityKey): void {
  const owner = unit.identityByKey.get(name);
  if (owner === undefined) return;
  owner.keys = owner.keys.filter((one) => one.kind !== key.kind || one.value !== key.value);
  unit.identityByKey.delete(name);
  unit.changedIdentities.add(owner);
}

/**
 * Two identities are one person. The older conversation goes on under its own identity; the newer closes with reason `merged`, and
 * nothing is renumbered.
 */
function mergeIdentities(unit: Unit, one: IdentityRecord, other: IdentityRecord): IdentityRecord {
  const ofOne = unit.conversationByIdentity.get(one.id);
  const ofOther = unit.conversationByIdentity.get(other.id);
  const otherLives = ofOther !== undefined && (ofOne === undefined || ofOther.createdAt < ofOne.createdAt);
  const [living, ended] = otherLives ? [other, one] : [one, other];
  for (const key of ended.keys) {
    living.keys.push(key);
    if (key.retiredAt === null) unit.identityByKey.set(keyName(living.channelId, key), living);
  }
  ended.keys = [];
  ended.mergedInto = living.id;
  unit.changedIdentities.add(one).add(other);
  mergeContacts(unit, living, ended);
  endConversation(unit, living, ended);
  return living;
}

/** The ended identity belongs to the living one's contact from now on. */
function mergeContacts(unit: Unit, living: IdentityRecord, ended: IdentityRecord): void {
  const into = unit.contacts.get(living.contactId);
  const from = unit.contacts.get(ended.contactId);
  if (into === undefined || from === undefined || into === from) return;
  from.identities = from.identities.filter((identity) => identity !== ended);
  into.identities.push(ended);
  ended.contactId = into.id;
  into.name = nameAfter(into.name, from.name);
  into.phone ??= from.phone;
  unit.touchContact(into);
  if (from.identities.length > 0) return;
  from.mergedInto = into.id;
  unit.touchContact(from);
  unit.emit({ type: 'contact.merged', actor: SYSTEM, contact: into, from: from.id, to: into.id });
}

function endConversation(unit: Unit, living: IdentityRecord, ended: IdentityRecord): void {
  const conversation = unit.conversationByIdentity.get(ended.id);
  const goesOn = unit.conversationByIdentity.get(living.id);
  if (conversation === undefined || goesOn === undefined) return;
  conversation.contactId = ended.contactId;
  conversation.mergedInto = goesOn.id;
  moveWaits(unit, conversation, goesOn);
  const { waitingSince, waitingMessageId } = conversation;
  closeConversation(unit, conversation, SYSTEM, { reason: 'merged' });
  unit.touch(conversation);
  if (waitingSince !== null) waitOn(unit, living, { waitingSince, waitingMessageId });
}

/** Whoever waited in the conversation that ended waits in the one that goes on, from when they began to. */
function waitOn(
  unit: Unit,
  living: IdentityRecord,
  { waitingSince, waitingMessageId }: { readonly waitingSince: number; readonly waitingMessageId: string | null },
): void {
  const contact = unit.contacts.get(living.contactId);
  if (contact === undefined || contact.blockedAt !== null) return;
  const { conversation } = openConversation(unit, living, contact, SYSTEM, null);
  if (conversation.waitingSince !== null && conversation.waitingSince <= waitingSince) return;
  conversation.waitingSince = waitingSince;
  conversation.waitingMessageId = waitingMessageId;
  unit.touch(conversation);
  unit.settleStatus(conversation, SYSTEM);
}

function learnName(unit: Unit, contact: ContactRecord, person: InboundPerson): void {
  const name = nameAfter(contact.name, person.name ?? person.username);
  if (name === contact.name) return;
  contact.name = name;
  unit.touchContact(contact);
  unit.emit({ type: 'contact.updated', actor: SYSTEM, contact });
}
