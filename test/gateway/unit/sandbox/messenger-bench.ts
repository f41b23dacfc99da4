import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { controlApi } from '../../../../gateway/sandbox/control.ts';
import { DEMO_MESSENGER } from '../../../../gateway/sandbox/demo-accounts.ts';
import { at } from '../../../../gateway/sandbox/json.ts';
import type { MessengerOptions, MessengerStandIn } from '../../../../gateway/sandbox/messenger.ts';
import { createMessenger } from '../../../../gateway/sandbox/messenger.ts';
import type { MessengerSays } from '../../../../gateway/sandbox/messenger/says.ts';
import type { Said } from '../../../../gateway/sandbox/stand-in.ts';
import { serveStandIn } from '../../../../gateway/sandbox/transport.ts';
import type { Received, Receiver, TestClock } from './bench.ts';
import { startReceiver, testClock } from './bench.ts';

export const LEILA = DEMO_MESSENGER.customers?.[0]?.id ?? '';
export const PAGE = DEMO_MESSENGER.pageId;
export const APP_TOKEN = `${DEMO_MESSENGER.appId}|${DEMO_MESSENGER.appSecret}`;
export const HOUR_MS = 3_600_000;

/** What a call over HTTP came back with. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A stand-in on loopback, a business's server that takes its webhooks, and a clock that stands still. */
export interface MessengerBench {
  readonly messenger: MessengerStandIn;
  readonly receiver: Receiver;
  readonly clock: TestClock;
  /** `http://127.0.0.1:…/messenger` */
  readonly baseUrl: string;
  /** Calls the Graph API with the Page's token, unless the headers say otherwise. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** `POST /v25.0/{page}/messages` to Leila. */
  send(fields: object): Promise<Answer>;
  /** Leila says something and the webhook has ended. Returns the message id. */
  says(saying: MessengerSays): Promise<string>;
  /** The sandbox's control API. */
  control(method: string, path: string, body?: unknown): Promise<Answer>;
  /** All events received so far, oldest first. */
  events(): readonly unknown[];
  stop(): Promise<void>;
}

export async function startMessenger(options: Partial<MessengerOptions> = {}): Promise<MessengerBench> {
  const clock = testClock();
  const receiver = await startReceiver(DEMO_MESSENGER.verifyToken);
  const app = express();
  const server = await listen(app);
  const origin = originOf(server);
  const baseUrl = `${origin}/messenger`;
  const messenger = createMessenger({ ...DEMO_MESSENGER, baseUrl, clock, ...options });
  messenger.connect(receiver.url);
  app.use('/messenger', express.raw({ type: () => true, limit: '120mb' }), serveStandIn(messenger));
  app.use('/sandbox/api', controlApi([messenger], null));

  const call: MessengerBench['call'] = (method, path, body, headers = {}) =>
    request(`${baseUrl}${path}`, method, body, { authorization: `Bearer ${DEMO_MESSENGER.pageAccessToken}`, ...headers });
  return {
    messenger,
    receiver,
    clock,
    baseUrl,
    call,
    send: (fields) => call('POST', `/v25.0/${PAGE}/messages`, { recipient: { id: LEILA }, messaging_type: 'RESPONSE', ...fields }),
    says: async (saying) => {
      const said = saidBy(messenger, saying);
      await said.webhook;
      return said.id;
    },
    control: (method, path, body) => request(`${origin}/sandbox/api/facebook/${path}`, method, body, {}),
    events: () => receiver.received.map(eventOf),
    stop: async () => {
      await messenger.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await receiver.stop();
    },
  };
}

/** What Leila does; throws where Messenger would not let her. */
export function saidBy(messenger: MessengerStandIn, saying: MessengerSays): Said {
  const said = messenger.customerSays(LEILA, saying);
  if (typeof said === 'string') throw new Error(said);
  return said;
}

/** The one event of a webhook. */
export function eventOf(webhook: Received | undefined): unknown {
  return at(webhook?.json, 'entry', 0, 'messaging', 0);
}

/** `[status, code, subcode]` of a refusal. */
export function refusalOf(answer: Answer): readonly unknown[] {
  return [answer.status, at(answer.body, 'error', 'code'), at(answer.body, 'error', 'error_subcode')];
}

/** The business's file server: `/photo.png`, `/clip.mp4`, `/song.mp3`, `/note.pdf`, `/big.png` (8 MiB and a byte), `/huge.pdf` (25 MiB and one). */
export async function startFiles(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const files: Record<string, readonly [string, Buffer]> = {
    '/photo.png': ['image/png', Buffer.from('a photo')],
    '/clip.mp4': ['video/mp4', Buffer.from('a clip')],
    '/song.mp3': ['audio/mpeg', Buffer.from('a song')],
    '/note.pdf': ['application/pdf', Buffer.from('a note')],
    '/big.png': ['image/png', Buffer.alloc(8 * 1024 * 1024 + 1)],
    '/huge.pdf': ['application/pdf', Buffer.alloc(25 * 1024 * 1024 + 1)],
  };
  const server = await listen((incoming, response) => {
    const found = files[incoming.url ?? ''];
    if (found === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': found[0] }).end(found[1]);
  });
  return {
    url: originOf(server),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(listener: RequestListener): Promise<Server> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function request(url: string, method: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
  const isRaw = body instanceof FormData || body instanceof URLSearchParams || typeof body === 'string';
  const response = await fetch(url, {
    method,
    headers: { ...(isRaw || body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, headers: response.headers, body: isJson ? (JSON.parse(bytes.toString()) as unknown) : bytes };
}
