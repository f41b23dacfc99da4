import { DatabaseSync } from 'node:sqlite';

/** Held for as long as the process lives; the kernel frees it however the process ends. */
export interface StartupLock {
  release(): void;
}

/**
 * Takes the data folder for this process: an open exclusive transaction on a small file beside the database. A second process on
 * the same file would lose rows silently, so it gets a sentence instead. A pid file would survive a SIGKILL; this does not.
 *
 * @returns the lock, or a sentence that says who holds it
 * @throws where the folder cannot be written to
 */
export function takeStartupLock(lockFile: string): StartupLock | string {
  const database = new DatabaseSync(lockFile);
  try {
    database.exec('PRAGMA busy_timeout = 0');
    database.exec('PRAGMA journal_mode = DELETE');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    return `Another Parley already runs on this data folder (${lockFile} is locked). Stop it first, or give this one its own PARLEY_DATA_DIR.`;
  }
  return { release: () => database.close() };
}

/** SQLITE_BUSY in its last byte: https://www.sqlite.org/rescode.html */
function isBusy(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'errcode' in error && typeof error.errcode === 'number' && (error.errcode & 0xff) === 5
  );
}
