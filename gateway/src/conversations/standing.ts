import { whyHidden } from '../model/sight.ts';
import type { TeamFacts, TeamRole } from '../model/team.ts';
import type { ConversationRecord } from '../store/records.ts';
import type { MemberRow } from '../store/schema.ts';
import { findStanding } from '../store/teams.ts';
import type { Unit } from '../store/unit.ts';
import { type Acting, alreadyTaken, hasJoined } from './acting.ts';
import { type Failure, failure } from './failure.ts';

/** The team that has a conversation, and what a member is in it: null for nothing. */
export interface Standing {
  readonly team: TeamFacts | null;
  readonly role: TeamRole | null;
}

const OPEN_TO_ALL: Standing = { team: null, role: null };

/** @param teamId null, or a team that was removed in the meantime: open to all */
export async function standingOf(unit: Unit, teamId: string | null, member: MemberRow): Promise<Standing> {
  return teamId === null ? OPEN_TO_ALL : ((await findStanding(unit.tx, teamId, member.id)) ?? OPEN_TO_ALL);
}

/** Why a member may not see a conversation, in words: the rule itself is `whyHidden`. */
export async function whyNotSeen(
  unit: Unit,
  conversation: ConversationRecord,
  member: MemberRow,
  { team, role }: Standing,
): Promise<Failure | undefined> {
  const hidden = whyHidden({
    role: member.role === 'admin' ? 'admin' : 'agent',
    team: team === null ? null : { mode: team.mode, role },
    isInIt: hasJoined(conversation, member.id) || conversation.assigneeId === member.id,
    isClosed: conversation.closedAt !== null,
    isOwned: conversation.assigneeId !== null,
  });
  if (hidden === undefined || team === null) return undefined;
  return hidden === 'other_team' ? notOfTeam(member, team) : alreadyTaken(unit, conversation);
}

/** Whoever acts, with their standing in the conversation's team, or why they may not see it. A workflow sees everything. */
export async function actingIn(unit: Unit, conversation: ConversationRecord, acting: Acting): Promise<Acting | Failure> {
  if (acting.member === null) return acting;
  const standing = await standingOf(unit, conversation.teamId, acting.member);
  return (await whyNotSeen(unit, conversation, acting.member, standing)) ?? { ...acting, standing };
}

export function notOfTeam(member: MemberRow, team: TeamFacts): Failure {
  return failure('forbidden', `${member.name} is not in the team “${team.name}”, which has this conversation.`);
}

/** Whether writing into a conversation that nobody owns makes it theirs: in a team that grabs, only a representative's does. */
export function takesByWriting({ team, role }: Standing): boolean {
  return team?.mode !== 'grab' || role === 'representative';
}
