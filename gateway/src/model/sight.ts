import type { MemberRole, TeamMode, TeamRole } from './team.ts';

/** A conversation and a member, as far as it matters to whether the member may see it. */
export interface SightFacts {
  readonly role: MemberRole;
  /** The team that has the conversation, and what the member is in it; null where no team has it, or one that was removed. */
  readonly team: { readonly mode: TeamMode; readonly role: TeamRole | null } | null;
  /** The member has joined the conversation or owns it. */
  readonly isInIt: boolean;
  readonly isClosed: boolean;
  readonly isOwned: boolean;
}

/** Why a conversation is not shown: its team is not the member's, or somebody of their team has grabbed it. */
export type Hidden = 'other_team' | 'taken';

/**
 * Whether a member may see a conversation (DESIGN section 7), and if not, why. The one home of the rule: what is said here in code says
 * `store/sight.ts` in SQL.
 *
 * Whoever is in it sees it, and so do admins, of its team or of the organisation. Without a team it is everybody's. In a team that grabs,
 * an open conversation with an owner is that owner's.
 */
export function whyHidden({ role, team, isInIt, isClosed, isOwned }: SightFacts): Hidden | undefined {
  if (role === 'admin' || team === null || isInIt) return undefined;
  if (team.role === null) return 'other_team';
  const isTaken = team.mode === 'grab' && isOwned && !isClosed;
  return isTaken && team.role !== 'admin' ? 'taken' : undefined;
}
