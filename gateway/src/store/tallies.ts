import { type Kysely, type RawBuilder, sql } from 'kysely';
import { type BulkInsert, insertMany } from './bulk.ts';
import type { Tx } from './committer.ts';
import { type ConversationRecord, NEVER, TALLY_COLUMNS, WAIT_LEVELS, tallyOf, tallyValues, waitLevelAt } from './records.ts';
import type { Schema } from './schema.ts';
import type { Unit } from './unit.ts';

/*
 * Tallies say how many conversations there are of each kind without counting them, and so also where a filter leads to few. They are
 * written in the transaction that changes the conversations. Each gateway adds to rows of its own; the sum over all rows is the number.
 */

const KEY = ['writer', ...TALLY_COLUMNS] as const;
const quoted = KEY.map((column) => `"${column}"`).join(', ');
const TALLIES: BulkInsert = {
  table: 'tallies',
  columns: [...KEY, 'n'],
  suffix: `on conflict (${quoted}) do update set "n" = "tallies"."n" + excluded."n"`,
};

/** Keeps the level of the wait that the row is counted by. Called when its times are set. */
export function setLevel(conversation: ConversationRecord, now: number): void {
  Object.assign(conversation, waitLevelAt(conversation, now));
}

/** Counts the conversations that the unit has changed where they belong now. Most messages change nothing of that. */
export async function writeTallies({ tx, changedConversations }: Unit): Promise<void> {
  const added = new Map<string, number>();
  const add = (key: string, n: number) => added.set(key, (added.get(key) ?? 0) + n);
  for (const conversation of changedConversations) {
    const { tallied } = conversation;
    const key = tallyOf({ ...conversation, hasParticipants: conversation.participants.length > 0 });
    if (key === tallied) continue;
    if (tallied !== null) add(tallied, -1);
    add(key, 1);
    conversation.tallied = key;
  }
  const rows = [...added].filter(([, n]) => n !== 0).toSorted(([a], [b]) => (a < b ? -1 : 1));
  await insertMany(tx.db, tx.dialect, TALLIES, rows.map(([key, n]) => [tx.writer, ...tallyValues(key), n])); // prettier-ignore
}

/** What a row of `conversations` is counted by, in the order of `TALLY_COLUMNS` but for the level. The same in memory is `tallyOf`. */
export const TALLY_VALUES = sql`coalesce("teamId", '') as "teamId", "channelId", "status", "isJoined",
  case when "assigneeId" is null then 0 else 1 end as "isOwned",
  case when "closedAt" is null and "inboundCount" = 0 then 1 else 0 end as "isSilent"`;

/** The level of a row at `now`, see `waitLevelAt`. */
export function levelOfRow(now: RawBuilder<number> | number): RawBuilder<number> {
  return sql<number>`case when "waitingSince" is null or "closedAt" is not null then ${sql.lit(WAIT_LEVELS.none)}
    when "overdueAt" < ${now} then ${sql.lit(WAIT_LEVELS.overdue)} when "soonAt" < ${now} then ${sql.lit(WAIT_LEVELS.soon)}
    else ${sql.lit(WAIT_LEVELS.ok)} end`;
}

/** Counts everything anew, for rows that came in another way than through a unit of work. */
export async function countAnew(db: Kysely<Schema>, now: RawBuilder<number> | number): Promise<void> {
  await sql`update "conversations" set "waitLevel" = ${levelOfRow(now)}, "levelDueAt" = null`.execute(db);
  await sql`update "conversations" set "levelDueAt" = case when "waitLevel" = ${sql.lit(WAIT_LEVELS.ok)} and "soonAt" < "overdueAt" then "soonAt" else "overdueAt" end
    where "waitLevel" in (${sql.lit(WAIT_LEVELS.ok)}, ${sql.lit(WAIT_LEVELS.soon)}) and "overdueAt" < ${sql.lit(NEVER)}`.execute(db);
  await db.deleteFrom('tallies').execute();
  await sql`insert into "tallies" (${sql.raw(quoted)}, "n")
    select 0, "one".*, count(*) from (select ${TALLY_VALUES}, "waitLevel" from "conversations") as "one"
    group by ${sql.join(TALLY_COLUMNS.map((column) => sql.ref(column)))}`.execute(db);
}

/** Any number that no other program takes on this database. */
const FOLDING_LOCK = 4_153_020_620;

/**
 * Puts what gateways have counted into one row a kind, so that those that are gone leave no rows behind. A row that is being written is
 * left for the next time.
 */
export async function foldTallies(tx: Tx): Promise<void> {
  if (tx.dialect === 'postgres') await foldWriters(tx.db);
  await tx.db.deleteFrom('tallies').where('writer', '=', 0).where('n', '=', 0).execute();
}

async function foldWriters(db: Kysely<Schema>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${FOLDING_LOCK})`.execute(db);
  const columns = sql.join(TALLY_COLUMNS.map((column) => sql.ref(column)));
  await sql`with "gone" as (
      delete from "tallies" where ("writer", ${columns}) in
        (select "writer", ${columns} from "tallies" where "writer" <> 0 for update skip locked)
      returning ${columns}, "n"
    )
    insert into "tallies" (${sql.raw(quoted)}, "n") select 0, ${columns}, sum("n")::bigint from "gone" group by ${columns}
    on conflict (${sql.raw(quoted)}) do update set "n" = "tallies"."n" + excluded."n"`.execute(db);
}
