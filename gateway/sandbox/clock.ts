import { setTimeout as sleep } from 'node:timers/promises';

/** The time a platform lives by. `wait` ends early, without an error, when the signal is aborted. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** A clock that can be set ahead, to see what happens tomorrow. Waiting is not affected. */
export interface MovableClock extends Clock {
  readonly aheadMs: () => number;
  readonly moveTo: (aheadMs: number) => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  wait: async (ms, signal) => {
    await sleep(ms, undefined, { signal }).catch(() => undefined);
  },
};

/** The same clock, `aheadMs` ahead of it. */
export function movable(clock: Clock): MovableClock {
  let ahead = 0;
  return {
    now: () => clock.now() + ahead,
    wait: (ms, signal) => clock.wait(ms, signal),
    aheadMs: () => ahead,
    moveTo: (aheadMs) => {
      ahead = aheadMs;
    },
  };
}
