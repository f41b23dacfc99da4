import { type RawBuilder, type SqlBool, expressionBuilder, sql } from 'kysely';
import { type Status, STATUSES } from '../../model/status.ts';
import { anyOf, rowsOf } from '../any-of.ts';
import type { Schema } from '../schema.ts';
import { notAmong, outlookOf, seenBy } from '../sight.ts';
import { type ConversationFilter, matching, opennessOf } from './conversation-filter.ts';
import { type Place, by, ofMember, ofTeam, placesOf } from './conversation-places.ts';
import type { Reads } from './page.ts';

/** How many conversations there are of every kind. */
export interface ConversationCounts {
  readonly statuses: Readonly<Record<Status, number>>;
  readonly views: { readonly all: number; readonly joined: number; readonly online: number };
  /** Open conversations in which a customer waits, by level. */
  readonly waiting: { readonly ok: number; readonly soon: number; readonly overdue: number };
  /** Open conversations in which the customer has written what the viewer has not read; null without a viewer. */
  readonly unread: number | null;
}

/** How many open conversations have a stored status and are joined or not, by how long their customers wait. */
interface Tally {
  readonly status: string;
  readonly isJoined: number;
  /** Nobody waits, or so that no time is ever over. */
  readonly untimed: number;
  readonly ok: number;
  readonly soon: number;
  readonly overdue: number;
}

/** Every category's number. */
export async function countConversations(reads: Reads, filter: ConversationFilter, now: number): Promise<ConversationCounts> {
  const kinds = opennessOf(filter);
  const tallies = kinds.includes('open') ? await tallyOpen(reads, { ...filter, status: openOnly(filter.status) }, now) : [];
  const closed = kinds.includes('closed') ? await count(reads, await closedQuery(reads, filter, now)) : 0;
  const sum = (of: (tally: Tally) => number) => tallies.reduce((total, tally) => total + of(tally), 0);
  const stored = (...names: readonly string[]) => tallies.filter(({ status }) => names.includes(status));
  const sumOf = (some: readonly Tally[], of: (tally: Tally) => number) => some.reduce((total, tally) => total + of(tally), 0);
  const joined = stored('pending', 'soon_overdue', 'overdue');
  const waitsUntimed = sumOf([...joined, ...stored('rep_needed')], ({ untimed }) => untimed);
  return {
    statuses: {
      bot: sumOf(stored('bot'), all),
      rep_needed: sumOf(stored('rep_needed'), all),
      pending: sumOf(joined, ({ ok, untimed }) => ok + untimed),
      soon_overdue: sumOf(joined, ({ soon }) => soon),
      overdue: sumOf(joined, ({ overdue }) => overdue),
      active: sumOf(stored('active'), all),
      closed,
    },
    views: {
      all: sum(all),
      joined: filter.viewer === undefined ? sumOf(tallies.filter(({ isJoined }) => isJoined === 1), all) : await countJoined(reads, filter, now),
      online: kinds.includes('open') ? await countOnline(reads, filter, now) : 0,
    },
    waiting: { ok: sum(({ ok }) => ok) + waitsUntimed, soon: sum(({ soon }) => soon), overdue: sum(({ overdue }) => overdue) },
    unread: filter.viewer === undefined || !kinds.includes('open') ? null : await countUnread(reads, filter, sum(all), now),
  }; // prettier-ignore
}

const all = ({ untimed, ok, soon, overdue }: Tally): number => untimed + ok + soon + overdue;

function openOnly(status: ConversationFilter['status']): ConversationFilter['status'] {
  return status?.filter((one) => one !== 'closed');
}

/** Whether nothing but teams and the viewer matter, so that everything can be counted inside the indexes. */
function isPlain({ viewer: _viewer, teamId: _teamId, view, ...rest }: ConversationFilter): boolean {
  return (view === undefined || view === 'all') && Object.values(rest).every((value) => value === undefined);
}

async function tallyOpen(reads: Reads, filter: ConversationFilter, now: number): Promise<readonly Tally[]> {
  const parts = isPlain(filter) ? await plainParts(reads, filter, now) : await filteredParts(reads, filter, now);
  if (parts.length === 0) return [];
  const { rows } = await sql<Tally>`${sql.join(parts, sql` union all `)}`.execute(reads.reader);
  return rows;
}

async function filteredParts(reads: Reads, filter: ConversationFilter, now: number): Promise<readonly RawBuilder<Tally>[]> {
  const places = await placesOf(reads, { ...filter, view: filter.view ?? 'all' }, 'created');
  const matches = matching(expressionBuilder<Schema, 'conversations'>(), reads, filter, now);
  return places.map(({ from, where }) => grouped({ from, where: sql`${where} and ${seenBy(filter.viewer)} and ${matches}` }, now));
}

/** Goes through the rows. Of few, or inside an index. */
function grouped({ from, where }: Place, now: number): RawBuilder<Tally> {
  return sql<Tally>`select "status", "isJoined",
    count(case when "soonAt" is null and "overdueAt" is null then 1 end) as "untimed",
    count(case when "soonAt" >= ${now} and ("overdueAt" is null or "overdueAt" >= ${now}) then 1 end) as "ok",
    count(case when "soonAt" < ${now} and ("overdueAt" is null or "overdueAt" >= ${now}) then 1 end) as "soon",
    count(case when "overdueAt" < ${now} then 1 end) as "overdue"
    from ${from} where ${where} group by "status", "isJoined"`;
}

async function plainParts(reads: Reads, { viewer, teamId }: ConversationFilter, now: number): Promise<readonly RawBuilder<Tally>[]> {
  const { whole, free, isAll } = await outlookOf(reads, viewer, false);
  const isWanted = (id: string | null) => teamId === undefined || id === teamId;
  const teams = whole.filter((id) => id !== null);
  const parts = [ranges(reads, sql`"teamId" = "team"."value"`, rowsOf(reads.dialect, teams.filter(isWanted)), now)];
  if (whole.includes(null) && isWanted(null)) parts.push(ranges(reads, sql`"teamId" is null`, sql`(select 1 as "value")`, now));
  if (isAll || viewer === undefined) return parts;
  const isFree = sql<SqlBool>`(${anyOf(reads.dialect, 'teamId', free)} and "assigneeId" is null)`;
  const elsewhere = sql`${ofMember(viewer, 'open')} and ${notAmong(reads.dialect, 'teamId', whole)} and not ${isFree}`;
  const index = by(reads, 'conversationsOpenByCreation');
  return [
    ...parts,
    ...free
      .filter(isWanted)
      .map((id) => grouped({ from: index, where: sql`"closedAt" is null and ${ofTeam(id)} and "assigneeId" is null` }, now)),
    grouped({ from: sql`"conversations"`, where: sql`"closedAt" is null and ${ofTeam(teamId)} and ${elsewhere}` }, now),
  ];
}

const OPEN = STATUSES.filter((status) => status !== 'closed');

/** Counts inside `conversationsOpenByStatus`, one range for each number: measured half of what grouping the same rows takes. */
function ranges({ dialect }: Reads, ofTeam: RawBuilder<unknown>, teams: RawBuilder<unknown>, now: number): RawBuilder<Tally> {
  const number = (range: RawBuilder<unknown>) => sql`(select count(*) from "conversations"
    where "closedAt" is null and ${ofTeam} and "status" = "stored"."value" and "isJoined" = "joined"."value" and ${range})`;
  return sql<Tally>`select "stored"."value" as "status", "joined"."value" as "isJoined",
    ${number(sql`"overdueAt" is null`)} as "untimed",
    ${number(sql`"overdueAt" >= ${now} and "soonAt" >= ${now}`)} as "ok",
    ${number(sql`"overdueAt" >= ${now} and "soonAt" < ${now}`)} as "soon",
    ${number(sql`"overdueAt" < ${now}`)} as "overdue"
    from ${rowsOf(dialect, OPEN)} as "stored", (select 0 as "value" union all select 1) as "joined", ${teams} as "team"`;
}

async function count({ reader }: Reads, query: RawBuilder<{ n: number }>): Promise<number> {
  const { rows } = await query.execute(reader);
  return rows.reduce((total, { n }) => total + n, 0);
}

async function closedQuery(reads: Reads, filter: ConversationFilter, now: number): Promise<RawBuilder<{ n: number }>> {
  const places = await placesOf(reads, { ...filter, status: ['closed'] }, 'created');
  const { status: _closed, ...rest } = filter;
  // Nobody is kept from what has closed in their own teams, so that the places themselves are all that is seen.
  if (isPlain(rest)) return counting(places, sql`1 = 1`);
  return counting(places, sql`${seenBy(filter.viewer)} and ${matching(expressionBuilder<Schema, 'conversations'>(), reads, rest, now)}`);
}

function counting(places: readonly Place[], which: RawBuilder<SqlBool>): RawBuilder<{ n: number }> {
  const parts = places.map(({ from, where }) => sql`select count(*) as "n" from ${from} where ${where} and ${which}`);
  return parts.length === 0 ? sql`select 0 as "n"` : sql`${sql.join(parts, sql` union all `)}`;
}

async function countJoined(reads: Reads, filter: ConversationFilter, now: number): Promise<number> {
  const joined: ConversationFilter = { ...filter, view: 'joined' };
  const matches = matching(expressionBuilder<Schema, 'conversations'>(), reads, joined, now);
  return count(reads, counting(await placesOf(reads, joined, 'created'), sql<SqlBool>`${seenBy(filter.viewer)} and ${matches}`));
}

/** All but those in which the customer has written nothing, and those that the viewer has read to the end. */
async function countUnread(reads: Reads, filter: ConversationFilter, open: number, now: number): Promise<number> {
  const { viewer = '', teamId } = filter;
  if (!isPlain(filter)) {
    const unread: ConversationFilter = { ...filter, view: filter.view ?? 'all', unread: true };
    const matches = matching(expressionBuilder<Schema, 'conversations'>(), reads, unread, now);
    return count(reads, counting(await placesOf(reads, unread, 'updated'), sql<SqlBool>`${seenBy(viewer)} and ${matches}`));
  }
  const team = teamId === undefined ? sql<SqlBool>`1 = 1` : sql<SqlBool>`"conversations"."teamId" = ${teamId}`;
  const seen = sql<SqlBool>`"conversations"."closedAt" is null and ${team} and ${seenBy(viewer)}`;
  const silent = await count(
    reads,
    sql`select count(*) as "n" from ${by(reads, 'conversationsSilent')} where "inboundCount" = 0 and ${seen}`,
  );
  const read = await count(
    reads,
    sql`select count(*) as "n" from "reads" inner join "conversations" on "conversations"."id" = "reads"."conversationId"
      where "reads"."memberId" = ${viewer} and "reads"."isOpen" = 1 and "inboundCount" > 0 and "inboundRead" >= "inboundCount" and ${seen}`,
  );
  return open - silent - read;
}

/** Those whose customers are on the website. Of a view that has no such conversations: none. */
async function countOnline(reads: Reads, filter: ConversationFilter, now: number): Promise<number> {
  if (filter.view === 'joined') return 0;
  const parts = await filteredParts(reads, { ...filter, view: 'online' }, now);
  if (parts.length === 0) return 0;
  const { rows } = await sql<Tally>`${sql.join(parts, sql` union all `)}`.execute(reads.reader);
  return rows.reduce((total, tally) => total + all(tally), 0);
}
