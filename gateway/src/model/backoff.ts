/** How long to wait between tries. Milliseconds. */
export interface Backoff {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** DESIGN section 8: half a second, doubling to at most five minutes. */
export const DELIVERY_BACKOFF: Backoff = { firstMs: 500, mostMs: 300_000 };

/** Platforms come back sooner than receivers that somebody has to mend. */
export const SEND_BACKOFF: Backoff = { firstMs: 500, mostMs: 60_000 };

/**
 * The wait before the next try: doubled with each try and fully jittered, so that many lanes that failed together do not come back
 * together (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 *
 * @param tries how many have failed, from 1
 * @param random from 0 up to, not including, 1
 */
export function backoffMs(backoff: Backoff, tries: number, random: number): number {
  const ceiling = Math.min(backoff.mostMs, backoff.firstMs * 2 ** Math.min(tries - 1, 30));
  return Math.ceil(random * ceiling);
}
