import type { Logger } from '../log/logger.ts';
import type { LaneClaims } from '../store/lane-claims.ts';
import { type ClaimedLane, LEASE_MS } from '../store/lanes.ts';
import { type Later, createAlarms } from './alarms.ts';
import { type DueLane, type LaneWithCargo, createCargoes } from './cargoes.ts';
import { createHints } from './hints.ts';
import { createRests } from './rests.ts';
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

/** How a lane's turn ended. */
export interface End {
  /** When it is due again; null: it rests; undefined: nobody knows, its lease was lost. */
  readonly dueAt: number | null | undefined;
  /** Of a lane in memory, why it waits until then: its try failed, or it was not tried since more work may come. */
  readonly waits?: 'retry' | 'held' | undefined;
  /** How much of its cargo is done for good, where it came with one. */
  readonly count?: number;
}

/**
 * Works the head of a lane and records what came of it.
 *
 * @param answered to be told when the try has left its destination and is only to be written down: another lane may be tried there meanwhile
 */
export type WorkHead<Cargo> = (lane: LaneWithCargo<Cargo>, answered: () => void) => Promise<End>;

export interface LaneWorkerOptions<Cargo> {
  readonly claims: LaneClaims;
  readonly log: Logger;
  /** So that a slow destination never takes more than its share. */
  readonly mostPerDestination: number;
  /** Reads what these lanes need, in one go, and gives what works each of them. */
  readonly begin: (lanes: readonly LaneWithCargo<Cargo>[]) => Promise<WorkHead<Cargo>>;
  /** The destinations this process may work for; undefined: all. */
  readonly destinations?: () => readonly string[] | undefined;
  /** Timers, where a test moves them. */
  readonly later?: Later;
}

/** Whoever looks next finds it due, or another gateway has it. */
const UNKNOWN: End = { dueAt: undefined };
const POLL_MS = 500;
const MOST_CLAIMED = 256;
/** Bounds one look at the store where many destinations are behind. */
const MOST_ROUNDS = 50;

/**
 * The truth is in the store; this keeps in memory only which lanes are being worked on and which were said to have work. Twice a second it
 * asks the store for due lanes, so that a lost hint costs half a second and nothing else.
 */
export function createLaneWorker<Cargo = never>(options: LaneWorkerOptions<Cargo>): LaneWorker<Cargo> {
  const { claims, log } = options;
  const { kind } = claims;
  const held = new Set<string>();
  /** Held lanes that got more work meanwhile. */
  const wokenWhileHeld = new Set<string>();
  const shares = createShares(options.mostPerDestination);
  const hints = createHints();
  const cargoes = createCargoes<Cargo>();
  const rests = createRests(claims.now);
  const alarms = createAlarms(options.later);
  const underWay = new Set<Promise<void>>();
  let isPumping = false;
  let stopped = false;

  function hold<Lane extends ClaimedLane>(lane: Lane): Lane {
    held.add(lane.id);
    shares.take(lane);
    alarms.clear(lane.id);
    return lane;
  }

  function release(lane: ClaimedLane, { dueAt, waits, count }: End): void {
    held.delete(lane.id);
    shares.giveBack(lane);
    if (typeof dueAt === 'number' && waits !== undefined) restUntil(lane, dueAt, waits);
    const left = cargoes.done(lane.id, dueAt === null ? count : undefined);
    const mayHaveMore = wokenWhileHeld.delete(lane.id) || (typeof dueAt === 'number' && dueAt <= claims.now());
    if (left === undefined ? mayHaveMore : left > 0) hints.add(lane.id, lane.destinationId);
    else if (dueAt === null && claims.liveInMemory) cargoes.rests(lane.id);
    pump();
  }

  function restUntil(lane: ClaimedLane, dueAt: number, why: 'retry' | 'held'): void {
    if (claims.liveInMemory) rests.add(lane, dueAt, why);
    // A regular look comes anyway, but a customer's pause is a matter of seconds.
    if (why === 'held') alarms.set(lane.id, dueAt - claims.now(), () => hint(lane));
  }

  function hint({ id, destinationId }: Pick<ClaimedLane, 'id' | 'destinationId'>): void {
    hints.add(id, destinationId);
    pump();
  }

  function pump(): void {
    if (isPumping || hints.size === 0) return;
    isPumping = true;
    track(claimHinted());
  }

  async function claimHinted(): Promise<void> {
    // So that what is said in one turn is claimed together.
    await new Promise((resolve) => setImmediate(resolve));
    while (!stopped) {
      const ids = hints.take(MOST_CLAIMED, shares.roomOf);
      // Whatever makes room for those that are left pumps again.
      if (ids.length === 0) break;
      const asked = startLoaded(ids);
      if (asked.length > 0) await claim(asked);
    }
    isPumping = false;
  }

  /** Starts on lanes whose work is at hand, and gives the others. */
  function startLoaded(ids: readonly string[]): readonly string[] {
    const loaded: LaneWithCargo<Cargo>[] = [];
    const others: string[] = [];
    for (const id of ids) {
      const known = held.has(id) ? undefined : cargoes.take(id);
      if (known === undefined) others.push(id);
      else loaded.push(hold({ ...known, version: 0, attempts: 0, token: claims.token }));
    }
    run(loaded);
    return others;
  }

  /** Claims lanes and starts on those whose destination has room. Gives how many the store had; none where it could not be asked. */
  async function claim(only?: readonly string[]): Promise<number> {
    try {
      const found = await claims.claim({
        only,
        // What is loaded is hinted at or held: reading it again would be for nothing, and would hide what is not.
        held: only === undefined ? new Set([...held, ...rests.ids(), ...cargoes.ids()]) : held,
        exceptDestinations: shares.full(),
        destinations: options.destinations?.(),
        limit: MOST_CLAIMED,
      });
      await claims.release(startClaimed(found, only !== undefined));
      return found.length;
    } catch (error) {
      log.error({ err: error, kind }, 'lanes could not be claimed; the next look at the store tries again');
      return 0;
    }
  }

  /** Gives the lanes that cannot be worked on now. */
  function startClaimed(found: readonly ClaimedLane[], isHinted: boolean): readonly string[] {
    const started: ClaimedLane[] = [];
    const tooMany: string[] = [];
    for (const one of found) {
      if (held.has(one.id)) continue;
      if (stopped || shares.roomOf(one.destinationId) <= 0) {
        tooMany.push(one.id);
        continue;
      }
      const lane = rests.end(one, isHinted);
      if (lane === undefined) continue;
      // Its work is read, and with it what came since the store was asked.
      cargoes.forget(lane.id);
      started.push(hold(lane));
    }
    run(started);
    return tooMany;
  }

  function run(lanes: readonly LaneWithCargo<Cargo>[]): void {
    if (lanes.length > 0) track(workAll(lanes));
  }

  async function workAll(lanes: readonly LaneWithCargo<Cargo>[]): Promise<void> {
    let work: WorkHead<Cargo>;
    try {
      work = await options.begin(lanes);
    } catch (error) {
      log.error({ err: error, kind }, 'what lanes need could not be read; they are tried again');
      for (const lane of lanes) release(lane, UNKNOWN);
      return;
    }
    await Promise.all(lanes.map((lane) => workOne(work, lane)));
  }

  async function workOne(work: WorkHead<Cargo>, lane: LaneWithCargo<Cargo>): Promise<void> {
    let end = UNKNOWN;
    try {
      end = await work(lane, () => {
        if (shares.answered(lane)) pump();
      });
    } catch (error) {
      log.error({ err: error, kind, laneId: lane.id }, 'work on a lane failed inside Parley; it is tried again');
    }
    release(lane, end);
  }

  async function lookNow(): Promise<void> {
    // A full destination is left out of the next round, so that one that is far behind does not hide the others.
    for (let round = 0; round < MOST_ROUNDS && !stopped; round++) if ((await claim()) < MOST_CLAIMED) return;
  }

  async function poll(): Promise<void> {
    rests.over().forEach(hint);
    await lookNow();
    alarms.set('poll', POLL_MS, () => track(poll()));
  }

  function keepLeases(): void {
    alarms.set('leases', LEASE_MS / 3, () => {
      claims.renew([...held]).catch((error: unknown) => log.error({ err: error, kind }, 'leases could not be renewed'));
      keepLeases();
    });
  }

  function track(work: Promise<void>): void {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  }

  return {
    wake(lanes) {
      for (const lane of lanes) {
        cargoes.add(lane);
        if (held.has(lane.id)) wokenWhileHeld.add(lane.id);
        else hints.add(lane.id, lane.destinationId);
      }
      pump();
    },
    look: () => track(lookNow()),
    start() {
      track(poll());
      keepLeases();
    },
    async stop() {
      stopped = true;
      alarms.close();
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
