import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { anyOf } from './any-of.ts';
import type { Reads } from './read/page.ts';

/** The member for whom something is read; undefined for a workflow, which sees everything. */
export type Viewer = string | undefined;

/** A member who was not removed: nobody else sees anything. */
export function isMember(memberId: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`exists (select 1 from "members" where "id" = ${memberId} and "removedAt" is null)`;
}

/** An admin of the organisation, who sees everything; so does who is no member, see `Viewer`. */
export function isAdmin(viewer: Viewer): RawBuilder<SqlBool> {
  if (viewer === undefined) return sql<SqlBool>`1 = 1`;
  return sql<SqlBool>`exists (select 1 from "members" where "id" = ${viewer} and "role" = 'admin' and "removedAt" is null)`;
}

/** Conversations, open or closed, that the member has joined. */
const joinedBy = (memberId: string) => sql`select "conversationId" from "participants" where "memberId" = ${memberId}`;

/** Which row of `conversations` is at hand. */
interface Row {
  /** What the statement calls the table; `conversations` unless said. */
  readonly table?: string | undefined;
  /** Whose the row is, where the statement looks at one team alone: then the team is asked about once and not for each row. */
  readonly teamId?: string | null | undefined;
}

/**
 * Whether the viewer may see the row of `conversations` at hand. The rule of `model/sight.ts` in SQL, so that what is read and whether
 * it may be is one statement, and a change of owner or team hides a row in its own transaction.
 */
export function seenBy(viewer: Viewer, { table = 'conversations', teamId }: Row = {}): RawBuilder<SqlBool> {
  if (viewer === undefined) return sql<SqlBool>`1 = 1`;
  const column = (name: string) => sql.ref(`${table}.${name}`);
  if (teamId === null) return isMember(viewer);
  const team = teamId === undefined ? column('teamId') : sql`${teamId}`;
  const ofCrew = sql`select 1 from "teamMembers" where "teamMembers"."teamId" = ${team} and "teamMembers"."memberId" = ${viewer}`;
  const isGrabbed = sql`select 1 from "teams" where "teams"."id" = ${team} and "teams"."mode" = 'grab'`;
  return sql<SqlBool>`(${isMember(viewer)} and (
    ${isAdmin(viewer)}
    or ${column('teamId')} is null
    or not exists (select 1 from "teams" where "teams"."id" = ${team})
    or exists (${ofCrew} and "teamMembers"."role" = 'admin')
    or (exists (${ofCrew}) and (${column('closedAt')} is not null or ${column('assigneeId')} is null or not exists (${isGrabbed})))
    or ${column('assigneeId')} = ${viewer}
    or ${column('id')} in (${joinedBy(viewer)})
  ))`;
}

/** Whether the conversation with this id, a column or a value, is one that the viewer may see. */
export function isOfSeen(viewer: Viewer, conversationId: RawBuilder<unknown>): RawBuilder<SqlBool> {
  if (viewer === undefined) return sql<SqlBool>`1 = 1`;
  return sql<SqlBool>`exists (select 1 from "conversations" as "seen" where "seen"."id" = ${conversationId} and ${seenBy(viewer, { table: 'seen' })})`;
}

/** What a viewer sees of a team's open conversations: all, or those that are free and their own. */
export interface Outlook {
  /** Teams of which they see everything; null: conversations without a team. */
  readonly whole: readonly (string | null)[];
  /** Teams of which they see what nobody owns. */
  readonly free: readonly string[];
  /** Whether these are all there is. If not, there may be more that they are in. */
  readonly isAll: boolean;
  /** Whether they are all seen for being an admin, or no member at all. */
  readonly asAdmin: boolean;
}

interface TeamSeen {
  readonly id: string;
  readonly mode: string | null;
  readonly role: string | null;
}

/**
 * Where a viewer's conversations are: lists are read team by team, each from its own part of an index. Only a hint at where to look;
 * `seenBy` decides.
 *
 * Teams are those that conversations have, found by one step into the index for each: also a removed one's, whose conversations are
 * everybody's.
 */
export async function outlookOf({ reader }: Reads, viewer: Viewer, closed: boolean): Promise<Outlook> {
  const state = sql.raw(closed ? `"closedAt" is not null` : `"closedAt" is null`);
  const { rows } = await sql<TeamSeen>`
    with recursive "found" ("id") as (
      select * from (select min("teamId") from "conversations" where "teamId" is not null and ${state}) as "first"
      union all
      select (select min("teamId") from "conversations" where "teamId" > "found"."id" and ${state}) from "found" where "found"."id" is not null
    )
    select "found"."id" as "id", "teams"."mode" as "mode", "teamMembers"."role" as "role"
    from "found" left join "teams" on "teams"."id" = "found"."id"
      left join "teamMembers" on "teamMembers"."teamId" = "found"."id" and "teamMembers"."memberId" = ${viewer ?? ''}
    where "found"."id" is not null`.execute(reader);
  const role = viewer === undefined ? 'admin' : await roleNow(reader, viewer);
  if (role === undefined) return { whole: [], free: [], isAll: true, asAdmin: false };
  if (role === 'admin') return { whole: [null, ...rows.map((row) => row.id)], free: [], isAll: true, asAdmin: true };
  const isFreeOnly = (row: TeamSeen) => !closed && row.mode === 'grab' && row.role !== 'admin';
  const shown = rows.filter((row) => row.mode === null || row.role !== null);
  return {
    whole: [null, ...shown.filter((row) => !isFreeOnly(row)).map((row) => row.id)],
    free: shown.filter(isFreeOnly).map((row) => row.id),
    isAll: false,
    asAdmin: false,
  };
}

/** Undefined: no member any more. */
async function roleNow(reader: Reads['reader'], memberId: string): Promise<string | undefined> {
  const row = await reader
    .selectFrom('members')
    .select('role')
    .where('id', '=', memberId)
    .where('removedAt', 'is', null)
    .executeTakeFirst();
  return row?.role;
}

/** Whether a column names none of these teams; null among them: no team. */
export function notAmong(dialect: Reads['dialect'], column: string, teamIds: readonly (string | null)[]): RawBuilder<SqlBool> {
  const named = teamIds.filter((id) => id !== null);
  const beyond = sql<SqlBool>`not ${anyOf(dialect, column, named)}`;
  return teamIds.includes(null) ? sql<SqlBool>`(${sql.ref(column)} is not null and ${beyond})` : beyond;
}
