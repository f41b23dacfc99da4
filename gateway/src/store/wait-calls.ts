import { anyOf } from './any-of.ts';
import type { Tx } from './committer.ts';
import { type ClaimedLane, type LaneStep, stepLanes, stillHeld } from './lanes.ts';
import type { WaitRow } from './schema.ts';
import type { Store } from './store.ts';
import { waitLaneId, waitOfLane } from './waits.ts';

/** The waits of these lanes whose call is still to be made, by the lane. */
export async function readCalls(store: Store, lanes: readonly ClaimedLane[]): Promise<ReadonlyMap<string, WaitRow>> {
  const ids = lanes.map((lane) => waitOfLane(lane.id));
  const rows = await store.reader
    .selectFrom('waits')
    .selectAll()
    .where('callState', '=', 'pending')
    .where(anyOf(store.dialect, 'id', ids))
    .execute();
  return new Map(rows.map((row) => [waitLaneId(row.id), row]));
}

/** How one try at a wait's call ended. */
export interface CallTry {
  readonly lane: ClaimedLane;
  /** `none`: there was nothing to call any more. */
  readonly ending: 'delivered' | 'retry' | 'failed' | 'none';
  readonly status: number | null;
  readonly error: string | null;
  /** For `retry`, by `Store.laneNow`. */
  readonly retryAt: number | null;
}

/** Writes what came of many calls. A try whose lease was lost changes nothing and answers undefined. */
export async function recordCalls(tx: Tx, tries: readonly CallTry[]): Promise<readonly (number | null | undefined)[]> {
  const held = await stillHeld(tx, tries.map((one) => one.lane)); // prettier-ignore
  const valid = tries.filter((one) => held.has(one.lane.id));
  for (const one of valid) await writeTry(tx, one);
  const steps = valid.map((one): LaneStep => ({ lane: one.lane, retryAt: one.ending === 'retry' ? one.retryAt : null }));
  const due = await stepLanes(tx, 'resume', steps);
  await forgetLanes(tx, valid.filter((one) => one.ending !== 'retry').map((one) => one.lane.id)); // prettier-ignore
  return tries.map((one) => (held.has(one.lane.id) ? (due.get(one.lane.id) ?? null) : undefined));
}

async function writeTry(tx: Tx, one: CallTry): Promise<void> {
  if (one.ending === 'none') return;
  await tx.db
    .updateTable('waits')
    .set((query) => ({
      attempts: query('attempts', '+', 1),
      lastStatus: one.status,
      lastError: one.error,
      ...(one.ending === 'retry' ? {} : { callState: one.ending, calledAt: tx.now }),
    }))
    .where('id', '=', waitOfLane(one.lane.id))
    .where('callState', '=', 'pending')
    .execute();
}

/** A wait ends once, so that its lane has no more work ever. */
async function forgetLanes({ db, dialect }: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db
    .deleteFrom('lanes')
    .where(anyOf(dialect, 'id', ids))
    .where('dueAt', 'is', null)
    .execute();
}
