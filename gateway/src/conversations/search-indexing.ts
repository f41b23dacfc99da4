import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../log/logger.ts';
import { searchIndexing } from '../store/search-index.ts';
import type { Store } from '../store/store.ts';
import { type Worker, createWorker } from '../work/worker.ts';

/** The commit that writes them holds up whoever shares it: some 5 ms. */
const AT_ONCE = 64;
const POLL_MS = 250;
/** Between one write and the next while much is due: ingest goes first, and most of a core is left to it. */
const PAUSE_MS = 20;

/** Brings what search finds up to date, a little behind what happens. */
export function createSearchIndexing({ store, log }: { readonly store: Store; readonly log: Logger }): Worker {
  const write = store.committer.register(searchIndexing(AT_ONCE));

  async function once(): Promise<number> {
    // A commit of its own for nothing would be a commit four times a second.
    const due = await store.reader.selectFrom('searchDue').select('seq').limit(1).executeTakeFirst();
    return due === undefined ? 0 : write(null);
  }

  return createWorker({
    what: 'bringing search up to date',
    everyMs: POLL_MS,
    log,
    async tick(isStopping) {
      while (!isStopping() && (await once()) === AT_ONCE) await sleep(PAUSE_MS);
    },
  });
}
