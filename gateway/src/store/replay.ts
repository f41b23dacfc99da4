import { sql } from 'kysely';
import type { EventData, EventType } from '../model/events.ts';
import { EVENT_TYPES } from '../model/events.ts';
import { type EventFacts, wants } from '../model/matching.ts';
import { summaryOf } from '../model/content.ts';
import { anyOf } from './any-of.ts';
import { type BulkInsert, insertMany } from './bulk.ts';
import type { Tx } from './committer.ts';
import type { Cursor } from './event-log.ts';
import { type WokenLane, deliveryLaneId, upsertLanes } from './write-events.ts';
import type { Reads } from './read/page.ts';
import type { EventRow } from './schema.ts';
import type { SubscriptionRecord } from './subscriptions.ts';
import { messagesForWaits } from './waits.ts';

/** An event that may be delivered again. */
export interface ReplayableEvent {
  readonly id: string;
  readonly position: number;
  readonly conversationId: string | null;
  readonly conversationSeq: number | null;
}

/** One stretch of the log: what of it the subscription wants to hear, and where the next begins; null at the end. */
export interface ReplayStretch {
  readonly events: readonly ReplayableEvent[];
  readonly next: Cursor | null;
}

const AGAIN: BulkInsert = {
  table: 'deliveries',
  columns: ['laneId', 'subscriptionId', 'eventId', 'laneSeq', 'state', 'attempts', 'createdAt'],
  suffix: 'on conflict ("subscriptionId", "eventId") do nothing',
};

/** Reads a stretch of the log, from after one cursor up to another, in order. */
export async function readReplay(
  { reader, dialect }: Reads,
  subscription: Pick<SubscriptionRecord, 'events' | 'filter'>,
  range: { readonly after: Cursor; readonly upTo: Cursor; readonly limit: number },
): Promise<ReplayStretch> {
  const rows = await reader
    .selectFrom('events')
    .selectAll()
    .where(sql<boolean>`("tx", "position") > (${range.after.tx}, ${range.after.position})`)
    .where(sql<boolean>`("tx", "position") <= (${range.upTo.tx}, ${range.upTo.position})`)
    .orderBy('tx')
    .orderBy('position')
    .limit(range.limit)
    .execute();
  const firsts = subscription.filter.firstOfSession === true ? await firstMessages({ reader, dialect }, rows) : new Set<string>();
  const replies = subscription.filter.includeWaitReplies === true ? new Set<string>() : await waitRepliesOf({ reader, dialect }, rows);
  const events = rows.filter((row) => wants(subscription.events, subscription.filter, factsOf(row, firsts, replies)));
  const last = rows.at(-1);
  return { events, next: rows.length < range.limit || last === undefined ? null : { tx: last.tx, position: last.position } };
}

/** Events by their ids, in the order of the log. */
export async function readEventsById({ reader, dialect }: Reads, ids: readonly string[]): Promise<readonly ReplayableEvent[]> {
  return reader
    .selectFrom('events')
    .select(['id', 'position', 'conversationId', 'conversationSeq'])
    .where(anyOf(dialect, 'id', ids))
    .orderBy('tx')
    .orderBy('position')
    .execute();
}

/**
 * Has events delivered again that were delivered, given up or never wanted; those still on their way stay as they are.
 *
 * @returns the lanes that have work now
 */
export async function deliverAgain(tx: Tx, subscriptionId: string, events: readonly ReplayableEvent[]): Promise<readonly WokenLane[]> {
  const ids = events.map((event) => event.id);
  await tx.db
    .deleteFrom('deliveries')
    .where('subscriptionId', '=', subscriptionId)
    .where('state', '!=', 'pending')
    .where(anyOf(tx.dialect, 'eventId', ids))
    .execute();
  const rows = events.map((event) => [
    deliveryLaneId(event.conversationId, subscriptionId),
    subscriptionId,
    event.id,
    event.conversationSeq ?? event.position,
    'pending',
    0,
    tx.now,
  ]);
  await insertMany(tx.db, tx.dialect, AGAIN, rows);
  const conversations = new Map(events.map((event) => [deliveryLaneId(event.conversationId, subscriptionId), event.conversationId]));
  await upsertLanes(
    tx,
    [...conversations].map(([laneId, conversationId]) => [laneId, 'delivery', subscriptionId, conversationId, tx.laneNow, 1, 0]),
  );
  return [...conversations].map(([id, conversationId]) => ({ id, destinationId: subscriptionId, conversationId }));
}

/** Notes events as taken by the subscription's receiver. Gives those that nobody had taken before, in the order asked. */
export async function claimEvents(tx: Tx, subscriptionId: string, eventIds: readonly string[]): Promise<readonly string[]> {
  const fresh = await insertMany<{ eventId: string }>(
    tx.db,
    tx.dialect,
    {
      table: 'claims',
      columns: ['subscriptionId', 'eventId', 'claimedAt'],
      suffix: 'on conflict ("subscriptionId", "eventId") do nothing returning "eventId"',
    },
    [...new Set(eventIds)].map((eventId) => [subscriptionId, eventId, tx.now]),
  );
  const unclaimed = new Set(fresh.map((row) => row.eventId));
  return [...new Set(eventIds)].filter((id) => unclaimed.has(id));
}

/** What the filters ask, read back from the stored event. */
function factsOf(row: StoredEvent, firsts: ReadonlySet<string>, waitReplies: ReadonlySet<string>): EventFacts {
  const data: EventData = JSON.parse(row.dataJson);
  const isStatus = row.type === 'conversation.status_changed';
  return {
    type: typeOf(row.type),
    channelId: data.channel?.id ?? data.conversation?.channelId ?? null,
    teamId: data.conversation?.teamId ?? null,
    fromStatus: isStatus && typeof data.from === 'string' ? data.from : null,
    toStatus: isStatus && typeof data.to === 'string' ? data.to : null,
    authorType: data.message?.author.type ?? null,
    contentType: data.message?.content.type ?? null,
    text: data.message === undefined ? null : summaryOf(data.message.content),
    firstOfSession: row.type === 'message.received' && data.message !== undefined && firsts.has(data.message.id),
    isWaitReply: row.type === 'message.received' && data.message !== undefined && waitReplies.has(data.message.id),
  };
}

/** Of the messages that these events brought, those that were for a waiting workflow. */
function waitRepliesOf(reads: Reads, rows: readonly StoredEvent[]): Promise<ReadonlySet<string>> {
  const received = rows.filter((row) => row.type === 'message.received');
  return messagesForWaits(reads, received.flatMap((row) => messageIdOf(row))); // prettier-ignore
}

function messageIdOf(row: StoredEvent): readonly string[] {
  const data: EventData = JSON.parse(row.dataJson);
  return data.message === undefined ? [] : [data.message.id];
}

type StoredEvent = Pick<EventRow, 'type' | 'dataJson'>;

function typeOf(text: string): EventType {
  const type = EVENT_TYPES.find((known) => known === text);
  if (type === undefined) throw new Error(`an event of unknown type is stored: ${text}`);
  return type;
}

/** The customers' first messages of the sessions that these events are about. */
async function firstMessages({ reader, dialect }: Reads, rows: readonly StoredEvent[]): Promise<ReadonlySet<string>> {
  const sessions = new Set<string>();
  for (const row of rows) {
    if (row.type !== 'message.received') continue;
    const data: EventData = JSON.parse(row.dataJson);
    if (data.message !== undefined) sessions.add(data.message.sessionId);
  }
  const found = await reader
    .selectFrom('messages as m')
    .select('m.id')
    .where(anyOf(dialect, 'm.sessionId', [...sessions]))
    .where('m.direction', '=', 'inbound')
    .where('m.visibility', '=', 'public')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('messages as earlier')
            .select('earlier.id')
            .whereRef('earlier.conversationId', '=', 'm.conversationId')
            .whereRef('earlier.sessionId', '=', 'm.sessionId')
            .whereRef('earlier.seq', '<', 'm.seq')
            .where('earlier.direction', '=', 'inbound')
            .where('earlier.visibility', '=', 'public'),
        ),
      ),
    )
    .execute();
  return new Set(found.map((row) => row.id));
}
