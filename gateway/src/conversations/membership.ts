import { findMember } from '../store/organisation.ts';
import type { ConversationRecord } from '../store/records.ts';
import type { MemberRow } from '../store/schema.ts';
import type { Unit } from '../store/unit.ts';
import { type Acting, addParticipant, hasJoined, setAssignee, setHandler } from './acting.ts';
import { type Failure, badField, failure } from './failure.ts';

/** A member joins. Safe to repeat. */
export function join(unit: Unit, conversation: ConversationRecord, member: MemberRow, acting: Acting): ConversationRecord | Failure {
  if (conversation.closedAt !== null) return closed();
  addParticipant(unit, conversation, member, 'join', acting.actor);
  unit.settleStatus(conversation, acting.actor);
  return conversation;
}

/** A member leaves, and with them their ownership. Safe to repeat. */
export async function leave(unit: Unit, conversation: ConversationRecord, member: MemberRow, acting: Acting): Promise<ConversationRecord> {
  if (hasJoined(conversation, member.id)) {
    conversation.participants = conversation.participants.filter((participant) => participant.memberId !== member.id);
    unit.touch(conversation);
    unit.emit({ type: 'conversation.left', actor: acting.actor, conversation, member: { id: member.id, name: member.name } });
  }
  if (conversation.assigneeId === member.id) await setAssignee(unit, conversation, null, acting.actor);
  unit.settleStatus(conversation, acting.actor);
  return conversation;
}

/** Who shall own the conversation, and what the writer believes or insists on. */
export interface Assignment {
  /** Null takes the owner away. */
  readonly assigneeId: string | null;
  /** Who the writer believes owns it now; null: nobody. */
  readonly expectedAssigneeId?: string | null | undefined;
  readonly force?: boolean | undefined;
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
  const member = wanted.assigneeId === null ? null : await findMember(unit.tx, wanted.assigneeId);
  if (member === undefined) return badField('assigneeId', 'There is no such member.');
  const refusal = await whyNotAssigned(unit, conversation, wanted);
  if (refusal !== undefined) return refusal;
  if (member !== null) {
    setHandler(unit, conversation, 'people', acting.actor);
    addParticipant(unit, conversation, member, 'assign', acting.actor);
  }
  if (conversation.assigneeId !== wanted.assigneeId) await setAssignee(unit, conversation, member, acting.actor);
  unit.settleStatus(conversation, acting.actor);
  return conversation;
}

async function whyNotAssigned(unit: Unit, conversation: ConversationRecord, wanted: Assignment): Promise<Failure | undefined> {
  const current = conversation.assigneeId;
  if (wanted.force === true) return undefined;
  const expected = wanted.expectedAssigneeId;
  const isAsExpected = expected === undefined ? current === null || current === wanted.assigneeId : current === expected;
  if (isAsExpected) return undefined;
  if (current === null) return failure('assignee_changed', 'Nobody owns this conversation any more.');
  const owner = await findMember(unit.tx, current);
  return failure('already_taken', `${owner?.name ?? current} owns this conversation.`);
}

/** Why a member may not close a conversation: only those who joined may, and admins. */
export function whyNotTheirs(conversation: ConversationRecord, { member }: Acting): Failure | undefined {
  if (member === null || member.role === 'admin' || hasJoined(conversation, member.id)) return undefined;
  return failure('not_joined', `${member.name} has not joined this conversation.`);
}

export function closed(): Failure {
  return failure('conversation_closed', 'This conversation is closed. Reopen it first.');
}
