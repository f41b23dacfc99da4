import type { Actor } from '../model/events.ts';
import { findMembers, holdMember } from '../store/organisation.ts';
import type { ConversationRecord, MessageRecord } from '../store/records.ts';
import { teamFacts } from '../store/records.ts';
import type { MemberRow, TeamRow } from '../store/schema.ts';
import { findTeam } from '../store/teams.ts';
import type { Unit } from '../store/unit.ts';
import { type Acting, HANDED_OVER, addParticipant, removeParticipant, setAssignee, setHandler } from './acting.ts';
import { type Failure, badField } from './failure.ts';
import { addNote } from './lifecycle.ts';
import { type Expectation, closed, whyNotTaken, whyNotTheirs } from './membership.ts';
import { route } from './routing.ts';
import { endWaits } from './waits.ts';

/** Where a conversation shall go: to a member or to a team. */
export interface Transfer extends Expectation {
  readonly assigneeId?: string | undefined;
  readonly teamId?: string | undefined;
  /** For whoever gets it. */
  readonly note?: string | undefined;
}

type Name = { readonly id: string; readonly name: string | null } | null;
/** Where a conversation is, as `conversation.transferred` tells it in `from` and `to`. */
interface Place {
  readonly team: Name;
  readonly member: Name;
}

/**
 * Hands the conversation to a member or a team. A member can do so with what they have joined, admins with everything. Whoever owned it
 * is out of it then, and with a new team everybody is. Where it is already, nothing happens.
 */
export async function transfer(
  unit: Unit,
  conversation: ConversationRecord,
  wanted: Transfer,
  acting: Acting,
): Promise<ConversationRecord | Failure> {
  if (conversation.closedAt !== null) return closed();
  if (wanted.teamId !== undefined) return transferToTeam(unit, conversation, wanted.teamId, wanted, acting);
  const member = wanted.assigneeId === undefined ? undefined : await holdMember(unit.tx, wanted.assigneeId);
  if (member === undefined) return badField('assigneeId', 'There is no such member.');
  if (conversation.assigneeId === member.id) return conversation;
  const refusal = whyNotTheirs(conversation, acting) ?? (await whyNotTaken(unit, conversation, wanted, acting));
  if (refusal !== undefined) return refusal;
  const note = wanted.note === undefined ? undefined : addNote(unit, conversation, wanted.note, acting);
  await handToMember(unit, conversation, member, acting.actor, note);
  return conversation;
}

async function handToMember(
  unit: Unit,
  conversation: ConversationRecord,
  member: MemberRow,
  actor: Actor,
  note: MessageRecord | undefined,
): Promise<void> {
  const from = await placeOf(unit, conversation);
  setHandler(unit, conversation, 'people', actor);
  addParticipant(unit, conversation, member, 'transfer', actor);
  await setAssignee(unit, conversation, member, actor);
  if (from.member !== null) removeParticipant(unit, conversation, from.member, actor);
  unit.emit({
    type: 'conversation.transferred',
    actor,
    conversation,
    member: nameOf(member),
    ...(note === undefined ? {} : { message: note }),
    from,
    to: { team: from.team, member: nameOf(member) },
  });
  unit.settleStatus(conversation, actor);
}

async function transferToTeam(
  unit: Unit,
  conversation: ConversationRecord,
  teamId: string,
  wanted: Transfer,
  acting: Acting,
): Promise<ConversationRecord | Failure> {
  const team = await findTeam(unit.tx, teamId);
  if (team === undefined) return badField('teamId', 'There is no such team.');
  if (conversation.teamId === teamId && conversation.assigneeId === null && conversation.participants.length === 0) return conversation;
  const refusal = whyNotTheirs(conversation, acting) ?? (await whyNotTaken(unit, conversation, wanted, acting));
  if (refusal !== undefined) return refusal;
  const note = wanted.note === undefined ? undefined : addNote(unit, conversation, wanted.note, acting);
  await handToTeam(unit, conversation, team, acting.actor, note);
  return conversation;
}

/**
 * Gives the conversation to another team, or to none, which opens it to all. Where it is there already, nothing happens; where somebody
 * owns it, the writer must know so, as with every change of owner.
 */
export async function assignTeam(
  unit: Unit,
  conversation: ConversationRecord,
  teamId: string | null,
  expected: Expectation,
  acting: Acting,
): Promise<ConversationRecord | Failure> {
  if (conversation.closedAt !== null) return closed();
  const team = teamId === null ? null : await findTeam(unit.tx, teamId);
  if (team === undefined) return badField('teamId', 'There is no such team.');
  if (conversation.teamId === teamId) return conversation;
  const refusal = await whyNotTaken(unit, conversation, expected, acting);
  if (refusal !== undefined) return refusal;
  await handToTeam(unit, conversation, team, acting.actor, undefined);
  return conversation;
}

async function handToTeam(
  unit: Unit,
  conversation: ConversationRecord,
  team: TeamRow | null,
  actor: Actor,
  note: MessageRecord | undefined,
): Promise<void> {
  const from = await placeOf(unit, conversation);
  setHandler(unit, conversation, 'people', actor);
  endWaits(unit, conversation, HANDED_OVER);
  const people = await findMembers(
    unit.tx,
    conversation.participants.map((one) => one.memberId),
  );
  for (const { memberId } of conversation.participants) {
    removeParticipant(unit, conversation, { id: memberId, name: people.get(memberId)?.name ?? null }, actor);
  }
  if (conversation.assigneeId !== null) await setAssignee(unit, conversation, null, actor);
  tellTeam(unit, conversation, from, team, actor, note);
  await route(unit, conversation);
  unit.settleStatus(conversation, actor);
}

/** The team is gone: the conversation goes to another, or to all, with whoever is in it. */
export async function leaveTeam(
  unit: Unit,
  conversation: ConversationRecord,
  former: TeamRow,
  next: TeamRow | null,
  actor: Actor,
): Promise<void> {
  const from = { ...(await placeOf(unit, conversation)), team: nameOf(former) };
  tellTeam(unit, conversation, from, next, actor, undefined);
  if (conversation.waitingSince !== null) await route(unit, conversation);
  unit.settleStatus(conversation, actor);
}

function tellTeam(
  unit: Unit,
  conversation: ConversationRecord,
  from: Place,
  team: TeamRow | null,
  actor: Actor,
  note: MessageRecord | undefined,
): void {
  conversation.teamId = team?.id ?? null;
  unit.touch(conversation);
  const owner = conversation.assigneeId === null ? null : from.member;
  const to: Place = { team: team === null ? null : nameOf(teamFacts(team)), member: owner };
  unit.emit({ type: 'conversation.transferred', actor, conversation, ...(note === undefined ? {} : { message: note }), from, to });
}

async function placeOf(unit: Unit, { teamId, assigneeId }: ConversationRecord): Promise<Place> {
  const team = teamId === null ? null : { id: teamId, name: (await findTeam(unit.tx, teamId))?.name ?? null };
  const owners = await findMembers(unit.tx, assigneeId === null ? [] : [assigneeId]);
  return { team, member: assigneeId === null ? null : { id: assigneeId, name: owners.get(assigneeId)?.name ?? null } };
}

function nameOf({ id, name }: { readonly id: string; readonly name: string }): { readonly id: string; readonly name: string } {
  return { id, name };
}
