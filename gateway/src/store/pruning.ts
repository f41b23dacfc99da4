import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './committer.ts';
import type { Schema } from './schema.ts';
import type { Store } from './store.ts';

/** So many rows go in one transaction: a few milliseconds, so that nobody who waits for a commit notices. */
export const BATCH_ROWS = 500;

/** Rows of a table that go when a time of theirs is before a moment. Milliseconds since 1970. */
export interface Past {
  readonly table: keyof Schema;
  /** What its rows are told apart by, in an order that has an index. Those that share a key go together. */
  readonly key: readonly [string, ...string[]];
  /** The column with the time. Rows without one stay. */
  readonly time: string;
  readonly before: number;
  /**
   * How they are found:
   * - `index`: the time has one.
   * - `walk`: in the order of the key, to its end.
   * - the name of a column: in the order of the key, until a row that is not before the moment by that column. It grows with the key, and is
   *   never later than the time. For tables where an index of the time would cost every message a write.
   */
  readonly found: 'index' | 'walk' | (string & {});
}

/** How a sweep goes about it. */
export interface Pace {
  /** Asked before every batch: what is left then waits for the next sweep. */
  readonly isStopping?: () => boolean;
  /** Waited for after every batch. Without it: a turn of the event loop. */
  readonly rest?: () => Promise<void>;
}

/** Removes rows in batches, each a transaction of its own, which others' work may share. */
export interface Sweeper {
  sweep(past: Past, pace?: Pace): Promise<void>;
  /** Runs a piece of clearing up in a transaction, again until it has nothing left to do. @param piece answers whether there is more */
  sweepBy(piece: (tx: Tx) => Promise<boolean>, pace?: Pace): Promise<void>;
}

/** @param store to be given once: it announces a kind of work */
export function createSweeper({ reader, committer }: Pick<Store, 'reader' | 'committer'>): Sweeper {
  const commit = committer.register<(tx: Tx) => Promise<boolean>, boolean>({
    name: 'retention',
    async run(tx, pieces) {
      const answers: boolean[] = [];
      for (const piece of pieces) answers.push(await piece(tx));
      return answers;
    },
  });
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

  /** @param batch answers whether there is more */
  async function repeat(batch: () => Promise<boolean>, { isStopping = () => false, rest = turn }: Pace): Promise<void> {
    while (!isStopping() && (await batch())) await rest();
  }

  async function walk(past: Past, pace: Pace): Promise<void> {
    let after: readonly unknown[] | undefined;
    await repeat(async () => {
      const rows = (await nextRows(past, after).execute(reader)).rows;
      const last = rows.at(-1);
      if (last === undefined) return false;
      const range = { after, upTo: past.key.map((name) => last[name]) };
      if (rows.some((row) => isBefore(row[past.time], past.before))) {
        await commit(async ({ db }) => {
          await removeRange(past, range).execute(db);
          return false;
        });
      }
      after = range.upTo;
      const isPassed = past.found !== 'walk' && !isBefore(last[past.found], past.before);
      return rows.length === BATCH_ROWS && !isPassed;
    }, pace);
  }

  return {
    sweepBy: (piece, pace = {}) => repeat(() => commit(piece), pace),
    async sweep(past, pace = {}) {
      if (past.found !== 'index') return walk(past, pace);
      await repeat(() => commit(async (tx) => (await removeSome(past, tx)) === BATCH_ROWS), pace);
    },
  };
}

const isBefore = (time: unknown, before: number): boolean => typeof time === 'number' && time < before;

const refs = (names: readonly string[]) => sql.join(names.map((name) => sql.ref(name)));

/** Gives how many went. On PostgreSQL another gateway may be at it too: each takes rows that the other has not. */
async function removeSome({ table, key, time, before }: Past, { db, dialect }: Tx): Promise<number> {
  const lock = dialect === 'postgres' ? sql`for update skip locked` : sql``;
  const { numAffectedRows } = await sql`delete from ${sql.table(table)} where (${refs(key)}) in
    (select ${refs(key)} from ${sql.table(table)} where ${sql.ref(time)} < ${before} limit ${BATCH_ROWS} ${lock})`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

function nextRows({ table, key, time, found }: Past, after: readonly unknown[] | undefined): RawBuilder<Readonly<Record<string, unknown>>> {
  const columns = [...new Set([...key, time, ...(found === 'walk' ? [] : [found])])];
  const where = after === undefined ? sql`` : sql`where (${refs(key)}) > (${sql.join(after)})`;
  return sql`select ${refs(columns)} from ${sql.table(table)} ${where} order by ${refs(key)} limit ${BATCH_ROWS}`;
}

/** @param range keys, the first one not included */
function removeRange(
  { table, key, time, before }: Past,
  range: { readonly after: readonly unknown[] | undefined; readonly upTo: readonly unknown[] },
): RawBuilder<unknown> {
  const from = range.after === undefined ? sql`` : sql`and (${refs(key)}) > (${sql.join(range.after)})`;
  return sql`delete from ${sql.table(table)} where (${refs(key)}) <= (${sql.join(range.upTo)}) ${from} and ${sql.ref(time)} < ${before}`;
}
