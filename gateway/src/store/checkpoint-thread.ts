import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { FromThread, ToThread } from './checkpoints.ts';

// The thread of `checkpoints.ts`: copies SQLite's log into its file when it is told to.

/** While one pass copies, commits add to the log; each pass has less to do, until there is none to add. */
const MOST_PASSES = 20;

const port = parentPort;
if (port === null) throw new Error('this is a thread of the store');
const database = new DatabaseSync(String(workerData));
const copy = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');

port.on('message', (told: ToThread) => {
  if (told === 'copy') port.postMessage(copyAll());
  else {
    database.close();
    port.close();
  }
});

/** The log begins anew with the next commit once everything in it is copied and nothing has come since. */
function copyAll(): FromThread {
  try {
    let before: unknown;
    for (let passes = 0; passes < MOST_PASSES; passes++) {
      const found = copy.get();
      if (found?.['log'] === before) break;
      before = found?.['log'];
    }
    return 'copied';
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}
