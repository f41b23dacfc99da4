import { sql } from 'kysely';
import type { Reads } from './page.ts';

/** A customer whom nobody has, and the team that may assign them. */
export interface Queued {
  readonly id: string;
  readonly teamId: string;
  readonly waitingSince: number;
}

/** Teams that assign by themselves and have somebody online with room. As far as can be seen without locks. */
async function teamsWithRoom({ reader }: Reads): Promise<readonly string[]> {
  const owned = sql<number>`(select count(*) from "conversations"
    where "conversations"."assigneeId" = "members"."id" and "conversations"."assigneeId" is not null and "conversations"."closedAt" is null)`;
  const rows = await reader
    .selectFrom('teams')
    .innerJoin('teamMembers', 'teamMembers.teamId', 'teams.id')
    .innerJoin('members', 'members.id', 'teamMembers.memberId')
    .select('teams.id')
    .distinct()
    .where('teams.assignment', '!=', 'manual')
    .where('teamMembers.role', '=', 'representative')
    .where('members.availability', '=', 'online')
    .where('members.removedAt', 'is', null)
    .where((where) => where.or([where('members.capacity', 'is', null), where('members.capacity', '>', owned)]))
    .execute();
  return rows.map((row) => row.id);
}

/** Customers of a team who wait for people and whom nobody has, the longest wait first. In the order of an index. */
export function waitingIn({ reader }: Pick<Reads, 'reader'>, teamId: string, limit: number) {
  return reader
    .selectFrom('conversations')
    .select(['id', 'waitingSince'])
    .where('teamId', '=', teamId)
    .where('teamId', 'is not', null)
    .where('waitingSince', 'is not', null)
    .where('assigneeId', 'is', null)
    .where('closedAt', 'is', null)
    .where('handler', '=', 'people')
    .where('participantsJson', '=', '[]')
    .orderBy('waitingSince')
    .limit(limit);
}

/** Customers who wait for people in teams that have room for somebody, the longest wait first. */
export async function waitingWhereRoomIs(reads: Reads, limit: number): Promise<readonly Queued[]> {
  const queued: Queued[] = [];
  for (const teamId of await teamsWithRoom(reads)) {
    const rows = await waitingIn(reads, teamId, limit).execute();
    queued.push(...rows.map(({ id, waitingSince }) => ({ id, teamId, waitingSince: Number(waitingSince) })));
  }
  return queued.toSorted((a, b) => a.waitingSince - b.waitingSince || (a.id < b.id ? -1 : 1)).slice(0, limit);
}
