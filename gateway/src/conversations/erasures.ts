import type { Logger } from '../log/logger.ts';
import { runningErasures, stepErasure } from '../store/erasures.ts';
import type { Store } from '../store/store.ts';
import { type Worker, createWorker } from '../work/worker.ts';
import type { RunCommand } from './commands.ts';

/** One that was interrupted goes on within this time, wherever it was. */
const POLL_MS = 60_000;

/**
 * Goes through old events and raw webhooks for the people who are to be forgotten. Every step is a transaction of its own that also notes
 * how far it got, so that a stop in the middle loses nothing.
 */
export function createErasures(options: { readonly store: Store; readonly run: RunCommand; readonly log: Logger }): Worker {
  async function tick(isStopping: () => boolean): Promise<void> {
    for (const id of await runningErasures(options.store)) {
      let hasMore = true;
      while (hasMore && !isStopping()) hasMore = await options.run({ locks: [], run: (unit) => stepErasure(unit, id) });
    }
  }

  return createWorker({ what: 'erasing', everyMs: POLL_MS, log: options.log, tick });
}
