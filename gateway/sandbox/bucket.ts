/** A rate as platforms state it: `burst` at once, one more each `refillMs`. */
export interface Rate {
  readonly burst: number;
  readonly refillMs: number;
}

/** Counts one rate for many keys (recipients, endpoints). */
export function createBuckets(rate: Rate): { take(key: string, now: number): boolean } {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(key, now) {
      const bucket = buckets.get(key) ?? { tokens: rate.burst, at: now };
      const refilled = Math.min(rate.burst, bucket.tokens + Math.max(0, now - bucket.at) / rate.refillMs);
      const isAllowed = refilled >= 1;
      buckets.set(key, { tokens: isAllowed ? refilled - 1 : refilled, at: now });
      return isAllowed;
    },
  };
}
