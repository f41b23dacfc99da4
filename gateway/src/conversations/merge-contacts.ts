import { detailsOf } from '../model/contact-details.ts';
import { type Given, addGiven, fillGaps, takeBack } from '../model/contact-merge.ts';
import type { Actor } from '../model/events.ts';
import { type ContactMerge, addMerge, endMerge, findMerge, mergesInto, moveExternalIds, updateGiven } from '../store/contact-merges.ts';
import { loadContacts } from '../store/load.ts';
import type { ContactRecord, ConversationRecord, IdentityRecord } from '../store/records.ts';
import type { Unit } from '../store/unit.ts';
import { type Failure, badField, failure } from './failure.ts';
import { closeConversation } from './open.ts';

/** Two contacts, with the conversations of both. */
export interface Couple {
  readonly from: ContactRecord;
  readonly into: ContactRecord;
  readonly conversations: readonly ConversationRecord[];
}

/**
 * One person was known as two contacts: identities, conversations and other systems' ids of `from` pass to `into`, whose own details
 * win and whose gaps are filled. `from` stays as it was, for the undoing, and leads to `into`. Conversations keep their numbers and
 * stay as many as they were. Safe to repeat.
 *
 * @returns the survivor
 */
export async function mergeContacts(unit: Unit, { from, into, conversations }: Couple, actor: Actor): Promise<ContactRecord | Failure> {
  if (from.mergedInto === into.id && into.erasedAt === null) return into;
  const refusal = whyNotUsable(from) ?? whyNotUsable(into) ?? whyNotAlike(from, into);
  if (refusal !== undefined) return refusal;
  const { externalIds } = from;
  const identityIds = from.identities.map((identity) => identity.id);
  const { details, given } = fillGaps(detailsOf(into), detailsOf(from));
  moveIdentities(unit, from, into, identityIds, conversations);
  await moveExternalIds(unit.tx, externalIds, from.id, into.id);
  Object.assign(into, details, { externalIds: [...into.externalIds, ...externalIds] });
  from.mergedInto = into.id;
  unit.touchContact(into);
  unit.touchContact(from);
  await addMerge(unit.tx, { id: unit.ids.next('mrg'), fromId: from.id, intoId: into.id, moved: { identityIds, externalIds }, given });
  unit.emit({ type: 'contact.merged', actor, contact: into, from: from.id, to: into.id });
  unit.emit({ type: 'contact.updated', actor, contact: into });
  from.externalIds = [];
  unit.noteContact(from, actor, { what: 'merged', otherContactId: into.id });
  // With one of the two blocked the person is; what was open with the other ends as blocking ends it.
  if (into.blockedAt !== null) for (const one of conversations) closeConversation(unit, one, actor, { reason: 'blocked' });
  return into;
}

/** Why nothing can be done with this contact: it lives on in another, or it was erased. */
export function whyNotUsable(contact: ContactRecord): Failure | undefined {
  if (contact.erasedAt !== null) return failure('contact_erased', 'This contact was erased.');
  if (contact.mergedInto === null) return undefined;
  return failure(
    'contact_merged',
    `The contact ${contact.id} was merged into ${contact.mergedInto}. Use that one, or undo the merge first.`,
  );
}

function whyNotAlike(from: ContactRecord, into: ContactRecord): Failure | undefined {
  if (from === into) return badField('into', 'A contact cannot be merged into itself.');
  const isGroup = (contact: ContactRecord) => contact.identities.some((identity) => identity.kind === 'group');
  if (isGroup(from) || isGroup(into)) return badField('into', 'A group is no person: it cannot be merged.');
  return undefined;
}

/** Identities pass to another contact, and their conversations with them. */
function moveIdentities(
  unit: Unit,
  from: ContactRecord,
  to: ContactRecord,
  identityIds: readonly string[],
  conversations: readonly ConversationRecord[],
): void {
  const moving = new Set(identityIds);
  const isMoving = (identity: IdentityRecord) => moving.has(identity.id);
  for (const identity of from.identities.filter(isMoving)) {
    identity.contactId = to.id;
    to.identities.push(identity);
    unit.changedIdentities.add(identity);
  }
  from.identities = from.identities.filter((identity) => !isMoving(identity));
  for (const conversation of conversations) {
    if (!moving.has(conversation.identityId) || conversation.contactId !== from.id) continue;
    conversation.contactId = to.id;
    // Nothing happened in it: its place in lists by the last change stays.
    unit.changedConversations.add(conversation);
  }
}

/**
 * Brings a merged contact back exactly as it was, with its identities, their conversations and its ids in other systems. The survivor
 * loses what it was given, unless somebody has changed it since; what it learned in the meantime stays with it.
 *
 * @returns the contact that is back
 */
export async function unmergeContact(unit: Unit, { from, into, conversations }: Couple, actor: Actor): Promise<ContactRecord | Failure> {
  const merge = await findMerge(unit.tx, from.id);
  if (merge === undefined) return failure('not_supported', 'The platform itself says that these are one person: nobody merged them here.');
  const refusal = whyNotUsable(into);
  if (refusal !== undefined) return refusal;
  moveIdentities(unit, into, from, merge.moved.identityIds, conversations);
  const back = merge.moved.externalIds.filter(({ system, id }) => into.externalIds.some((one) => one.system === system && one.id === id));
  await moveExternalIds(unit.tx, back, into.id, from.id);
  from.externalIds = back;
  into.externalIds = into.externalIds.filter((one) => !back.some(({ system, id }) => system === one.system && id === one.id));
  await endMerge(unit.tx, merge.id);
  await takeBackDetails(unit, into, merge);
  from.mergedInto = null;
  unit.touchContact(from);
  unit.touchContact(into);
  unit.emit({ type: 'contact.updated', actor, contact: into, history: { what: 'unmerged', otherContactId: from.id } });
  unit.emit({ type: 'contact.updated', actor, contact: from, history: { what: 'unmerged', otherContactId: into.id } });
  return from;
}

/** Another contact that is still merged in may have what the survivor lacks now: it fills the gap, as it would have done before. */
async function takeBackDetails(unit: Unit, into: ContactRecord, { given }: ContactMerge): Promise<void> {
  const taken = takeBack(detailsOf(into), given);
  let { details } = taken;
  const others = await mergesInto(unit.tx, into.id);
  await loadContacts(unit, others.map((other) => other.fromId)); // prettier-ignore
  for (const other of others) {
    const source = unit.contacts.get(other.fromId);
    if (source === undefined) continue;
    const filled = fillGaps(details, detailsOf(source), taken.gaps);
    details = filled.details;
    if (givesSomething(filled.given)) await updateGiven(unit.tx, other.id, addGiven(other.given, filled.given));
  }
  Object.assign(into, details);
}

function givesSomething({ fields, blockedAt, tags, attributes }: Given): boolean {
  return Object.keys(fields).length + tags.length + Object.keys(attributes).length > 0 || blockedAt !== null;
}
