import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { HEAD_BYTES, type ByteRange, type MediaStorage, type Stored } from './storage.ts';

const KEY = /^[0-9a-f]{32}$/;
const LEFTOVER_MS = 24 * 60 * 60 * 1000;

/** A `MediaStorage` that can also sweep up what a killed process left half-written. */
export interface FolderStorage extends MediaStorage {
  /** Removes unfinished files that nobody has written to for a day; returns how many. */
  removeLeftovers(now: number): Promise<number>;
}

/**
 * Files in a folder, under 128 random bits spread over two levels of folders (`ab/cd/abcd…`). A file appears whole or not at
 * all: written beside its place, synced, then renamed, so that a power cut leaves no half of one.
 *
 * @param folder made when the first file comes
 */
export function createFolderStorage(folder: string, random: (bytes: number) => Buffer = randomBytes): FolderStorage {
  const unfinished = path.join(folder, 'unfinished');
  return {
    async put(body, { maxBytes }) {
      const storageKey = random(16).toString('hex');
      const draft = path.join(unfinished, storageKey);
      await mkdir(unfinished, { recursive: true });
      try {
        const written = await writeDraft(draft, body, maxBytes);
        if (written === undefined) return { is: 'too_large' };
        const place = placeOf(folder, storageKey);
        await mkdir(path.dirname(place), { recursive: true });
        await rename(draft, place);
        await syncFolder(path.dirname(place));
        return { is: 'stored', storageKey, ...written };
      } finally {
        await rm(draft, { force: true });
      }
    },
    async open(storageKey, range) {
      const handle = KEY.test(storageKey) ? await openExisting(placeOf(folder, storageKey)) : undefined;
      return handle === undefined ? undefined : readFrom(handle, range);
    },
    async stat(storageKey) {
      if (!KEY.test(storageKey)) return undefined;
      const found = await unlessMissing(stat(placeOf(folder, storageKey)));
      return found === undefined ? undefined : { bytes: found.size };
    },
    async remove(storageKey) {
      if (KEY.test(storageKey)) await rm(placeOf(folder, storageKey), { force: true });
    },
    async removeLeftovers(now) {
      const names = (await unlessMissing(readdir(unfinished))) ?? [];
      const old = await Promise.all(
        names.map(async (name) => {
          const found = await unlessMissing(stat(path.join(unfinished, name)));
          return found !== undefined && now - found.mtimeMs > LEFTOVER_MS ? name : undefined;
        }),
      );
      const leftovers = old.filter((name) => name !== undefined);
      await Promise.all(leftovers.map((name) => rm(path.join(unfinished, name), { force: true })));
      return leftovers.length;
    },
  };
}

function placeOf(folder: string, storageKey: string): string {
  return path.join(folder, storageKey.slice(0, 2), storageKey.slice(2, 4), storageKey);
}

async function writeDraft(
  file: string,
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Pick<Stored, 'bytes' | 'sha256' | 'head'> | undefined> {
  const handle = await open(file, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    const heads: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of body) {
      if (bytes + chunk.length > maxBytes) return undefined;
      if (bytes < HEAD_BYTES) heads.push(chunk.subarray(0, HEAD_BYTES - bytes));
      bytes += chunk.length;
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
    await handle.sync();
    return { bytes, sha256: hash.digest('hex'), head: Buffer.concat(heads) };
  } finally {
    await handle.close();
  }
}

/** Makes the new name itself last. Windows cannot open folders, and its file systems keep a log of their own. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function openExisting(file: string): Promise<FileHandle | undefined> {
  return unlessMissing(open(file, 'r'));
}

function readFrom(handle: FileHandle, range: ByteRange | undefined): Readable {
  return handle.createReadStream(range === undefined ? {} : { start: range.start, end: range.end });
}

async function unlessMissing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
