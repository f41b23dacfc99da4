import Bottleneck from 'bottleneck';
import type { Limits, RateLimit } from '../channels/channel.ts';

/** Keeps the platform's rates: of the channel as a whole, and of one recipient where the platform has such a limit. */
export interface Rates {
  /** Runs the call when both rates allow it. Calls of one recipient keep their order. */
  schedule<Result>(channelId: string, recipient: string, limits: Limits, call: () => Promise<Result>): Promise<Result>;
  /**
   * Counts these channels anew, as if their rates had just been used up: somebody else sent for them until now. What waits for its turn
   * keeps it. Their recipients begin afresh: nobody should wait for an answer because gateways changed hands.
   */
  restart(channelIds: readonly string[]): void;
  /** Looks whether the machine's clock was set, as it does every second by itself. */
  look(): void;
  close(): Promise<void>;
}

/** Bottleneck counts in steps of 250 ms. */
const STEP_MS = 250;
/** A recipient nobody writes to is forgotten; their bucket is full again by then. */
const FORGET_RECIPIENT_MS = 5 * 60_000;

interface ChannelRates {
  readonly channel: Bottleneck;
  readonly recipients: Bottleneck.Group | undefined;
}

/** Bottleneck counts by the machine's clock: set back by an hour, it would let nothing through for an hour. */
const CLOCK_SET = 'the clock was set';
const LOOK_MS = 1_000;
/** A clock that is only kept right moves by less in a second. */
const SET_MS = 1_000;

/** One Bottleneck for each channel and a group of them for its recipients, in the one process that sends for the channel. */
export function createRates(): Rates {
  const channels = new Map<string, ChannelRates>();
  const usedUp = new Set<string>();
  const aheadOfSteady = () => Date.now() - performance.now();
  let ahead = aheadOfSteady();
  const looking = setInterval(look, LOOK_MS);
  looking.unref();

  function look(): void {
    const before = ahead;
    ahead = aheadOfSteady();
    if (Math.abs(ahead - before) > SET_MS) beginAnew();
  }

  /** What waits in a bucket that a clock has left behind goes into a new one, which is empty. */
  function beginAnew(): void {
    const known = [...channels];
    channels.clear();
    for (const [id, { channel, recipients }] of known) {
      usedUp.add(id);
      const limiters = recipients?.limiters().map(({ limiter }) => limiter) ?? [];
      for (const limiter of [...limiters, channel]) void leave(limiter);
    }
  }

  function ratesOf(channelId: string, limits: Limits): ChannelRates {
    const known = channels.get(channelId);
    if (known !== undefined) return known;
    const made: ChannelRates = {
      channel: new Bottleneck({ ...bucket(limits.channel), ...(usedUp.delete(channelId) ? { reservoir: 0 } : {}) }),
      recipients:
        limits.recipient === null ? undefined : new Bottleneck.Group({ ...bucket(limits.recipient), timeout: FORGET_RECIPIENT_MS }),
    };
    channels.set(channelId, made);
    return made;
  }

  async function schedule<Result>(channelId: string, recipient: string, limits: Limits, call: () => Promise<Result>): Promise<Result> {
    const { channel, recipients } = ratesOf(channelId, limits);
    try {
      return await (recipients === undefined ? channel.schedule(call) : recipients.key(recipient).schedule(() => channel.schedule(call)));
    } catch (error) {
      if (!(error instanceof Bottleneck.BottleneckError && error.message === CLOCK_SET)) throw error;
      return schedule(channelId, recipient, limits, call);
    }
  }

  return {
    schedule,
    look,
    restart(channelIds) {
      for (const id of channelIds) {
        channels.delete(id);
        usedUp.add(id);
      }
    },
    async close() {
      clearInterval(looking);
      for (const { channel, recipients } of channels.values()) {
        await channel.disconnect(false);
        await recipients?.disconnect(false);
      }
    },
  };
}

/** What is under way goes on, what waits is told to go elsewhere. */
async function leave(limiter: Bottleneck): Promise<void> {
  await limiter.stop({ dropWaitingJobs: true, dropErrorMessage: CLOCK_SET });
  await limiter.disconnect(false);
}

/** A bucket of `burst` calls that fills by `perInterval` each interval, in Bottleneck's words. */
function bucket(limit: RateLimit): Bottleneck.ConstructorOptions {
  const steps = Math.max(1, Math.round(limit.intervalMs / STEP_MS));
  const perStep = limit.perInterval / steps;
  const whole =
    perStep >= 1 ? { amount: Math.floor(perStep), interval: STEP_MS } : { amount: limit.perInterval, interval: steps * STEP_MS };
  return {
    reservoir: limit.burst,
    reservoirIncreaseAmount: whole.amount,
    reservoirIncreaseInterval: whole.interval,
    reservoirIncreaseMaximum: limit.burst,
  };
}
