import type { Logger } from '../log/logger.ts';
import { runningErasures, stepErasure } from '../store/erasures.ts';
import type { Store } from '../store/store.ts';
import type { RunCommand } from './commands.ts';

/** Goes through old events and raw webhooks for the people who are to be forgotten. */
export interface Erasures {
  start(): void;
  /** One has just been asked for. */
  wake(): void;
  /** Goes through all there is to do. Used by `start`; tests call it themselves. */
  tick(): Promise<void>;
  stop(): Promise<void>;
}

/** One that was interrupted goes on within this time, wherever it was. */
const POLL_MS = 60_000;

/** Every step is a transaction of its own that also notes how far it got, so that a stop in the middle loses nothing. */
export function createErasures(options: { readonly store: Store; readonly run: RunCommand; readonly log: Logger }): Erasures {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;

  async function tick(): Promise<void> {
    for (const id of await runningErasures(options.store)) {
      let hasMore = true;
      while (hasMore && !stopped) hasMore = await options.run({ locks: [], run: (unit) => stepErasure(unit, id) });
    }
  }

  async function rounds(): Promise<void> {
    do {
      again = false;
      await tick();
    } while (again && !stopped);
  }

  function wake(): void {
    again = true;
    if (stopped || running !== undefined) return;
    running = rounds()
      .catch((error: unknown) => options.log.error({ err: error }, 'an erasure could not go on; it is tried again'))
      .finally(() => (running = undefined));
  }

  return {
    wake,
    tick,
    start() {
      timer = setInterval(wake, POLL_MS);
      wake();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
