import type { Logger } from '../log/logger.ts';
import { type Holding, releaseHoldings, renewHoldings, stillHolding, takeHoldings } from '../store/channel-holdings.ts';
import type { Tx } from '../store/committer.ts';
import type { Store } from '../store/store.ts';
import { type Worker, createWorker } from '../work/worker.ts';

/** The channels this process sends for. */
export interface Holdings {
  /** Undefined: all there are. */
  channels(): readonly string[] | undefined;
  /** Of these channels, those that this process may still begin a send for. Asked in the transaction that writes that it begins. */
  confirm(tx: Tx, channelIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** Where one process sends for all channels. */
export const SOLE_HOLDER: Holdings = {
  channels: () => undefined,
  confirm: (_tx, channelIds) => Promise.resolve(new Set(channelIds)),
};

export interface HoldingsOptions {
  readonly store: Store;
  readonly log: Logger;
  /** Names this process. */
  readonly token: string;
  /** Told of channels that came into this hand from another's, whose rate is not known here. */
  readonly onTaken: (channelIds: readonly string[]) => void;
  /** Told that something may be sent now that could not before. */
  readonly onGain: () => void;
  readonly everyMs?: number;
}

const EVERY_MS = 1_500;

/**
 * Holds channels for this process by a lease in the database: keeps those it has, takes those that nobody has. A process that slept past
 * its lease finds its epoch gone and begins no send with what it had planned.
 */
export function createHoldings(options: HoldingsOptions): Holdings & Worker {
  const { store, token } = options;
  let held = new Map<string, Holding>();

  async function tick(): Promise<void> {
    const kept = await renewHoldings(store, token);
    const taken = await takeHoldings(store, token);
    const lost = held.size - kept.length;
    held = new Map([...kept, ...taken].map((one) => [one.channelId, one]));
    if (lost > 0) options.log.warn({ lost }, 'another gateway may send for channels that were this one’s: their lease ran out');
    const others = taken.filter((one) => one.epoch > 1).map((one) => one.channelId);
    if (others.length > 0) options.onTaken(others);
    if (taken.length > 0) options.onGain();
  }

  const worker = createWorker({ what: 'holding channels', everyMs: options.everyMs ?? EVERY_MS, log: options.log, tick });
  return {
    ...worker,
    channels: () => [...held.keys()],
    confirm: (tx, channelIds) => stillHolding(tx, token, [...new Set(channelIds)].flatMap((id) => held.get(id) ?? [])), // prettier-ignore
    async stop() {
      await worker.stop();
      held = new Map();
      await releaseHoldings(store, token).catch((error: unknown) =>
        options.log.warn({ err: error }, 'channels could not be given back; others take them when their lease has run out'),
      );
    },
  };
}
