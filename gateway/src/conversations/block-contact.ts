import type { Actor } from '../model/events.ts';
import type { ContactRecord, ConversationRecord, IdentityRecord } from '../store/records.ts';
import type { Source } from '../model/inbound.ts';
import type { Unit } from '../store/unit.ts';
import { type Opened, closeConversation, openConversation } from './open.ts';

const SYSTEM: Actor = { type: 'system', id: null, name: null };

/**
 * Blocks a contact or lifts that. Blocking ends what is open with them; from then on what they write is kept and shown, but asks
 * nothing of anybody (see `placeForBlocked`). Safe to repeat.
 */
export function blockContact(
  unit: Unit,
  contact: ContactRecord,
  conversations: readonly ConversationRecord[],
  blocked: boolean,
  actor: Actor,
): ContactRecord {
  if ((contact.blockedAt !== null) === blocked) return contact;
  contact.blockedAt = blocked ? unit.now : null;
  unit.touchContact(contact);
  unit.emit({ type: 'contact.updated', actor, contact });
  for (const conversation of conversations) {
    if (blocked) closeConversation(unit, conversation, actor, { reason: 'blocked' });
    // What waited for the customer's message may have a window that opened meanwhile.
    else unit.dueSends.set(conversation.id, conversation.channelId);
  }
  return contact;
}

/** Where a blocked person's message is kept: in their conversation as it is, which a first one finds closed. */
export function placeForBlocked(unit: Unit, identity: IdentityRecord, contact: ContactRecord, actor: Actor, source: Source | null): Opened {
  const known = unit.conversationByIdentity.get(identity.id);
  if (known !== undefined) return { conversation: known, isNewSession: false };
  const { conversation } = openConversation(unit, identity, contact, actor, source);
  closeConversation(unit, conversation, SYSTEM, { reason: 'blocked' });
  return { conversation, isNewSession: false };
}
