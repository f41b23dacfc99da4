import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { copyDatabase, faultOf } from '../store/backup.ts';
import { takeStartupLock } from '../store/sqlite-lock.ts';

/** What a data folder is made of, and a backup: the same names. */
const DATABASE = 'parley.db';
const SECRET_KEY = 'secret.key';
const MEDIA = 'media';
/** SQLite's own files beside the database; a copy has none. */
const BESIDE = [`${DATABASE}-wal`, `${DATABASE}-shm`];

/**
 * Copies a data folder, also while a gateway runs on it: the database as it was at one moment, then the files, then the secret key. Files
 * are never changed and are fetched after their rows, so that a file that the copied database knows as stored is there too.
 *
 * @param into a folder that does not exist, or is empty
 * @returns a sentence when there is no whole backup; then nothing is left of it
 */
export function backUp({ dataDir, into }: { readonly dataDir: string; readonly into: string }): string | undefined {
  const database = path.join(dataDir, DATABASE);
  if (!existsSync(database)) return `There is no SQLite database in ${dataDir}. PostgreSQL is backed up with pg_dump.`;
  if (existsSync(into) && readdirSync(into).length > 0) return `${into} is not empty. Name a new folder for the backup.`;
  mkdirSync(into, { recursive: true, mode: 0o700 });
  const fault = copyDatabase(database, path.join(into, DATABASE));
  if (fault !== undefined) {
    rmSync(into, { recursive: true, force: true });
    return fault;
  }
  const media = path.join(dataDir, MEDIA);
  // Half-written files are not known to the database yet.
  if (existsSync(media)) cpSync(media, path.join(into, MEDIA), { recursive: true, filter: (file) => path.basename(file) !== 'unfinished' });
  if (existsSync(path.join(dataDir, SECRET_KEY))) {
    copyFileSync(path.join(dataDir, SECRET_KEY), path.join(into, SECRET_KEY));
    chmodSync(path.join(into, SECRET_KEY), 0o600);
  }
  return undefined;
}

/**
 * Puts a backup in the place of a data folder's content. What was there is kept beside it, under `before-restore-<now>`.
 *
 * @returns where the former content lies (null where there was none), or a sentence when nothing was changed
 */
export function restore({
  dataDir,
  from,
  now,
}: {
  readonly dataDir: string;
  readonly from: string;
  readonly now: number;
}): { readonly former: string | null } | string {
  if (!existsSync(path.join(from, DATABASE))) return `There is no backup in ${from}: it has no ${DATABASE}.`;
  const fault = faultOf(path.join(from, DATABASE));
  if (fault !== undefined) return fault;
  mkdirSync(dataDir, { recursive: true });
  const lock = takeStartupLock(path.join(dataDir, 'parley.lock'));
  if (typeof lock === 'string') return lock;
  try {
    const former = putAside(dataDir, path.join(dataDir, `before-restore-${now}`));
    // The database comes last: a folder without one is a restore that was cut short.
    if (existsSync(path.join(from, MEDIA))) cpSync(path.join(from, MEDIA), path.join(dataDir, MEDIA), { recursive: true });
    if (existsSync(path.join(from, SECRET_KEY))) copyFileSync(path.join(from, SECRET_KEY), path.join(dataDir, SECRET_KEY));
    copyFileSync(path.join(from, DATABASE), path.join(dataDir, `${DATABASE}.new`));
    renameSync(path.join(dataDir, `${DATABASE}.new`), path.join(dataDir, DATABASE));
    return { former };
  } finally {
    lock.release();
  }
}

function putAside(dataDir: string, aside: string): string | null {
  const there = [DATABASE, ...BESIDE, SECRET_KEY, MEDIA].filter((name) => existsSync(path.join(dataDir, name)));
  if (there.length === 0) return null;
  mkdirSync(aside, { mode: 0o700 });
  for (const name of there) renameSync(path.join(dataDir, name), path.join(aside, name));
  return aside;
}
