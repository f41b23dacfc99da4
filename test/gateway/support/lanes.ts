import { createLogger } from '../../../gateway/src/log/logger.ts';
import type { LaneWithCargo } from '../../../gateway/src/outbox/cargoes.ts';
import { type End, type LaneWorkerOptions, createLaneWorker } from '../../../gateway/src/outbox/lane-worker.ts';
import type { LaneClaims, WantedLanes } from '../../../gateway/src/store/lane-claims.ts';
import type { ClaimedLane } from '../../../gateway/src/store/lanes.ts';

/** Turns of the event loop in which all that waits for nothing else comes to rest. */
export async function settle(): Promise<void> {
  for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => setImmediate(resolve));
}

/** A lane whose id says its destination, as `delivery:cnv_1:sub_1` does. */
export const laneOf = (id: string) => ({ id, destinationId: id.split(':')[2] ?? '', conversationId: id.split(':')[1] ?? '' });

/** Timers and a clock that only move together, by hand. */
function createTime() {
  let timers: { readonly at: number; readonly then: () => void }[] = [];
  const time = {
    now: 1_000_000,
    later(ms: number, then: () => void) {
      const timer = { at: time.now + ms, then };
      timers.push(timer);
      return () => void (timers = timers.filter((one) => one !== timer));
    },
    /** How many are set. */
    get timers() {
      return timers.length;
    },
    /** Lets time pass, and everything happen that it brings. */
    async pass(ms: number) {
      const end = time.now + ms;
      for (let next = earliest(end); next !== undefined; next = earliest(end)) {
        const { at, then } = next;
        timers = timers.filter((one) => one !== next);
        time.now = Math.max(time.now, at);
        then();
        await settle();
      }
      time.now = end;
    },
  };
  const earliest = (end: number) => timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
  return time;
}

/** What a try of a lane is told, and how it is ended. */
export interface Try {
  readonly lane: LaneWithCargo<string>;
  answered(): void;
  end(end: End): Promise<void>;
  fail(error: Error): Promise<void>;
}

/** A lane worker on a store that is a list of lanes, whose tries end when the test says so. */
export function laneBench(
  given: {
    /** Whether the lanes have no rows; default: they have none. */
    readonly inMemory?: boolean;
    readonly most?: number;
    readonly destinations?: LaneWorkerOptions<string>['destinations'];
  } = {},
) {
  const time = createTime();
  const logged: Record<string, unknown>[] = [];
  const tries: Try[] = [];
  const bench = {
    time,
    tries,
    /** The lines of the log, errors with their message. */
    logged,
    /** Lanes that the store has work for. */
    due: new Map<string, ClaimedLane>(),
    /** What the store gives for any lanes, as its own condition of what fits. */
    dueFor: ({ held, exceptDestinations = [], limit }: WantedLanes): readonly ClaimedLane[] =>
      [...bench.due.values()]
        .filter(({ id, destinationId }) => !held.has(id) && !exceptDestinations.includes(destinationId))
        .slice(0, limit),
    /** What the store was asked for. */
    asked: [] as WantedLanes[],
    /** What it was given back. */
    released: [] as string[],
    /** What was asked to be renewed. */
    renewed: [] as (readonly string[])[],
    /** Awaited before a claim is answered, before work begins and when leases are renewed. */
    store: () => Promise.resolve(),
    /** Ids of the lanes that were begun together. */
    begun: [] as (readonly string[])[],
    addDue(...ids: readonly string[]) {
      for (const id of ids) bench.due.set(id, { ...laneOf(id), version: 1, attempts: 0, token: 'this process' });
    },
    /** The one try that is under way on a lane. */
    tryOf(id: string): Try {
      const found = tries.find(({ lane }) => lane.id === id);
      if (found === undefined) throw new Error(`${id} is not tried`);
      return found;
    },
    /** Ids of the lanes that are being tried. */
    tried: () => tries.map(({ lane }) => lane.id),
  };
  const inMemory = given.inMemory ?? true;
  const claims: LaneClaims = {
    kind: 'delivery',
    token: 'this process',
    liveInMemory: inMemory,
    now: () => time.now,
    async claim(wanted) {
      bench.asked.push({ ...wanted, held: new Set(wanted.held) });
      const { only, held } = wanted;
      // As the database does, this answers what was so when it was asked.
      const due = bench.dueFor(wanted);
      const named = only?.map((id): ClaimedLane => ({ ...laneOf(id), version: 0, attempts: 0, token: 'this process' }));
      const rows = only === undefined ? due : inMemory ? named : due.filter(({ id }) => only.includes(id));
      await bench.store();
      return (rows ?? []).filter(({ id }) => !held.has(id));
    },
    release: (ids) => Promise.resolve(void bench.released.push(...ids)),
    renew(ids) {
      bench.renewed.push(ids);
      return bench.store();
    },
  };
  const worker = createLaneWorker<string>({
    claims,
    log: createLogger({ level: 'error', stream: { write: (line) => void logged.push(JSON.parse(line)) } }),
    mostPerDestination: given.most ?? 64,
    ...(given.destinations === undefined ? {} : { destinations: given.destinations }),
    later: time.later,
    async begin(lanes) {
      bench.begun.push(lanes.map(({ id }) => id));
      await bench.store();
      return (lane, answered) =>
        new Promise<End>((resolve, reject) => {
          const over = () => {
            tries.splice(tries.indexOf(one), 1);
            return settle();
          };
          const one: Try = {
            lane,
            answered,
            end(end) {
              resolve(end);
              return over();
            },
            fail(error) {
              reject(error);
              return over();
            },
          };
          tries.push(one);
        });
    },
  });
  return Object.assign(bench, {
    worker,
    /** Work comes for lanes, with their cargo or without. */
    async wake(...lanes: readonly (string | readonly [id: string, ...cargo: string[]])[]) {
      const woken = lanes.map((one) => (typeof one === 'string' ? laneOf(one) : { ...laneOf(one[0]), cargo: one.slice(1) }));
      worker.wake(woken);
      await settle();
    },
    async start() {
      worker.start();
      await settle();
    },
  });
}
