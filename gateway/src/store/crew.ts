import type { Crew, Listener, Needed } from '../model/audience.ts';
import { NO_CHOICE } from '../model/notification.ts';
import type { TeamMode, TeamRole } from '../model/team.ts';
import { anyOf } from './any-of.ts';
import type { Reads } from './read/page.ts';
import { asTeamRole, teamFacts } from './records.ts';

const NOBODY: Crew = { members: new Map(), teams: new Map() };

/** The members a commit may tell something, with their choices and roles. Asks nothing where nobody is needed. */
export async function readCrew(reads: Reads, needed: Needed): Promise<Crew> {
  const { memberIds, teamIds, admins, everybody } = needed;
  if (memberIds.size === 0 && teamIds.size === 0 && !admins && !everybody) return NOBODY;
  return { members: await readListeners(reads, needed), teams: await readTeamRoles(reads, [...teamIds]) };
}

async function readListeners({ reader, dialect }: Reads, needed: Needed): Promise<ReadonlyMap<string, Listener>> {
  const ofTeams = reader
    .selectFrom('teamMembers')
    .select('memberId')
    .where(anyOf(dialect, 'teamId', [...needed.teamIds]));
  let query = reader
    .selectFrom('members')
    .leftJoin('notificationChoices', 'notificationChoices.memberId', 'members.id')
    .select(['members.id', 'members.role', 'notificationChoices.choiceJson'])
    .select((select) =>
      select
        .selectFrom('pushSubscriptions')
        .select('pushSubscriptions.id')
        .whereRef('pushSubscriptions.memberId', '=', 'members.id')
        .limit(1)
        .as('browserId'),
    )
    .where('members.removedAt', 'is', null)
    .orderBy('members.id');
  if (!needed.everybody) {
    query = query.where((where) =>
      where.or([
        anyOf(dialect, 'members.id', [...needed.memberIds]),
        ...(needed.teamIds.size > 0 ? [where('members.id', 'in', ofTeams)] : []),
        ...(needed.admins ? [where('members.role', '=', 'admin')] : []),
      ]),
    );
  }
  const rows = await query.execute();
  return new Map(
    rows.map(({ id, role, choiceJson, browserId }) => [
      id,
      {
        id,
        role: role === 'admin' ? 'admin' : 'agent',
        choice: choiceJson === null ? NO_CHOICE : JSON.parse(choiceJson),
        hasBrowsers: browserId !== null,
      },
    ]),
  );
}

/** Teams with what their members are in them: all, or one of them. */
export async function readTeamRoles({ reader, dialect }: Reads, ids: readonly string[], memberId?: string): Promise<Crew['teams']> {
  const teams = new Map<string, { mode: TeamMode; roles: Map<string, TeamRole> }>();
  if (ids.length === 0) return teams;
  const rows = await reader
    .selectFrom('teams')
    .leftJoin('teamMembers', (join) => {
      const ofTeam = join.onRef('teamMembers.teamId', '=', 'teams.id');
      return memberId === undefined ? ofTeam : ofTeam.on('teamMembers.memberId', '=', memberId);
    })
    .select(['teams.id', 'teams.name', 'teams.mode', 'teams.assignment', 'teamMembers.memberId', 'teamMembers.role'])
    .where(anyOf(dialect, 'teams.id', ids))
    .orderBy('teamMembers.memberId')
    .execute();
  for (const row of rows) {
    const team = teams.get(row.id) ?? { mode: teamFacts(row).mode, roles: new Map() };
    teams.set(row.id, team);
    if (row.memberId !== null && row.role !== null) team.roles.set(row.memberId, asTeamRole(row.role));
  }
  return teams;
}
