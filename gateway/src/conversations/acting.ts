import type { Actor } from '../model/events.ts';
import type { Participant } from '../model/conversation.ts';
import type { WaitEnding } from '../model/wait.ts';
import { loadConversations } from '../store/load.ts';
import { findMembers, holdMember } from '../store/organisation.ts';
import type { ConversationRecord } from '../store/records.ts';
import type { MemberRow } from '../store/schema.ts';
import { changeSession } from '../store/sessions.ts';
import type { Unit } from '../store/unit.ts';
import { type Failure, badField, failure } from './failure.ts';
import { endWaits } from './waits.ts';
import type { Standing } from './standing.ts';

/** Who does something: a workflow, or the member it acts for. */
export interface Acting {
  readonly actor: Actor;
  readonly member: MemberRow | null;
  /** What the member is in the team of the conversation that this is about, once that was asked. */
  readonly standing?: Standing;
}

/** The member where one is named, else the workflow itself. */
export async function whoActs(unit: Unit, bot: Actor, memberId: string | undefined): Promise<Acting | Failure> {
  if (memberId === undefined) return { actor: bot, member: null };
  const member = await holdMember(unit.tx, memberId);
  if (member === undefined) return badField('memberId', 'There is no such member.');
  return { actor: { type: 'member', id: member.id, name: member.name }, member };
}

/** The conversation with its contact, to be changed. A merged one is not changed any more. */
export async function conversationToChange(unit: Unit, id: string): Promise<ConversationRecord | Failure> {
  await loadConversations(unit, [id]);
  const conversation = unit.conversations.get(id);
  if (conversation === undefined) return failure('not_found', 'There is no such conversation.');
  if (conversation.mergedInto !== null) {
    return failure('conversation_merged', `This conversation was merged into ${conversation.mergedInto}, where it goes on.`);
  }
  return conversation;
}

export function hasJoined(conversation: ConversationRecord, memberId: string): boolean {
  return conversation.participants.some((participant) => participant.memberId === memberId);
}

/** Adds the member to the conversation. Safe to repeat. */
export function addParticipant(
  unit: Unit,
  conversation: ConversationRecord,
  member: MemberRow,
  via: Participant['via'],
  actor: Actor,
): void {
  if (hasJoined(conversation, member.id)) return;
  conversation.participants = [...conversation.participants, { memberId: member.id, joinedAt: new Date(unit.now).toISOString(), via }];
  unit.touch(conversation);
  unit.emit({ type: 'conversation.joined', actor, conversation, member: { id: member.id, name: member.name } });
}

/** Takes a member out of the conversation. Safe to repeat. */
export function removeParticipant(
  unit: Unit,
  conversation: ConversationRecord,
  member: { readonly id: string; readonly name: string | null },
  actor: Actor,
): void {
  if (!hasJoined(conversation, member.id)) return;
  conversation.participants = conversation.participants.filter((participant) => participant.memberId !== member.id);
  unit.touch(conversation);
  unit.emit({ type: 'conversation.left', actor, conversation, member: { id: member.id, name: member.name ?? member.id } });
}

/** Makes the member (or nobody) the owner; the event names both. */
export async function setAssignee(unit: Unit, conversation: ConversationRecord, member: MemberRow | null, actor: Actor): Promise<void> {
  const id = conversation.assigneeId;
  const former = id === null ? null : { id, name: (await findMembers(unit.tx, [id])).get(id)?.name ?? null };
  changeOwner(unit, conversation, former, member, actor);
}

/** The same where the former owner is known. */
export function changeOwner(
  unit: Unit,
  conversation: ConversationRecord,
  from: { readonly id: string; readonly name: string | null } | null,
  member: MemberRow | null,
  actor: Actor,
): void {
  const to = member === null ? null : { id: member.id, name: member.name };
  conversation.assigneeId = member?.id ?? null;
  if (from !== null) unit.makesRoom = true;
  // Who is only next in turn for the customer's message has not taken the conversation from its workflow.
  if (member !== null && actor.type !== 'system') endWaits(unit, conversation, { outcome: 'handed_over', because: 'assigned' });
  if (conversation.closedAt === null) changeSession(unit, conversation.sessionId).owners.push(conversation.assigneeId);
  unit.touch(conversation);
  unit.emit({ type: 'conversation.assigned', actor, conversation, ...(to === null ? {} : { member: to }), from, to });
}

/** Says who was faster. */
export async function alreadyTaken(unit: Unit, { assigneeId }: ConversationRecord): Promise<Failure> {
  const owner = assigneeId === null ? undefined : (await findMembers(unit.tx, [assigneeId])).get(assigneeId);
  return failure('already_taken', `${owner?.name ?? assigneeId ?? 'Somebody'} owns this conversation.`);
}

export const HANDED_OVER: WaitEnding = { outcome: 'handed_over', because: 'handed_to_people' };

/** People or bots hold the conversation from now on. Safe to repeat. */
export function setHandler(unit: Unit, conversation: ConversationRecord, to: 'people' | 'bot', actor: Actor): void {
  const from = conversation.handler;
  if (from === to) return;
  conversation.handler = to;
  conversation.peopleAt = to === 'people' ? unit.now : null;
  if (to === 'people') endWaits(unit, conversation, HANDED_OVER);
  unit.touch(conversation);
  unit.emit({ type: 'conversation.handed_over', actor, conversation, from, to });
}
