import type { TeamFacts, TeamRole } from '../../model/team.ts';
import { anyOf } from '../any-of.ts';
import { asTeamRole, teamFacts } from '../records.ts';
import type { TeamRow } from '../schema.ts';
import type { TeamMembership } from '../teams.ts';
import { type Page, type Reads, pageOf } from './page.ts';

/** A team with who is in it and what it serves. */
export interface WholeTeam {
  readonly row: TeamRow;
  readonly members: readonly TeamMembership[];
  readonly channelIds: readonly string[];
}

/** Teams, oldest first. */
export async function listTeams(
  reads: Reads,
  page: { readonly after: string | null; readonly limit: number },
): Promise<Page<WholeTeam, string>> {
  let query = reads.reader
    .selectFrom('teams')
    .selectAll()
    .orderBy('id')
    .limit(page.limit + 1);
  if (page.after !== null) query = query.where('id', '>', page.after);
  const found = pageOf(await query.execute(), page.limit, (row) => row.id);
  return { rows: await wholeTeams(reads, found.rows), next: found.next };
}

export async function readTeam(reads: Reads, id: string): Promise<WholeTeam | undefined> {
  const rows = await reads.reader.selectFrom('teams').selectAll().where('id', '=', id).execute();
  return (await wholeTeams(reads, rows))[0];
}

async function wholeTeams({ reader, dialect }: Reads, rows: readonly TeamRow[]): Promise<readonly WholeTeam[]> {
  const ids = rows.map((row) => row.id);
  const members = await reader
    .selectFrom('teamMembers')
    .select(['teamId', 'memberId', 'role'])
    .where(anyOf(dialect, 'teamId', ids))
    .orderBy('memberId')
    .execute();
  const channels = await reader
    .selectFrom('teamChannels')
    .innerJoin('channels', 'channels.id', 'teamChannels.channelId')
    .select(['teamChannels.teamId', 'teamChannels.channelId'])
    .where('channels.deletedAt', 'is', null)
    .where(anyOf(dialect, 'teamChannels.teamId', ids))
    .orderBy('teamChannels.channelId')
    .execute();
  return rows.map((row) => ({
    row,
    members: members.flatMap(({ teamId, memberId, role }) => (teamId === row.id ? [{ memberId, role: asTeamRole(role) }] : [])),
    channelIds: channels.flatMap(({ teamId, channelId }) => (teamId === row.id ? [channelId] : [])),
  }));
}

/** The team of every channel that has one: of several the oldest, which gets new conversations. */
export async function readTeamsOfChannels({ reader }: Reads): Promise<ReadonlyMap<string, TeamFacts>> {
  const rows = await reader
    .selectFrom('teamChannels')
    .innerJoin('teams', 'teams.id', 'teamChannels.teamId')
    .select(['teamChannels.channelId', 'teams.id', 'teams.name', 'teams.mode', 'teams.assignment'])
    .orderBy('teams.id', 'desc')
    .execute();
  return new Map(rows.map((row) => [row.channelId, teamFacts(row)]));
}

/** All teams of each channel, oldest first. */
export async function teamIdsOf(
  { reader, dialect }: Reads,
  channelIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await reader
    .selectFrom('teamChannels')
    .selectAll()
    .where(anyOf(dialect, 'channelId', channelIds))
    .orderBy('teamId')
    .execute();
  const byChannel = Map.groupBy(rows, (row) => row.channelId);
  return new Map([...byChannel].map(([channelId, links]) => [channelId, links.map((link) => link.teamId)]));
}

/** Open conversations that a member owns or has joined. Rare enough to look through all open ones for the joined. */
export async function openConversationsOfMember({ reader }: Reads, memberId: string): Promise<readonly string[]> {
  const rows = await reader
    .selectFrom('conversations')
    .select('id')
    .where('closedAt', 'is', null)
    .where((where) => where.or([where('assigneeId', '=', memberId), where('participantsJson', 'like', `%"memberId":"${memberId}"%`)]))
    .orderBy('id')
    .execute();
  return rows.map((row) => row.id);
}

export async function openConversationsOfTeam({ reader }: Reads, teamId: string): Promise<readonly string[]> {
  const rows = await reader
    .selectFrom('conversations')
    .select('id')
    .where('closedAt', 'is', null)
    .where('teamId', '=', teamId)
    .orderBy('id')
    .execute();
  return rows.map((row) => row.id);
}

/** The teams that a member is in, oldest first. */
export async function readTeamsOfMember(
  { reader }: Pick<Reads, 'reader'>,
  memberId: string,
): Promise<readonly { readonly id: string; readonly name: string; readonly role: TeamRole }[]> {
  const rows = await reader
    .selectFrom('teamMembers')
    .innerJoin('teams', 'teams.id', 'teamMembers.teamId')
    .select(['teams.id', 'teams.name', 'teamMembers.role'])
    .where('teamMembers.memberId', '=', memberId)
    .orderBy('teams.id')
    .execute();
  return rows.map(({ id, name, role }) => ({ id, name, role: asTeamRole(role) }));
}
