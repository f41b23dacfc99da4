/** The day's time, which runs faster than ours. */
export interface DayClock {
  /** Minutes since the shop opened. */
  minute(): number;
  /** Waits so many minutes of the day. */
  wait(minutes: number): Promise<void>;
  /** Seconds of ours for minutes of the day: at least one, the smallest threshold there is. */
  seconds(minutes: number): number;
  /** Minutes of the day for milliseconds of ours. */
  minutesOf(ms: number): number;
}

/** @param minutesPerSecond how fast the day goes by */
export function createDayClock(minutesPerSecond: number, now: () => number = Date.now): DayClock {
  const startedAt = now();
  const minutesOf = (ms: number) => (ms / 1000) * minutesPerSecond;
  return {
    minutesOf,
    minute: () => minutesOf(now() - startedAt),
    wait: (minutes) => new Promise((resolve) => setTimeout(resolve, (minutes / minutesPerSecond) * 1000)),
    seconds: (minutes) => Math.max(1, Math.round((minutes * 60) / (minutesPerSecond * 60))),
  };
}
