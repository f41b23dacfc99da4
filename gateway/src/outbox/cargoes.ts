import type { DueLane } from './lane-worker.ts';

/**
 * The work of lanes that were known to rest when it came, kept in memory until they are worked on. One process holds every lane of a
 * SQLite store, so what it has seen resting has no older work, and need not be read again to be delivered in order.
 */
export interface Cargoes<Cargo> {
  /** The lane has nothing to do. */
  rests(laneId: string): void;
  /** New work of a lane. Without a cargo, or when the lane was not resting, its work must be read. */
  add(lane: DueLane<Cargo>): void;
  /** Takes a lane's work, if all of it is here. */
  take(laneId: string): DueLane<Cargo> | undefined;
  /** The lane's work is read elsewhere. */
  forget(laneId: string): void;
}

/** Bounds the memory of what is only there for speed. */
const MOST_RESTING = 50_000;
const MOST_LOADED = 4_000;

export function createCargoes<Cargo>(): Cargoes<Cargo> {
  const resting = new Set<string>();
  const loaded = new Map<string, DueLane<Cargo>>();
  return {
    rests(laneId) {
      if (resting.size >= MOST_RESTING) resting.clear();
      resting.add(laneId);
    },
    add(lane) {
      const before = loaded.get(lane.id);
      const isResting = resting.delete(lane.id);
      if (lane.cargo === undefined || loaded.size >= MOST_LOADED) loaded.delete(lane.id);
      else if (before?.cargo !== undefined) loaded.set(lane.id, { ...lane, cargo: [...before.cargo, ...lane.cargo] });
      else if (isResting) loaded.set(lane.id, lane);
    },
    take(laneId) {
      const lane = loaded.get(laneId);
      loaded.delete(laneId);
      return lane;
    },
    forget(laneId) {
      resting.delete(laneId);
      loaded.delete(laneId);
    },
  };
}
