import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Flow, Grouping, Period, Standing } from '../../model/analytics.ts';
import { HOUR_MS } from '../../model/hours.ts';
import type { DialectName } from '../dialect.ts';
import type { Schema } from '../schema.ts';
import type { Viewer } from '../sight.ts';
import type { Reads } from './page.ts';

/** How numbers are divided: by a column of the session, or by hours that lie this far before those of UTC. */
export interface Division {
  readonly groupBy: Grouping;
  readonly shiftMs: number;
  /** Only sessions of this member's teams, and of no team. */
  readonly viewer?: Viewer;
}

/** Where a number belongs. */
export interface Place {
  readonly groupKey: string | null;
  readonly bucket: number;
}

type Db = Kysely<Schema>;
type Fragment = RawBuilder<unknown>;

/**
 * Sessions that Parley closed itself because they were none of their own: of conversations that were merged, and of blocked people's
 * messages. People's own reasons may be called the same.
 */
const COUNTS = sql`not (s."closedBy" is null and coalesce(s."closeReason", '') in ('merged', 'blocked'))`;

/** When the customer first began to wait. Of a wait that still runs only the conversation knows. */
const ASKED_AT = sql`coalesce(s."firstAskedAt", case when s."closedAt" is null then c."waitingSince" end)`;

const WITH_CONVERSATION = sql`"sessions" s join "conversations" c on c."id" = s."conversationId"`;

const NO_KEY = sql`cast(null as text)`;
const TEAM = sql`case when s."closedAt" is null then c."teamId" else s."teamId" end`;
const KEYS: Readonly<Record<Grouping, Fragment>> = {
  none: NO_KEY,
  hour: NO_KEY,
  channel: sql`s."channelId"`,
  member: sql`s."ownerId"`,
  team: TEAM,
};

/** Only teams need the conversation: a session that is open may pass from one to another. */
function sessionsFor({ groupBy, viewer }: Division): Fragment {
  return groupBy === 'team' || viewer !== undefined ? WITH_CONVERSATION : sql`"sessions" s`;
}

/** Figures name no customer, so that it does not matter here who owns what. */
function shownTo({ viewer }: Division): Fragment {
  if (viewer === undefined) return sql`1 = 1`;
  return sql`(${TEAM} is null or ${TEAM} in (select "teamId" from "teamMembers" where "memberId" = ${viewer}))`;
}

/** Numbers of the program itself stand in the text: as a parameter, SQLite would take them for fractions. */
function bucketOf({ groupBy, shiftMs }: Division, time: Fragment): Fragment {
  return groupBy === 'hour' ? sql`(${time} + ${sql.lit(shiftMs)}) / ${sql.lit(HOUR_MS)}` : sql`cast(0 as bigint)`;
}

function within(time: Fragment, { from, to }: Period): Fragment {
  return sql`${time} >= ${from} and ${time} < ${to}`;
}

async function rowsOf<Row>(db: Db, query: RawBuilder<Row>): Promise<readonly Row[]> {
  return (await query.execute(db)).rows;
}

/** Sessions that were open when the period began. By `sessionsByClose`, which holds both times; the plus keeps SQLite to it. */
export function sessionsStanding(db: Db, { from }: Period, division: Division): Promise<readonly (Standing & Pick<Place, 'groupKey'>)[]> {
  return rowsOf(
    db,
    sql<Standing & Pick<Place, 'groupKey'>>`
      select ${KEYS[division.groupBy]} as "groupKey", count(*) as "open",
        count(*) filter (where s."firstAnsweredAt" < ${from}) as "answered",
        count(*) filter (where ${ASKED_AT} < ${from} and (s."firstAnsweredAt" is null or s."firstAnsweredAt" >= ${from})) as "unanswered"
      from ${WITH_CONVERSATION}
      where (s."closedAt" is null or s."closedAt" >= ${from}) and +s."openedAt" < ${from} and ${COUNTS} and ${shownTo(division)}
      group by "groupKey"`,
  );
}

/** By `sessionsByOpening`. */
export function sessionsOpened(db: Db, period: Period, division: Division): Promise<readonly (Place & { readonly opened: number })[]> {
  const time = sql`s."openedAt"`;
  return rowsOf(
    db,
    sql<Place & { readonly opened: number }>`
      select ${KEYS[division.groupBy]} as "groupKey", ${bucketOf(division, time)} as "bucket", count(*) as "opened"
      from ${sessionsFor(division)} where ${within(time, period)} and ${COUNTS} and ${shownTo(division)} group by "groupKey", "bucket"`,
  );
}

type Asked = Place & { readonly asked: number };

/** Customers whose first wait began in the period and has ended. By `sessionsByFirstAsked`. */
export function sessionsAsked(db: Db, period: Period, division: Division): Promise<readonly Asked[]> {
  const time = sql`s."firstAskedAt"`;
  return rowsOf(
    db,
    sql<Asked>`
      select ${KEYS[division.groupBy]} as "groupKey", ${bucketOf(division, time)} as "bucket", count(*) as "asked"
      from ${sessionsFor(division)} where ${within(time, period)} and ${COUNTS} and ${shownTo(division)} group by "groupKey", "bucket"`,
  );
}

/** Those whose first wait still runs. Looks at all open sessions, by `sessionsByClose`. */
export function sessionsAsking(db: Db, period: Period, division: Division): Promise<readonly Asked[]> {
  const time = sql`c."waitingSince"`;
  return rowsOf(
    db,
    sql<Asked>`
      select ${KEYS[division.groupBy]} as "groupKey", ${bucketOf(division, time)} as "bucket", count(*) as "asked"
      from ${WITH_CONVERSATION}
      where s."closedAt" is null and s."firstAskedAt" is null and ${within(time, period)} and ${shownTo(division)} group by "groupKey", "bucket"`,
  );
}

type Finished = Pick<Flow, 'finished' | 'missed' | 'finishedAnswered' | 'finishedUnanswered' | 'waits' | 'waitedMs'>;

/** By `sessionsByClose`. */
export function sessionsFinished(db: Db, period: Period, division: Division): Promise<readonly (Place & Finished)[]> {
  const time = sql`s."closedAt"`;
  return rowsOf(
    db,
    sql<Place & Finished>`
      select ${KEYS[division.groupBy]} as "groupKey", ${bucketOf(division, time)} as "bucket", count(*) as "finished",
        count(*) filter (where s."closedBy" is null and s."closeReason" = 'unanswered') as "missed",
        count(*) filter (where s."firstAnsweredAt" is not null) as "finishedAnswered",
        count(*) filter (where s."firstAskedAt" is not null and s."firstAnsweredAt" is null) as "finishedUnanswered",
        cast(sum(s."waits") as bigint) as "waits", cast(sum(s."waitedMs") as bigint) as "waitedMs"
      from ${sessionsFor(division)} where ${within(time, period)} and ${COUNTS} and ${shownTo(division)} group by "groupKey", "bucket"`,
  );
}

const DURATIONS = {
  firstResponsesMs: { at: sql`s."firstAnsweredAt"`, value: sql`s."firstAnsweredAt" - s."firstAskedAt"` },
  handlingMs: { at: sql`s."closedAt"`, value: sql`s."closedAt" - s."openedAt"` },
} as const;

/** Each duration of its own: medians need them all. First responses by `sessionsByFirstAnswered`, handling by `sessionsByClose`. */
export function durationsOf(
  db: Db,
  period: Period,
  division: Division,
  what: keyof typeof DURATIONS,
): Promise<readonly (Place & { readonly value: number })[]> {
  const { at, value } = DURATIONS[what];
  return rowsOf(
    db,
    sql<Place & { readonly value: number }>`
      select ${KEYS[division.groupBy]} as "groupKey", ${bucketOf(division, at)} as "bucket", ${value} as "value"
      from ${sessionsFor(division)} where ${within(at, period)} and ${COUNTS} and ${shownTo(division)}`,
  );
}

type Counted = Place & { readonly direction: string; readonly messages: number };

/**
 * Public messages, by `messagesByTime` alone where neither teams nor members are asked for. A message is its session's, but what a
 * member writes is that member's.
 */
export function messagesIn({ reader, dialect }: Reads, period: Period, division: Division): Promise<readonly Counted[]> {
  const { groupBy } = division;
  const time = sql`m."createdAt"`;
  const key = groupBy === 'member' ? writerOf(dialect) : groupBy === 'channel' ? sql`m."channelId"` : KEYS[groupBy];
  const joins = sql`"messages" m join "sessions" s on s."id" = m."sessionId" join "conversations" c on c."id" = s."conversationId"`;
  const source = groupBy === 'team' || groupBy === 'member' || division.viewer !== undefined ? joins : sql`"messages" m`;
  return rowsOf(
    reader,
    sql<Counted>`
      select ${key} as "groupKey", ${bucketOf(division, time)} as "bucket", m."direction" as "direction", count(*) as "messages"
      from ${source} where m."visibility" = 'public' and ${within(time, period)} and ${shownTo(division)} group by "groupKey", "bucket", m."direction"`,
  );
}

function writerOf(dialect: DialectName): Fragment {
  const author = dialect === 'postgres' ? sql`cast(m."authorJson" as json)` : sql`m."authorJson"`;
  return sql`case when m."direction" = 'inbound' then s."ownerId" when ${author} ->> 'type' = 'member' then ${author} ->> 'id' end`;
}
