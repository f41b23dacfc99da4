import { type RawBuilder, type SqlBool, expressionBuilder, sql } from 'kysely';
import { type Status } from '../../model/status.ts';
import { anyOf } from '../any-of.ts';
import { WAIT_LEVELS } from '../records.ts';
import type { Schema } from '../schema.ts';
import { notAmong, outlookOf, seenBy } from '../sight.ts';
import { levelOfRow } from '../tallies.ts';
import { type AskedFilter, type ConversationFilter, type Openness, matching, opennessOf, withFound } from './conversation-filter.ts';
import { type Place, ofMember, ofTeam, placesOf } from './conversation-places.ts';
import type { Reads } from './page.ts';
import { type TalliedTeams, type Tally, isTallied, readTallies, statusOfTally } from './tallies.ts';

/** How many conversations there are of every kind. */
export interface ConversationCounts {
  readonly statuses: Readonly<Record<Status, number>>;
  readonly views: { readonly all: number; readonly joined: number; readonly online: number };
  /** Open conversations in which a customer waits, by level. */
  readonly waiting: { readonly ok: number; readonly soon: number; readonly overdue: number };
  /** Open conversations in which the customer has written what the viewer has not read; null without a viewer. */
  readonly unread: number | null;
}

/** Every category's number. */
export async function countConversations(reads: Reads, asked: AskedFilter, now: number): Promise<ConversationCounts> {
  const filter = await withFound(reads, asked);
  const kinds = opennessOf(filter);
  const open = kinds.includes('open') ? await tally(reads, filter, 'open', now) : [];
  const closed = kinds.includes('closed') ? await tally(reads, filter, 'closed', now) : [];
  const sum = (which: (one: Tally) => boolean) => open.reduce((total, one) => (which(one) ? total + one.n : total), 0);
  const ofStatus = (status: Status) => sum((one) => statusOfTally(one) === status);
  const ofLevel = (level: number) => sum((one) => one.waitLevel === level);
  const { viewer } = filter;
  const all = sum(() => true);
  return {
    statuses: {
      bot: ofStatus('bot'),
      rep_needed: ofStatus('rep_needed'),
      pending: ofStatus('pending'),
      soon_overdue: ofStatus('soon_overdue'),
      overdue: ofStatus('overdue'),
      active: ofStatus('active'),
      closed: closed.reduce((total, one) => total + one.n, 0),
    },
    views: {
      all,
      joined: viewer === undefined ? sum((one) => one.isJoined === 1) : await countJoined(reads, filter, now),
      online: kinds.includes('open') && filter.view !== 'joined' ? await countMatching(reads, { ...filter, view: 'online' }, now) : 0,
    },
    waiting: { ok: ofLevel(WAIT_LEVELS.ok), soon: ofLevel(WAIT_LEVELS.soon), overdue: ofLevel(WAIT_LEVELS.overdue) },
    unread:
      viewer === undefined || !kinds.includes('open')
        ? null
        : isTallied(filter)
          ? all - sum((one) => one.isSilent === 1) - (await countRead(reads, filter, viewer, now))
          : await countUnread(reads, filter, now),
  };
}

/** What is open or closed of all that matches, by its kinds. */
async function tally(reads: Reads, filter: ConversationFilter, openness: Openness, now: number): Promise<readonly Tally[]> {
  const only: ConversationFilter = { ...filter, ...within(filter, openness) };
  if (!isTallied(filter)) return grouped(reads, await placesOf(reads, only, 'created', now), only, now);
  const { viewer, teamId } = filter;
  const outlook = await outlookOf(reads, viewer, openness === 'closed');
  const isWanted = (id: string | null) => teamId === undefined || id === teamId;
  const teams: TalliedTeams = { whole: outlook.whole.filter(isWanted), free: outlook.free.filter(isWanted) };
  const found = await readTallies(reads, only, teams, now);
  if (outlook.isAll || viewer === undefined) return found;
  const where = sql<SqlBool>`${stateOf(openness)} and ${ofTeam(teamId)} and ${seenBy(viewer)} and ${elsewhere(reads, viewer, openness, outlook)}`;
  return [...found, ...(await grouped(reads, [{ from: sql`"conversations"`, where }], only, now))];
}

/** The part of a filter that leaves only open or only closed ones. */
function within({ view, status }: ConversationFilter, openness: Openness): Pick<ConversationFilter, 'view' | 'status'> {
  if (openness === 'closed') return { status: ['closed'] };
  return { view: view ?? 'all', status: status?.filter((one) => one !== 'closed') };
}

function stateOf(openness: Openness): RawBuilder<SqlBool> {
  return openness === 'open' ? sql`"closedAt" is null` : sql`"closedAt" is not null`;
}

/** What the viewer is in and that was not counted with their teams. */
function elsewhere({ dialect }: Reads, viewer: string, openness: Openness, { whole, free }: TalliedTeams): RawBuilder<SqlBool> {
  const isFree = sql<SqlBool>`("assigneeId" is null and ${anyOf(dialect, 'teamId', free)})`;
  return sql`${ofMember(viewer, openness)} and ${notAmong(dialect, 'teamId', whole)} and not ${isFree}`;
}

/** Goes through the rows. Of few, or inside an index. */
async function grouped(reads: Reads, places: readonly Place[], filter: ConversationFilter, now: number): Promise<readonly Tally[]> {
  if (places.length === 0) return [];
  const matches = matching(expressionBuilder<Schema, 'conversations'>(), reads, filter, now);
  const parts = places.map(
    ({
      from,
      where,
    }) => sql`select "status", "isJoined", case when "closedAt" is null and "inboundCount" = 0 then 1 else 0 end as "isSilent",
      ${levelOfRow(now)} as "waitLevel" from ${from} where ${where} and ${matches}`,
  );
  const { rows } = await sql<Tally>`select "status", "isJoined", "isSilent", "waitLevel", count(*) as "n"
    from (${sql.join(parts, sql` union all `)}) as "found" group by "status", "isJoined", "isSilent", "waitLevel"`.execute(reads.reader);
  return rows;
}

async function countMatching(reads: Reads, filter: ConversationFilter, now: number): Promise<number> {
  const matches = matching(expressionBuilder<Schema, 'conversations'>(), reads, filter, now);
  const places = await placesOf(reads, filter, 'created', now);
  if (places.length === 0) return 0;
  const parts = places.map(({ from, where }) => sql`select count(*) as "n" from ${from} where ${where} and ${matches}`);
  const { rows } = await sql<{ n: number }>`${sql.join(parts, sql` union all `)}`.execute(reads.reader);
  return rows.reduce((total, { n }) => total + n, 0);
}

function countJoined(reads: Reads, filter: ConversationFilter, now: number): Promise<number> {
  return countMatching(reads, { ...filter, view: 'joined' }, now);
}

function countUnread(reads: Reads, filter: ConversationFilter, now: number): Promise<number> {
  return countMatching(reads, { ...filter, view: filter.view ?? 'all', unread: true }, now);
}

/** Open ones in which the customer has written something, and the viewer has read to the end. */
async function countRead(reads: Reads, filter: ConversationFilter, viewer: string, now: number): Promise<number> {
  const matches = matching(expressionBuilder<Schema, 'conversations'>(), reads, { ...filter, ...within(filter, 'open') }, now);
  const { rows } = await sql<{ n: number }>`select count(*) as "n"
    from "reads" inner join "conversations" on "conversations"."id" = "reads"."conversationId"
    where "reads"."memberId" = ${viewer} and "reads"."isOpen" = 1 and "inboundCount" > 0 and "inboundRead" >= "inboundCount"
      and "closedAt" is null and ${ofTeam(filter.teamId)} and ${seenBy(viewer)} and ${matches}`.execute(reads.reader);
  return rows.reduce((total, { n }) => total + n, 0);
}
