import { DatabaseSync } from 'node:sqlite';

/**
 * Copies a SQLite database into a new file, as it was at one moment, also while a gateway writes to it. The copy is checked.
 *
 * @param into must not exist yet
 * @returns a sentence when the copy is not sound
 */
export function copyDatabase(file: string, into: string): string | undefined {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    database.exec('PRAGMA busy_timeout = 5000');
    // https://www.sqlite.org/lang_vacuum.html#vacuuminto: one read transaction, so nothing that is half-done is copied.
    database.prepare('VACUUM INTO ?').run(into);
  } finally {
    database.close();
  }
  return faultOf(into);
}

/** What is wrong with a database file; undefined when it is sound. */
export function faultOf(file: string): string | undefined {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const found = database.prepare('PRAGMA integrity_check').get();
    const verdict = Object.values(found ?? {})[0];
    return verdict === 'ok' ? undefined : `${file} is damaged: ${String(verdict)}`;
  } catch (error) {
    return `${file} is no database: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    database.close();
  }
}
