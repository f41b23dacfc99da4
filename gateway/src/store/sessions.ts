import { type BulkInsert, insertMany } from './bulk.ts';
import type { SessionRow } from './schema.ts';
import type { Unit } from './unit.ts';

/** A session as it begins. What happens in it is a `SessionChange`. */
export type NewSession = Pick<SessionRow, 'id' | 'conversationId' | 'channelId' | 'number' | 'sourceJson' | 'sourceRef' | 'openedAt'>;

/**
 * What one unit of work adds to a session. Sessions are not loaded to be changed: counters are added to, and what is true of a first
 * time stays as it is stored.
 */
export interface SessionChange {
  answers: number;
  firstResponseAt: number | null;
  /** Waits that an answer ended. */
  waits: number;
  waitedMs: number;
  /** When the customer began to wait, of the first wait that has ended. */
  firstAskedAt: number | null;
  firstAnsweredAt: number | null;
  /** Who owned it from then on, one after the other; null: nobody. */
  owners: (string | null)[];
  closing: Pick<SessionRow, 'closedAt' | 'closedBy' | 'closeReason' | 'teamId'> | null;
}

/** What this unit adds to the session, to be added to. */
export function changeSession(unit: Unit, sessionId: string): SessionChange {
  const known = unit.sessionChanges.get(sessionId);
  if (known !== undefined) return known;
  const change: SessionChange = {
    answers: 0,
    firstResponseAt: null,
    waits: 0,
    waitedMs: 0,
    firstAskedAt: null,
    firstAnsweredAt: null,
    owners: [],
    closing: null,
  };
  unit.sessionChanges.set(sessionId, change);
  return change;
}

const NEW_COLUMNS = [
  'id',
  'conversationId',
  'channelId',
  'number',
  'sourceJson',
  'sourceRef',
  'openedAt',
] as const satisfies readonly (keyof NewSession)[];
const NEW_SESSIONS: BulkInsert = { table: 'sessions', columns: NEW_COLUMNS, suffix: '' };

/** Writes the unit's new sessions in one statement, and one statement for each session in which something happened. */
export async function writeSessions(unit: Unit): Promise<void> {
  const { db, dialect } = unit.tx;
  await insertMany(db, dialect, NEW_SESSIONS, unit.newSessions.map((row) => NEW_COLUMNS.map((column) => row[column]))); // prettier-ignore
  const fresh = new Set(unit.newSessions.map((row) => row.id));
  for (const [id, change] of unit.sessionChanges) {
    const owners = change.owners.length === 0 ? {} : await ownersAfter(unit, id, fresh.has(id), change.owners);
    await writeChange(unit, id, change, owners);
  }
}

type Owners = Pick<SessionRow, 'ownersJson' | 'ownerId'>;

async function writeChange(unit: Unit, id: string, change: SessionChange, owners: Partial<Owners>): Promise<void> {
  await unit.tx.db
    .updateTable('sessions')
    .set((old) => ({
      ...change.closing,
      ...owners,
      ...(change.answers === 0
        ? {}
        : {
            answers: old('answers', '+', change.answers),
            firstResponseAt: old.fn.coalesce('firstResponseAt', old.val(change.firstResponseAt)),
          }),
      ...(change.waits === 0
        ? {}
        : {
            waits: old('waits', '+', change.waits),
            waitedMs: old('waitedMs', '+', change.waitedMs),
            firstAnsweredAt: old.fn.coalesce('firstAnsweredAt', old.val(change.firstAnsweredAt)),
          }),
      ...(change.firstAskedAt === null ? {} : { firstAskedAt: old.fn.coalesce('firstAskedAt', old.val(change.firstAskedAt)) }),
    }))
    .where('id', '=', id)
    .execute();
}

/** Its owners with the new ones after them. Who gets it back after somebody else is there again. */
async function ownersAfter(unit: Unit, id: string, isNew: boolean, added: readonly (string | null)[]): Promise<Owners> {
  const { db } = unit.tx;
  const row = isNew ? undefined : await db.selectFrom('sessions').select('ownersJson').where('id', '=', id).executeTakeFirst();
  const owners: string[] = row === undefined ? [] : JSON.parse(row.ownersJson);
  for (const owner of added) if (owner !== null && owner !== owners.at(-1)) owners.push(owner);
  return { ownersJson: JSON.stringify(owners), ownerId: added.at(-1) ?? null };
}
