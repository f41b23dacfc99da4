import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Status } from '../../model/status.ts';
import { anyOf } from '../any-of.ts';
import { WAIT_LEVELS } from '../records.ts';
import { TALLY_VALUES, levelOfRow } from '../tallies.ts';
import type { ConversationFilter } from './conversation-filter.ts';
import type { Reads } from './page.ts';

/** How many conversations are alike in what lists and counts ask most. */
export interface Tally {
  readonly status: string;
  readonly isJoined: number;
  readonly isSilent: number;
  /** At the time of asking, see `WAIT_LEVELS`. */
  readonly waitLevel: number;
  readonly n: number;
}

/** Of which teams tallies are read; null among them: of no team. */
export interface TalliedTeams {
  readonly whole: readonly (string | null)[];
  /** Teams of which only what nobody owns counts. */
  readonly free: readonly string[];
}

/** Whether tallies know all that the filter asks but what the viewer has joined. */
export function isTallied({ viewer, view, assigneeId, contactId, handler, unread, found }: ConversationFilter): boolean {
  const isRest = contactId === undefined && handler === undefined && unread === undefined && found === undefined;
  const isOfAll = view === undefined || view === 'all' || (view === 'joined' && viewer === undefined);
  return isRest && isOfAll && (assigneeId === undefined || assigneeId === null);
}

/** The numbers of what matches as much of the filter as tallies know, in parts that are to be added up. */
export async function readTallies(reads: Reads, filter: ConversationFilter, teams: TalliedTeams, now: number): Promise<readonly Tally[]> {
  const kind = sql`"status", "isJoined", "isSilent", "waitLevel"`;
  const where = sql<SqlBool>`${tallied(filter)} and ${ofTeams(reads, teams)}`;
  // In the order of the key, so that nothing is sorted.
  const counted = sql`select ${kind}, cast(sum("n") as bigint) as "n" from "tallies" where ${onChannels(reads, filter)} and ${where}
    group by "writer", ${kind}`;
  const { rows } = await sql<Tally>`${counted} union all select ${kind}, "n" from ${lateAt(reads, filter, now)} where ${where}`.execute(
    reads.reader,
  );
  return rows;
}

/** In which teams there is something that matches, and how much; by null without a team. */
export async function teamsWithMatches(
  reads: Reads,
  filter: ConversationFilter,
  closed: boolean,
  now: number,
): Promise<ReadonlyMap<string | null, number>> {
  const where = sql<SqlBool>`${closed ? sql`"status" = 'closed'` : sql`"status" <> 'closed'`} and ${tallied(filter)}`;
  const { rows } = await sql<{ teamId: string; n: number }>`
    select "teamId", cast(sum("n") as bigint) as "n" from "tallies" where ${onChannels(reads, filter)} and ${where} group by "teamId"
    union all select "teamId", "n" from ${lateAt(reads, filter, now)} where ${where}`.execute(reads.reader);
  const found = new Map<string | null, number>();
  for (const { teamId, n } of rows) found.set(teamId || null, (found.get(teamId || null) ?? 0) + n);
  return new Map([...found].filter(([, n]) => n > 0));
}

function onChannels({ dialect }: Reads, { channelId }: ConversationFilter): Expression<SqlBool> {
  return channelId === undefined ? sql<SqlBool>`1 = 1` : anyOf(dialect, 'channelId', channelId);
}

/**
 * What mends the tallies for `now`: where time alone has brought a conversation to another level since it was written, it is taken from
 * the one and added to the other. The clock writes these rows within a second, so they are few.
 */
function lateAt(reads: Reads, filter: ConversationFilter, now: number): RawBuilder<unknown> {
  // SQLite would rather go through all that is on a channel.
  const rows = reads.dialect === 'sqlite' ? sql`"conversations" indexed by "conversationsLevelDue"` : sql`"conversations"`;
  const late = sql`from ${rows} where "levelDueAt" is not null and "levelDueAt" < ${now} and ${onChannels(reads, filter)}`;
  return sql`(select ${TALLY_VALUES}, "waitLevel", -1 as "n" ${late}
    union all select ${TALLY_VALUES}, ${levelOfRow(now)} as "waitLevel", 1 as "n" ${late}) as "late"`;
}

function tallied({ view, status, waiting, assigneeId, viewer }: ConversationFilter): RawBuilder<SqlBool> {
  const all: RawBuilder<SqlBool>[] = [sql<SqlBool>`1 = 1`];
  if (view !== undefined) all.push(sql<SqlBool>`"status" <> 'closed'`);
  if (view === 'joined' && viewer === undefined) all.push(sql<SqlBool>`"isJoined" = 1`);
  if (status !== undefined) all.push(sql<SqlBool>`(${sql.join(status.map(hasStatus), sql` or `)})`);
  if (waiting !== undefined) all.push(sql<SqlBool>`"waitLevel" ${waiting === 'any' ? sql`> 0` : sql`= ${sql.lit(WAIT_LEVELS[waiting])}`}`);
  if (assigneeId === null) all.push(sql<SqlBool>`"isOwned" = 0`);
  return sql<SqlBool>`${sql.join(all, sql` and `)}`;
}

/** Statuses that differ only by how long the customer waits are one by now: see `statusAt`. */
export const WAITS_JOINED: readonly string[] = ['pending', 'soon_overdue', 'overdue'];
/** At which levels these can be. The others say nothing of it. */
export const LEVELS_OF: Readonly<Partial<Record<Status, readonly number[]>>> = {
  pending: [WAIT_LEVELS.none, WAIT_LEVELS.ok],
  soon_overdue: [WAIT_LEVELS.soon],
  overdue: [WAIT_LEVELS.overdue],
};

function hasStatus(status: Status): RawBuilder<SqlBool> {
  const levels = LEVELS_OF[status];
  if (levels === undefined) return sql<SqlBool>`"status" = ${status}`;
  return sql<SqlBool>`("status" in (${sql.join(WAITS_JOINED)}) and "waitLevel" in (${sql.join(levels.map((level) => sql.lit(level)))}))`;
}

/** The status at the time of asking. */
export function statusOfTally({ status, waitLevel }: Tally): string {
  if (!WAITS_JOINED.includes(status)) return status;
  if (waitLevel === WAIT_LEVELS.overdue) return 'overdue';
  return waitLevel === WAIT_LEVELS.soon ? 'soon_overdue' : 'pending';
}

function ofTeams({ dialect }: Reads, { whole, free }: TalliedTeams): RawBuilder<SqlBool> {
  const names = whole.map((id) => id ?? '');
  return sql<SqlBool>`(${anyOf(dialect, 'teamId', names)} or ("isOwned" = 0 and ${anyOf(dialect, 'teamId', free)}))`;
}
