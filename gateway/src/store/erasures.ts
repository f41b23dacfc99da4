import { sql } from 'kysely';
import { type Erased, eraseActor, eraseFromEvent, eraseLine, isTheirs } from '../model/erasure.ts';
import type { Actor, EventData } from '../model/events.ts';
import type { Message } from '../model/message.ts';
import { anyOf } from './any-of.ts';
import type { Tx } from './committer.ts';
import { eraseMessagesById } from './erase.ts';
import { loadConversations } from './load.ts';
import type { Reads } from './read/page.ts';
import type { ErasureRow } from './schema.ts';
import type { Unit } from './unit.ts';

/** What a running erasure must still go through. Personal itself, and gone when it is done. */
interface ErasureState {
  readonly contactIds: readonly string[];
  readonly conversationIds: readonly string[];
  /** Names by which raw webhooks show the person: numbers and ids. */
  readonly names: readonly string[];
  /** Position in the log up to which it was gone through; null: all of it. */
  readonly eventsAfter: number | null;
  /** The same for raw webhooks, by id. */
  readonly webhooksAfter: string | null;
}

/** Events a step looks at: a few milliseconds of a store that everybody waits for. */
const EVENTS_AT_ONCE = 2000;
const WEBHOOKS_AT_ONCE = 500;
/** Shorter names would be found in what others sent. Characters. */
const SHORTEST_NAME = 6;
/** Several gateways' clocks make ids out of the log's order; so many places more are gone through. */
const PLACES_APART = 10_000;

/** Notes that old events and raw webhooks are to be gone through, from when the first of the contacts was made. */
export async function startErasure(
  tx: Tx,
  id: string,
  contactId: string,
  person: Pick<ErasureState, 'contactIds' | 'conversationIds' | 'names'>,
): Promise<ErasureRow> {
  const first = await firstPosition({ reader: tx.db, dialect: tx.dialect }, person.contactIds);
  const state: ErasureState = {
    ...person,
    names: person.names.filter((name) => name.length >= SHORTEST_NAME),
    eventsAfter: first,
    webhooksAfter: '',
  };
  const row = { id, contactId, requestedAt: tx.now, finishedAt: null, stateJson: JSON.stringify(state) };
  await tx.db.insertInto('erasures').values(row).execute();
  return row;
}

/** The place in the log before anything can be about these contacts: ids begin with the time at which they were made. */
export async function firstPosition({ reader }: Reads, contactIds: readonly string[]): Promise<number> {
  const oldest = contactIds.toSorted()[0] ?? '';
  const time = oldest.slice('cnt_'.length, 'cnt_'.length + 10);
  const row = await reader.selectFrom('events').select('position').where('id', '>=', `evt_${time}`).orderBy('id').limit(1).executeTakeFirst(); // prettier-ignore
  return row === undefined ? 0 : Math.max(0, row.position - 1 - PLACES_APART);
}

export async function findErasure({ reader }: Reads, contactId: string): Promise<ErasureRow | undefined> {
  return reader.selectFrom('erasures').selectAll().where('contactId', '=', contactId).executeTakeFirst();
}

/** Erasures that are not through, oldest first. By the partial index `erasuresRunning`. */
export async function runningErasures({ reader }: Reads): Promise<readonly string[]> {
  const rows = await reader.selectFrom('erasures').select('id').where('finishedAt', 'is', null).orderBy('id').execute();
  return rows.map((row) => row.id);
}

/** One step, in the transaction that also notes how far it got. Gives whether there is more to do. */
export async function stepErasure(unit: Unit, id: string): Promise<boolean> {
  const { tx } = unit;
  const row = await tx.db.selectFrom('erasures').selectAll().where('id', '=', id).where('finishedAt', 'is', null).executeTakeFirst();
  if (row === undefined) return false;
  const state: ErasureState = JSON.parse(row.stateJson);
  const next = await nextState(unit, state);
  const isDone = next.eventsAfter === null && next.webhooksAfter === null;
  await tx.db
    .updateTable('erasures')
    .set(isDone ? { finishedAt: tx.now, stateJson: '{}' } : { stateJson: JSON.stringify(next) })
    .where('id', '=', id)
    .execute();
  return !isDone;
}

async function nextState(unit: Unit, state: ErasureState): Promise<ErasureState> {
  if (state.eventsAfter !== null) return { ...state, eventsAfter: await eraseEvents(unit, state, state.eventsAfter) };
  if (state.webhooksAfter !== null) return { ...state, webhooksAfter: await dropWebhooks(unit.tx, state, state.webhooksAfter) };
  return state;
}

async function eraseEvents(unit: Unit, state: ErasureState, after: number): Promise<number | null> {
  const { db, dialect } = unit.tx;
  const erased: Erased = { contactIds: new Set(state.contactIds), conversationIds: new Set(state.conversationIds) };
  const rows = await db
    .selectFrom('events')
    .select(['position', 'conversationId', 'actorJson', 'dataJson'])
    .where('position', '>', after)
    .where('position', '<=', after + EVENTS_AT_ONCE)
    .where((where) =>
      where.or([
        anyOf(dialect, 'conversationId', state.conversationIds),
        ...state.contactIds.map((id) => textContains(dialect, 'dataJson', id)),
        ...state.contactIds.map((id) => textContains(dialect, 'actorJson', id)),
      ]),
    )
    .execute();
  const inGroups: Message[] = [];
  for (const row of rows) {
    unit.rewritten.add(row.conversationId);
    const data: EventData = JSON.parse(row.dataJson);
    const actor: Actor = JSON.parse(row.actorJson);
    const { message } = data;
    if (message !== undefined && isTheirs(message, erased) && !erased.conversationIds.has(message.conversationId)) inGroups.push(message);
    await db
      .updateTable('events')
      .set({ dataJson: JSON.stringify(eraseFromEvent(data, erased)), actorJson: JSON.stringify(eraseActor(actor, erased)) })
      .where('position', '=', row.position)
      .execute();
  }
  await eraseInGroups(unit, inGroups, erased);
  const last = await db.selectFrom('events').select('position').orderBy('position', 'desc').limit(1).executeTakeFirst();
  return last === undefined || after + EVENTS_AT_ONCE >= last.position ? null : after + EVENTS_AT_ONCE;
}

/** What the person said in conversations of others: the messages, and what lists show of the last one. */
async function eraseInGroups(unit: Unit, messages: readonly Message[], erased: Erased): Promise<void> {
  if (messages.length === 0) return;
  await eraseMessagesById(unit.tx, messages.map((message) => message.id), erased); // prettier-ignore
  await loadConversations(unit, messages.map((message) => message.conversationId)); // prettier-ignore
  for (const { conversationId } of messages) {
    const conversation = unit.conversations.get(conversationId);
    const last = conversation?.lastMessage?.author.id;
    if (conversation?.lastMessage == null || last == null || !erased.contactIds.has(last)) continue;
    conversation.lastMessage = eraseLine(conversation.lastMessage, erased);
    unit.changedConversations.add(conversation);
  }
}

/** Raw webhooks that name the person: statuses, reactions and the like, which no message leads to. */
async function dropWebhooks({ db, dialect }: Tx, { names }: ErasureState, after: string): Promise<string | null> {
  if (names.length === 0) return null;
  const ids = await db.selectFrom('webhooks').select('id').where('id', '>', after).orderBy('id').limit(WEBHOOKS_AT_ONCE).execute();
  const last = ids.at(-1);
  if (last === undefined) return null;
  await db
    .deleteFrom('webhooks')
    .where('id', '>', after)
    .where('id', '<=', last.id)
    .where((where) => where.or(names.map((name) => textContains(dialect, 'body', name))))
    .execute();
  return ids.length < WEBHOOKS_AT_ONCE ? null : last.id;
}

/** Whether a text column contains these very characters. */
export function textContains(dialect: Reads['dialect'], column: string, text: string) {
  return sql<boolean>`${sql.raw(dialect === 'sqlite' ? 'instr' : 'strpos')}(${sql.ref(column)}, ${text}) > 0`;
}
