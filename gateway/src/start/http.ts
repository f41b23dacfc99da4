import { type Server, createServer } from 'node:http';
import type { Config } from '../config.ts';
import { createPlatformActions } from '../conversations/platform-actions.ts';
import { streamStart } from '../events/notification-news.ts';
import { type AppDeps, createApp } from '../http/app.ts';
import { createAuthenticator } from '../http/auth/api-keys.ts';
import { webhookReply } from '../http/webhook-reply.ts';
import { createWidgetLimits } from '../http/widget/limits.ts';
import { type ServableFile, serveMedia } from '../media/serve.ts';
import { checkUrl } from '../net/urls.ts';
import { cursorText, parseCursor, readEvents } from '../store/event-log.ts';
import { findMedia } from '../store/media-jobs.ts';
import { findApiKeyByHash } from '../store/read/api-keys.ts';
import type { AttachmentRow } from '../store/schema.ts';
import type { Base } from './base.ts';
import type { Channels } from './channels.ts';
import type { Rounds } from './rounds.ts';
import type { Traffic } from './traffic.ts';

/** RELIABILITY T23: half-open and slow clients are let go. */
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 60_000;
/** How late that may be noticed; Node's own 30 s would let them stay for three quarters of a minute. */
const LOOK_FOR_SLOW_MS = 5_000;
/** Longer than a proxy's, so that the proxy is the one to close. */
const KEEP_ALIVE_MS = 75_000;

/** Everything that HTTP answers from. */
export interface Behind {
  readonly base: Base;
  readonly channels: Channels;
  readonly traffic: Traffic;
  readonly rounds: Rounds;
  readonly wake: AppDeps['wake'];
  readonly isStopping: () => boolean;
}

/** The server, not listening yet. While the gateway stops, each connection is closed with its next answer. */
export function assembleServer(config: Config, behind: Behind): Server {
  const timeouts = {
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: LOOK_FOR_SLOW_MS,
  };
  const server = createServer(timeouts, createApp(appDeps(config, behind)));
  // A busy client that keeps its connection would otherwise be served until it stops by itself.
  server.prependListener('request', (_request, response) => {
    if (behind.isStopping()) response.setHeader('connection', 'close');
  });
  return server;
}

/** Resolves when the server listens. @param refuse told why it cannot */
export function listen(server: Server, config: Config, refuse: (problems: readonly string[]) => void): Promise<void> {
  return new Promise((resolve) => {
    server.on('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      refuse([taken ? `PARLEY_PORT ${config.port} on ${config.host} is taken by another program` : `cannot listen: ${error.message}`]);
    });
    server.listen(config.port, config.host, resolve);
  });
}

function appDeps(config: Config, { base, channels, traffic, rounds, wake, isStopping }: Behind): AppDeps {
  const { store, now, ids, seal, storage, signer, metrics, log, signIn, tracing } = base;
  const { receive, stream, commands, subscriptions, callIo, pauses } = traffic;
  return {
    store,
    commands,
    wake,
    connectedChannels: channels.connected,
    callIo,
    pauses,
    platformActions: createPlatformActions({ store, channelOf: channels.channelOf, callIo, now }),
    templateSync: rounds.templateSync,
    erasures: rounds.erasures,
    subscriptions,
    authenticator: createAuthenticator({ findByHash: (hash) => findApiKeyByHash(store, hash), now }),
    ...signIn,
    seal,
    vapidKeys: rounds.vapidKeys,
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
    widget: {
      ...{
        receive,
        live: traffic.visitors,
        announcements: traffic.announcements,
        presence: rounds.presence,
        limits: createWidgetLimits(now),
      },
      ...{ placeOf: base.placeOf, returns: base.returnTokens },
    },
    setAside: traffic.ingest.setAside,
    receive: async (request) => webhookReply(await receive(request.channelId, request, request.requestId)),
    mailIn: { ...rounds.mailReplies, secret: config.mailSecret },
    serveMedia: serveMedia({ find: async (id) => servable(await findMedia(store, id)), storage, signer }),
    mediaStorage: storage,
    signMedia: signer.sign,
    publicUrl: config.publicUrl,
    trustProxy: config.trustProxy,
    metrics,
    log,
    tracing,
    ready: () => (isStopping() ? 'stopping' : undefined),
  };
}

/** A file as the serving handler knows it. */
function servable(row: AttachmentRow | undefined): ServableFile | undefined {
  if (row === undefined) return undefined;
  const state = row.state === 'stored' || row.state === 'pending' ? row.state : 'failed';
  return { state, storageKey: row.storageKey, mimeType: row.mimeType, name: row.name, bytes: row.bytes };
}
