import { randomBytes, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { type Config, type MediaPlace, readConfig } from './config.ts';
import { createCommands } from './conversations/commands.ts';
import { createDraining } from './conversations/draining.ts';
import { createErasures } from './conversations/erasures.ts';
import { createSearchIndexing } from './conversations/search-indexing.ts';
import { createClock } from './conversations/clock.ts';
import { createWaitClock } from './conversations/wait-clock.ts';
import { createCallIo } from './conversations/call-io.ts';
import { type ConnectedChannel, createConnectedChannels } from './conversations/connected-channels.ts';
import { createHealthRounds } from './conversations/health-rounds.ts';
import { createChannelMemories } from './conversations/memory.ts';
import { createPlatformActions } from './conversations/platform-actions.ts';
import { createTemplateSync } from './conversations/template-sync.ts';
import { createDeliveries } from './events/deliver.ts';
import { streamStart } from './events/notification-news.ts';
import { createNotificationWorkers } from './events/notification-workers.ts';
import { createReceivers } from './events/receivers.ts';
import { createResumes } from './events/resume.ts';
import { createEventStream } from './events/stream.ts';
import { createTranscripts } from './events/transcript.ts';
import { type AppDeps, createApp } from './http/app.ts';
import { createAuthenticator } from './http/auth/api-keys.ts';
import { beginSignIn, createSignIn } from './http/auth/assemble.ts';
import { seedOrganisation } from './http/auth/seed.ts';
import { webhookReply } from './http/webhook-reply.ts';
import { createMediaFetching } from './ingest/fetch-media.ts';
import { createPassiveAnswers } from './ingest/passive-answers.ts';
import { createProfiles } from './ingest/read-profiles.ts';
import { createReceive } from './ingest/receive.ts';
import { createIngest } from './ingest/create-ingest.ts';
import { createLogger } from './log/logger.ts';
import { createMetrics } from './log/metrics.ts';
import { createFolderStorage } from './media/folder-storage.ts';
import { DEFAULT_MEDIA_RULES } from './model/settings.ts';
import { createReadFile } from './media/read-file.ts';
import { createS3Storage } from './media/s3-storage.ts';
import { type ServableFile, serveMedia } from './media/serve.ts';
import { createMediaSigner, withSignedMedia } from './media/signing.ts';
import type { MediaStorage } from './media/storage.ts';
import { ulidIds } from './model/ids.ts';
import { type Net, createNet } from './net/client.ts';
import { checkUrl } from './net/urls.ts';
import { createPauses } from './outbox/pauses.ts';
import { createRates } from './outbox/rates.ts';
import { createSends } from './outbox/send.ts';
import { cursorText, parseCursor, readEvents } from './store/event-log.ts';
import type { Flushed } from './store/flush.ts';
import { oldestDueAge } from './store/lanes.ts';
import { findMedia } from './store/media-jobs.ts';
import { createPeopleCache } from './store/people-cache.ts';
import { readChannelRows } from './store/read/channels.ts';
import { readTeamsOfChannels } from './store/read/teams.ts';
import { DEFAULT_RETENTION, prune } from './store/retention.ts';
import type { AttachmentRow } from './store/schema.ts';
import { createSeal } from './store/seal.ts';
import { checkSecretKey } from './store/secret-probe.ts';
import { type Store, openStore } from './store/store.ts';
import { readSettings, readTeamOverrides } from './store/settings.ts';
import { createActiveSubscriptions, dropEndedSubscriptions } from './store/subscriptions.ts';
import { findApiKeyByHash } from './store/read/api-keys.ts';

/** How long another gateway's change of a channel may stay unseen on a shared PostgreSQL. */
const SHARED_CHANNELS_MAX_AGE_MS = 1000;
const PRUNE_MS = 3_600_000;
const SWEEP_MS = 30_000;
/** RELIABILITY T23: half-open and slow clients are let go. */
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 60_000;
/** Longer than a proxy's, so that the proxy is the one to close. */
const KEEP_ALIVE_MS = 75_000;
const STOP_MS = 8_000;
/** So long calls to platforms may still take; what is cut is known as unknown, and tried again where that is safe. */
const CUT_CALLS_MS = 5_000;
/** So long a stopping gateway still answers, closing each connection with its answer. */
const LAST_REQUESTS_MS = 100;

/** Says why the gateway cannot start, one sentence a line, and ends. */
function refuse(problems: readonly string[]): never {
  for (const problem of problems) process.stderr.write(`parley: ${problem}\n`);
  process.exit(1);
}

/** What everything else stands on. Ends the process with a sentence where it cannot be had. */
async function openBase(config: Config) {
  const log = createLogger({ level: config.logLevel });
  const now = Date.now;
  const ids = ulidIds(now, randomBytes);
  const seal = createSeal(config.secretKey);
  const store = await openStore({ dataDir: config.dataDir, databaseUrl: config.databaseUrl, now });
  if (typeof store === 'string') refuse([store]);
  const wrongKey = await checkSecretKey(store, seal);
  if (wrongKey !== undefined) refuse([wrongKey]);
  await seedOrganisation({ committer: store.committer, ids, adminEmail: config.adminEmail, apiKey: config.apiKey });
  const signIn = createSignIn({ store, seal, ids, now, log, ...config });
  await beginSignIn(signIn, { store, log }, { email: config.adminEmail, password: config.adminPassword });
  const metrics = createMetrics(async (figures) => {
    const ages = await Promise.all([
      oldestDueAge(store, 'delivery', now()),
      oldestDueAge(store, 'send', now()),
      oldestDueAge(store, 'resume', now()),
    ]);
    figures.oldestDueLaneAgeSeconds.set(Math.max(...ages) / 1000);
  });
  const net = createNet({ policy: config.netPolicy, log });
  const { storage, removeLeftovers } = openFiles(config.media, net);
  const signer = createMediaSigner(config.secretKey, config.publicUrl, now);
  return { dataDir: config.dataDir, log, now, ids, seal, store, signIn, metrics, net, storage, removeLeftovers, signer };
}
type Base = Awaited<ReturnType<typeof openBase>>;

/** Where files lie, and how half-written ones are swept up. */
function openFiles(media: MediaPlace, net: Net): { readonly storage: MediaStorage; removeLeftovers(now: number): Promise<number> } {
  // What is left in the spool was on its way to the bucket when a process ended, and counts as stored nowhere.
  if (media.is === 's3') rmSync(media.spool, { recursive: true, force: true });
  const folder = createFolderStorage(media.is === 'folder' ? media.folder : media.spool);
  const storage = media.is === 'folder' ? folder : createS3Storage(media.place, folder, net);
  return { storage, removeLeftovers: folder.removeLeftovers };
}

/** The connected channels, and what the store must know of one, from the latest look at them. */
async function openChannels({ store, seal, now }: Base) {
  const connected = createConnectedChannels({
    readRows: () => readChannelRows(store),
    readSettings: () => readSettings(store),
    readTeams: () => readTeamsOfChannels(store),
    readTeamOverrides: () => readTeamOverrides(store),
    seal,
    now,
    maxAgeMs: store.dialect === 'sqlite' ? Infinity : SHARED_CHANNELS_MAX_AGE_MS,
  });
  let latest: ReadonlyMap<string, ConnectedChannel> = await connected.snapshot();
  const all = async () => (latest = await connected.snapshot());
  return {
    connected,
    all,
    channelOf: async (id: string) => (await all()).get(id),
    factsOf(id: string) {
      const channel = latest.get(id);
      if (channel === undefined) throw new Error(`channel ${id} is not known here`);
      return channel.facts;
    },
  };
}
type Channels = Awaited<ReturnType<typeof openChannels>>;

/** What takes in, sends out and delivers; each wakes the others by what a commit has made due. */
function assemble(base: Base, channels: Channels, config: Config) {
  const { publicUrl } = config;
  const { log, now, ids, seal, store, metrics, net, storage, signer } = base;
  const { channelOf, factsOf } = channels;
  const withSigned = (json: string) => withSignedMedia(json, signer.sign);
  const subscriptions = createActiveSubscriptions(store.dialect);
  const wake = (flushed: Flushed) => {
    deliveries.wake(flushed.deliveryLanes);
    sends.wake(flushed.sendLanes);
    resumes.wake(flushed.resumeLanes ?? []);
    stream.wake(flushed.notified);
    if (flushed.hasPushes === true) notifications.wake();
    if (flushed.hasMedia) media.wake();
    if (flushed.makesRoom === true) draining.wake();
    if (flushed.changesChannels) channels.connected.forget();
    if (flushed.staleTemplates !== undefined) templateSync.soon(flushed.staleTemplates);
  };
  const people = store.dialect === 'sqlite' ? createPeopleCache() : undefined;
  const shared = { ids, factsOf, people, subscriptions: subscriptions.active, wake };
  const ingest = createIngest(base, shared);
  const run = createCommands({ ...shared, committer: store.committer });
  const commands: typeof run = async (command) => {
    await channels.all();
    return run(command);
  };
  const rates = createRates();
  const common = { store, committer: store.committer, now, random: Math.random, log, metrics, token: randomUUID() };
  const callIo = createCallIo({ fetch: net.fetch, now, memories: createChannelMemories(now), publicUrl });
  const passive = createPassiveAnswers();
  const pauses = createPauses(now);
  const platformActions = createPlatformActions({ store, channelOf, callIo, now });
  const profiles = createProfiles({ store, run: commands, channelOf, callIo, now, log, net, storage, rules: DEFAULT_MEDIA_RULES });
  const templateSync = createTemplateSync({ channels: channels.all, run: commands, callIo, now, log });
  const readFile = createReadFile({ find: (id) => findMedia(store, id), storage, net });
  const sends = createSends({
    ...common,
    ...shared,
    rates,
    channelOf,
    urlOf: signer.sign,
    callIo,
    readFile,
    answerInResponse: passive.offer,
    pauses,
  });
  const deliveries = createDeliveries({
    ...common,
    net,
    ids,
    withSignedMedia: withSigned,
    receiverOf: createReceivers({ store, seal, now }),
    transcriptOf: createTranscripts(store),
  });
  const resumes = createResumes({ ...common, net, seal, withSignedMedia: withSigned });
  const waitClock = createWaitClock({ store, run: commands, now, log });
  const stream = createEventStream({ store, log, withSignedMedia: withSigned });
  const media = createMediaFetching({ store, run: commands, channelOf, now, log, metrics, net, storage });
  const healthRounds = createHealthRounds({ channels: channels.all, callIo, run: commands, now, log });
  const clock = createClock({ store, run: commands, now, log });
  const draining = createDraining({ store, run: commands, log });
  const erasures = createErasures({ store, run: commands, log });
  const notifications = createNotificationWorkers({ ...common, seal, net, publicUrl, mail: config.mail });
  const receive = createReceive({ channels: channels.all, store: ingest.store, passive, now, log, metrics });
  return {
    subscriptions,
    wake,
    commands,
    rates,
    sends,
    deliveries,
    waits: [resumes, waitClock],
    stream,
    media,
    receive,
    callIo,
    passive,
    clock,
    draining,
    healthRounds,
    pauses,
    platformActions,
    profiles,
    templateSync,
    erasures,
    ingest,
    notifications,
    searchIndexing: createSearchIndexing({ store, log }),
  };
}
type Parts = ReturnType<typeof assemble>;

/** All that the HTTP side needs of the rest. */
function appDeps(config: Config, base: Base, channels: Channels, parts: Parts, ready: () => string | undefined): AppDeps {
  const { store, now, ids, seal, storage, signer, metrics, log, signIn } = base;
  const { receive, stream, commands, wake, subscriptions, callIo, pauses, platformActions, templateSync, erasures } = parts;
  return {
    store,
    commands,
    wake,
    connectedChannels: channels.connected,
    callIo,
    pauses,
    platformActions,
    templateSync,
    erasures,
    subscriptions,
    authenticator: createAuthenticator({ findByHash: (hash) => findApiKeyByHash(store, hash), now }),
    ...signIn,
    seal,
    vapidKeys: parts.notifications.vapidKeys,
    ids,
    now,
    checkUrl: (url) => checkUrl(url, config.netPolicy),
    async readEvents({ after, limit, types, viewer }) {
      const cursor = parseCursor(after);
      if (cursor === undefined) return 'bad_cursor';
      const page = await readEvents(store, { after: cursor, limit, types: types ?? [], viewer });
      return { json: page.json, nextCursor: cursorText(page.next) };
    },
    async stream(_request, response, { after, memberId }) {
      const { cursor, news } = await streamStart(store, after, memberId);
      stream.add(response, cursor, [], memberId, news);
    },
    receive: async (request) => webhookReply(await receive(request.channelId, request)),
    serveMedia: serveMedia({ find: async (id) => servable(await findMedia(store, id)), storage, signer }),
    mediaStorage: storage,
    signMedia: signer.sign,
    publicUrl: config.publicUrl,
    trustProxy: config.trustProxy,
    metrics,
    log,
    ready,
  };
}

async function start(config: Config): Promise<void> {
  const base = await openBase(config);
  const { log, store, removeLeftovers, net, now } = base;
  const channels = await openChannels(base);
  const parts = assemble(base, channels, config);
  let stopping = false;
  const app = createApp(appDeps(config, base, channels, parts, () => (stopping ? 'stopping' : undefined)));
  const timeouts = { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS };
  const server = createServer(timeouts, app);
  // A busy client that keeps its connection would otherwise be served until it stops by itself.
  server.prependListener('request', (_request, response) => {
    if (stopping) response.setHeader('connection', 'close');
  });
  await listen(server, config);
  const { sends, deliveries, media, clock, draining, profiles, erasures, healthRounds, notifications } = parts;
  const workers = [sends, deliveries, media, clock, draining, profiles, erasures, healthRounds, base.signIn.mailing, notifications];
  workers.push(...parts.waits, parts.searchIndexing);
  for (const worker of [...workers, parts.ingest]) worker.start();
  const sweeping = startSweeping(store, parts.subscriptions, log);
  parts.templateSync.start();
  void removeLeftovers(now());
  log.info({ address: `http://${config.host}:${config.port}`, store: store.dialect }, 'Parley is ready');

  const stop = async () => {
    if (stopping) return;
    stopping = true;
    log.info('Parley is stopping');
    setTimeout(() => process.exit(1), STOP_MS).unref();
    sweeping.stop();
    parts.templateSync.stop();
    parts.stream.close();
    parts.passive.close();
    await new Promise((resolve) => setTimeout(resolve, LAST_REQUESTS_MS));
    // A platform that does not answer must not keep the store from being closed.
    setTimeout(() => void net.close(), CUT_CALLS_MS).unref();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await Promise.all([closed, ...workers.map((worker) => worker.stop())]);
    await parts.ingest.stop();
    await parts.rates.close();
    await store.close();
    await net.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
}

/** A file as the serving handler knows it. */
function servable(row: AttachmentRow | undefined): ServableFile | undefined {
  if (row === undefined) return undefined;
  const state = row.state === 'stored' || row.state === 'pending' ? row.state : 'failed';
  return { state, storageKey: row.storageKey, mimeType: row.mimeType, name: row.name, bytes: row.bytes };
}

function listen(server: ReturnType<typeof createServer>, config: Config): Promise<void> {
  return new Promise((resolve) => {
    server.on('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      refuse([taken ? `PARLEY_PORT ${config.port} on ${config.host} is taken by another program` : `cannot listen: ${error.message}`]);
    });
    server.listen(config.port, config.host, resolve);
  });
}

/** Drops ended subscriptions and what is past its time. */
function startSweeping(store: Store, subscriptions: ReturnType<typeof createActiveSubscriptions>, log: ReturnType<typeof createLogger>) {
  const pruneAll = store.committer.register(prune(DEFAULT_RETENTION));
  const sweep = store.committer.register<null, null>({
    name: 'ended subscriptions',
    async run(tx, items) {
      await dropEndedSubscriptions(tx, subscriptions);
      return items;
    },
  });
  const quietly = (work: Promise<unknown>) =>
    work.catch((error: unknown) => log.error({ err: error }, 'sweeping failed; it is tried again'));
  const timers = [setInterval(() => void quietly(sweep(null)), SWEEP_MS), setInterval(() => void quietly(pruneAll(null)), PRUNE_MS)];
  return { stop: () => timers.forEach((timer) => clearInterval(timer)) };
}

const config = readConfig(process.env);
if ('length' in config) refuse(config);
const args = process.argv.slice(2);
if (args.length === 0) await start(config);
else {
  const { runCommandLine } = await import('./operations/command-line.ts');
  const { code, lines } = await runCommandLine(args, config, Date.now);
  for (const line of lines) process[code === 0 ? 'stdout' : 'stderr'].write(`${line}\n`);
  process.exitCode = code;
}
