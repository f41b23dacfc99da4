import type { Conversation } from '../api/wire.ts';
import type { Me, Team } from '../api/wire-organisation.ts';

/**
 * What one may do to get into a conversation: `joins`; `grabs`, as a representative of a team that grabs; or nothing, being
 * `outside` of its team. The gateway has the last word; this only decides which button is shown.
 */
export function standingIn(conversation: Conversation, teams: readonly Team[], me: Pick<Me, 'id' | 'role'>): 'joins' | 'grabs' | 'outside' {
  const team = teams.find((one) => one.id === conversation.teamId);
  if (team === undefined) return 'joins';
  const role = team.members.find((one) => one.memberId === me.id)?.role;
  if (team.mode === 'grab' && role === 'representative') return 'grabs';
  return role !== undefined || me.role !== 'agent' ? 'joins' : 'outside';
}

/** How one may get into a conversation now. Nobody grabs what somebody has. */
export function wayIn(conversation: Conversation, teams: readonly Team[], me: Pick<Me, 'id' | 'role'>): 'join' | 'grab' | null {
  const standing = standingIn(conversation, teams, me);
  if (standing === 'outside') return null;
  if (standing === 'joins') return 'join';
  return conversation.assigneeId === null ? 'grab' : null;
}
