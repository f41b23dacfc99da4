import { networkOf } from '../auth/attempts.ts';

const MINUTE_MS = 60_000;

/**
 * What a page may do how often: one visitor, and one network address, behind which a whole office may sit. Counted in this process:
 * several gateways together let through as many times more.
 */
const LIMITS = {
  session: { visitor: 30, address: 120, windowMs: MINUTE_MS },
  message: { visitor: 30, address: 300, windowMs: MINUTE_MS },
  file: { visitor: 20, address: 100, windowMs: MINUTE_MS },
  /** Typing, reading, moving about, attributes, reactions. */
  signal: { visitor: 240, address: 2400, windowMs: MINUTE_MS },
  read: { visitor: 240, address: 2400, windowMs: MINUTE_MS },
  live: { visitor: 60, address: 600, windowMs: MINUTE_MS },
} as const;
export type Limited = keyof typeof LIMITS;

export interface WidgetLimits {
  /** Counts a call. Null when it may go on, else in how many seconds it may be repeated. */
  take(what: Limited, address: string | undefined, visitorId?: string): number | null;
}

interface Count {
  count: number;
  readonly resetsAt: number;
}

/** More are forgotten, those first that are over. */
const MOST_COUNTS = 100_000;

export function createWidgetLimits(now: () => number): WidgetLimits {
  const counts = new Map<string, Count>();

  function count(key: string, most: number, windowMs: number): number | null {
    const at = now();
    const known = counts.get(key);
    if (known === undefined || known.resetsAt <= at) {
      counts.delete(key);
      counts.set(key, { count: 1, resetsAt: at + windowMs });
      if (counts.size > MOST_COUNTS) forget(at);
      return null;
    }
    known.count += 1;
    return known.count > most ? Math.max(1, Math.ceil((known.resetsAt - at) / 1000)) : null;
  }

  function forget(at: number): void {
    for (const [key, { resetsAt }] of counts) if (resetsAt <= at || counts.size > MOST_COUNTS) counts.delete(key);
  }

  return {
    take(what, address, visitorId) {
      const { visitor, address: ofAddress, windowMs } = LIMITS[what];
      const own = visitorId === undefined ? null : count(`${what} ${visitorId}`, visitor, windowMs);
      return own ?? count(`${what} from ${networkOf(address)}`, ofAddress, windowMs);
    },
  };
}
