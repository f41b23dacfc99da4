import type { TeamFacts, TeamRole } from '../model/team.ts';
import { anyOf } from './any-of.ts';
import { insertMany } from './bulk.ts';
import type { Tx } from './committer.ts';
import { asTeamRole, teamFacts } from './records.ts';
import type { TeamRow } from './schema.ts';

/** Who is in a team, and as what. */
export interface TeamMembership {
  readonly memberId: string;
  readonly role: TeamRole;
}

export async function findTeam(tx: Tx, id: string): Promise<TeamRow | undefined> {
  return tx.db.selectFrom('teams').selectAll().where('id', '=', id).executeTakeFirst();
}

/** A team, and what a member is in it: null for nothing. One query. */
export async function findStanding(
  tx: Tx,
  teamId: string,
  memberId: string,
): Promise<{ readonly team: TeamFacts; readonly role: TeamRole | null } | undefined> {
  const row = await tx.db
    .selectFrom('teams')
    .leftJoin('teamMembers', (join) => join.onRef('teamMembers.teamId', '=', 'teams.id').on('teamMembers.memberId', '=', memberId))
    .select(['teams.id', 'teams.name', 'teams.mode', 'teams.assignment', 'teamMembers.role'])
    .where('teams.id', '=', teamId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return { team: teamFacts(row), role: row.role === null ? null : asTeamRole(row.role) };
}

/** Makes a team, or writes all of one that there is. */
export async function saveTeam(tx: Tx, team: TeamRow): Promise<void> {
  const { id: _id, ...values } = team;
  await tx.db
    .insertInto('teams')
    .values(team)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
}

/** Writes who is in a team. Whoever stays keeps their turn. */
export async function setTeamMembers(tx: Tx, teamId: string, members: readonly TeamMembership[]): Promise<void> {
  const before = await tx.db.selectFrom('teamMembers').selectAll().where('teamId', '=', teamId).execute();
  const turns = new Map(before.map((row) => [row.memberId, row.lastTurn]));
  await tx.db.deleteFrom('teamMembers').where('teamId', '=', teamId).execute();
  await insertMany(
    tx.db,
    tx.dialect,
    { table: 'teamMembers', columns: ['teamId', 'memberId', 'role', 'lastTurn'], suffix: '' },
    members.map(({ memberId, role }) => [teamId, memberId, role, turns.get(memberId) ?? 0]),
  );
}

/** Writes which channels a team serves. */
export async function setTeamChannels(tx: Tx, teamId: string, channelIds: readonly string[]): Promise<void> {
  await tx.db.deleteFrom('teamChannels').where('teamId', '=', teamId).execute();
  await insertMany(
    tx.db,
    tx.dialect,
    { table: 'teamChannels', columns: ['teamId', 'channelId'], suffix: '' },
    channelIds.map((channelId) => [teamId, channelId]),
  );
}

/** Removes a team with its members and channels. Its conversations are the caller's to move. */
export async function removeTeam(tx: Tx, id: string): Promise<void> {
  for (const table of ['teamMembers', 'teamChannels'] as const) await tx.db.deleteFrom(table).where('teamId', '=', id).execute();
  await tx.db.deleteFrom('teams').where('id', '=', id).execute();
}

/** Takes a member out of all teams. */
export async function leaveTeams(tx: Tx, memberId: string): Promise<void> {
  await tx.db.deleteFrom('teamMembers').where('memberId', '=', memberId).execute();
}

/** Which of these channels do not exist, or were disconnected. */
export async function unknownChannels(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.db
    .selectFrom('channels')
    .select('id')
    .where('deletedAt', 'is', null)
    .where(anyOf(tx.dialect, 'id', ids))
    .execute();
  const known = new Set(rows.map((row) => row.id));
  return new Set(ids.filter((id) => !known.has(id)));
}
