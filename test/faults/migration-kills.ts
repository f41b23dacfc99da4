import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { KyselyPlugin } from 'kysely';
import { MIGRATIONS, migrate } from '../../gateway/src/store/migrate.ts';
import { describeMachine } from '../bench/figures.ts';
import { startGateway } from '../support/gateway-process.ts';
import { startPostgres } from '../support/postgres.mjs';
import { type TestStore, postgresStore, sqliteStore } from './database.ts';
import { type Contents, type Place, isSame, newPlace, openDatabase, read } from './migration-places.ts';
import { fill, fillingOf } from './migration-rows.ts';
import type { Report } from './report.ts';

/** Tables that a step may count or write anew: what is in them follows from others. */
const DERIVED: ReadonlySet<string> = new Set(['tallies', 'searchDue', 'searchDocuments']);

/** What was found wrong, by what it is about. */
interface Wrong {
  readonly survivors: string[];
  readonly halves: string[];
  readonly broken: string[];
  readonly lost: string[];
}

/** Databases that are looked at side by side. */
const AT_ONCE = 4;

/**
 * R7: every step of the schema is killed at each of its statements, on a database with rows in every table, and begun again. The databases
 * go through all steps together, one for each statement of the longest, so that a step is killed on what it finds in life and the whole is
 * as long as all steps together. A new step is in by itself.
 */
export async function surviveMigrationKills(name: TestStore['name'], report: Report): Promise<void> {
  // A kill takes nothing that was written from the system, so nothing here need wait for the disk.
  const server = name === 'postgres' ? await startPostgres({ isDurable: false }) : undefined;
  const store = server === undefined ? sqliteStore() : await postgresStore(server.url);
  try {
    await killEachStep(store, report);
  } finally {
    await server?.stop();
  }
}

async function killEachStep(store: TestStore, report: Report): Promise<void> {
  const wrong: Wrong = { survivors: [], halves: [], broken: [], lost: [] };
  const statements = await countStatements(store);
  // It comes through every step without a kill.
  const model = await newPlace(store);
  let places: readonly Place[] = [];
  let kills = 0;
  for (const [step, n] of statements.entries()) {
    const needed = Math.max(...statements.slice(step));
    if (step === 0) places = await inTurns(Array.from({ length: needed }), () => newPlace(store));
    await inTurns(places.slice(needed), (place) => place.remove());
    places = places.slice(0, needed);
    await killStep(store, { model, places, step, statements: n }, wrong);
    kills += places.length;
  }
  const rows = [...(await read(model, store.name)).rows.values()].reduce((sum, one) => sum + one.length, 0);
  await inTurns([model, ...places], (place) => place.remove());
  const all = statements.reduce((sum, n) => sum + n, 0);
  const figures = { steps: MIGRATIONS.length, statements, kills, rows, ...countsOf(wrong) };
  console.log(JSON.stringify({ faults: 'interrupted migrations', store: store.name, version: store.version, ...figures, ...describeMachine() })); // prettier-ignore
  const isEach = wrong.survivors.length === 0 && statements.every((n) => n > 3);
  report.check(`all ${MIGRATIONS.length} steps were killed after each of their ${all} statements`, isEach, wrong.survivors.slice(0, 5));
  report.check('a killed step leaves all of itself or nothing', wrong.halves.length === 0, wrong.halves.slice(0, 5));
  report.check('the next migration completes the schema each time', wrong.broken.length === 0, wrong.broken.slice(0, 5));
  report.check('no row is lost', rows > MIGRATIONS.length && wrong.lost.length === 0, wrong.lost.slice(0, 5));
  await startAfterKill(store, Math.floor(all / 2), report);
}

const countsOf = ({ survivors, halves, broken, lost }: Wrong) => ({
  ...{ survivors: survivors.length, halves: halves.length, broken: broken.length, lost: lost.length },
});

interface Step {
  /** A database just before it, as all the others are. */
  readonly model: Place;
  /** At least as many as it has statements. */
  readonly places: readonly Place[];
  /** Its number, from 0. */
  readonly step: number;
  readonly statements: number;
}

async function killStep(store: TestStore, { model, places, step, statements }: Step, wrong: Wrong): Promise<void> {
  const before = await read(model, store.name);
  await migrateTo(store.name, model.target, step + 1);
  const after = await read(model, store.name);
  wrong.lost.push(...tablesThatLost(before, after).map((table) => `step ${step + 1} loses rows of ${table}`));
  const interrupted = places.map(({ target }, i) => ({ target, after: (i % statements) + 1 }));
  const end = migrateInProcess(store.name, interrupted);
  if (end.signal !== 'SIGKILL') wrong.survivors.push(`step ${step + 1}: ${end.problem}`);
  await inTurns(places, async (place, i) => {
    const statement = (i % statements) + 1;
    const where = `step ${step + 1} after statement ${statement}`;
    // Its last statement is the commit.
    if (!isSame(await read(place, store.name), statement === statements ? after : before)) wrong.halves.push(where);
    await migrateTo(store.name, place.target, step + 1);
    const found = await read(place, store.name);
    if (found.schema !== after.schema) wrong.broken.push(where);
    if (!isSame(found, after)) wrong.lost.push(where);
  });
  const filling = await fillingOf(model, store.name);
  if (filling.length > 0) await inTurns([model, ...places], (place) => fill(place, filling));
}

function tablesThatLost(before: Contents, after: Contents): readonly string[] {
  const isFewer = (table: string, rows: readonly string[]) => (after.rows.get(table)?.length ?? 0) < rows.length;
  return [...before.rows].filter(([table, rows]) => !DERIVED.has(table) && isFewer(table, rows)).map(([table]) => table);
}

async function inTurns<T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  const entries = items.entries();
  const one = async () => {
    for (const [index, item] of entries) results[index] = await work(item, index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return results;
}

/** The same with the whole gateway: it starts on what a killed start left. */
async function startAfterKill(store: TestStore, after: number, report: Report): Promise<void> {
  const [killed, whole] = [await newPlace(store), await newPlace(store)];
  await migrateTo(store.name, whole.target, MIGRATIONS.length);
  const { signal } = migrateInProcess(store.name, [{ target: killed.target, after }]);
  const gateway = await startGateway(store.name === 'sqlite' ? { folder: killed.target } : { databaseUrl: killed.target });
  const [found, complete] = [await read(killed, store.name), await read(whole, store.name)];
  report.check('a gateway starts on what a killed start left', signal === 'SIGKILL' && found.schema === complete.schema);
  await gateway.stop();
  await gateway.dispose();
  await killed.remove();
  await whole.remove();
}

/** How many statements each step has. */
async function countStatements(store: TestStore): Promise<readonly number[]> {
  const place = await newPlace(store);
  const counts: number[] = [];
  for (let version = 1; version <= MIGRATIONS.length; version++) {
    const withIdle = await migrateTo(store.name, place.target, version);
    // The look that finds nothing to do is part of every start.
    counts.push(withIdle - (await migrateTo(store.name, place.target, version)));
  }
  await place.remove();
  return counts;
}

/** Migrates to the schema of this number; how many statements that took. */
async function migrateTo(store: TestStore['name'], target: string, version: number): Promise<number> {
  const db = openDatabase(store, target);
  let count = 0;
  await migrate(db.withPlugin(atEachResult(() => Promise.resolve(void (count += 1)))), store, MIGRATIONS.slice(0, version));
  await db.destroy();
  return count;
}

/** A database, and the statement at which its migration stops for ever. */
interface Interrupted {
  readonly target: string;
  readonly after: number;
}

/** Migrates in a process of its own, which is killed when the last of them has come to its statement. */
function migrateInProcess(store: TestStore['name'], databases: readonly Interrupted[]) {
  const args = [fileURLToPath(import.meta.url), store, JSON.stringify(databases)];
  const { signal, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { signal, problem: stderr.slice(-500) };
}

function atEachResult(come: () => Promise<void>): KyselyPlugin {
  return {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      await come();
      return result;
    },
  };
}

/** Resolves when so many statements have come back; the next one is never asked. */
function stopAfter(store: TestStore['name'], { target, after }: Interrupted): Promise<void> {
  return new Promise((resolve, reject) => {
    let count = 0;
    const come = () => {
      count += 1;
      if (count < after) return Promise.resolve();
      resolve();
      return new Promise<never>(() => undefined);
    };
    const ended = migrate(openDatabase(store, target).withPlugin(atEachResult(come)), store);
    ended.then(() => reject(new Error(`the migration ended before statement ${after}`)), reject);
  });
}

if (import.meta.main) {
  const [name, databases = '[]'] = process.argv.slice(2);
  const store = name === 'postgres' ? 'postgres' : 'sqlite';
  await Promise.all((JSON.parse(databases) as readonly Interrupted[]).map((one) => stopAfter(store, one)));
  process.kill(process.pid, 'SIGKILL');
}
