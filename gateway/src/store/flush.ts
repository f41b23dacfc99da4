import { nextMoment } from '../model/clock.ts';
import { waitingAt } from '../model/status.ts';
import { anyOf } from './any-of.ts';
import { noteAwayAnswers } from './away-answers.ts';
import { type BulkInsert, insertMany, takeAll } from './bulk.ts';
import {
  CONVERSATION_COLUMNS,
  INDEXED_COLUMNS,
  LASTING_COLUMNS,
  type ConversationRecord,
  MESSAGE_COLUMNS,
  NEVER,
  clockFactsOf,
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
import type { Unit } from './unit.ts';
import { type ActiveSubscription, type WokenLane, writeEvents } from './write-events.ts';
import { writePeople } from './write-people.ts';

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
  /** Announcements were made or withdrawn. */
  readonly announces?: boolean;
  /** Channels whose templates should be listed again. */
  readonly staleTemplates?: readonly string[];
  /** Members whose notifications changed. */
  readonly notified?: readonly string[];
  /** Something is to be pushed to browsers. */
  readonly hasPushes?: boolean;
}

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

const ATTACHMENT_COLUMNS = [
  'id', 'conversationId', 'messageId', 'channelId', 'state', 'name', 'mimeType', 'bytes', 'sha256', 'storageKey', 'sourceJson',
  'attempts', 'dueAt', 'error', 'createdAt',
] as const; // prettier-ignore
const ATTACHMENTS: BulkInsert = { table: 'attachments', columns: ATTACHMENT_COLUMNS, suffix: takeAll(['id'], ATTACHMENT_COLUMNS) };

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
  await noteAwayAnswers(unit);
  const resumeLanes = await writeWaits(unit);
  return {
    ...(await writeEvents(unit, subscriptions, resumeLanes)),
    ...(resumeLanes.length > 0 ? { resumeLanes } : {}),
    hasMedia: unit.attachments.length + unit.withdrawnMessages.length > 0,
    changesChannels: unit.channelHealth.size > 0,
    ...(unit.makesRoom ? { makesRoom: true } : {}),
    ...(unit.announces ? { announces: true } : {}),
    ...(unit.notified.size > 0 ? { notified: [...unit.notified], hasPushes: unit.toPush.size > 0 } : {}),
    ...(unit.staleTemplates.size > 0 ? { staleTemplates: [...unit.staleTemplates] } : {}),
  };
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
