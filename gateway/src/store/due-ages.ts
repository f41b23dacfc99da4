import { sql } from 'kysely';
import { type LaneKind, oldestDueAge } from './lanes.ts';
import type { Store } from './store.ts';

const LANES = ['delivery', 'send', 'resume'] as const satisfies readonly LaneKind[];
/** What is done because its time has come. */
export type DueWork = (typeof LANES)[number] | 'deadline' | 'wait';

/** How long the oldest of each kind of work has been due, in milliseconds; 0 where nothing is. Each by an index. */
export async function dueAges(store: Store, now: number): Promise<ReadonlyMap<DueWork, number>> {
  const ages = new Map<DueWork, number>();
  for (const kind of LANES) ages.set(kind, await oldestDueAge(store, kind, now));
  const { reader } = store;
  const deadline = await reader
    .selectFrom('conversations')
    .select('clockDueAt as dueAt')
    .where('clockDueAt', 'is not', null)
    .orderBy('clockDueAt')
    .limit(1)
    .executeTakeFirst();
  const wait = await reader
    .selectFrom('waits')
    .select('expiresAt as dueAt')
    .where(sql<boolean>`"state" = 'open'`)
    .orderBy('expiresAt')
    .limit(1)
    .executeTakeFirst();
  ages.set('deadline', ageOf(deadline?.dueAt, now));
  ages.set('wait', ageOf(wait?.dueAt, now));
  return ages;
}

function ageOf(dueAt: number | null | undefined, now: number): number {
  return dueAt === undefined || dueAt === null ? 0 : Math.max(0, now - Number(dueAt));
}
