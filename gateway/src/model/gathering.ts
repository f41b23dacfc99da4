/** What a subscription wants in one delivery. */
export interface Gathering {
  /** At most so many events of a conversation, waited for at most so long; milliseconds. */
  readonly batch: { readonly maxEvents: number; readonly maxWaitMs: number } | null;
  /** What a customer writes in one go: until they pause, at most so long after the first message. */
  readonly burst: { readonly quietSeconds: number; readonly maxSeconds: number } | null;
}

/** An event that is to be delivered. */
export interface Gatherable {
  readonly type: string;
  readonly createdAt: number;
  readonly attempts: number;
  /** Names the delivery it belongs to, once that was tried. */
  readonly batchId: string | null;
}

/** The events of the next delivery, or until when to wait for more. */
export type Gathered<One> =
  { readonly is: 'ready'; readonly events: readonly One[]; readonly isBurst: boolean } | { readonly is: 'early'; readonly until: number };

/** A delivery stays of a size that any receiver takes. */
export const MOST_IN_BURST = 100;
const IN_BURST = 'message.received';

/** How many of a lane's events must be known to gather them. */
export function mostGathered({ batch, burst }: Gathering): number {
  return burst === null ? (batch?.maxEvents ?? 1) : Math.max(MOST_IN_BURST, batch?.maxEvents ?? 1);
}

/**
 * What of a lane goes out next, in order. The members of a delivery are fixed by its first try: those that came later wait for the next.
 *
 * @param heads the first events of the lane, in order; not empty
 */
export function gather<One extends Gatherable>(heads: readonly One[], how: Gathering, now: number): Gathered<One> {
  const [first] = heads;
  if (first === undefined) return ready([], how);
  if (first.batchId !== null) return ready(heads.filter((head) => head.batchId === first.batchId), how); // prettier-ignore
  if (first.attempts > 0) return ready([first], how);
  const fresh = untilFirst(heads, (head) => head.batchId !== null || head.attempts > 0);
  const before = untilFirst(fresh, (head) => head.type === IN_BURST);
  if (how.burst !== null && before.length === 0) return gatherBurst(fresh, how, how.burst, now);
  // What comes before a customer's message has nothing to wait for in a burst.
  if (how.burst === null) return gatherBatch(fresh, how, now);
  return before.length < fresh.length ? ready(before.slice(0, how.batch?.maxEvents ?? 1), how) : gatherBatch(before, how, now);
}

function gatherBurst<One extends Gatherable>(
  fresh: readonly One[],
  how: Gathering,
  { quietSeconds, maxSeconds }: NonNullable<Gathering['burst']>,
  now: number,
): Gathered<One> {
  const times = fresh.flatMap((head) => (head.type === IN_BURST ? head.createdAt : []));
  const until = Math.min(Math.max(...times) + quietSeconds * 1000, Math.min(...times) + maxSeconds * 1000);
  return isOver(until, maxSeconds * 1000, now) || fresh.length >= MOST_IN_BURST
    ? ready(fresh.slice(0, MOST_IN_BURST), how)
    : { is: 'early', until };
}

function gatherBatch<One extends Gatherable>(fresh: readonly One[], how: Gathering, now: number): Gathered<One> {
  const { maxEvents, maxWaitMs } = how.batch ?? { maxEvents: 1, maxWaitMs: 0 };
  const until = (fresh[0]?.createdAt ?? 0) + maxWaitMs;
  return isOver(until, maxWaitMs, now) || fresh.length >= maxEvents ? ready(fresh.slice(0, maxEvents), how) : { is: 'early', until };
}

/** Also where it lies further away than anything is waited for: the clock was set back since. */
function isOver(until: number, mostMs: number, now: number): boolean {
  return now >= until || until - now > 2 * mostMs;
}

function ready<One extends Gatherable>(events: readonly One[], { burst }: Gathering): Gathered<One> {
  return { is: 'ready', events, isBurst: burst !== null && events.some((event) => event.type === IN_BURST) };
}

function untilFirst<One>(all: readonly One[], isIt: (one: One) => boolean): readonly One[] {
  const end = all.findIndex(isIt);
  return end === -1 ? all : all.slice(0, end);
}
