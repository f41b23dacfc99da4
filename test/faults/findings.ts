import type { Arrival } from '../support/receiver.ts';
import { externalIdOf } from '../support/whatsapp-webhooks.ts';
import type { Query } from './database.ts';

/** What the database and the receiver say after a run. Every number but the first two should be 0. */
export interface Findings {
  readonly messages: number;
  readonly events: number;
  readonly lost: number;
  readonly storedTwice: number;
  /** Conversations whose messages are not numbered 1..n. */
  readonly gapsInSeq: number;
  /** Conversations whose events are not numbered 1..n. */
  readonly gapsInEventSeq: number;
  /** Messages whose place in the conversation is not the place in which they were committed. */
  readonly storedOutOfOrder: number;
  /** Events of the subscribed kinds that never arrived. */
  readonly undelivered: number;
  readonly unknownEvents: number;
  /** First arrivals of an event behind a later one of the same conversation. */
  readonly deliveredOutOfOrder: number;
  /** Repeats of an event after a later one of the same conversation. */
  readonly repeatedBehindLater: number;
  /** Events that came under more than one `webhook-id`. */
  readonly changedWebhookIds: number;
  readonly unfinishedDeliveries: number;
  readonly customersWithTwoConversations: number;
  /** How many arrivals were repeats; at least once allows them. */
  readonly repeats: number;
}

export async function judge(query: Query, arrivals: readonly Arrival[], expected: number, types: readonly string[]): Promise<Findings> {
  const messages = await query(
    `select "id", "externalId", "conversationId", "seq" from "messages" where "direction" = 'inbound' order by "conversationId", "seq"`,
  );
  const events = await query(
    'select "id", "type", "conversationId", "conversationSeq", "dataJson" from "events" order by "tx", "position"',
  );
  const lanes = await query(`select "state" from "deliveries" where "state" <> 'delivered'`);
  const people = await query('select "identityId" from "conversations" group by "identityId" having count(*) > 1');
  const keys = await query('select "value" from "identityKeys" group by "value" having count(*) > 1');
  const ids = messages.map((row) => String(row['externalId']));
  const stored = new Set(ids);
  const subscribed = events.filter((event) => types.includes(String(event['type'])));
  const arrived = new Set(arrivals.map((arrival) => arrival.eventId));
  const known = new Set(subscribed.map((event) => String(event['id'])));
  return {
    messages: messages.length,
    events: subscribed.length,
    lost: Array.from({ length: expected }, (_, index) => externalIdOf(index)).filter((id) => !stored.has(id)).length,
    storedTwice: ids.length - stored.size,
    gapsInSeq: countGaps(messages.map((row) => [String(row['conversationId']), Number(row['seq'])])),
    gapsInEventSeq: countGaps(
      events.flatMap((row) => (row['conversationId'] === null ? [] : [[String(row['conversationId']), Number(row['conversationSeq'])]])),
    ),
    storedOutOfOrder: countDescents(
      events.filter((event) => event['type'] === 'message.received').map((event) => placeOf(String(event['dataJson']))),
    ),
    undelivered: [...known].filter((id) => !arrived.has(id)).length,
    unknownEvents: [...arrived].filter((id) => !known.has(id)).length,
    deliveredOutOfOrder: countDescents(firstArrivals(arrivals).map(placeOfArrival)),
    repeatedBehindLater: countDescents(arrivals.map(placeOfArrival)),
    changedWebhookIds: countChangedIds(arrivals),
    unfinishedDeliveries: lanes.length,
    customersWithTwoConversations: people.length + keys.length,
    repeats: arrivals.length - arrived.size,
  };
}

/** A conversation, and a number in it. */
type Place = readonly [conversationId: string, seq: number];

function placeOf(dataJson: string): Place {
  const { message } = JSON.parse(dataJson) as { message: { conversationId: string; seq: number } };
  return [message.conversationId, message.seq];
}

function placeOfArrival(arrival: Arrival): Place {
  return [arrival.conversationId ?? '', arrival.conversationSeq ?? 0];
}

function firstArrivals(arrivals: readonly Arrival[]): readonly Arrival[] {
  const seen = new Set<string>();
  return arrivals.filter(({ eventId }) => !seen.has(eventId) && seen.add(eventId));
}

/** Conversations whose numbers, in any order, are not exactly 1..n. */
function countGaps(places: readonly (readonly (string | number)[])[]): number {
  const numbers = new Map<string, Set<number>>();
  const counts = new Map<string, number>();
  for (const [conversationId, seq] of places) {
    const id = String(conversationId);
    numbers.set(id, (numbers.get(id) ?? new Set()).add(Number(seq)));
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return [...numbers].filter(([id, seen]) => seen.size !== counts.get(id) || Math.max(...seen) !== seen.size).length;
}

/** How often a number is lower than one of the same conversation before it. */
function countDescents(places: readonly Place[]): number {
  const highest = new Map<string, number>();
  let found = 0;
  for (const [id, seq] of places) {
    if (seq < (highest.get(id) ?? 0)) found += 1;
    else highest.set(id, seq);
  }
  return found;
}

function countChangedIds(arrivals: readonly Arrival[]): number {
  const ids = new Map<string, Set<string>>();
  for (const { eventId, webhookId } of arrivals) ids.set(eventId, (ids.get(eventId) ?? new Set()).add(webhookId));
  return [...ids.values()].filter((seen) => seen.size > 1).length;
}
