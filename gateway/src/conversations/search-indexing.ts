import type { Logger } from '../log/logger.ts';
import { searchIndexing } from '../store/search-index.ts';
import type { Store } from '../store/store.ts';

/** Brings what search finds up to date, a little behind what happens. */
export interface SearchIndexing {
  start(): void;
  /** Writes all that is due. Used by tests. */
  tick(): Promise<void>;
  stop(): Promise<void>;
}

const AT_ONCE = 128;
const POLL_MS = 250;
/** Between one write and the next while much is due: ingest goes first, and most of a core is left to it. */
const PAUSE_MS = 40;

export function createSearchIndexing({ store, log }: { readonly store: Store; readonly log: Logger }): SearchIndexing {
  const write = store.committer.register(searchIndexing(AT_ONCE));
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;

  async function once(): Promise<number> {
    // A commit of its own for nothing would be a commit four times a second.
    const due = await store.reader.selectFrom('searchDue').select('seq').limit(1).executeTakeFirst();
    return due === undefined ? 0 : write(null);
  }

  function loop(): void {
    let pauseMs = POLL_MS;
    running = once()
      .then((done) => void (pauseMs = done === AT_ONCE ? PAUSE_MS : POLL_MS))
      .catch((error: unknown) => log.error({ err: error }, 'what is found by search could not be brought up to date; it is tried again'))
      .finally(() => {
        if (!stopped) timer = setTimeout(loop, pauseMs);
      });
  }

  return {
    async tick() {
      while ((await once()) > 0);
    },
    start: loop,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
