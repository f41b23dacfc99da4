import type { Kysely } from 'kysely';
import type { EventType, SubscriptionFilter } from '../model/events.ts';
import { EVENT_TYPES } from '../model/events.ts';
import { anyOf } from './any-of.ts';
import type { Tx } from './committer.ts';
import type { DialectName } from './dialect.ts';
import { type ActiveSubscription, type WokenLane, upsertLanes } from './write-events.ts';
import type { Schema, SubscriptionRow } from './schema.ts';

/** How a subscription wants several events at once. */
export interface Batch {
  readonly maxEvents: number;
  readonly maxWaitMs: number;
}

/** How a subscription gathers what a customer writes in one go: until they pause, at most so long. */
export interface Burst {
  readonly quietSeconds: number;
  readonly maxSeconds: number;
}

/** A subscription as the program works with it; its secret is still sealed. */
export interface SubscriptionRecord {
  readonly id: string;
  readonly url: string;
  readonly events: readonly EventType[];
  readonly filter: SubscriptionFilter;
  readonly batch: Batch | null;
  readonly burst: Burst | null;
  readonly sealedSecret: string;
  /** The secret before it, with which deliveries are signed too until `previousSecretUntil`, in milliseconds since 1970. */
  readonly sealedPreviousSecret: string | null;
  readonly previousSecretUntil: number | null;
  readonly mode: 'production' | 'test';
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly expiresAt: number | null;
  readonly hiddenAt: number | null;
}

/** How long a deleted subscription is kept in case its address comes back: n8n deletes and makes anew when a workflow is saved. */
export const KEPT_AFTER_DELETE_MS = 120_000;

/**
 * - `active`: worked on.
 * - `resting`: deleted a moment ago. Nothing is sent, but new events are still collected.
 * - `gone`: deleted for good, or a test that has ended.
 */
export type SubscriptionState = 'active' | 'resting' | 'gone';

export function stateOf(subscription: Pick<SubscriptionRecord, 'hiddenAt' | 'expiresAt'>, now: number): SubscriptionState {
  if (subscription.expiresAt !== null && now >= subscription.expiresAt) return 'gone';
  if (subscription.hiddenAt === null) return 'active';
  return now - subscription.hiddenAt < KEPT_AFTER_DELETE_MS ? 'resting' : 'gone';
}

/** All subscriptions that collect events, kept in memory where this process is the only writer. */
export interface ActiveSubscriptions {
  /** Those that collect events now, also as this transaction has changed them. */
  active(tx: Tx): Promise<readonly ActiveSubscription[]>;
  /** To be called by whoever changes a subscription, in the transaction that does. */
  changed(tx: Tx): void;
  /** One of any state as the last commit left it; undefined where it is not in memory, which says nothing of it. */
  remembered(id: string): SubscriptionRecord | undefined;
}

/** On PostgreSQL another gateway may have changed them, so that they are read in every transaction. */
export function createActiveSubscriptions(dialect: DialectName): ActiveSubscriptions {
  let known: readonly SubscriptionRecord[] | undefined;
  let changedIn: Tx | undefined;
  return {
    async active(tx) {
      // What an open transaction has changed may still be rolled back, so it is not remembered.
      const mayRemember = dialect === 'sqlite' && tx !== changedIn;
      const rows = (mayRemember ? known : undefined) ?? (await readAll(tx.db));
      if (mayRemember) known = rows;
      return rows.filter((row) => stateOf(row, tx.now) !== 'gone');
    },
    changed(tx) {
      known = undefined;
      changedIn = tx;
    },
    remembered: (id) => known?.find((row) => row.id === id),
  };
}

async function readAll(db: Kysely<Schema>): Promise<readonly SubscriptionRecord[]> {
  const rows = await db.selectFrom('subscriptions').selectAll().orderBy('id').execute();
  return rows.map(subscriptionRecord);
}

/** One of any state. */
export async function findSubscription(db: Kysely<Schema>, id: string): Promise<SubscriptionRecord | undefined> {
  const row = await db.selectFrom('subscriptions').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : subscriptionRecord(row);
}

/** Several of any state. */
export async function findSubscriptions(
  db: Kysely<Schema>,
  dialect: DialectName,
  ids: readonly string[],
): Promise<readonly SubscriptionRecord[]> {
  const rows = await db
    .selectFrom('subscriptions')
    .selectAll()
    .where(anyOf(dialect, 'id', ids))
    .execute();
  return rows.map(subscriptionRecord);
}

/** The one of this address, of any state. */
export async function findSubscriptionByUrl(db: Kysely<Schema>, url: string): Promise<SubscriptionRecord | undefined> {
  const row = await db.selectFrom('subscriptions').selectAll().where('url', '=', url).executeTakeFirst();
  return row === undefined ? undefined : subscriptionRecord(row);
}

/** The active ones, oldest first, from after an id. */
export async function listSubscriptions(
  db: Kysely<Schema>,
  now: number,
  page: { readonly after: string | null; readonly limit: number },
): Promise<readonly SubscriptionRecord[]> {
  let query = db
    .selectFrom('subscriptions')
    .selectAll()
    .where('hiddenAt', 'is', null)
    .where((where) => where.or([where('expiresAt', 'is', null), where('expiresAt', '>', now)]))
    .orderBy('id')
    .limit(page.limit);
  if (page.after !== null) query = query.where('id', '>', page.after);
  return (await query.execute()).map(subscriptionRecord);
}

/** Writes a new subscription, or every value of a known one. */
export async function saveSubscription(tx: Tx, subscriptions: ActiveSubscriptions, record: SubscriptionRecord): Promise<void> {
  subscriptions.changed(tx);
  const row = subscriptionRow(record);
  const { id: _id, ...values } = row;
  await tx.db
    .insertInto('subscriptions')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
}

/** Makes every lane of the subscription due that still has something to deliver, and names them. */
export async function resumeLanes(tx: Tx, subscriptionId: string): Promise<readonly WokenLane[]> {
  const rows = await tx.db
    .selectFrom('deliveries')
    .innerJoin('events', 'events.id', 'deliveries.eventId')
    .select(['deliveries.laneId', 'events.conversationId'])
    .distinct()
    .where('deliveries.subscriptionId', '=', subscriptionId)
    .where('deliveries.state', '=', 'pending')
    .execute();
  await tx.db.updateTable('lanes').set({ dueAt: null, attempts: 0 }).where('destinationId', '=', subscriptionId).execute();
  await upsertLanes(
    tx,
    rows.map((row) => [row.laneId, 'delivery', subscriptionId, row.conversationId, tx.laneNow, 1, 0]),
  );
  return rows.map((row) => ({ id: row.laneId, destinationId: subscriptionId, conversationId: row.conversationId }));
}

/** Forgets a subscription with what it had not delivered. What was delivered stays in the log. */
export async function dropSubscription(tx: Tx, subscriptions: ActiveSubscriptions, id: string): Promise<void> {
  subscriptions.changed(tx);
  await tx.db.deleteFrom('deliveries').where('subscriptionId', '=', id).where('state', '=', 'pending').execute();
  await tx.db.updateTable('lanes').set({ dueAt: null }).where('destinationId', '=', id).execute();
  await tx.db.deleteFrom('claims').where('subscriptionId', '=', id).execute();
  await tx.db.deleteFrom('subscriptions').where('id', '=', id).execute();
}

/** Drops the subscriptions that are gone by now. For the clock that sweeps; safe to repeat. */
export async function dropEndedSubscriptions(tx: Tx, subscriptions: ActiveSubscriptions): Promise<number> {
  const ended = (await readAll(tx.db)).filter((row) => stateOf(row, tx.now) === 'gone');
  for (const { id } of ended) await dropSubscription(tx, subscriptions, id);
  return ended.length;
}

function subscriptionRecord(row: SubscriptionRow): SubscriptionRecord {
  const { eventsJson, filterJson, batchJson, burstJson, secret, previousSecret, mode, ...rest } = row;
  const names: readonly unknown[] = JSON.parse(eventsJson);
  return {
    ...rest,
    events: EVENT_TYPES.filter((type) => names.includes(type)),
    filter: JSON.parse(filterJson),
    batch: batchJson === null ? null : JSON.parse(batchJson),
    burst: burstJson === null ? null : JSON.parse(burstJson),
    sealedSecret: secret,
    sealedPreviousSecret: previousSecret,
    mode: mode === 'test' ? 'test' : 'production',
  };
}

function subscriptionRow(record: SubscriptionRecord): SubscriptionRow {
  const { events, filter, batch, burst, sealedSecret, sealedPreviousSecret, ...rest } = record;
  return {
    ...rest,
    eventsJson: JSON.stringify(events),
    filterJson: JSON.stringify(filter),
    batchJson: batch === null ? null : JSON.stringify(batch),
    burstJson: burst === null ? null : JSON.stringify(burst),
    secret: sealedSecret,
    previousSecret: sealedPreviousSecret,
  };
}
