import type { ClaimedLane } from '../store/lanes.ts';

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
 * The work of lanes that were known to rest when it came, kept in memory until it is done. One process holds every lane of a SQLite store,
 * so what it has seen resting has no older work, and need not be read again to be delivered in order; nor need what came since.
 */
export interface Cargoes<Cargo> {
  /** The lane has nothing to do. */
  rests(laneId: string): void;
  /** New work of a lane, which may be worked on. Without a cargo, or when not all older work is here, the lane's work must be read. */
  add(lane: DueLane<Cargo>): void;
  /** A lane's work, if all of it is here. It stays here until it is done. */
  take(laneId: string): DueLane<Cargo> | undefined;
  /**
   * So much of a lane's work is done, the oldest of it; undefined: nobody knows how much, so that it is forgotten.
   *
   * @returns how much of it is left here; undefined where not all of it is here
   */
  done(laneId: string, count: number | undefined): number | undefined;
  /** The lanes whose work is here. */
  ids(): Iterable<string>;
  /** The lane's work is read elsewhere. */
  forget(laneId: string): void;
}

/** Bounds the memory of what is only there for speed. */
const MOST_RESTING = 50_000;
const MOST_ITEMS = 4_000;

type Loaded<Cargo> = DueLane<Cargo> & { readonly cargo: readonly Cargo[] };

export function createCargoes<Cargo>(): Cargoes<Cargo> {
  const resting = new Set<string>();
  const loaded = new Map<string, Loaded<Cargo>>();
  let items = 0;

  function keep(lane: Loaded<Cargo>): void {
    loaded.set(lane.id, lane);
    items += lane.cargo.length;
  }

  function drop(laneId: string): Loaded<Cargo> | undefined {
    const lane = loaded.get(laneId);
    if (lane === undefined) return undefined;
    loaded.delete(laneId);
    items -= lane.cargo.length;
    return lane;
  }

  return {
    rests(laneId) {
      if (resting.size >= MOST_RESTING) resting.clear();
      resting.add(laneId);
    },
    add(lane) {
      const isFull = items >= MOST_ITEMS;
      const isResting = resting.delete(lane.id);
      const before = drop(lane.id)?.cargo ?? (isResting ? [] : undefined);
      if (lane.cargo !== undefined && before !== undefined && !isFull) keep({ ...lane, cargo: [...before, ...lane.cargo] });
    },
    take: (laneId) => loaded.get(laneId),
    ids: () => loaded.keys(),
    done(laneId, count) {
      const lane = drop(laneId);
      if (lane === undefined || count === undefined) return undefined;
      const left = lane.cargo.slice(count);
      if (left.length > 0) keep({ ...lane, cargo: left });
      return left.length;
    },
    forget(laneId) {
      resting.delete(laneId);
      drop(laneId);
    },
  };
}
