import { createHash, randomBytes } from 'node:crypto';
import { type Server, createServer } from 'node:http';
import path from 'node:path';
import { createCallIo } from '../../../gateway/src/conversations/call-io.ts';
import type { AnyChannel } from '../../../gateway/src/channels/channel.ts';
import { createCommands } from '../../../gateway/src/conversations/commands.ts';
import { type ConnectedChannel, createConnectedChannels } from '../../../gateway/src/conversations/connected-channels.ts';
import { createChannelMemories } from '../../../gateway/src/conversations/memory.ts';
import { type TemplateSync, createTemplateSync } from '../../../gateway/src/conversations/template-sync.ts';
import { createVisitorPresence } from '../../../gateway/src/conversations/presence.ts';
import { createErasures } from '../../../gateway/src/conversations/erasures.ts';
import { createReturnTokens } from '../../../gateway/src/conversations/return-tokens.ts';
import { createMailTokens } from '../../../gateway/src/conversations/mail-tokens.ts';
import { createPlatformActions } from '../../../gateway/src/conversations/platform-actions.ts';
import { createPauses } from '../../../gateway/src/outbox/pauses.ts';
import { createAnnouncementBoard } from '../../../gateway/src/events/announcements.ts';
import { createVisitorStreams } from '../../../gateway/src/events/visitor-streams.ts';
import { createApp } from '../../../gateway/src/http/app.ts';
import type { AppDeps } from '../../../gateway/src/http/deps.ts';
import { createAuthenticator } from '../../../gateway/src/http/auth/api-keys.ts';
import { createSignIn } from '../../../gateway/src/http/auth/assemble.ts';
import type { PasswordHashing } from '../../../gateway/src/http/auth/hashing.ts';
import { seedOrganisation } from '../../../gateway/src/http/auth/seed.ts';
import { createWidgetLimits } from '../../../gateway/src/http/widget/limits.ts';
import { createVisitorLive } from '../../../gateway/src/http/widget/live.ts';
import { createPassiveAnswers } from '../../../gateway/src/ingest/passive-answers.ts';
import { createReceive } from '../../../gateway/src/ingest/receive.ts';
import { apiRoutes } from '../../../gateway/src/http/routes/index.ts';
import { createMailReplies } from '../../../gateway/src/ingest/mail-replies.ts';
import { type Received, type Stored, storeEvents } from '../../../gateway/src/ingest/store-events.ts';
import { createLogger } from '../../../gateway/src/log/logger.ts';
import { createMetrics } from '../../../gateway/src/log/metrics.ts';
import { createFolderStorage } from '../../../gateway/src/media/folder-storage.ts';
import type { InboundEvent } from '../../../gateway/src/model/inbound.ts';
import { ulidIds } from '../../../gateway/src/model/ids.ts';
import type { Mailer } from '../../../gateway/src/net/mail.ts';
import { makeVapidKeys } from '../../../gateway/src/net/web-push.ts';
import { checkUrl } from '../../../gateway/src/net/urls.ts';
import { cursorText, parseCursor, readEvents } from '../../../gateway/src/store/event-log.ts';
import type { Flushed } from '../../../gateway/src/store/flush.ts';
import { findApiKeyByHash } from '../../../gateway/src/store/read/api-keys.ts';
import { readChannelRows } from '../../../gateway/src/store/read/channels.ts';
import { readTeamsOfChannels } from '../../../gateway/src/store/read/teams.ts';
import { createSeal } from '../../../gateway/src/store/seal.ts';
import { type Store, openStore } from '../../../gateway/src/store/store.ts';
import { readSettings, readTeamOverrides } from '../../../gateway/src/store/settings.ts';
import { createActiveSubscriptions } from '../../../gateway/src/store/subscriptions.ts';
import { createVapidKeys } from '../../../gateway/src/store/vapid-keys.ts';
import type { Worker } from '../../../gateway/src/work/worker.ts';
import { type ApiClient, createApiClient } from './api-client.ts';
import { newDatabase } from './postgres.ts';
import { type TestClock, beginWithEmpty, temporaryFolder } from './stores.ts';
import { wrongTallies } from './tallies.ts';

/** A running API over a store of its own. */
export interface TestApi extends ApiClient {
  readonly url: string;
  readonly store: Store;
  readonly clock: TestClock;
  readonly deps: AppDeps;
  /** Lines the gateway has logged. */
  readonly logged: string[];
  /** What each channel's platform lists as its templates; a channel without an entry has no such list. */
  readonly listings: Map<string, NonNullable<AnyChannel['listTemplates']>>;
  /** The gateway's own. */
  readonly secretKey: Buffer;
  readonly templateSync: TemplateSync;
  readonly erasures: Worker;
  /** What commits have made due. */
  readonly woken: Flushed[];
  /** Writes and tells where visitors are, and looks what is announced, as happens each second. */
  tick(): Promise<void>;
  ingest(channelId: string, ...events: readonly InboundEvent[]): Promise<Stored>;
  close(): Promise<void>;
}

export const API_KEY = 'seeded-key-of-the-tests';
export const MAIL_SECRET = 'canary-secret-of-incoming-mail';
export const ADMIN = 'admin@example.com';
export const PUBLIC_URL = 'https://parley.example';
export const START = Date.parse('2026-11-20T10:00:00Z');

/** Passwords are hashed slowly on purpose; only tests that are about it wait for that. */
export const QUICK_HASHING: PasswordHashing = {
  hash: (password) => Promise.resolve(`quick ${createHash('sha256').update(password).digest('hex')}`),
  verify: async ({ hash, password }) => (await QUICK_HASHING.hash(password)) === hash,
};

/** Starts the API on loopback. Answers that a route declares are checked against its schema. */
export async function startApi(
  dialect: 'sqlite' | 'postgres' = 'sqlite',
  change: Partial<AppDeps> = {},
  { mailer, hashing = QUICK_HASHING }: { readonly mailer?: Mailer; readonly hashing?: PasswordHashing | null } = {},
): Promise<TestApi> {
  const { folder, remove } = temporaryFolder();
  const database = dialect === 'postgres' ? await newDatabase() : undefined;
  const clock: TestClock = { now: START };
  const now = () => clock.now;
  if (database === undefined) beginWithEmpty(folder);
  const store = await openStore({ dataDir: folder, databaseUrl: database?.url, now });
  if (typeof store === 'string') throw new Error(store);
  const logged: string[] = [];
  const woken: Flushed[] = [];
  const ids = ulidIds(now, randomBytes);
  await seedOrganisation({ committer: store.committer, ids, adminEmail: ADMIN, adminName: 'Ada Admin', apiKey: API_KEY });
  const secretKey = randomBytes(32);
  const seal = createSeal(secretKey);
  const connected = createConnectedChannels({
    readRows: () => readChannelRows(store),
    readSettings: () => readSettings(store),
    readTeams: () => readTeamsOfChannels(store),
    readTeamOverrides: () => readTeamOverrides(store),
    seal,
    now,
    maxAgeMs: Infinity,
  });
  let latest: ReadonlyMap<string, ConnectedChannel> = new Map();
  const factsOf = (id: string) => {
    const channel = latest.get(id);
    if (channel === undefined) throw new Error(`the test knows no channel ${id}`);
    return channel.facts;
  };
  const subscriptions = createActiveSubscriptions(store.dialect);
  const wake = (flushed: Flushed) => {
    woken.push(flushed);
    visitorStreams.wake();
    if (flushed.announces === true) void announcements.tick().catch(() => undefined);
  };
  const shared = { ids, factsOf, subscriptions: subscriptions.active, wake };
  const ingest = store.committer.register<Received, Stored>(storeEvents(shared));
  const run = createCommands({ ...shared, committer: store.committer });
  const policy = { allowedNetworks: [], allowLoopback: false };
  const listings: TestApi['listings'] = new Map();
  const commands: AppDeps['commands'] = async (command) => {
    latest = await connected.snapshot();
    return run(command);
  };
  const log = createLogger({ level: 'info', stream: { write: (line) => void logged.push(line) } });
  const noPlatform = () => Promise.resolve({ is: 'no_answer', why: 'this test has no platform', reached: 'no' } as const);
  const visitorStreams = createVisitorStreams({ store, log });
  const announcements = createAnnouncementBoard({ store, now, log });
  const live = createVisitorLive(visitorStreams, announcements);
  connected.watch(live.lookAgain);
  const callIo = createCallIo({
    fetch: noPlatform,
    now,
    memories: createChannelMemories(now),
    publicUrl: 'https://parley.example',
    visitors: live.reaches(store, commands),
  });
  const presence = createVisitorPresence({ store, run: commands, now, log, tell: () => undefined });
  const templateSync = createTemplateSync({
    channels: async () => withListings(await connected.snapshot(), listings),
    run: commands,
    callIo,
    now,
    log,
  });
  const metrics = createMetrics();
  const erasures = createErasures({ store, run: commands, log });
  const publicUrl = PUBLIC_URL;
  const signIn = createSignIn(
    { store, seal, ids, now, log, secretKey, publicUrl, mail: undefined },
    { mailer, hashing: hashing ?? undefined },
  );
  const keepMail = async (received: Received) => {
    latest = await connected.snapshot();
    return ingest(received);
  };
  const deps: AppDeps = {
    store,
    commands,
    wake,
    connectedChannels: connected,
    subscriptions,
    callIo,
    pauses: createPauses(now),
    templateSync,
    erasures,
    platformActions: createPlatformActions({ store, channelOf: async (id) => (await connected.snapshot()).get(id), callIo, now }),
    authenticator: createAuthenticator({ findByHash: (hash) => findApiKeyByHash(store, hash), now }),
    ...signIn,
    seal,
    vapidKeys: createVapidKeys(store, seal, makeVapidKeys),
    ids,
    now,
    checkUrl: (url) => checkUrl(url, policy),
    async readEvents({ after, limit, types, viewer }) {
      const cursor = parseCursor(after);
      if (cursor === undefined) return 'bad_cursor';
      const page = await readEvents(store, { after: cursor, limit, types: types ?? [], viewer });
      return { json: page.json, nextCursor: cursorText(page.next) };
    },
    stream(_request, response, { after }) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(`: from ${after ?? 'now'}\n\n`);
    },
    setAside: { list: () => [], replay: () => false },
    receive: (request) => Promise.resolve({ status: 200, contentType: 'text/plain', body: `${request.channelId} ${request.body.length}` }),
    mailIn: {
      ...createMailReplies({
        ...{ store, run: commands, keep: keepMail, tokens: createMailTokens(secretKey), ids, now },
        storage: createFolderStorage(path.join(folder, 'media')),
        rulesOf: async (id) => (await connected.snapshot()).get(id)?.facts.mediaRules,
      }),
      secret: MAIL_SECRET,
    },
    serveMedia: (request, response) => void response.send(`file ${request.params['id'] ?? ''}`),
    widget: {
      receive: createReceive({
        channels: async () => (latest = await connected.snapshot()),
        store: ingest,
        passive: createPassiveAnswers(),
        now,
        log,
        metrics,
      }),
      live,
      announcements,
      presence,
      limits: createWidgetLimits(now),
      placeOf: () => ({ country: 'LB', region: null, city: 'Beirut' }),
      returns: createReturnTokens(secretKey),
    },
    mediaStorage: createFolderStorage(path.join(folder, 'media')),
    signMedia: (id) => `https://parley.example/media/${id}?signed`,
    publicUrl,
    trustProxy: false,
    metrics,
    log,
    ready: () => undefined,
    ...change,
  };
  const server = createServer(createApp(deps));
  // On a busy machine a client may take up a connection at the very moment at which it is closed for being idle.
  server.keepAliveTimeout = 0;
  const url = await listen(server);
  const client = createApiClient(
    url,
    API_KEY,
    apiRoutes(deps).map(({ spec }) => spec),
  );
  return {
    ...client,
    url,
    store,
    clock,
    deps,
    logged,
    listings,
    secretKey,
    templateSync,
    erasures,
    woken,
    async tick() {
      await presence.tick();
      await announcements.tick();
    },
    async ingest(channelId, ...events) {
      latest = await connected.snapshot();
      return ingest({ channelId, body: '{}', events });
    },
    async close() {
      live.close();
      await presence.stop();
      await erasures.stop();
      await signIn.mailing.stop();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      const wrong = store.dialect === 'sqlite' ? await wrongTallies(store) : [];
      await store.close();
      await database?.drop();
      remove();
      if (wrong.length > 0) throw new Error(`the tallies do not say what there is: ${JSON.stringify(wrong)}`);
    },
  };
}

/** The channels with the test's lists in place of their platforms'. */
function withListings(
  channels: ReadonlyMap<string, ConnectedChannel>,
  listings: TestApi['listings'],
): ReadonlyMap<string, ConnectedChannel> {
  return new Map(
    [...channels].map(([id, connected]) => {
      const { listTemplates: _real, ...channel } = connected.channel;
      const list = listings.get(id);
      return [id, { ...connected, channel: list === undefined ? channel : { ...channel, listTemplates: list } }];
    }),
  );
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '');
    });
  });
}
