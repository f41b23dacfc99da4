import { sql } from 'kysely';
import { anyOf } from './any-of.ts';
import type { Tx } from './committer.ts';
import { databaseNow } from './dialect.ts';
import type { LaneRow } from './schema.ts';
import type { Store } from './store.ts';

export type LaneKind = 'delivery' | 'send' | 'resume';

/** A lane that this process may work on until `leaseUntil`. */
export interface ClaimedLane {
  readonly id: string;
  readonly destinationId: string;
  readonly conversationId: string | null;
  readonly version: number;
  readonly attempts: number;
  /** Checked at every write, so that a worker that slept past its lease changes nothing. */
  readonly token: string;
  /**
   * By `performance.now()`: a try that has not begun by then does not begin, since another gateway may have the lane. What is written
   * is guarded by the token; what is posted nobody can take back. Absent where there is no other gateway.
   */
  readonly beginsBefore?: number;
}

/** What a lane does after a try. */
export interface LaneStep {
  readonly lane: ClaimedLane;
  /** By `Store.laneNow`; null when this try ended well: then the lane goes on at once, or rests when it has no more work. */
  readonly retryAt: number | null;
  /** It was not tried: it waits for more work until `retryAt`, and more work may make it due sooner. */
  readonly isHeld?: boolean;
  /** What else the lane has is known, so that a lane in memory need not be looked up: it is answered as if it rested. */
  readonly restIsKnown?: boolean;
}

/**
 * On SQLite the one process holds every lease in its memory, and they end with it. On PostgreSQL a lease is a row's token with an
 * end, so that another gateway takes over what a dead one held.
 */
export const LEASE_MS = 10_000;
/** So long after a lane was asked for may a try of it begin. */
const BEGIN_WITHIN_MS = LEASE_MS * 0.8;
/** Leases end by the database's clock, which is the same for all who share it. */
const DATABASE_NOW = databaseNow('postgres');

/**
 * Whether a kind's lanes have no rows. On SQLite a delivery lane is just its pending deliveries: who works on it, and when it is
 * tried again, only ever matters to the one process there is. (Measured: the rows were a fifth of what a commit wrote.)
 */
export function livesInMemory(store: Pick<Store, 'dialect'>, kind: LaneKind): boolean {
  return store.dialect === 'sqlite' && kind === 'delivery';
}

/** Claims due lanes, oldest first. */
export async function claimLanes(
  store: Store,
  wanted: {
    readonly kind: LaneKind;
    /** These lanes; undefined: any. */
    readonly only?: readonly string[] | undefined;
    /** Lanes this process works on already. */
    readonly held: ReadonlySet<string>;
    /** Destinations that have no room now. */
    readonly exceptDestinations?: readonly string[];
    /** Only these destinations; undefined: any. */
    readonly destinations?: readonly string[] | undefined;
    readonly limit: number;
    readonly token: string;
    /** By `Store.laneNow`. */
    readonly now: number;
  },
): Promise<readonly ClaimedLane[]> {
  // A lease begins when the database takes it, which is after this.
  const more = { token: wanted.token, ...(store.dialect === 'postgres' ? { beginsBefore: performance.now() + BEGIN_WITHIN_MS } : {}) };
  const rows = livesInMemory(store, wanted.kind)
    ? await readPending(store, wanted)
    : await (store.dialect === 'sqlite' ? readDue(store, wanted) : leaseDue(store, wanted));
  return rows.filter((row) => !wanted.held.has(row.id)).map((row) => ({ ...row, ...more }));
}

type DueLane = Pick<LaneRow, 'id' | 'destinationId' | 'conversationId' | 'version' | 'attempts'>;
type Wanted = Parameters<typeof claimLanes>[1];

async function readPending(store: Store, wanted: Wanted): Promise<readonly DueLane[]> {
  if (wanted.only !== undefined) return wanted.only.map(laneOfId);
  const rows = await store.reader
    .selectFrom('deliveries')
    .select('laneId')
    .distinct()
    .where('state', '=', 'pending')
    .where((query) => query.not(anyOf(store.dialect, 'subscriptionId', wanted.exceptDestinations ?? [])))
    .where((query) => query.not(anyOf(store.dialect, 'laneId', [...wanted.held])))
    .limit(wanted.limit)
    .execute();
  return rows.map((row) => laneOfId(row.laneId));
}

/** A delivery lane's id says all that its row would; see `deliveryLaneId`. */
function laneOfId(id: string): DueLane {
  const [, conversationId = '', destinationId = ''] = id.split(':');
  return { id, destinationId, conversationId: conversationId === '' ? null : conversationId, version: 0, attempts: 0 };
}

async function readDue(store: Store, wanted: Wanted): Promise<readonly DueLane[]> {
  const query = store.reader.selectFrom('lanes').select(['id', 'destinationId', 'conversationId', 'version', 'attempts']);
  if (wanted.only !== undefined) {
    // The plus keeps SQLite from walking through everything that is due instead of looking these few up.
    return query
      .where(anyOf(store.dialect, 'id', wanted.only))
      .where(sql<boolean>`+"dueAt" <= ${wanted.now}`)
      .execute();
  }
  return query
    .where('kind', '=', wanted.kind)
    .where('dueAt', 'is not', null)
    .where('dueAt', '<=', wanted.now)
    .where((query) => query.not(anyOf(store.dialect, 'destinationId', wanted.exceptDestinations ?? [])))
    .where((query) => query.not(anyOf(store.dialect, 'id', [...wanted.held])))
    .orderBy('dueAt')
    .limit(wanted.limit)
    .execute();
}

async function leaseDue(store: Store, wanted: Wanted): Promise<readonly DueLane[]> {
  const among = (column: string, values: readonly string[] | undefined) =>
    values === undefined ? sql`` : sql`and ${anyOf(store.dialect, column, values)}`;
  const result = await sql<DueLane>`
    update "lanes" set "leaseToken" = ${wanted.token}, "leaseUntil" = ${DATABASE_NOW} + ${LEASE_MS}
    where "id" in (
      select "id" from "lanes"
      where "kind" = ${wanted.kind} and "dueAt" is not null and "dueAt" <= ${wanted.now}
        and ("leaseUntil" is null or "leaseUntil" < ${DATABASE_NOW})
        ${among('id', wanted.only)} ${among('destinationId', wanted.destinations)}
        and not ${anyOf(store.dialect, 'destinationId', wanted.exceptDestinations ?? [])}
      order by "dueAt" limit ${wanted.limit} for update skip locked)
    returning "id", "destinationId", "conversationId", "version", "attempts"`.execute(store.reader);
  return result.rows;
}

/** Makes a channel's waiting lanes due at once: it can send again. */
export async function resumeSends(tx: Tx, channelId: string): Promise<void> {
  await tx.db
    .updateTable('lanes')
    .set({ dueAt: tx.laneNow })
    .where('kind', '=', 'send')
    .where('destinationId', '=', channelId)
    .where('dueAt', '>', tx.laneNow)
    .execute();
}

/** Gives back lanes that were claimed and not worked on. */
export async function releaseLanes(store: Store, token: string, ids: readonly string[]): Promise<void> {
  if (store.dialect === 'sqlite' || ids.length === 0) return;
  await store.reader
    .updateTable('lanes')
    .set({ leaseToken: null, leaseUntil: null })
    .where('leaseToken', '=', token)
    .where(anyOf(store.dialect, 'id', ids))
    .execute();
}

/** Keeps the leases of lanes whose work takes long. */
export async function renewLeases(store: Store, token: string, ids: readonly string[]): Promise<void> {
  if (store.dialect === 'sqlite' || ids.length === 0) return;
  await store.reader
    .updateTable('lanes')
    .set({ leaseUntil: sql`${DATABASE_NOW} + ${LEASE_MS}` })
    .where('leaseToken', '=', token)
    .where(anyOf(store.dialect, 'id', ids))
    .execute();
}

/** Whether the lane still has something to do, by kind; rows of the lane that are not finished. */
const HAS_WORK: Readonly<Record<LaneKind, string>> = {
  delivery: `exists (select 1 from "deliveries" where "deliveries"."laneId" = "lanes"."id" and "deliveries"."state" = 'pending')`,
  send: `exists (select 1 from "messages" where "messages"."conversationId" = "lanes"."conversationId" and "messages"."deliveryState" in ('queued', 'sending'))`,
  resume: `exists (select 1 from "waits" where "waits"."id" = substr("lanes"."id", 3) and "waits"."callState" = 'pending')`,
};

/**
 * Ends a try for many lanes of one kind, after their items were written. A lane that ended well and has no more work rests, but only
 * while its version is the one that was claimed: a producer that is about to commit bumps it, and its row lock makes this statement
 * look again with an old snapshot that does not show the new item (the lost wake-up of READ COMMITTED).
 *
 * @returns lanes whose lease still held, and when each is due again by `Store.laneNow` (null: it rests)
 */
export async function stepLanes(tx: Tx, kind: LaneKind, steps: readonly LaneStep[]): Promise<ReadonlyMap<string, number | null>> {
  if (livesInMemory(tx, kind)) return stepInMemory(tx, steps);
  const ended = new Map<string, number | null>();
  const well = steps.filter((step) => step.retryAt === null).map((step) => step.lane);
  const rows = well.length === 0 ? [] : await (tx.dialect === 'sqlite' ? restOnSqlite(tx, kind, well) : restOnPostgres(tx, kind, well));
  for (const row of rows) ended.set(row.id, row.dueAt);
  for (const { lane, retryAt, isHeld } of steps) {
    if (retryAt === null) continue;
    const dueAt = isHeld === true ? untilMoreComes(lane, retryAt, tx.laneNow) : retryAt;
    let query = tx.db
      .updateTable('lanes')
      .set({ dueAt, attempts: isHeld === true ? lane.attempts : lane.attempts + 1, leaseToken: null, leaseUntil: null })
      .where('id', '=', lane.id);
    if (tx.dialect === 'postgres') query = query.where('leaseToken', '=', lane.token);
    const result = await query.executeTakeFirst();
    if (result.numUpdatedRows > 0n) ended.set(lane.id, retryAt);
  }
  return ended;
}

/** What came while the lane was looked at counts: it may be all that was waited for. */
function untilMoreComes({ version }: ClaimedLane, until: number, now: number) {
  return sql<number>`case when "version" = ${version} then cast(${until} as bigint) else cast(${now} as bigint) end`;
}

async function stepInMemory(tx: Tx, steps: readonly LaneStep[]): Promise<ReadonlyMap<string, number | null>> {
  const well = steps.filter((step) => step.retryAt === null && step.restIsKnown !== true).map((step) => step.lane.id);
  const busy = well.length === 0 ? new Set<string>() : await lanesWithWork(tx, well);
  return new Map(steps.map(({ lane, retryAt }) => [lane.id, retryAt ?? (busy.has(lane.id) ? tx.laneNow : null)]));
}

async function lanesWithWork(tx: Tx, laneIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.db
    .selectFrom('deliveries')
    .select('laneId')
    .distinct()
    .where('state', '=', 'pending')
    .where(anyOf(tx.dialect, 'laneId', laneIds))
    .execute();
  return new Set(rows.map((row) => row.laneId));
}

async function restOnSqlite(
  tx: Tx,
  kind: LaneKind,
  lanes: readonly ClaimedLane[],
): Promise<readonly { id: string; dueAt: number | null }[]> {
  const ids = JSON.stringify(lanes.map((lane) => lane.id));
  const result = await sql<{ id: string; dueAt: number | null }>`
    update "lanes" set "attempts" = 0, "dueAt" = case when ${sql.raw(HAS_WORK[kind])} then ${tx.laneNow} else null end
    where "id" in (select "value" from json_each(${ids})) returning "id", "dueAt"`.execute(tx.db);
  return result.rows;
}

async function restOnPostgres(
  tx: Tx,
  kind: LaneKind,
  lanes: readonly ClaimedLane[],
): Promise<readonly { id: string; dueAt: number | null }[]> {
  const sorted = [...lanes].sort((a, b) => (a.id < b.id ? -1 : 1));
  const result = await sql<{ id: string; dueAt: number | null }>`
    update "lanes" set "attempts" = 0, "leaseToken" = null, "leaseUntil" = null,
      "dueAt" = case when "lanes"."version" = l.version and not ${sql.raw(HAS_WORK[kind])} then null else ${tx.laneNow}::bigint end
    from unnest(${sorted.map((lane) => lane.id)}::text[], ${sorted.map((lane) => lane.version)}::int[], ${sorted.map((lane) => lane.token)}::text[])
      as l(id, version, token)
    where "lanes"."id" = l.id and "lanes"."leaseToken" = l.token returning "lanes"."id", "lanes"."dueAt"`.execute(tx.db);
  return result.rows;
}

/** Of these lanes, those whose lease still holds. Asked before their results are written. */
export async function stillHeld(tx: Tx, lanes: readonly ClaimedLane[]): Promise<ReadonlySet<string>> {
  if (tx.dialect === 'sqlite') return new Set(lanes.map((lane) => lane.id));
  const rows = await tx.db
    .selectFrom('lanes')
    .select(['id', 'leaseToken'])
    .where(
      anyOf(
        tx.dialect,
        'id',
        lanes.map((lane) => lane.id),
      ),
    )
    .orderBy('id')
    .forUpdate()
    .execute();
  const tokens = new Map(lanes.map((lane) => [lane.id, lane.token]));
  return new Set(rows.filter((row) => row.leaseToken === tokens.get(row.id)).map((row) => row.id));
}

/** Age in milliseconds of the lane that has been due longest, 0 when none is. The one number that shows a stuck worker. */
export async function oldestDueAge(store: Store, kind: LaneKind, now: number): Promise<number> {
  if (livesInMemory(store, kind)) {
    // Written out, so that SQLite knows the index that has only these.
    const oldest = await store.reader
      .selectFrom('deliveries')
      .select((query) => query.fn.min('createdAt').as('createdAt'))
      .where(sql<boolean>`"state" = 'pending'`)
      .executeTakeFirst();
    return oldest === undefined || oldest.createdAt === null ? 0 : Math.max(0, now - Number(oldest.createdAt));
  }
  const row = await store.reader
    .selectFrom('lanes')
    .select((query) => query.fn.min('dueAt').as('dueAt'))
    .where('kind', '=', kind)
    .where('dueAt', 'is not', null)
    .executeTakeFirst();
  return row === undefined || row.dueAt === null ? 0 : Math.max(0, store.laneNow() - Number(row.dueAt));
}
