import type { WaitReason, WaitState } from '../model/wait.ts';
import type { Tx } from './committer.ts';
import { type BulkInsert, insertMany } from './bulk.ts';
import type { WokenLane } from './write-events.ts';
import type { WaitRow } from './schema.ts';
import type { Store } from './store.ts';
import type { Unit } from './unit.ts';
import { anyOf } from './any-of.ts';

/** A wait as it begins. */
export type NewWait = Pick<
  WaitRow,
  'id' | 'conversationId' | 'messageId' | 'expect' | 'maxReasks' | 'resumeUrl' | 'destination' | 'secret' | 'expiresAt'
>;

/** What became of a wait in one unit of work. Only one that is open changes. */
export interface WaitChange {
  /** Its conversation was merged into this one. */
  readonly conversationId?: string;
  readonly reasks?: number;
  readonly ending?: {
    readonly state: Exclude<WaitState, 'open'>;
    readonly because: WaitReason;
    readonly replyMessageId: string | null;
    readonly replyJson: string | null;
  };
}

const WAIT_COLUMNS = [
  'id', 'conversationId', 'messageId', 'expect', 'maxReasks', 'reasks', 'state', 'resumeUrl', 'destination', 'secret', 'createdAt',
  'expiresAt', 'attempts',
] as const satisfies readonly (keyof WaitRow)[]; // prettier-ignore
const WAITS: BulkInsert = { table: 'waits', columns: WAIT_COLUMNS, suffix: '' };
const REPLIES: BulkInsert = { table: 'waitReplies', columns: ['messageId', 'waitId'], suffix: '' };

/** The lane of a wait's one call. Each has its own: a workflow that cannot be reached holds up no other. */
export function waitLaneId(waitId: string): string {
  return `w:${waitId}`;
}
export function waitOfLane(laneId: string): string {
  return laneId.slice(2);
}

/** Writes what a unit has done with waits. @returns the lanes of those whose workflow is to be called */
export async function writeWaits(unit: Unit): Promise<readonly Omit<WokenLane, 'cargo'>[]> {
  const { db, dialect, now } = unit.tx;
  const fresh = unit.newWaits.map((wait): Partial<WaitRow> => ({ ...wait, reasks: 0, state: 'open', createdAt: now, attempts: 0 }));
  await insertMany(db, dialect, WAITS, fresh.map((wait) => WAIT_COLUMNS.map((column) => wait[column]))); // prettier-ignore
  await insertMany(db, dialect, REPLIES, unit.waitReplies.map(({ messageId, waitId }) => [messageId, waitId])); // prettier-ignore
  const woken: Omit<WokenLane, 'cargo'>[] = [];
  for (const [id, change] of unit.waitChanges) {
    const row = await writeChange(unit.tx, id, change);
    if (row === undefined || row.callState !== 'pending') continue;
    woken.push({ id: waitLaneId(id), destinationId: row.destination, conversationId: row.conversationId });
  }
  return woken;
}

type ChangedWait = Pick<WaitRow, 'destination' | 'conversationId' | 'callState'>;

/** @returns undefined for one that had ended before, of which nothing is left to change */
async function writeChange({ db, now }: Tx, id: string, change: WaitChange): Promise<ChangedWait | undefined> {
  const { ending, ...rest } = change;
  const end = ending === undefined ? {} : { ...ending, endedAt: now, callState: ending.state === 'cancelled' ? null : 'pending' };
  return db
    .updateTable('waits')
    .set({ ...rest, ...end })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .returning(['destination', 'conversationId', 'callState'])
    .executeTakeFirst();
}

/** Gives up the call of a wait that has ended. */
export async function dropCall(tx: Tx, id: string): Promise<void> {
  await tx.db
    .updateTable('waits')
    .set({ callState: 'dropped', calledAt: tx.now })
    .where('id', '=', id)
    .where('callState', '=', 'pending')
    .execute();
}

/** Open waits whose time is over, the longest first. */
export function expiredWaits(
  store: Pick<Store, 'reader'>,
  now: number,
  limit: number,
): Promise<readonly Pick<WaitRow, 'id' | 'conversationId'>[]> {
  return store.reader
    .selectFrom('waits')
    .select(['id', 'conversationId'])
    .where('state', '=', 'open')
    .where('expiresAt', '<=', now)
    .orderBy('expiresAt')
    .limit(limit)
    .execute();
}

export function findWait({ reader }: Pick<Store, 'reader'>, id: string): Promise<WaitRow | undefined> {
  return reader.selectFrom('waits').selectAll().where('id', '=', id).executeTakeFirst();
}

/** A conversation's, newest first. */
export function listWaits(
  { reader }: Pick<Store, 'reader'>,
  conversationId: string,
  page: { readonly before: string | null; readonly limit: number; readonly state: WaitState | undefined },
): Promise<readonly WaitRow[]> {
  let query = reader.selectFrom('waits').selectAll().where('conversationId', '=', conversationId).orderBy('id', 'desc').limit(page.limit);
  if (page.before !== null) query = query.where('id', '<', page.before);
  if (page.state !== undefined) query = query.where('state', '=', page.state);
  return query.execute();
}

/** Of these messages, those that were for a wait. */
export async function messagesForWaits(
  { reader, dialect }: Pick<Store, 'reader' | 'dialect'>,
  messageIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await reader
    .selectFrom('waitReplies')
    .select('messageId')
    .where(anyOf(dialect, 'messageId', messageIds))
    .execute();
  return new Set(rows.map((row) => row.messageId));
}
