import { sql } from 'kysely';
import { anyOf } from '../any-of.ts';
import type { Reads } from './page.ts';
import { teamIdsOf } from './teams.ts';

/** What came in on a channel lately, and how many people there are for it. */
export interface ExpectedLoad {
  readonly messages: number;
  readonly customers: number;
  readonly representatives: number;
}

/** Of the time since `since`. The representatives are those of the channel's teams; without a team everybody is one. */
export async function readExpectedLoad(reads: Reads, channelId: string, since: number): Promise<ExpectedLoad> {
  const { reader } = reads;
  const inbound = await reader
    .selectFrom('messages')
    .select((select) => [select.fn.countAll<number>().as('messages'), sql<number>`count(distinct "conversationId")`.as('customers')])
    // Written out, so that SQLite knows the index that has only these.
    .where(sql<boolean>`"visibility" = 'public'`)
    .where('createdAt', '>=', since)
    .where('direction', '=', 'inbound')
    .where('channelId', '=', channelId)
    .executeTakeFirstOrThrow();
  return {
    messages: Number(inbound.messages),
    customers: Number(inbound.customers),
    representatives: await countRepresentatives(reads, channelId),
  };
}

async function countRepresentatives(reads: Reads, channelId: string): Promise<number> {
  const { reader, dialect } = reads;
  const teamIds = (await teamIdsOf(reads, [channelId])).get(channelId);
  const members = reader.selectFrom('members').where('members.removedAt', 'is', null);
  const count = sql<number>`count(distinct "members"."id")`.as('count');
  const row =
    teamIds === undefined
      ? await members.select(count).executeTakeFirstOrThrow()
      : await members
          .innerJoin('teamMembers', 'teamMembers.memberId', 'members.id')
          .select(count)
          .where('teamMembers.role', '=', 'representative')
          .where(anyOf(dialect, 'teamMembers.teamId', teamIds))
          .executeTakeFirstOrThrow();
  return Number(row.count);
}
