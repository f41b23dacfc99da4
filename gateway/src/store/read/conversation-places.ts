import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { anyOf } from '../any-of.ts';
import { WAIT_LEVELS } from '../records.ts';
import { isAdmin, notAmong, outlookOf, seenBy } from '../sight.ts';
import { type ConversationFilter, type ConversationSort, type Openness, opennessOf } from './conversation-filter.ts';
import type { Reads } from './page.ts';
import { LEVELS_OF, WAITS_JOINED, teamsWithMatches } from './tallies.ts';

/** A part of the conversations that one index leads to. */
export interface Place {
  /** The table, and on SQLite the index to go by. */
  readonly from: RawBuilder<unknown>;
  /** Only what the viewer may see. */
  readonly where: RawBuilder<SqlBool>;
}

/**
 * The index of a team's conversations in an order. SQLite has to be told: it knows nothing of how many rows have a value, and would
 * rather sort all that have one status than walk along the list until a page is full.
 */
const INDEXES: Readonly<Record<Openness, Readonly<Record<ConversationSort, string>>>> = {
  open: { updated: 'conversationsOpenByUpdate', created: 'conversationsOpenByCreation', waiting: 'conversationsWaiting' },
  closed: { updated: 'conversationsClosedByUpdate', created: 'conversationsClosedByCreation', waiting: 'conversationsClosedByCreation' },
};

/** With more parts than this a list is sorted after all: SQLite joins at most 500 (https://www.sqlite.org/limits.html), of two kinds. */
const MOST_PARTS = 200;

/** All at which somebody waits. */
const LEVELS: readonly number[] = [WAIT_LEVELS.ok, WAIT_LEVELS.soon, WAIT_LEVELS.overdue];

/** So many are sorted in less time than it takes to come across a page of them among a hundred thousand. */
const FEW = 1000;

const WHEREVER = sql`"conversations"`;

/** The table, to be read by this index. PostgreSQL chooses by itself. */
export function by({ dialect }: Reads, index: string): RawBuilder<unknown> {
  return dialect === 'sqlite' ? sql`"conversations" indexed by ${sql.ref(index)}` : WHEREVER;
}

/**
 * Where to look for what a filter asks: parts that have nothing in common, and that together hold all of it that the viewer may see.
 * Team by team, since the indexes begin with the team; or at once where the filter itself leads to few: a contact's conversations, those
 * a member owns or has joined, few that were found by words. Tallies tell which teams have any, and where they are so few that they are looked for and sorted.
 */
export async function placesOf(reads: Reads, filter: ConversationFilter, sort: ConversationSort, now: number): Promise<readonly Place[]> {
  const places: Place[] = [];
  for (const openness of opennessOf(filter, sort)) {
    const state = sort === 'waiting' ? sql<SqlBool>`("closedAt" is null and "waitingSince" is not null)` : stateOf(openness);
    if (leadsToFew(filter, openness))
      places.push({ from: WHEREVER, where: sql`${state} and ${ofTeam(filter.teamId)} and ${seenBy(filter.viewer)}` });
    else places.push(...(await byTeam(reads, filter, state, { openness, sort, now })));
  }
  return places;
}

function stateOf(openness: Openness): RawBuilder<SqlBool> {
  return openness === 'open' ? sql`"closedAt" is null` : sql`"closedAt" is not null`;
}

/** Whether the filter leads to no more conversations than a person, or a website at one moment, can have. */
function leadsToFew({ contactId, assigneeId, view, viewer, found }: ConversationFilter, openness: Openness): boolean {
  if (contactId !== undefined || view === 'online' || found?.is === 'few') return true;
  return openness === 'open' && (typeof assigneeId === 'string' || (view === 'joined' && viewer !== undefined));
}

/** @param teamId undefined: it does not matter */
export function ofTeam(teamId: string | null | undefined): RawBuilder<SqlBool> {
  if (teamId === undefined) return sql`1 = 1`;
  return teamId === null ? sql`"teamId" is null` : sql`"teamId" = ${teamId}`;
}

interface Ordered {
  readonly openness: Openness;
  readonly sort: ConversationSort;
  readonly now: number;
}

/** An index, and what it is searched for besides the team. */
interface Way {
  readonly index: string;
  readonly where: RawBuilder<SqlBool>;
}

async function byTeam(
  reads: Reads,
  filter: ConversationFilter,
  state: RawBuilder<SqlBool>,
  { openness, sort, now }: Ordered,
): Promise<readonly Place[]> {
  const { viewer, teamId } = filter;
  const { whole, free, isAll, asAdmin } = await outlookOf(reads, viewer, openness === 'closed');
  const named = [...whole, ...free];
  const having = isNarrow(filter) ? await teamsWithMatches(reads, filter, openness === 'closed', now) : undefined;
  const isWanted = (id: string | null) => (teamId === undefined || id === teamId) && (having === undefined || having.has(id));
  const wanted = named.filter(isWanted);
  const isOfFew = having !== undefined && wanted.reduce((sum, id) => sum + (having.get(id) ?? 0), 0) <= FEW;
  const toFew = isOfFew ? wayToFew(reads, filter, openness) : undefined;
  const ways = toFew === undefined ? waysAlong(filter, openness, sort) : [toFew];
  if (wanted.length * ways.length > MOST_PARTS) return [{ from: WHEREVER, where: sql`${state} and ${seenBy(viewer)}` }];
  const seen = (id?: string | null) => (asAdmin ? isAdmin(viewer) : seenBy(viewer, { teamId: id }));
  const places = wanted.flatMap((id) =>
    ways.map(({ index, where }): Place => ({
      from: by(reads, index),
      where: sql`${state} and ${ofTeam(id)} and ${seen(id)} and ${where}`,
    })),
  );
  if (toFew === undefined && sort === 'waiting') {
    const late = lateIn(reads, filter, wanted, now);
    if (late !== undefined) places.push({ ...late, where: sql`${late.where} and ${seen()}` });
  }
  if (isAll || viewer === undefined) return places;
  const elsewhere = sql<SqlBool>`${ofMember(viewer, openness)} and ${notAmong(reads.dialect, 'teamId', named)}`;
  return [...places, { from: WHEREVER, where: sql`${state} and ${ofTeam(teamId)} and ${seenBy(viewer)} and ${elsewhere}` }];
}

/** The lists to walk along in the order: one, or of who waits one for each level. */
function waysAlong(filter: ConversationFilter, openness: Openness, sort: ConversationSort): readonly Way[] {
  const index = INDEXES[openness][sort];
  if (sort !== 'waiting') return [{ index, where: sql`1 = 1` }];
  return levelsOf(filter).map((level) => ({ index, where: sql<SqlBool>`"waitLevel" = ${sql.lit(level)}` }));
}

/** At which levels somebody waits who matches. */
function levelsOf({ status, waiting }: ConversationFilter): readonly number[] {
  return LEVELS.filter(
    (level) =>
      (waiting === undefined || waiting === 'any' || WAIT_LEVELS[waiting] === level) &&
      (status === undefined || status.some((one) => LEVELS_OF[one]?.includes(level) ?? true)),
  );
}

/** Who has come to another level that nobody has written yet, and so is in another list. The clock writes it within a second: they are few. */
function lateIn(reads: Reads, filter: ConversationFilter, teams: readonly (string | null)[], now: number): Place | undefined {
  const levels = levelsOf(filter);
  if (levels.length === LEVELS.length) return undefined;
  const inTeams = sql<SqlBool>`(${anyOf(
    reads.dialect,
    'teamId',
    teams.filter((id) => id !== null),
  )} or ("teamId" is null and ${sql.lit(teams.includes(null) ? 1 : 0)} = 1))`;
  const isElsewhere = sql<SqlBool>`"waitLevel" not in (${sql.join(levels.map((level) => sql.lit(level)))})`;
  const where = sql<SqlBool>`"levelDueAt" is not null and "levelDueAt" < ${now} and "waitingSince" is not null and "closedAt" is null
    and ${isElsewhere} and ${inTeams}`;
  return { from: by(reads, 'conversationsLevelDue'), where };
}

/** Whether the filter asks something that tallies know. */
function isNarrow({ view, viewer, status, waiting, channelId, assigneeId }: ConversationFilter): boolean {
  return (
    [status, waiting, channelId].some((one) => one !== undefined) || assigneeId === null || (view === 'joined' && viewer === undefined)
  );
}

/** The index that leads to these and hardly anything else, in no order; undefined where there is none. */
function wayToFew({ dialect }: Reads, { channelId, status }: ConversationFilter, openness: Openness): Way | undefined {
  if (channelId !== undefined) {
    const index = openness === 'open' ? 'conversationsOpenByChannel' : 'conversationsClosedByChannel';
    return { index, where: sql<SqlBool>`${anyOf(dialect, 'channelId', channelId)}` };
  }
  if (status === undefined || openness === 'closed') return undefined;
  const stored = status.flatMap((one) => (WAITS_JOINED.includes(one) ? WAITS_JOINED : one === 'closed' ? [] : one));
  return { index: 'conversationsOpenByStatus', where: sql<SqlBool>`${anyOf(dialect, 'status', [...new Set(stored)])}` };
}

/** What the member is in, whatever team has it. */
export function ofMember(viewer: string, openness: Openness): RawBuilder<SqlBool> {
  const isOpen = openness === 'open' ? 1 : 0;
  return sql`"id" in (
    select "conversationId" from "participants" where "memberId" = ${viewer} and "isOpen" = ${isOpen}
    union select "id" from "conversations" where "assigneeId" = ${viewer} and ${stateOf(openness)})`;
}
