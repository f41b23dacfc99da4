import { sql } from 'kysely';
import { anyOf } from './any-of.ts';
import type { Tx } from './committer.ts';
import { type PendingDelivery, envelopeJson } from './envelope.ts';
import { type ClaimedLane, type LaneStep, stepLanes, stillHeld } from './lanes.ts';
import type { Store } from './store.ts';

interface DeliveryRowWithEvent {
  deliveryId: number;
  laneId: string;
  eventId: string;
  attempts: number;
  batchId: string | null;
  createdAt: number;
  position: number;
  tx: number;
  type: string;
  occurredAt: number;
  conversationSeq: number | null;
  actorJson: string;
  dataJson: string;
}

/** The first pending deliveries of each lane, in order, at most `most` of a lane. */
export async function readHeads(
  store: Store,
  laneIds: readonly string[],
  most: number,
): Promise<ReadonlyMap<string, readonly PendingDelivery[]>> {
  const rows = await store.reader
    .selectFrom('deliveries')
    .innerJoin('events', 'events.id', 'deliveries.eventId')
    .select([
      'deliveries.id as deliveryId',
      'deliveries.laneId',
      'deliveries.eventId',
      'deliveries.attempts',
      'deliveries.batchId',
      'deliveries.createdAt',
      'events.position',
      'events.tx',
      'events.type',
      'events.occurredAt',
      'events.conversationSeq',
      'events.actorJson',
      'events.dataJson',
    ]) // prettier-ignore
    .where('deliveries.state', '=', 'pending')
    .where(anyOf(store.dialect, 'deliveries.laneId', laneIds))
    .where((query) => firstOfLane(query.ref('deliveries.laneSeq'), most))
    .orderBy('deliveries.laneId')
    .orderBy('deliveries.laneSeq')
    .orderBy('deliveries.id')
    .execute();
  const heads = new Map<string, PendingDelivery[]>();
  for (const row of rows) {
    const known = heads.get(row.laneId);
    if (known === undefined) heads.set(row.laneId, [pendingOf(row)]);
    else if (known.length < most) known.push(pendingOf(row));
  }
  return heads;
}

/** Keeps a lane with a long backlog from being read whole. */
function firstOfLane(_laneSeq: unknown, most: number) {
  return sql<boolean>`"deliveries"."id" in (
    select d2."id" from "deliveries" as d2 where d2."laneId" = "deliveries"."laneId" and d2."state" = 'pending'
    order by d2."laneSeq", d2."id" limit ${most})`;
}

function pendingOf(row: DeliveryRowWithEvent): PendingDelivery {
  return {
    deliveryId: row.deliveryId,
    laneId: row.laneId,
    eventId: row.eventId,
    type: row.type,
    attempts: row.attempts,
    batchId: row.batchId,
    createdAt: row.createdAt,
    envelopeJson: envelopeJson({ ...row, id: row.eventId }),
  };
}

/** How one try at a lane's head ended. */
export interface DeliveryTry {
  readonly lane: ClaimedLane;
  readonly deliveryIds: readonly number[];
  readonly batchId: string | null;
  readonly status: number | null;
  readonly error: string | null;
  /** `held`: not tried, since more may come until `retryAt`. */
  readonly ending: 'delivered' | 'retry' | 'failed' | 'held';
  /** For `retry` and `held`, by `Store.laneNow`. */
  readonly retryAt: number | null;
  /** What else the lane has is known to whoever tried, and whatever comes later wakes it: it is not looked up. */
  readonly restIsKnown: boolean;
}

/** Writes what came of many tries in a few statements. A try whose lease was lost changes nothing and answers undefined. */
export async function recordTries(tx: Tx, tries: readonly DeliveryTry[]): Promise<readonly (number | null | undefined)[]> {
  const held = await stillHeld(tx, tries.map((one) => one.lane)); // prettier-ignore
  const valid = tries.filter((one) => held.has(one.lane.id));
  await markDelivered(tx, valid.filter((one) => one.ending === 'delivered').flatMap((one) => one.deliveryIds)); // prettier-ignore
  for (const one of valid) if (one.ending === 'retry' || one.ending === 'failed') await markTried(tx, one);
  const steps = valid.map((one): LaneStep => ({
    lane: one.lane,
    retryAt: one.ending === 'retry' || one.ending === 'held' ? one.retryAt : null,
    isHeld: one.ending === 'held',
    restIsKnown: one.restIsKnown,
  }));
  const due = await stepLanes(tx, 'delivery', steps);
  return tries.map((one) => (held.has(one.lane.id) ? (due.get(one.lane.id) ?? null) : undefined));
}

async function markDelivered(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  const list = tx.dialect === 'postgres' ? sql`= any(${ids}::bigint[])` : sql`in (select "value" from json_each(${JSON.stringify(ids)}))`;
  await sql`update "deliveries" set "state" = 'delivered', "attempts" = "attempts" + 1, "lastStatus" = 200, "lastError" = null,
    "finishedAt" = ${tx.now} where "id" ${list}`.execute(tx.db);
}

async function markTried(tx: Tx, one: DeliveryTry): Promise<void> {
  for (const id of one.deliveryIds) {
    await tx.db
      .updateTable('deliveries')
      .set((query) => ({
        attempts: query('attempts', '+', 1),
        lastStatus: one.status,
        lastError: one.error,
        batchId: one.batchId,
        ...(one.ending === 'failed' ? { state: 'failed', finishedAt: tx.now } : {}),
      }))
      .where('id', '=', id)
      .execute();
  }
}

/** The deliveries that go out together, under one name. */
export interface Batch {
  readonly lane: ClaimedLane;
  readonly deliveryIds: readonly number[];
  readonly batchId: string;
}

/** Fixes the members of batches before they are tried, so that a restart in the middle of a try changes none. Gives which lanes are held. */
export async function fixBatches(tx: Tx, batches: readonly Batch[]): Promise<readonly boolean[]> {
  const held = await stillHeld(tx, batches.map((one) => one.lane)); // prettier-ignore
  for (const { lane, deliveryIds, batchId } of batches) {
    if (!held.has(lane.id)) continue;
    await tx.db.updateTable('deliveries').set({ batchId }).where('id', 'in', deliveryIds).where('state', '=', 'pending').execute();
  }
  return batches.map((one) => held.has(one.lane.id));
}
