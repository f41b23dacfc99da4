import type { SubscriptionFilter } from '../model/events.ts';
import { wants } from '../model/matching.ts';
import { type BulkInsert, insertMany, insertNumbered } from './bulk.ts';
import type { Tx } from './committer.ts';
import { type PendingDelivery, envelopeJson } from './envelope.ts';
import type { Flushed } from './flush.ts';
import { livesInMemory } from './lanes.ts';
import type { PendingEvent, Unit } from './unit.ts';

/** A subscription that new events are matched against. */
export interface ActiveSubscription {
  readonly id: string;
  readonly events: readonly string[];
  readonly filter: SubscriptionFilter;
}

/** A lane with new work, and where it leads. */
export interface WokenLane {
  readonly id: string;
  readonly destinationId: string;
  readonly conversationId: string | null;
  /** The deliveries that were written, in order. */
  readonly cargo?: readonly PendingDelivery[];
}

const EVENTS: BulkInsert = {
  table: 'events',
  columns: ['id', 'type', 'occurredAt', 'conversationId', 'conversationSeq', 'actorJson', 'dataJson'],
  suffix: '',
};
/** Where the store put an event in the log. */
interface EventPlace {
  readonly tx: number;
  readonly position: number;
}

const DELIVERIES: BulkInsert = {
  table: 'deliveries',
  columns: ['laneId', 'subscriptionId', 'eventId', 'laneSeq', 'state', 'attempts', 'createdAt'],
  suffix: 'on conflict ("subscriptionId", "eventId") do nothing',
};
/**
 * A lane that waits out a back-off keeps its time: new work does not make a failing destination due sooner. One that was never tried
 * waits for more work, and this is it.
 */
const LANES: BulkInsert = {
  table: 'lanes',
  columns: ['id', 'kind', 'destinationId', 'conversationId', 'dueAt', 'version', 'attempts'],
  suffix:
    'on conflict ("id") do update set "dueAt" = case when "lanes"."dueAt" is null or ("lanes"."attempts" = 0 and "lanes"."dueAt" > excluded."dueAt") ' +
    'then excluded."dueAt" else "lanes"."dueAt" end, "version" = "lanes"."version" + 1',
};

/** The id of a lane of deliveries. Events without a conversation share one lane for each subscription. */
export function deliveryLaneId(conversationId: string | null, subscriptionId: string): string {
  return `d:${conversationId ?? ''}:${subscriptionId}`;
}

/** The id of a conversation's lane of sends. */
export function sendLaneId(conversationId: string): string {
  return `s:${conversationId}`;
}

/** Part of the flush: the unit's events, the deliveries of them, and every lane that has work now. @param resumeLanes of waits that ended */
export async function writeEvents(
  unit: Unit,
  subscriptions: readonly ActiveSubscription[],
  resumeLanes: readonly WokenLane[],
): Promise<Pick<Flushed, 'deliveryLanes' | 'sendLanes'>> {
  const positions = await insertEvents(unit);
  const lanes = new Map<string, readonly unknown[]>();
  const written = await writeDeliveries(unit, subscriptions, positions, lanes);
  const deliveryLanes = unit.rewritten.size === 0 ? written : [...written, ...rewrittenLanes(unit, subscriptions)];
  const sendLanes: WokenLane[] = [];
  for (const [conversationId, channelId] of unit.dueSends) {
    const laneId = sendLaneId(conversationId);
    sendLanes.push({ id: laneId, destinationId: channelId, conversationId });
    lanes.set(laneId, [laneId, 'send', channelId, conversationId, unit.tx.laneNow, 1, 0]);
  }
  for (const { id, destinationId, conversationId } of resumeLanes) {
    lanes.set(id, [id, 'resume', destinationId, conversationId, unit.tx.laneNow, 1, 0]);
  }
  await upsertLanes(unit.tx, [...lanes.values()]);
  return { deliveryLanes, sendLanes };
}

/** Lanes whose deliveries must be read again. Without a cargo, and after those that have one, so that nothing of it is kept. */
function rewrittenLanes({ rewritten }: Unit, subscriptions: readonly ActiveSubscription[]): readonly WokenLane[] {
  return [...rewritten].flatMap((conversationId) =>
    subscriptions.map(({ id }) => ({ id: deliveryLaneId(conversationId, id), destinationId: id, conversationId })),
  );
}

/** Appends the unit's events to the log. On SQLite, which has one writer, the position alone is the place. */
async function insertEvents({ tx: { db, dialect }, events, now }: Unit): Promise<readonly EventPlace[]> {
  const rows = events.map(({ id, facts, conversationId, conversationSeq, actorJson, dataJson }) => [
    id,
    facts.type,
    now,
    conversationId,
    conversationSeq,
    actorJson,
    dataJson,
  ]);
  if (dialect === 'postgres') return insertMany<EventPlace>(db, dialect, { ...EVENTS, suffix: 'returning "tx", "position"' }, rows);
  return (await insertNumbered(db, dialect, EVENTS, 'position', rows)).map((position) => ({ tx: 0, position }));
}

/** One delivery for each event and subscription that wants it. Adds their lanes to `lanes`. */
async function writeDeliveries(
  unit: Unit,
  subscriptions: readonly ActiveSubscription[],
  positions: readonly EventPlace[],
  lanes: Map<string, readonly unknown[]>,
): Promise<readonly WokenLane[]> {
  const rows: (readonly unknown[])[] = [];
  const wanted: { readonly event: PendingEvent; readonly place: EventPlace; readonly laneId: string; readonly subscriptionId: string }[] =
    [];
  unit.events.forEach((event, index) => {
    const place = positions[index];
    if (place === undefined) return;
    for (const { id: subscriptionId, events, filter } of subscriptions) {
      if (!wants(events, filter, event.facts)) continue;
      const laneId = deliveryLaneId(event.conversationId, subscriptionId);
      rows.push([laneId, subscriptionId, event.id, event.conversationSeq ?? place.position, 'pending', 0, unit.now]);
      wanted.push({ event, place, laneId, subscriptionId });
      lanes.set(laneId, [laneId, 'delivery', subscriptionId, event.conversationId, unit.tx.laneNow, 1, 0]);
    }
  });
  const ids = await insertNumbered(unit.tx.db, unit.tx.dialect, DELIVERIES, 'id', rows);
  const woken = new Map<string, WokenLane>();
  wanted.forEach(({ event, place, laneId, subscriptionId }, index) => {
    const lane = { id: laneId, destinationId: subscriptionId, conversationId: event.conversationId };
    const deliveryId = ids[index];
    // Every event is new, so every row was inserted; if one was not, the lanes' work must be read.
    if (deliveryId === undefined || ids.length !== wanted.length) woken.set(laneId, lane);
    else woken.set(laneId, { ...lane, cargo: [...(woken.get(laneId)?.cargo ?? []), cargoOf(unit, event, place, laneId, deliveryId)] });
  });
  return [...woken.values()];
}

function cargoOf(unit: Unit, event: PendingEvent, place: EventPlace, laneId: string, deliveryId: number): PendingDelivery {
  const { id, conversationSeq, actorJson, dataJson } = event;
  const envelope = envelopeJson({ ...place, id, conversationSeq, actorJson, dataJson, type: event.facts.type, occurredAt: unit.now });
  return {
    deliveryId,
    laneId,
    eventId: id,
    type: event.facts.type,
    attempts: 0,
    batchId: null,
    createdAt: unit.now,
    envelopeJson: envelope,
  };
}

/** Makes lanes due; the rows in sorted order, so that two gateways never wait for each other. */
export async function upsertLanes(tx: Tx, lanes: readonly (readonly unknown[])[]): Promise<void> {
  const rows = lanes.filter((lane) => lane[1] !== 'delivery' || !livesInMemory(tx, 'delivery'));
  const sorted = rows.sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
  await insertMany(tx.db, tx.dialect, LANES, sorted);
}
