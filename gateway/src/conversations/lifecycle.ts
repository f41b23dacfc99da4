import type { ConversationRecord, MessageRecord } from '../store/records.ts';
import type { Unit } from '../store/unit.ts';
import { type Acting, HANDED_OVER, setHandler } from './acting.ts';
import { type Failure, failure } from './failure.ts';
import { closed, whyNotTheirs } from './membership.ts';
import { closeConversation, openConversation } from './open.ts';
import { route } from './routing.ts';
import { endWaits } from './waits.ts';

/** Ends the session. Safe to repeat. */
export function close(unit: Unit, conversation: ConversationRecord, reason: string | null, acting: Acting): ConversationRecord | Failure {
  const refusal = whyNotTheirs(conversation, acting);
  if (refusal !== undefined) return refusal;
  closeConversation(unit, conversation, acting.actor, { reason });
  return conversation;
}

/** Starts a new session of a closed conversation. Safe to repeat. */
export function reopen(unit: Unit, conversation: ConversationRecord, acting: Acting): ConversationRecord | Failure {
  const identity = unit.identities.get(conversation.identityId);
  if (identity === undefined) return failure('not_found', 'The person of this conversation is not known any more.');
  openConversation(unit, identity, unit.contactOf(conversation), acting.actor, null);
  unit.settleStatus(conversation, acting.actor);
  return conversation;
}

/** Moves the conversation between people and bots, with a note for whoever takes it. */
export async function handOver(
  unit: Unit,
  conversation: ConversationRecord,
  wanted: { readonly to: 'people' | 'bot'; readonly note?: string | undefined },
  acting: Acting,
): Promise<ConversationRecord | Failure> {
  if (conversation.closedAt !== null) return closed();
  const isPassedOn = conversation.handler !== wanted.to;
  setHandler(unit, conversation, wanted.to, acting.actor);
  // Also where people have it already: whoever says so means that no workflow goes on.
  if (wanted.to === 'people') endWaits(unit, conversation, HANDED_OVER);
  if (wanted.note !== undefined) addNote(unit, conversation, wanted.note, acting);
  if (isPassedOn) await route(unit, conversation);
  unit.settleStatus(conversation, acting.actor);
  return conversation;
}

/**
 * A note is for the team only. It never answers the customer.
 *
 * @param mentions members it calls on, see `findMentioned`
 */
export function addNote(
  unit: Unit,
  conversation: ConversationRecord,
  text: string,
  { actor, member }: Acting,
  mentions: readonly string[] = [],
): MessageRecord {
  const message = unit.addMessage(conversation, {
    direction: 'outbound',
    visibility: 'internal',
    author: { type: actor.type, id: actor.id, name: actor.name, origin: member === null ? 'workflow' : 'gateway' },
    content: { type: 'text', text, ...(mentions.length === 0 ? {} : { mentions }) },
    quotedMessageId: null,
    reactions: [],
    externalId: null,
    tokens: null,
    webhookId: null,
    sentAt: unit.now,
    editedAt: null,
    deletedAt: null,
    delivery: null,
    send: null,
  });
  unit.emit({ type: 'note.created', actor, conversation, message });
  return message;
}

/** What people keep with a conversation. A name with the value null is taken away. */
export interface ConversationEdit {
  readonly addTags?: readonly string[] | undefined;
  readonly removeTags?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
}

/** Changes tags and attributes, and tells of it when anything changed. */
export function edit(unit: Unit, conversation: ConversationRecord, wanted: ConversationEdit, acting: Acting): ConversationRecord {
  const removed = new Set(wanted.removeTags ?? []);
  const tags = [...new Set([...(wanted.tags ?? conversation.tags), ...(wanted.addTags ?? [])])].filter((tag) => !removed.has(tag));
  const attributes = mergeAttributes(conversation.attributes, wanted.attributes ?? {});
  const before = JSON.stringify([conversation.tags, conversation.attributes]);
  if (JSON.stringify([tags, attributes]) === before) return conversation;
  conversation.tags = tags;
  conversation.attributes = attributes;
  unit.touch(conversation);
  unit.emit({ type: 'conversation.updated', actor: acting.actor, conversation });
  return conversation;
}

/** The attributes with the changes laid over them; null takes one away. */
export function mergeAttributes(
  attributes: Readonly<Record<string, unknown>>,
  changes: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const merged = new Map([...Object.entries(attributes), ...Object.entries(changes)]);
  return Object.fromEntries([...merged].filter(([, value]) => value !== null));
}
