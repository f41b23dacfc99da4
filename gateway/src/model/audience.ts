import { whyHidden } from './sight.ts';
import type { Conversation } from './conversation.ts';
import type { NotificationChoice } from './notification.ts';
import type { MemberRole, TeamMode, TeamRole } from './team.ts';

/** A member who may be told something. */
export interface Listener {
  readonly id: string;
  readonly role: MemberRole;
  readonly choice: NotificationChoice;
  /** Has browsers that pushes go to. */
  readonly hasBrowsers: boolean;
}

/** Who there is to be told, as far as a commit needs to know. */
export interface Crew {
  readonly members: ReadonlyMap<string, Listener>;
  /** Teams with the roles of their members. A team that is not here is gone: its conversations are open to all. */
  readonly teams: ReadonlyMap<string, { readonly mode: TeamMode; readonly roles: ReadonlyMap<string, TeamRole> }>;
}

/** Whom a commit must ask the store for. */
export interface Needed {
  readonly memberIds: ReadonlySet<string>;
  readonly teamIds: ReadonlySet<string>;
  readonly admins: boolean;
  readonly everybody: boolean;
}

/** What decides who has a conversation. */
export type Held = Pick<Conversation, 'teamId' | 'assigneeId' | 'participants' | 'closedAt'>;

/** Who works on a conversation: its owner and whoever has joined. */
export function handlersOf({ assigneeId, participants }: Pick<Held, 'assigneeId' | 'participants'>): readonly string[] {
  const joined = participants.map((participant) => participant.memberId);
  return assigneeId === null || joined.includes(assigneeId) ? joined : [assigneeId, ...joined];
}

/** Whether a member may see a conversation, for one whose team is in the crew. */
export function maySee(crew: Pick<Crew, 'teams'>, { id, role }: Pick<Listener, 'id' | 'role'>, conversation: Held): boolean {
  const team = conversation.teamId === null ? undefined : crew.teams.get(conversation.teamId);
  const hidden = whyHidden({
    role,
    team: team === undefined ? null : { mode: team.mode, role: team.roles.get(id) ?? null },
    isInIt: handlersOf(conversation).includes(id),
    isClosed: conversation.closedAt !== null,
    isOwned: conversation.assigneeId !== null,
  });
  return hidden === undefined;
}

/** Who may take a conversation that nobody has: representatives where a team grabs, else everybody who has it. */
export function takersOf(crew: Crew, { teamId }: Pick<Held, 'teamId'>): { readonly ids: readonly string[]; readonly grab: boolean } {
  const team = teamId === null ? undefined : crew.teams.get(teamId);
  if (team === undefined) return { ids: [...crew.members.keys()], grab: false };
  const grab = team.mode === 'grab';
  return { ids: [...team.roles].flatMap(([id, role]) => (grab && role === 'admin' ? [] : [id])), grab };
}

/** Who watches over a team's conversations. */
export function teamAdminsOf(crew: Crew, { teamId }: Pick<Held, 'teamId'>): readonly string[] {
  const team = teamId === null ? undefined : crew.teams.get(teamId);
  return team === undefined ? [] : [...team.roles].flatMap(([id, role]) => (role === 'admin' ? [id] : []));
}

export function adminsOf(crew: Crew): readonly string[] {
  return [...crew.members.values()].flatMap(({ id, role }) => (role === 'admin' ? [id] : []));
}
