import type { Kysely } from 'kysely';
import type { DialectName } from './dialect.ts';
import type { Schema } from './schema.ts';

/** A transaction as the work in it sees it. Nothing but its own statements may be awaited inside. */
export interface Tx {
  readonly db: Kysely<Schema>;
  readonly dialect: DialectName;
  /** Names this writer in rows that several gateways add to, so that none waits for another; 0 on SQLite, which has one. */
  readonly writer: number;
  /** Our clock when the commit began, the same for all that share it. */
  readonly now: number;
  /** The same moment by the clock of the lanes, see `Store.laneNow`. */
  readonly laneNow: number;
  /** Runs once the commit is on the disk; never when it failed. Must not throw. */
  afterCommit(effect: () => void): void;
}

/** One kind of work that takes all its waiting items at once and answers each of them, in order. */
export interface Work<Item, Result> {
  readonly name: string;
  /** Waits a few milliseconds for a commit that somebody else needs, rather than asking for one of its own. */
  readonly isPatient?: boolean;
  /** Takes the locks the items need, before any kind of work writes; see `lockConversations`. */
  prepare?(tx: Tx, items: readonly Item[]): Promise<void>;
  run(tx: Tx, items: readonly Item[]): Promise<readonly Result[]>;
}

export interface Committer {
  /**
   * Announces a kind of work. The function given back resolves when the item's transaction is committed, and rejects when the item
   * fails even alone. Kinds share a commit in the order in which they were announced.
   */
  register<Item, Result>(work: Work<Item, Result>): (item: Item) => Promise<Result>;
  /** Refuses new work and waits for what is there. */
  close(): Promise<void>;
}

/** Bounds how long one commit keeps readers of the event loop waiting. */
const MOST_ITEMS = 256;
const MOST_TRIES = 6;
/** How long a commit waits for the requests that are just coming in. */
const GATHER_MS = 3;
/** How long patient work waits for somebody else's commit. */
const PATIENCE_MS = 25;
/** So many patient items are worth a commit of their own. */
const PATIENT_ITEMS = 32;

/** Some items of one kind that go into one commit. */
interface Share {
  readonly size: number;
  prepare(tx: Tx): Promise<void>;
  /** Runs them; the function given back answers them and is called after the commit. */
  run(tx: Tx): Promise<() => void>;
  fail(error: unknown): void;
  singles(): readonly Share[];
}

/** The waiting items of one kind. */
interface Queue {
  readonly length: () => number;
  take(most: number): Share;
}

/**
 * Group commit: all that arrived while the last commit ran shares the next one, so that one fsync pays for many requests.
 * A batch that fails is tried again one item at a time, so that a bad item fails alone.
 */
export function createCommitter(options: {
  readonly db: Kysely<Schema>;
  readonly dialect: DialectName;
  /** See `Tx`. */
  readonly writer: number;
  readonly now: () => number;
  readonly laneNow: () => number;
  /** Whether an error may be gone at the next try: a deadlock, a serialization failure, a row that another gateway made first. */
  readonly isPassing: (error: unknown) => boolean;
  /** Told of each commit: milliseconds it took, and how much shared it. */
  readonly onCommit?: ((ms: number, items: number) => void) | undefined;
}): Committer {
  const queues: Queue[] = [];
  let running = false;
  let closed = false;
  let lastItems = 0;
  let patience: NodeJS.Timeout | undefined;
  let whenIdle: (() => void)[] = [];

  async function commitNext(): Promise<void> {
    const shares = takeShares(queues);
    lastItems = shares.reduce((sum, share) => sum + share.size, 0);
    await settle(shares);
    if (waitingItems() > 0) return gather();
    running = false;
    for (const resolve of whenIdle) resolve();
    whenIdle = [];
  }

  /**
   * Commits when a turn of the event loop has brought nothing new and there is as much as last time, or after `GATHER_MS`. On SQLite a
   * commit blocks the loop, so that what arrived meanwhile is still in its sockets: it takes a turn or two until all of it is here.
   */
  function gather(): void {
    const startedAt = performance.now();
    let seen = 0;
    const look = () => {
      const waiting = waitingItems();
      const isGrowing = waiting > seen || waiting < lastItems;
      if (isGrowing && waiting < MOST_ITEMS && performance.now() - startedAt < GATHER_MS) {
        seen = waiting;
        setImmediate(look);
      } else void commitNext();
    };
    setImmediate(look);
  }

  function waitingItems(): number {
    return queues.reduce((sum, queue) => sum + queue.length(), 0);
  }

  async function settle(shares: readonly Share[]): Promise<void> {
    const failure = await attempt(shares);
    if (failure === undefined) return;
    for (const single of shares.flatMap((share) => share.singles())) await settleAlone(single);
  }

  async function settleAlone(single: Share): Promise<void> {
    for (let tries = 1; ; tries++) {
      const failure = await attempt([single]);
      if (failure === undefined) return;
      if (tries >= MOST_TRIES || !options.isPassing(failure.error)) {
        single.fail(failure.error);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 5 * tries));
    }
  }

  async function attempt(shares: readonly Share[]): Promise<{ error: unknown } | undefined> {
    const effects: (() => void)[] = [];
    const answers: (() => void)[] = [];
    const startedAt = performance.now();
    try {
      await options.db.transaction().execute(async (db) => {
        const { dialect, writer } = options;
        const tx: Tx = {
          db,
          dialect,
          writer,
          now: options.now(),
          laneNow: options.laneNow(),
          afterCommit: (effect) => effects.push(effect),
        };
        for (const share of shares) await share.prepare(tx);
        for (const share of shares) answers.push(await share.run(tx));
      });
    } catch (error) {
      return { error };
    }
    const items = shares.reduce((sum, share) => sum + share.size, 0);
    options.onCommit?.(performance.now() - startedAt, items);
    for (const effect of [...effects, ...answers]) effect();
    return undefined;
  }

  function wake(isPatient: boolean): void {
    if (running) return;
    if (isPatient) {
      patience ??= setTimeout(() => wake(false), PATIENCE_MS);
      return;
    }
    clearTimeout(patience);
    patience = undefined;
    running = true;
    gather();
  }

  return {
    register(work) {
      const { queue, add } = createQueue(work);
      queues.push(queue);
      return (item) => {
        if (closed) return Promise.reject(new Error('the store is closing'));
        const answer = add(item);
        wake(work.isPatient === true && queue.length() < PATIENT_ITEMS);
        return answer;
      };
    },
    close() {
      closed = true;
      if (patience !== undefined) wake(false);
      return running ? new Promise((resolve) => whenIdle.push(resolve)) : Promise.resolve();
    },
  };
}

function takeShares(queues: readonly Queue[]): readonly Share[] {
  const shares: Share[] = [];
  let room = MOST_ITEMS;
  for (const queue of queues) {
    if (room === 0 || queue.length() === 0) continue;
    const share = queue.take(room);
    room -= share.size;
    shares.push(share);
  }
  return shares;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

function createQueue<Item, Result>(work: Work<Item, Result>): { queue: Queue; add: (item: Item) => Promise<Result> } {
  let waiting: Waiting<Item, Result>[] = [];
  return {
    add: (item) => new Promise((resolve, reject) => waiting.push({ item, resolve, reject })),
    queue: {
      length: () => waiting.length,
      take(most) {
        const taken = waiting.slice(0, most);
        waiting = waiting.slice(most);
        return shareOf(work, taken);
      },
    },
  };
}

function shareOf<Item, Result>(work: Work<Item, Result>, taken: readonly Waiting<Item, Result>[]): Share {
  return {
    size: taken.length,
    prepare: async (tx) =>
      work.prepare?.(
        tx,
        taken.map(({ item }) => item),
      ),
    async run(tx) {
      const results = await work.run(
        tx,
        taken.map(({ item }) => item),
      );
      if (results.length !== taken.length) throw new Error(`${work.name} answered ${results.length} of ${taken.length} items`);
      return () => taken.forEach(({ resolve }, index) => answer(results, index, resolve));
    },
    fail: (error) => taken.forEach(({ reject }) => reject(error)),
    singles: () => taken.map((one) => shareOf(work, [one])),
  };
}

function answer<Result>(results: readonly Result[], index: number, resolve: (result: Result) => void): void {
  for (const result of results.slice(index, index + 1)) resolve(result);
}
