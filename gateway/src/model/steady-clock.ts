/**
 * A clock that does not jump when the machine's is set: it begins at a moment and goes on by how much time has passed. For what waits and is
 * tried again; what is told to people and proved to others goes by the machine's clock.
 */
export interface SteadyClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Goes on from this moment: another clock, that several go by, says so. */
  set(moment: number): void;
}

/** @param elapsed milliseconds since any moment, which never jump: `performance.now()` */
export function createSteadyClock(begin: number, elapsed: () => number): SteadyClock {
  let offset = begin - elapsed();
  return {
    now: () => Math.floor(offset + elapsed()),
    set: (moment) => void (offset = moment - elapsed()),
  };
}
