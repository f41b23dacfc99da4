import type { ClaimedLane } from '../store/lanes.ts';

type Lane = Pick<ClaimedLane, 'id' | 'destinationId'>;

/** What each destination has of a worker: so many tries under way, and a few times as many lanes whose try is to be written down. */
export interface Shares {
  /** A try begins. */
  take(lane: Lane): void;
  /** The destination has answered. @returns whether that made room */
  answered(lane: Lane): boolean;
  /** What came of the try is written down, or there was none. */
  giveBack(lane: Lane): void;
  /** How many more tries may begin there. */
  roomOf(destinationId: string): number;
  /** Destinations without room. */
  full(): readonly string[];
}

/** How many of a destination's lanes may be held, in shares of those that may be tried at a time. */
const MOST_HELD = 4;

/** @param most tries at a time, so that a slow destination never takes more than its share */
export function createShares(most: number): Shares {
  const shares = new Map<string, { readonly held: Set<string>; readonly tried: Set<string> }>();

  function roomOf(destinationId: string): number {
    const share = shares.get(destinationId);
    return share === undefined ? most : Math.min(most - share.tried.size, MOST_HELD * most - share.held.size);
  }

  return {
    take({ id, destinationId }) {
      const share = shares.get(destinationId) ?? { held: new Set(), tried: new Set() };
      shares.set(destinationId, share);
      share.held.add(id);
      share.tried.add(id);
    },
    answered: ({ id, destinationId }) => shares.get(destinationId)?.tried.delete(id) ?? false,
    giveBack({ id, destinationId }) {
      const share = shares.get(destinationId);
      if (share === undefined) return;
      share.held.delete(id);
      share.tried.delete(id);
      if (share.held.size === 0) shares.delete(destinationId);
    },
    roomOf,
    full: () => [...shares.keys()].filter((id) => roomOf(id) <= 0),
  };
}
