import type { ConversationRecord } from '../store/records.ts';
import type { MemberRow } from '../store/schema.ts';
import { markRead } from '../store/seats.ts';
import type { Unit } from '../store/unit.ts';
import { type Acting, addParticipant, alreadyTaken, changeOwner, setHandler } from './acting.ts';
import { type Failure, failure } from './failure.ts';
import { closed } from './membership.ts';
import { notOfTeam } from './standing.ts';

/**
 * A representative takes a conversation that nobody owns, in a team whose mode is `grab`. Of many hands one wins, the others learn who
 * did. Safe to repeat for the winner.
 */
export async function grab(
  unit: Unit,
  conversation: ConversationRecord,
  member: MemberRow,
  acting: Acting,
): Promise<ConversationRecord | Failure> {
  const team = acting.standing?.team ?? null;
  const role = acting.standing?.role ?? null;
  if (team?.mode !== 'grab') {
    return failure('not_supported', 'Only conversations of a team that grabs can be grabbed. Join this one, or have it assigned.');
  }
  if (role === null) return notOfTeam(member, team);
  if (role === 'admin')
    return failure('forbidden', `${member.name} is an admin of the team “${team.name}”: admins join, they do not grab.`);
  if (conversation.closedAt !== null) return closed();
  if (conversation.assigneeId === member.id) return conversation;
  if (conversation.assigneeId !== null) return alreadyTaken(unit, conversation);
  setHandler(unit, conversation, 'people', acting.actor);
  addParticipant(unit, conversation, member, 'grab', acting.actor);
  changeOwner(unit, conversation, null, member, acting.actor);
  markRead(unit, conversation, member.id);
  unit.settleStatus(conversation, acting.actor);
  return conversation;
}
