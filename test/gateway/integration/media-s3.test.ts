import { readdirSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createFolderStorage } from '../../../gateway/src/media/folder-storage.ts';
import { readS3Address } from '../../../gateway/src/media/s3-address.ts';
import { createS3Storage } from '../../../gateway/src/media/s3-storage.ts';
import type { MediaStorage } from '../../../gateway/src/media/storage.ts';
import { type Net, createNet } from '../../../gateway/src/net/client.ts';
import { type S3Server, startS3 } from '../support/s3-server.ts';
import { temporaryFolder } from '../support/stores.ts';

const SECRET = 'made/up+secret=';
const LIMITS = { maxBytes: 5_000_000 };
let s3: S3Server;
let net: Net;
let folder: ReturnType<typeof temporaryFolder>;
let storage: MediaStorage;

function storageWith(secret: string): MediaStorage {
  const place = readS3Address(`s3://AKIAEXAMPLE:${encodeURIComponent(secret)}@127.0.0.1:${s3.port}/files/parley?region=eu-central-1&tls=0`);
  if (typeof place === 'string') throw new Error(place);
  return createS3Storage(place, createFolderStorage(path.join(folder.folder, 'spool')), net);
}
beforeEach(async () => {
  s3 = await startS3(SECRET);
  net = createNet({ policy: { allowedNetworks: [], allowLoopback: true } });
  folder = temporaryFolder();
  storage = storageWith(SECRET);
});
afterEach(async () => {
  await net.close();
  await s3.close();
  folder.remove();
});

/** Files that are still in the spool, at any depth. */
function spooled(): readonly string[] {
  const entries = readdirSync(path.join(folder.folder, 'spool'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}
async function put(bytes: Buffer): Promise<string> {
  const stored = await storage.put(Readable.from([bytes.subarray(0, 10), bytes.subarray(10)]), LIMITS);
  if (stored.is !== 'stored') throw new Error(stored.is);
  expect(stored.bytes).toBe(bytes.length);
  return stored.storageKey;
}

test('a file goes into the bucket under its prefix, comes back whole and in part, and goes again', async () => {
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251));
  const key = await put(bytes);
  expect([...s3.objects.keys()]).toEqual([`/files/parley/${key.slice(0, 2)}/${key}`]);
  expect(await storage.stat(key)).toEqual({ bytes: bytes.length });
  expect(await buffer((await storage.open(key)) ?? Readable.from([]))).toEqual(bytes);
  expect(await buffer((await storage.open(key, { start: 100, end: 199 })) ?? Readable.from([]))).toEqual(bytes.subarray(100, 200));
  await storage.remove(key);
  await storage.remove(key);
  expect(s3.objects.size).toBe(0);
  expect(await storage.open(key)).toBeUndefined();
  expect(await storage.stat(key)).toBeUndefined();
  expect(s3.calls.every((call) => call.status !== 403)).toBe(true);
});

test('nothing stays in the spool, whether the bucket took the file or not', async () => {
  await put(Buffer.from('a file of some length'));
  expect(spooled()).toEqual([]);
  s3.failNext(503, 'SlowDown');
  await expect(put(Buffer.from('another file'))).rejects.toThrow('it answered 503 SlowDown');
  expect(spooled()).toEqual([]);
});

test('a file over the limit is not sent at all', async () => {
  expect(await storage.put(Readable.from([Buffer.alloc(20)]), { maxBytes: 19 })).toEqual({ is: 'too_large' });
  expect(s3.calls).toEqual([]);
});

test('a wrong secret is refused by the service, and the error names no secret', async () => {
  const wrong = storageWith('another-secret');
  const error = await wrong.put(Readable.from([Buffer.from('x')]), LIMITS).catch((failed: unknown) => String(failed));
  expect(error).toContain('SignatureDoesNotMatch');
  expect(error).not.toContain('another-secret');
});

test('a service that fails is a fault, not a missing file', async () => {
  const key = await put(Buffer.from('something to read'));
  s3.failNext(500, 'InternalError');
  await expect(storage.open(key)).rejects.toThrow('500');
  s3.failNext(500, 'InternalError');
  await expect(storage.stat(key)).rejects.toThrow('500');
});

test('a key of another form reaches no file', async () => {
  expect(await storage.open('../../etc/passwd')).toBeUndefined();
  expect(await storage.stat('x')).toBeUndefined();
  await storage.remove('..');
  expect(s3.calls).toEqual([]);
});

test.each([
  ['s3://KEY:SECRET@host/bucket', { endpoint: 'https://host', bucket: 'bucket', prefix: '', region: 'us-east-1' }],
  ['s3://KEY:SECRET@host:9000/bucket/a/b/?tls=0&region=x', { endpoint: 'http://host:9000', bucket: 'bucket', prefix: 'a/b', region: 'x' }],
])('%s is read', (address, place) => {
  expect(readS3Address(address)).toEqual({ ...place, accessKeyId: 'KEY', secretAccessKey: 'SECRET' });
});
test.each(['s3://host/bucket', 's3://KEY:SECRET@host/', 's3://KEY:%ZZ@host/b', 's3:', 'https://x/y', ''])(
  '%j is refused with a sentence',
  (address) => {
    expect(readS3Address(address)).toEqual(expect.stringMatching(/s3:|encoded/));
  },
);
