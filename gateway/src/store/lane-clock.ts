import type { Kysely } from 'kysely';
import { type SteadyClock, createSteadyClock } from '../model/steady-clock.ts';
import { databaseNow } from './dialect.ts';
import type { Schema } from './schema.ts';

const FOLLOW_MS = 5_000;
/** As long as a send rests at most, but for a platform that asked for more. */
const MOST_REST_MS = 60_000;

/**
 * Gateways that share a database go by its clock: one whose own is wrong, or that slept, neither misses what others made due nor comes too
 * early. While the database does not answer, time goes on by itself.
 */
export async function followDatabase(db: Kysely<Schema>, elapsed: () => number): Promise<Pick<SteadyClock, 'now'> & { stop(): void }> {
  const ask = async () => (await db.selectNoFrom(databaseNow('postgres').as('now')).executeTakeFirstOrThrow()).now;
  const clock = createSteadyClock(await ask(), elapsed);
  const follow = () => void ask().then(clock.set, () => undefined);
  const timer = setInterval(follow, FOLLOW_MS);
  timer.unref();
  return { now: clock.now, stop: () => clearInterval(timer) };
}

/**
 * Where one process has the file, its clock of the lanes began anew with it. What an earlier one, or the machine's clock before it was set
 * back, put far away is not waited for.
 */
export async function beginRests(db: Kysely<Schema>, now: number): Promise<void> {
  const latest = now + MOST_REST_MS;
  await db.updateTable('lanes').set({ dueAt: latest }).where('dueAt', '>', latest).execute();
}
