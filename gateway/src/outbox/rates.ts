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

/** One Bottleneck for each channel and a group of them for its recipients, in the one process that sends for the channel. */
export function createRates(): Rates {
  const channels = new Map<string, ChannelRates>();
  const usedUp = new Set<string>();

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

  return {
    schedule(channelId, recipient, limits, call) {
      const { channel, recipients } = ratesOf(channelId, limits);
      if (recipients === undefined) return channel.schedule(call);
      return recipients.key(recipient).schedule(() => channel.schedule(call));
    },
    restart(channelIds) {
      for (const id of channelIds) {
        channels.delete(id);
        usedUp.add(id);
      }
    },
    async close() {
      for (const { channel, recipients } of channels.values()) {
        await channel.disconnect(false);
        await recipients?.disconnect(false);
      }
    },
  };
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
