import { holdMember } from '../store/organisation.ts';
import type { ConversationRecord } from '../store/records.ts';
import type { MemberRow } from '../store/schema.ts';
import { markRead } from '../store/seats.ts';
import type { Unit } from '../store/unit.ts';
import { type Acting, addParticipant, alreadyTaken, hasJoined, removeParticipant, setAssignee, setHandler } from './acting.ts';
import { type Failure, badField, failure } from './failure.ts';

/** A member joins, and has read what there is. Safe to repeat. */
export function join(unit: Unit, conversation: ConversationRecord, member: MemberRow, acting: Acting): ConversationRecord | Failure {
  if (conversation.closedAt !== null) return closed();
  addParticipant(unit, conversation, member, 'join', acting.actor);
  markRead(unit, conversation, member.id);
  unit.settleStatus(conversation, acting.actor);
  return conversation;
}

/** A member leaves, and with them their ownership. Safe to repeat. */
export async function leave(unit: Unit, conversation: ConversationRecord, member: MemberRow, acting: Acting): Promise<ConversationRecord> {
  removeParticipant(unit, conversation, member, acting.actor);
  if (conversation.assigneeId === member.id) await setAssignee(unit, conversation, null, acting.actor);
  unit.settleStatus(conversation, acting.actor);
  return conversation;
}

/** What whoever changes the owner believes or insists on. */
export interface Expectation {
  /** Who the writer believes owns it now; null: nobody. */
  readonly expectedAssigneeId?: string | null | undefined;
  readonly force?: boolean | undefined;
}

/** Who shall own the conversation. */
export interface Assignment extends Expectation {
  /** Null takes the owner away. */
  readonly assigneeId: string | null;
}

/**
 * Gives the conversation an owner. Taking it from somebody needs `expectedAssigneeId` or `force`: of many who try at once with the
 * same expectation one wins, and the others learn who did.
 */
export async function assign(
  unit: Unit,
  conversation: ConversationRecord,
  wanted: Assignment,
  acting: Acting,
): Promise<ConversationRecord | Failure> {
  if (conversation.closedAt !== null) return closed();
  const member = wanted.assigneeId === null ? null : await holdMember(unit.tx, wanted.assigneeId);
  if (member === undefined) return badField('assigneeId', 'There is no such member.');
  const isThere = wanted.expectedAssigneeId === undefined && conversation.assigneeId === wanted.assigneeId;
  const refusal = isThere ? undefined : await whyNotTaken(unit, conversation, wanted);
  if (refusal !== undefined) return refusal;
  if (member !== null) {
    setHandler(unit, conversation, 'people', acting.actor);
    addParticipant(unit, conversation, member, 'assign', acting.actor);
  }
  if (conversation.assigneeId !== wanted.assigneeId) await setAssignee(unit, conversation, member, acting.actor);
  unit.settleStatus(conversation, acting.actor);
  return conversation;
}

/**
 * Why the conversation cannot be taken from its owner: the writer did not say that they know of them. What one owns oneself is one's
 * own to give.
 *
 * @param giver who may give away what they own
 */
export async function whyNotTaken(
  unit: Unit,
  conversation: ConversationRecord,
  { expectedAssigneeId: expected, force }: Expectation,
  giver?: Acting,
): Promise<Failure | undefined> {
  const current = conversation.assigneeId;
  if (force === true) return undefined;
  const isAsExpected = expected === undefined ? current === null || current === giver?.member?.id : current === expected;
  if (isAsExpected) return undefined;
  return current === null ? failure('assignee_changed', 'Nobody owns this conversation any more.') : alreadyTaken(unit, conversation);
}

/** Why a member may not close or transfer a conversation: only those who joined may, and admins, of the organisation or its team. */
export function whyNotTheirs(conversation: ConversationRecord, { member, standing }: Acting): Failure | undefined {
  if (member === null || member.role === 'admin' || standing?.role === 'admin' || hasJoined(conversation, member.id)) return undefined;
  return failure('not_joined', `${member.name} has not joined this conversation.`);
}

export function closed(): Failure {
  return failure('conversation_closed', 'This conversation is closed. Reopen it first.');
}
