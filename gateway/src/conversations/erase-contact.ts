import { NO_DETAILS } from '../model/contact-details.ts';
import { type Erased, eraseLine } from '../model/erasure.ts';
import type { Actor } from '../model/events.ts';
import { eraseRows } from '../store/erase.ts';
import { startErasure } from '../store/erasures.ts';
import type { ContactRecord, ConversationRecord } from '../store/records.ts';
import type { ErasureRow } from '../store/schema.ts';
import type { Unit } from '../store/unit.ts';
import { closeConversation } from './open.ts';

/** A person as they are about to be forgotten. */
export interface Forgotten {
  readonly contact: ContactRecord;
  /** Contacts that were merged into it: they keep details of the same person. */
  readonly merged: readonly ContactRecord[];
  readonly conversations: readonly ConversationRecord[];
}

/** How the store names a picture of its own, see `media/signing.ts`. */
const PICTURE = /^parley-media:(att_[0-9A-Za-z]+)$/;

/**
 * Forgets a person for good: details, names on platforms, messages, notes, files and history go in this transaction; old events and raw
 * webhooks follow step by step (`createErasures`). What stays says that something happened, when, and in which conversation.
 * The platforms' keys go without a trace, since a hash of a telephone number is found out by trying them all: when the person writes
 * again, they are somebody new.
 */
export async function eraseContact(unit: Unit, { contact, merged, conversations }: Forgotten, actor: Actor): Promise<ErasureRow> {
  const family = [contact, ...merged];
  const erased: Erased = {
    contactIds: new Set(family.map((one) => one.id)),
    conversationIds: new Set(conversations.map((one) => one.id)),
  };
  const identities = family.flatMap((one) => one.identities);
  const names = [...identities.flatMap((identity) => identity.keys.map((key) => key.value)), ...family.flatMap(phonesOf)];
  const pictureIds = family.flatMap((one) => PICTURE.exec(one.avatarUrl ?? '')?.[1] ?? []);
  await eraseRows(unit.tx, { ...erased, identityIds: identities.map((identity) => identity.id), pictureIds });
  for (const one of family) forgetDetails(unit, one, actor);
  for (const conversation of conversations) forgetConversation(unit, conversation, erased, actor);
  unit.emit({ type: 'contact.updated', actor, contact, to: 'erased', history: { what: 'erased' } });
  // Whoever is remembered with one of their keys is nobody now.
  unit.people?.clear();
  const [contactIds, conversationIds] = [[...erased.contactIds], [...erased.conversationIds]];
  return startErasure(unit.tx, unit.ids.next('ers'), contact.id, { contactIds, conversationIds, names });
}

/** As platforms write it: digits only. */
function phonesOf({ phone }: ContactRecord): readonly string[] {
  return phone === null ? [] : [phone.replaceAll(/\D/g, '')];
}

function forgetDetails(unit: Unit, contact: ContactRecord, actor: Actor): void {
  Object.assign(contact, NO_DETAILS);
  contact.erasedAt = unit.now;
  for (const identity of contact.identities) {
    identity.keys = [];
    identity.profileDueAt = null;
    unit.changedIdentities.add(identity);
  }
  unit.touchContact(contact);
  // The one that was asked for is told of; of the others only their own history knows.
  if (contact.mergedInto !== null) unit.noteContact(contact, actor, { what: 'erased' });
}

function forgetConversation(unit: Unit, conversation: ConversationRecord, erased: Erased, actor: Actor): void {
  conversation.tags = [];
  conversation.attributes = {};
  conversation.source = null;
  conversation.openChoice = null;
  conversation.freeReplyToken = null;
  conversation.freeReplyUntil = null;
  conversation.lastMessage = conversation.lastMessage && eraseLine(conversation.lastMessage, erased);
  unit.changedConversations.add(conversation);
  closeConversation(unit, conversation, actor, { reason: 'erased' });
}
