import { nextMoment } from '../model/clock.ts';
import { waitingAt } from '../model/status.ts';
import { wants } from '../model/matching.ts';
import type { SubscriptionFilter } from '../model/events.ts';
import { anyOf } from './any-of.ts';
import { livesInMemory } from './lanes.ts';
import { type PendingDelivery, envelopeJson } from './envelope.ts';
import { type BulkInsert, insertMany, takeAll } from './bulk.ts';
import type { Tx } from './committer.ts';
import {
  CONTACT_COLUMNS,
  CONVERSATION_COLUMNS,
  INDEXED_COLUMNS,
  LASTING_COLUMNS,
  type ConversationRecord,
  type IdentityRecord,
  MESSAGE_COLUMNS,
  NEVER,
  clockFactsOf,
  contactValues,
  conversationValues,
  indexedValues,
  messageValues,
} from './records.ts';
import { writeNotifications } from './notifications.ts';
import { writeTurns } from './rotas.ts';
import { noteForSearch } from './search-index.ts';
import { keepParts } from './sends.ts';
import { writeSeats } from './seats.ts';
import { writeSessions } from './sessions.ts';
import { setLevel, writeTallies } from './tallies.ts';
import { writeTemplateNews } from './templates.ts';
import { writeWaits } from './waits.ts';
import { type PendingEvent, type Unit, keyName } from './unit.ts';

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

/** What a flush has made due. Lanes are woken after the commit. */
export interface Flushed {
  readonly deliveryLanes: readonly WokenLane[];
  readonly sendLanes: readonly Omit<WokenLane, 'cargo'>[];
  /** Waits that have ended, whose workflows are to be called. */
  readonly resumeLanes?: readonly Omit<WokenLane, 'cargo'>[];
  /** Files to fetch, or to remove, were written. */
  readonly hasMedia: boolean;
  /** Rows of channels were written: what is kept in memory of them is old. */
  readonly changesChannels: boolean;
  /** Somebody may have room for a waiting customer now. */
  readonly makesRoom?: boolean;
  /** Channels whose templates should be listed again. */
  readonly staleTemplates?: readonly string[];
  /** Members whose notifications changed. */
  readonly notified?: readonly string[];
  /** Something is to be pushed to browsers. */
  readonly hasPushes?: boolean;
}

const NOBODY = { type: 'system', id: null, name: null } as const;
const CONTACTS: BulkInsert = { table: 'contacts', columns: CONTACT_COLUMNS, suffix: takeAll(['id'], CONTACT_COLUMNS) };
const CONVERSATIONS: BulkInsert = { table: 'conversations', columns: CONVERSATION_COLUMNS, suffix: takeAll(['id'], CONVERSATION_COLUMNS) };
/** SQLite writes every index of a column that is set, also to the same value: what is as it was is left out. */
const STEADY = new Set<string>([...INDEXED_COLUMNS, ...LASTING_COLUMNS]);
const STEADY_CONVERSATIONS: BulkInsert = {
  ...CONVERSATIONS,
  suffix: takeAll(
    ['id'],
    CONVERSATION_COLUMNS.filter((column) => !STEADY.has(column)),
  ),
};
const NEW_MESSAGES: BulkInsert = { table: 'messages', columns: MESSAGE_COLUMNS, suffix: '' };
const MESSAGES: BulkInsert = { table: 'messages', columns: MESSAGE_COLUMNS, suffix: takeAll(['id'], MESSAGE_COLUMNS) };

const CHANGE_COLUMNS = ['id', 'contactId', 'at', 'what', 'actorJson', 'changesJson', 'otherContactId'] as const;
const CHANGES: BulkInsert = { table: 'contactChanges', columns: CHANGE_COLUMNS, suffix: '' };

const IDENTITY_COLUMNS = [
  'id',
  'channelId',
  'contactId',
  'kind',
  'unreachableSince',
  'profileDueAt',
  'profileTries',
  'mergedInto',
  'createdAt',
] as const;
const IDENTITIES: BulkInsert = { table: 'identities', columns: IDENTITY_COLUMNS, suffix: takeAll(['id'], IDENTITY_COLUMNS) };
const KEY_COLUMNS = ['channelId', 'kind', 'value', 'identityId', 'createdAt', 'retiredAt'] as const;
const KEYS: BulkInsert = { table: 'identityKeys', columns: KEY_COLUMNS, suffix: takeAll(['channelId', 'kind', 'value'], KEY_COLUMNS) };

const ATTACHMENT_COLUMNS = [
  'id', 'conversationId', 'messageId', 'channelId', 'state', 'name', 'mimeType', 'bytes', 'sha256', 'storageKey', 'sourceJson',
  'attempts', 'dueAt', 'error', 'createdAt',
] as const; // prettier-ignore
const ATTACHMENTS: BulkInsert = { table: 'attachments', columns: ATTACHMENT_COLUMNS, suffix: takeAll(['id'], ATTACHMENT_COLUMNS) };

const EVENTS: BulkInsert = {
  table: 'events',
  columns: ['id', 'type', 'occurredAt', 'conversationId', 'conversationSeq', 'actorJson', 'dataJson'],
  suffix: 'returning "tx", "position"',
};
/** Where the store put an event in the log. */
interface EventPlace {
  readonly tx: number;
  readonly position: number;
}

const DELIVERIES: BulkInsert = {
  table: 'deliveries',
  columns: ['laneId', 'subscriptionId', 'eventId', 'laneSeq', 'state', 'attempts', 'createdAt'],
  suffix: 'on conflict ("subscriptionId", "eventId") do nothing returning "id"',
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

/**
 * Writes everything the unit holds, matches its events against the subscriptions and makes the lanes due.
 * The last thing done with a unit.
 */
export async function flush(unit: Unit, subscriptions: readonly ActiveSubscription[]): Promise<Flushed> {
  await writePeople(unit);
  await writeConversations(unit);
  await writeRest(unit);
  await noteForSearch(unit);
  await writeNotifications(unit);
  const resumeLanes = await writeWaits(unit);
  return writeEvents(unit, subscriptions, resumeLanes);
}

async function writePeople(unit: Unit): Promise<void> {
  const { db, dialect } = unit.tx;
  await insertMany(db, dialect, CONTACTS, [...unit.changedContacts].map(contactValues));
  // Changes that no event told of.
  for (const contact of unit.changedContacts) unit.noteContact(contact, NOBODY, { what: 'updated' });
  await insertMany(
    db,
    dialect,
    CHANGES,
    unit.contactChanges.map((row) => CHANGE_COLUMNS.map((column) => row[column])),
  );
  const identities = [...unit.changedIdentities];
  await insertMany(
    db,
    dialect,
    IDENTITIES,
    identities.map((one) => IDENTITY_COLUMNS.map((column) => one[column])),
  );
  await insertMany(db, dialect, KEYS, keyRows(identities));
}

/** One row for each key. A key that passed from one person to another is the newer one's, whoever else remembers it. */
function keyRows(identities: readonly IdentityRecord[]): readonly (readonly unknown[])[] {
  const rows = new Map<string, { readonly values: readonly unknown[]; readonly retired: boolean }>();
  for (const identity of identities) {
    for (const key of identity.keys) {
      const name = keyName(identity.channelId, key);
      const retired = key.retiredAt !== null;
      if (retired && rows.get(name)?.retired === false) continue;
      rows.set(name, { values: [identity.channelId, key.kind, key.value, identity.id, key.createdAt, key.retiredAt], retired });
    }
  }
  return [...rows.values()].map((row) => row.values);
}

async function writeConversations(unit: Unit): Promise<void> {
  const { db, dialect } = unit.tx;
  for (const conversation of unit.changedConversations) setClock(unit, conversation);
  const { steady = [], moved = [] } = Object.groupBy(unit.changedConversations, (one) => (isSteady(unit, one) ? 'steady' : 'moved'));
  await insertMany(db, dialect, CONVERSATIONS, moved.map(conversationValues));
  await insertMany(db, dialect, STEADY_CONVERSATIONS, steady.map(conversationValues));
  await writeTallies(unit);
  await writeSeats(unit);
  await writeSessions(unit);
  await insertMany(db, dialect, NEW_MESSAGES, [...unit.newMessages].map(messageValues));
  await insertMany(db, dialect, MESSAGES, [...unit.changedMessages].map(messageValues));
  await insertMany(
    db,
    dialect,
    ATTACHMENTS,
    unit.attachments.map((row) => ATTACHMENT_COLUMNS.map((column) => row[column])),
  );
}

/** Whether nothing has changed that an index knows, but the time of the change. */
function isSteady(unit: Unit, conversation: ConversationRecord): boolean {
  const before = unit.indexedBefore.get(conversation.id);
  return indexedValues(conversation).every((value, i) => value === before?.[i]);
}

/**
 * The clock looks at a conversation when it has something to tell of it, at the latest. It is only ever set earlier here: a wait that
 * was answered costs one needless look, while moving the time with every message would cost a write to its index each.
 */
function setClock(unit: Unit, conversation: ConversationRecord): void {
  const facts = clockFactsOf(conversation, unit.factsOf(conversation.channelId));
  const waiting = waitingAt(facts.status, unit.now);
  conversation.soonAt = waiting === null ? null : (waiting.soonAt ?? NEVER);
  conversation.overdueAt = waiting === null ? null : (waiting.overdueAt ?? NEVER);
  setLevel(conversation, unit.now);
  const next = nextMoment(facts, conversation.told);
  if (next !== null && (conversation.clockDueAt === null || next < conversation.clockDueAt)) conversation.clockDueAt = next;
}

/** Changes that are rare enough for a statement each. */
async function writeRest(unit: Unit): Promise<void> {
  const { db, dialect } = unit.tx;
  for (const report of unit.earlyReports) await db.insertInto('earlyReports').values(report).execute();
  for (const [id, health] of unit.channelHealth) {
    await db
      .updateTable('channels')
      .set({ healthJson: JSON.stringify(health), updatedAt: unit.now })
      .where('id', '=', id)
      .execute();
  }
  await keepParts(unit.tx, unit.messageParts);
  await writeTemplateNews(unit);
  await writeTurns(unit);
  if (unit.withdrawnMessages.length > 0) {
    await db
      .updateTable('attachments')
      .set({ state: 'withdrawn', dueAt: unit.now })
      .where('messageId', 'is not', null)
      .where(anyOf(dialect, 'messageId', unit.withdrawnMessages))
      .execute();
  }
}

async function writeEvents(unit: Unit, subscriptions: readonly ActiveSubscription[], resumeLanes: readonly WokenLane[]): Promise<Flushed> {
  const { db, dialect } = unit.tx;
  const positions = await insertMany<EventPlace>(
    db,
    dialect,
    EVENTS,
    unit.events.map((event) => [
      event.id,
      event.facts.type,
      unit.now,
      event.conversationId,
      event.conversationSeq,
      event.actorJson,
      event.dataJson,
    ]),
  );
  const lanes = new Map<string, readonly unknown[]>();
  const deliveryLanes = await writeDeliveries(unit, subscriptions, positions, lanes);
  const sendLanes: WokenLane[] = [];
  for (const [conversationId, channelId] of unit.dueSends) {
    const laneId = sendLaneId(conversationId);
    sendLanes.push({ id: laneId, destinationId: channelId, conversationId });
    lanes.set(laneId, [laneId, 'send', channelId, conversationId, unit.now, 1, 0]);
  }
  for (const { id, destinationId, conversationId } of resumeLanes) {
    lanes.set(id, [id, 'resume', destinationId, conversationId, unit.now, 1, 0]);
  }
  await upsertLanes(unit.tx, [...lanes.values()]);
  return {
    deliveryLanes,
    sendLanes,
    ...(resumeLanes.length > 0 ? { resumeLanes } : {}),
    hasMedia: unit.attachments.length + unit.withdrawnMessages.length > 0,
    changesChannels: unit.channelHealth.size > 0,
    ...(unit.makesRoom ? { makesRoom: true } : {}),
    ...(unit.notified.size > 0 ? { notified: [...unit.notified], hasPushes: unit.toPush.size > 0 } : {}),
    ...(unit.staleTemplates.size > 0 ? { staleTemplates: [...unit.staleTemplates] } : {}),
  };
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
      lanes.set(laneId, [laneId, 'delivery', subscriptionId, event.conversationId, unit.now, 1, 0]);
    }
  });
  const ids = await insertMany<{ id: number }>(unit.tx.db, unit.tx.dialect, DELIVERIES, rows);
  const woken = new Map<string, WokenLane>();
  wanted.forEach(({ event, place, laneId, subscriptionId }, index) => {
    const lane = { id: laneId, destinationId: subscriptionId, conversationId: event.conversationId };
    const deliveryId = ids[index]?.id;
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
