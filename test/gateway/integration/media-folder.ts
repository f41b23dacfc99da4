// A storage folder and servers for the tests of src/media; all are gone after each test.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFolderStorage, type FolderStorage } from '../../../gateway/src/media/folder-storage.ts';

export const ID = 'att_01J0000000AAAAAAAAAAAAAAAA';
export const START = Date.UTC(2026, 0, 1);
export const WEEK = 7 * 24 * 3_600_000;

export let folder = '';
export let storage: FolderStorage;
let closers: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'parley-media-'));
  storage = createFolderStorage(path.join(folder, 'media'));
});
afterEach(async () => {
  for (const close of closers.reverse()) await close();
  closers = [];
  await rm(folder, { recursive: true, force: true });
});

/** Closes something else with the rest. */
export function afterThisTest(close: () => Promise<unknown>): void {
  closers.push(close);
}

export async function* inChunks(bytes: Buffer, size = 1000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export async function* breaksOff(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
  throw new Error('the connection broke');
}

export async function put(bytes: Buffer): Promise<string> {
  const stored = await storage.put(inChunks(bytes), { maxBytes: 1_000_000 });
  if (stored.is !== 'stored') throw new Error('not stored');
  return stored.storageKey;
}

export async function read(storageKey: string, range?: { start: number; end: number }): Promise<Buffer | undefined> {
  const bytes = await storage.open(storageKey, range);
  if (bytes === undefined) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of bytes) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export async function filesIn(place: string): Promise<string[]> {
  const entries = await readdir(place, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

export async function listen(server: http.Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
