import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { anyOf } from '../any-of.ts';
import { notAmong, outlookOf } from '../sight.ts';
import { type ConversationFilter, type ConversationSort, type Openness, opennessOf } from './conversation-filter.ts';
import type { Reads } from './page.ts';
import { WAITS_JOINED, teamsWithMatches } from './tallies.ts';

/** A part of the conversations that one index leads to. */
export interface Place {
  /** The table, and on SQLite the index to go by. */
  readonly from: RawBuilder<unknown>;
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

/** With more teams than this a list is sorted after all: SQLite joins at most 500 parts (https://www.sqlite.org/limits.html). */
const MOST_TEAMS = 200;

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
    if (leadsToFew(filter, openness)) places.push({ from: WHEREVER, where: sql`${state} and ${ofTeam(filter.teamId)}` });
    else places.push(...(await byTeam(reads, filter, state, { openness, index: INDEXES[openness][sort], now })));
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
  /** The index to walk along where there are many. */
  readonly index: string;
  readonly now: number;
}

async function byTeam(
  reads: Reads,
  filter: ConversationFilter,
  state: RawBuilder<SqlBool>,
  { openness, index, now }: Ordered,
): Promise<readonly Place[]> {
  const { viewer, teamId } = filter;
  const { whole, free, isAll } = await outlookOf(reads, viewer, openness === 'closed');
  const named = [...whole, ...free];
  const having = isNarrow(filter) ? await teamsWithMatches(reads, filter, openness === 'closed', now) : undefined;
  const isWanted = (id: string | null) => (teamId === undefined || id === teamId) && (having === undefined || having.has(id));
  const wanted = named.filter(isWanted);
  const isOfFew = having !== undefined && wanted.reduce((sum, id) => sum + (having.get(id) ?? 0), 0) <= FEW;
  const way = (isOfFew ? wayToFew(reads, filter, openness) : undefined) ?? { index, where: sql`1 = 1` };
  if (wanted.length > MOST_TEAMS) return [{ from: WHEREVER, where: state }];
  const places: Place[] = wanted.map((id) => ({ from: by(reads, way.index), where: sql`${state} and ${ofTeam(id)} and ${way.where}` }));
  if (isAll || viewer === undefined) return places;
  const elsewhere = sql<SqlBool>`${ofMember(viewer, openness)} and ${notAmong(reads.dialect, 'teamId', named)}`;
  return [...places, { from: WHEREVER, where: sql`${state} and ${ofTeam(teamId)} and ${elsewhere}` }];
}

/** Whether the filter asks something that tallies know. */
function isNarrow({ view, viewer, status, waiting, channelId, assigneeId }: ConversationFilter): boolean {
  return (
    [status, waiting, channelId].some((one) => one !== undefined) || assigneeId === null || (view === 'joined' && viewer === undefined)
  );
}

/** The index that leads to these and hardly anything else, in no order; undefined where there is none. */
function wayToFew(
  { dialect }: Reads,
  { channelId, status }: ConversationFilter,
  openness: Openness,
): { readonly index: string; readonly where: RawBuilder<SqlBool> } | undefined {
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
