import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { Config, MediaPlace } from '../config.ts';
import { createReturnTokens } from '../conversations/return-tokens.ts';
import { createMailTokens } from '../conversations/mail-tokens.ts';
import { beginSignIn, createSignIn } from '../http/auth/assemble.ts';
import { seedOrganisation } from '../http/auth/seed.ts';
import { createLogger } from '../log/logger.ts';
import { createMetrics } from '../log/metrics.ts';
import { openTracing } from './tracing.ts';
import { createFolderStorage } from '../media/folder-storage.ts';
import { createS3Storage } from '../media/s3-storage.ts';
import { createMediaSigner } from '../media/signing.ts';
import type { MediaStorage } from '../media/storage.ts';
import { ulidIds } from '../model/ids.ts';
import { type Net, createNet } from '../net/client.ts';
import { openPlaces } from '../net/places.ts';
import { dueAges } from '../store/due-ages.ts';
import { createSeal } from '../store/seal.ts';
import { checkSecretKey } from '../store/secret-probe.ts';
import { type StoreOptions, openStore } from '../store/store.ts';

/** What everything else stands on: log, clock, ids, keys, the store with its first rows, files, the way out. Or why it cannot be had. */
export async function openBase(config: Config, onReplaced?: StoreOptions['onReplaced']) {
  const log = createLogger({ level: config.logLevel });
  const now = Date.now;
  const ids = ulidIds(now, randomBytes);
  const seal = createSeal(config.secretKey, config.previousSecretKey);
  const metrics = createMetrics();
  const onCommit = (ms: number, items: number) => {
    metrics.commitSeconds.observe(ms / 1000);
    metrics.commitItems.observe(items);
  };
  const store = await openStore({
    dataDir: config.dataDir,
    databaseUrl: config.databaseUrl,
    now,
    elapsed: () => performance.now(),
    onCommit,
    ...(onReplaced === undefined ? {} : { onReplaced }),
  });
  if (typeof store === 'string') return store;
  const wrongKey = await checkSecretKey(store, seal);
  if (wrongKey !== undefined) return wrongKey;
  await seedOrganisation({ committer: store.committer, ids, adminEmail: config.adminEmail, apiKey: config.apiKey });
  const signIn = createSignIn({ store, seal, ids, now, log, ...config });
  await beginSignIn(signIn, { store, log }, { email: config.adminEmail, password: config.adminPassword });
  metrics.watch(async (figures) => {
    const ages = await dueAges(store, now());
    for (const [work, age] of ages) figures.oldestDueAgeSeconds.set({ work }, age / 1000);
    const lanes = ['delivery', 'send', 'resume'] as const;
    figures.oldestDueLaneAgeSeconds.set(Math.max(...lanes.map((kind) => ages.get(kind) ?? 0)) / 1000);
  });
  const net = createNet({ policy: config.netPolicy, log, postsInThread: true });
  const { storage, removeLeftovers } = openFiles(config.media, net);
  const placeOf = openPlaces(config.geoDatabase);
  if (typeof placeOf === 'string') return placeOf;
  const signer = createMediaSigner(config.secretKey, config.publicUrl, now, { previous: config.previousSecretKey });
  return {
    dataDir: config.dataDir,
    log,
    tracing: await openTracing(config, log),
    now,
    ids,
    seal,
    store,
    signIn,
    metrics,
    net,
    storage,
    removeLeftovers,
    signer,
    placeOf,
    mailTokens: createMailTokens(config.secretKey, config.previousSecretKey),
    returnTokens: createReturnTokens(config.secretKey, config.previousSecretKey),
  };
}
export type Base = Exclude<Awaited<ReturnType<typeof openBase>>, string>;

/** Where files lie, and how half-written ones are swept up. */
function openFiles(media: MediaPlace, net: Net): { readonly storage: MediaStorage; removeLeftovers(now: number): Promise<number> } {
  // What is left in the spool was on its way to the bucket when a process ended, and counts as stored nowhere.
  if (media.is === 's3') rmSync(media.spool, { recursive: true, force: true });
  const folder = createFolderStorage(media.is === 'folder' ? media.folder : media.spool);
  const storage = media.is === 'folder' ? folder : createS3Storage(media.place, folder, net);
  return { storage, removeLeftovers: folder.removeLeftovers };
}
