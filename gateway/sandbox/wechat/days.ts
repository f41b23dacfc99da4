/** WeChat's days begin at midnight in China, which has no summer time. */
const CHINA_MS = 8 * 60 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** A number that is the same all day long. */
export function dayOf(now: number): number {
  return Math.floor((now + CHINA_MS) / DAY_MS);
}

/** A text that is the same all month long. */
export function monthOf(now: number): string {
  return new Date(now + CHINA_MS).toISOString().slice(0, 7);
}
