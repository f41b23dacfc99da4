import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { notAmong, outlookOf } from '../sight.ts';
import { type ConversationFilter, type Openness, opennessOf } from './conversation-filter.ts';
import type { Reads } from './page.ts';

/** A part of the conversations that one index leads to. */
export type Place = RawBuilder<SqlBool>;

/** With more teams than this a list is sorted after all: SQLite joins at most 500 parts (https://www.sqlite.org/limits.html). */
const MOST_TEAMS = 200;

/**
 * Where to look for what a filter asks: parts that have nothing in common, and that together hold all of it that the viewer may see.
 * Team by team, since the indexes begin with the team; or at once where the filter itself leads to few: a contact's conversations, those
 * a member owns or has joined.
 *
 * @param onlyWaiting those in which a customer waits
 */
export async function placesOf(reads: Reads, filter: ConversationFilter, onlyWaiting: boolean): Promise<readonly Place[]> {
  const places: Place[] = [];
  const kinds = onlyWaiting ? opennessOf(filter).filter((one) => one === 'open') : opennessOf(filter);
  for (const openness of kinds) {
    const state = onlyWaiting ? sql<SqlBool>`("closedAt" is null and "waitingSince" is not null)` : stateOf(openness);
    places.push(...(leadsToFew(filter, openness) ? [few(state, filter)] : await byTeam(reads, filter, openness, state)));
  }
  return places;
}

function stateOf(openness: Openness): Place {
  return openness === 'open' ? sql<SqlBool>`"closedAt" is null` : sql<SqlBool>`"closedAt" is not null`;
}

/** Whether the filter leads to no more conversations than a person can have. */
export function leadsToFew({ contactId, assigneeId, view, viewer }: ConversationFilter, openness: Openness): boolean {
  if (contactId !== undefined) return true;
  return openness === 'open' && (typeof assigneeId === 'string' || (view === 'joined' && viewer !== undefined));
}

function few(state: Place, { teamId }: ConversationFilter): Place {
  return teamId === undefined ? state : sql<SqlBool>`${state} and "teamId" = ${teamId}`;
}

async function byTeam(reads: Reads, { viewer, teamId }: ConversationFilter, openness: Openness, state: Place): Promise<readonly Place[]> {
  const { whole, free, isAll } = await outlookOf(reads, viewer, openness === 'closed');
  const named = [...whole, ...free];
  const wanted = teamId === undefined ? named : named.filter((id) => id === teamId);
  if (wanted.length > MOST_TEAMS) return [state];
  const places = wanted.map((id) =>
    id === null ? sql<SqlBool>`${state} and "teamId" is null` : sql<SqlBool>`${state} and "teamId" = ${id}`,
  );
  if (isAll || viewer === undefined) return places;
  const elsewhere = sql<SqlBool>`${state} and ${ofMember(viewer, openness)} and ${notAmong(reads.dialect, 'teamId', named)}`;
  return [...places, teamId === undefined ? elsewhere : sql<SqlBool>`${elsewhere} and "teamId" = ${teamId}`];
}

/** What the member is in, whatever team has it. */
export function ofMember(viewer: string, openness: Openness): Place {
  const isOpen = openness === 'open' ? 1 : 0;
  return sql<SqlBool>`"id" in (
    select "conversationId" from "participants" where "memberId" = ${viewer} and "isOpen" = ${isOpen}
    union select "id" from "conversations" where "assigneeId" = ${viewer} and ${stateOf(openness)})`;
}
