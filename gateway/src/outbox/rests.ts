import type { ClaimedLane } from '../store/lanes.ts';

/** When lanes without a row are tried again, and how often they were tried in vain: what a row would say. */
export interface Rests {
  /**
   * A lane is tried again at `until`.
   *
   * @param why `retry`: its try failed; `held`: it was not tried and waits for more work, which ends the wait
   */
  add(lane: ClaimedLane, until: number, why: 'retry' | 'held'): void;
  /**
   * A lane that is to be tried now, with the tries it has behind it; undefined while it must rest.
   *
   * @param isHinted it was said to have work
   */
  end(lane: ClaimedLane, isHinted: boolean): ClaimedLane | undefined;
  /** Lanes whose rest is over. */
  over(): readonly Pick<ClaimedLane, 'id' | 'destinationId'>[];
  /** All lanes that rest, or whose rest is over and that were not tried yet. */
  ids(): Iterable<string>;
}

/** @param now the clock by which lanes are due */
export function createRests(now: () => number): Rests {
  const rests = new Map<string, { readonly lane: ClaimedLane; readonly until: number; readonly isHeld: boolean }>();
  return {
    add(lane, until, why) {
      const isHeld = why === 'held';
      rests.set(lane.id, { lane: isHeld ? lane : { ...lane, attempts: lane.attempts + 1 }, until, isHeld });
    },
    end(lane, isHinted) {
      const rest = rests.get(lane.id);
      if (rest === undefined) return lane;
      if (rest.until > now() && !(rest.isHeld && isHinted)) return undefined;
      rests.delete(lane.id);
      return { ...lane, attempts: rest.lane.attempts };
    },
    over: () => [...rests.values()].filter(({ until }) => until <= now()).map(({ lane }) => lane),
    ids: () => rests.keys(),
  };
}
