import type { Logger } from '../log/logger.ts';
import {
  BEGIN_WITHIN_MS,
  type ClaimedLane,
  LEASE_MS,
  type LaneKind,
  claimLanes,
  livesInMemory,
  releaseLanes,
  renewLeases,
} from '../store/lanes.ts';
import type { Store } from '../store/store.ts';
import { createCargoes } from './cargoes.ts';
import { createHints } from './hints.ts';
import { createShares } from './shares.ts';

/** Works lanes of one kind: in order within a lane, side by side across lanes. */
export interface LaneWorker<Cargo = never> {
  /** Lanes that have just got work. Only a hint: the regular look at the store finds them too. */
  wake(lanes: readonly DueLane<Cargo>[]): void;
  /** Any lane may have become this process's to work on. Only a hint, too. */
  look(): void;
  start(): void;
  /** Takes nothing new and waits for what is under way. */
  stop(): Promise<void>;
}

/** A lane with new work. */
export interface DueLane<Cargo = never> {
  readonly id: string;
  readonly destinationId: string;
  readonly conversationId: string | null;
  /** The new work itself, in order, so that it need not be read again. */
  readonly cargo?: readonly Cargo[];
}

/** A lane to work on, with its work where that is known. */
export type LaneWithCargo<Cargo> = ClaimedLane & { readonly cargo?: readonly Cargo[] };

/**
 * Told when a lane's try is over: when it is due again, null for never, undefined when its lease was lost.
 *
 * @param isHeld it was not tried but waits for more work until then, which may make it due sooner
 * @param count how much of its cargo is done for good, where it came with one
 */
export type Done = (lane: ClaimedLane, dueAt: number | null | undefined, isHeld?: boolean, count?: number) => void;

/** Told when a lane's try has left its destination and is only to be written down: another lane may be tried there meanwhile. */
export type Answered = (lane: ClaimedLane) => void;

export interface LaneWorkerOptions<Cargo> {
  readonly kind: LaneKind;
  readonly store: Store;
  /** The clock by which lanes are due, see `Store.laneNow`. */
  readonly now: () => number;
  readonly log: Logger;
  /** Names this process in leases. */
  readonly token: string;
  /** So that a slow destination never takes more than its share. */
  readonly mostPerDestination: number;
  /** Works the heads of these lanes, records what came of it, and says of each lane when it is done; before that perhaps that it was answered. */
  readonly work: (lanes: readonly LaneWithCargo<Cargo>[], done: Done, answered: Answered) => Promise<void>;
  /** The destinations this process may work for; undefined: all. */
  readonly destinations?: () => readonly string[] | undefined;
  readonly pollMs?: number;
}

/** A lane that waits for its next try. */
interface Rest {
  readonly until: number;
  readonly attempts: number;
  readonly destinationId: string;
  readonly isHeld: boolean;
}

const POLL_MS = 500;
const MOST_CLAIMED = 256;
/** Bounds one look at the store where many destinations are behind. */
const MOST_ROUNDS = 50;

/**
 * The truth is in the store; this keeps in memory only which lanes are being worked on and which were said to have work. Every
 * `pollMs` it asks the store for due lanes, so that a lost hint costs half a second and nothing else.
 */
export function createLaneWorker<Cargo = never>(options: LaneWorkerOptions<Cargo>): LaneWorker<Cargo> {
  const { store, kind, now } = options;
  const held = new Set<string>();
  const shares = createShares(options.mostPerDestination);
  const hints = createHints();
  /** Held lanes that got more work meanwhile. */
  const wokenWhileHeld = new Set<string>();
  const cargoes = createCargoes<Cargo>();
  const isInMemory = livesInMemory(store, kind);
  /** Lanes without a row that failed or are held, until they are tried again. */
  const backingOff = new Map<string, Rest>();
  const holds = new Map<string, NodeJS.Timeout>();
  let pumping = false;
  let pumpAgain = false;
  let stopped = false;
  let pollTimer: NodeJS.Timeout | undefined;
  let leaseTimer: NodeJS.Timeout | undefined;
  const whenIdle: (() => void)[] = [];

  function hold(lane: ClaimedLane): void {
    held.add(lane.id);
    shares.take(lane);
  }

  function release(lane: ClaimedLane, dueAt: number | null | undefined, isHeld: boolean, count: number | undefined): void {
    held.delete(lane.id);
    shares.giveBack(lane);
    if (isInMemory) backOff(lane, dueAt, isHeld);
    if (isHeld && typeof dueAt === 'number') hintAt(lane, dueAt);
    const isDue = dueAt !== null && dueAt !== undefined && dueAt <= now();
    const wasWoken = wokenWhileHeld.delete(lane.id);
    const known = dueAt === null && count !== undefined ? cargoes.done(lane.id, count) : undefined;
    if (known === undefined) cargoes.forget(lane.id);
    if (known === 'more' || (known === undefined && (wasWoken || isDue))) hints.add(lane.id, lane.destinationId);
    else if (dueAt === null && store.dialect === 'sqlite') cargoes.rests(lane.id);
    pump();
    if (held.size === 0) for (const resolve of whenIdle.splice(0)) resolve();
  }

  /** A regular look at the store comes anyway, but a customer's pause is a matter of seconds. */
  function hintAt(lane: ClaimedLane, dueAt: number): void {
    const hint = () => {
      holds.delete(lane.id);
      hints.add(lane.id, lane.destinationId);
      pump();
    };
    clearTimeout(holds.get(lane.id));
    holds.set(lane.id, setTimeout(hint, Math.max(0, dueAt - now())));
  }

  function backOff(lane: ClaimedLane, dueAt: number | null | undefined, isHeld: boolean): void {
    if (dueAt === null || dueAt === undefined || dueAt <= now()) backingOff.delete(lane.id);
    else backingOff.set(lane.id, { until: dueAt, attempts: lane.attempts + (isHeld ? 0 : 1), destinationId: lane.destinationId, isHeld });
  }

  function hintAfterBackOff(): void {
    for (const [id, { until, destinationId }] of backingOff) if (until <= now()) hints.add(id, destinationId);
    pump();
  }

  function pump(): void {
    if (pumping) pumpAgain = true;
    if (stopped || pumping || hints.size === 0) return;
    pumping = true;
    pumpAgain = false;
    setImmediate(() => void claimHinted());
  }

  async function claimHinted(): Promise<void> {
    // It was scheduled a turn ago: a worker that was stopped since then was idle for those who wait, and must stay so.
    if (stopped) return;
    const ids = hints.take(MOST_CLAIMED, shares.roomOf);
    const asked = startLoaded(ids);
    try {
      if (asked.length > 0) await claim(asked);
    } catch (error) {
      options.log.error({ err: error, kind }, 'lanes could not be claimed; the next look at the store tries again');
    }
    pumping = false;
    // Room that was made meanwhile.
    if (ids.length === MOST_CLAIMED || pumpAgain) pump();
  }

  /** Starts on lanes whose work is at hand, and gives the others. */
  function startLoaded(ids: readonly string[]): readonly string[] {
    const loaded: LaneWithCargo<Cargo>[] = [];
    const others: string[] = [];
    for (const id of ids) {
      const lane = held.has(id) ? undefined : cargoes.take(id);
      if (lane === undefined) {
        others.push(id);
        continue;
      }
      const claimed = { ...lane, version: 0, attempts: 0, token: options.token };
      hold(claimed);
      loaded.push(claimed);
    }
    if (loaded.length > 0) void runAll(loaded);
    return others;
  }

  /** Claims lanes and starts on those whose destination has room. Gives how many the store had. */
  async function claim(only?: readonly string[]): Promise<number> {
    const beginsBefore = store.dialect === 'postgres' ? { beginsBefore: performance.now() + BEGIN_WITHIN_MS } : {};
    const found = await claimLanes(store, {
      kind,
      ...(only ? { only } : {}),
      // What is loaded is hinted at or held: reading it again would be for nothing, and would hide what is not.
      held: only === undefined && isInMemory ? new Set([...held, ...backingOff.keys(), ...cargoes.ids()]) : held,
      exceptDestinations: shares.full(),
      destinations: options.destinations?.(),
      limit: MOST_CLAIMED,
      token: options.token,
      now: now(),
    });
    const started: ClaimedLane[] = [];
    const tooMany: ClaimedLane[] = [];
    for (const one of found) {
      const waits = backingOff.get(one.id);
      // What is held is looked at again when more work has come for it.
      const mustRest = waits !== undefined && waits.until > now() && !(waits.isHeld && only !== undefined);
      if (held.has(one.id) || mustRest) continue;
      const lane = { ...one, ...beginsBefore, ...(waits === undefined ? {} : { attempts: waits.attempts }) };
      cargoes.forget(lane.id);
      if (stopped || shares.roomOf(lane.destinationId) <= 0) {
        tooMany.push(lane);
        continue;
      }
      hold(lane);
      started.push(lane);
    }
    if (started.length > 0) void runAll(started);
    await releaseLanes(store, options.token, tooMany.map((lane) => lane.id)); // prettier-ignore
    return found.length;
  }

  async function runAll(lanes: readonly LaneWithCargo<Cargo>[]): Promise<void> {
    const pending = new Set<ClaimedLane>(lanes);
    const done: Done = (lane, dueAt, isHeld = false, count) => {
      if (pending.delete(lane)) release(lane, dueAt, isHeld, count);
    };
    const answered: Answered = (lane) => {
      if (pending.has(lane) && shares.answered(lane)) pump();
    };
    try {
      await options.work(lanes, done, answered);
    } catch (error) {
      options.log.error({ err: error, kind }, 'work on lanes failed; they are tried again');
    }
    for (const lane of [...pending]) done(lane, undefined);
  }

  async function lookNow(): Promise<void> {
    try {
      // A full destination is left out of the next round, so that one that is far behind does not hide the others.
      for (let round = 0; round < MOST_ROUNDS && !stopped; round++) if ((await claim()) < MOST_CLAIMED) break;
    } catch (error) {
      if (!stopped) options.log.error({ err: error, kind }, 'due lanes could not be read');
    }
  }

  async function poll(): Promise<void> {
    hintAfterBackOff();
    await lookNow();
    if (!stopped) pollTimer = setTimeout(() => void poll(), options.pollMs ?? POLL_MS);
  }

  function renew(): void {
    renewLeases(store, options.token, [...held]).catch((error: unknown) =>
      options.log.error({ err: error, kind }, 'leases could not be renewed'),
    );
  }

  return {
    wake(lanes) {
      for (const lane of lanes) {
        cargoes.add(lane);
        if (held.has(lane.id)) {
          wokenWhileHeld.add(lane.id);
          continue;
        }
        hints.add(lane.id, lane.destinationId);
      }
      pump();
    },
    look: () => void lookNow(),
    start() {
      void poll();
      if (store.dialect === 'postgres') leaseTimer = setInterval(renew, LEASE_MS / 3);
    },
    async stop() {
      stopped = true;
      clearTimeout(pollTimer);
      clearInterval(leaseTimer);
      for (const timer of holds.values()) clearTimeout(timer);
      if (held.size > 0) await new Promise<void>((resolve) => whenIdle.push(resolve));
    },
  };
}
