import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import express from 'express';
import type { RequestHandler } from 'express';
import type { GatewayAccess } from './business.ts';
import { businessPanel } from './business.ts';
import type { Clock } from './clock.ts';
import { controlApi } from './control.ts';
import { DEMO_LINE, DEMO_MESSENGER, DEMO_TWILIO, DEMO_WECHAT, DEMO_WHATSAPP } from './demo-accounts.ts';
import type { GraphOptions, GraphStandIn } from './graph.ts';
import { createGraph } from './graph.ts';
import type { LineOptions, LineStandIn } from './line.ts';
import { createLine } from './line.ts';
import { onlyFromHere } from './loopback.ts';
import type { MessengerOptions, MessengerStandIn } from './messenger.ts';
import { createMessenger } from './messenger.ts';
import { type Shop, createShop } from './shop.ts';
import { serveStandIn } from './transport.ts';
import type { TwilioOptions, TwilioStandIn } from './twilio.ts';
import { createTwilio } from './twilio.ts';
import type { WeChatOptions, WeChatStandIn } from './wechat.ts';
import { createWeChat } from './wechat.ts';

const PAGE = fileURLToPath(new URL('./page', import.meta.url));

export interface SandboxOptions {
  /** On 127.0.0.1; default 8401, 0 for any that is free. */
  readonly port?: number;
  /** What differs from `demo-accounts.ts`. */
  readonly graph?: Partial<Omit<GraphOptions, 'baseUrl'>>;
  readonly line?: Partial<LineOptions>;
  readonly messenger?: Partial<Omit<MessengerOptions, 'baseUrl'>>;
  readonly wechat?: Partial<Omit<WeChatOptions, 'baseUrl'>>;
  readonly twilio?: Partial<Omit<TwilioOptions, 'baseUrl'>>;
  /** For the panel "What the business sees"; without it the panel says that no gateway is connected. */
  readonly gateway?: GatewayAccess;
  readonly clock?: Clock;
}

/** A running sandbox. */
export interface Sandbox {
  /** `http://127.0.0.1:8401`: the page. */
  readonly url: string;
  readonly port: number;
  /** What a channel of each platform takes as `apiBaseUrl`. */
  readonly graphUrl: string;
  readonly lineUrl: string;
  readonly messengerUrl: string;
  readonly wechatUrl: string;
  readonly twilioUrl: string;
  readonly graph: GraphStandIn;
  readonly line: LineStandIn;
  readonly messenger: MessengerStandIn;
  readonly wechat: WeChatStandIn;
  readonly twilio: TwilioStandIn;
  /** Under `/shop`: a site that has the widget. */
  readonly shop: Shop;
  /** Ends everything, also what waits; resolves when the port is free. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts the platforms' stand-ins on loopback: WhatsApp's Graph API under `/graph`, LINE under `/line`, Messenger under
 * `/messenger`, WeChat under `/wechat`, Twilio under `/twilio`, the control API under `/sandbox/api`, a shop with the widget
 * under `/shop`, the phones at `/`. All
 * state is in memory. Rejects when the port is taken (`EADDRINUSE`).
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const app = express().disable('x-powered-by').disable('etag');
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 8401, '127.0.0.1', resolve);
  });
  const port = portOf(server.address());
  const url = `http://127.0.0.1:${port}`;
  const clock = options.clock === undefined ? {} : { clock: options.clock };
  const urls = {
    graphUrl: `${url}/graph`,
    lineUrl: `${url}/line`,
    messengerUrl: `${url}/messenger`,
    wechatUrl: `${url}/wechat`,
    twilioUrl: `${url}/twilio`,
  };
  const graph = createGraph({ ...DEMO_WHATSAPP, ...clock, ...options.graph, baseUrl: urls.graphUrl });
  const line = createLine({ ...DEMO_LINE, ...clock, ...options.line });
  const messenger = createMessenger({ ...DEMO_MESSENGER, ...clock, ...options.messenger, baseUrl: urls.messengerUrl });
  const wechat = createWeChat({ ...DEMO_WECHAT, ...clock, ...options.wechat, baseUrl: urls.wechatUrl });
  const twilio = createTwilio({ ...DEMO_TWILIO, ...clock, ...options.twilio, baseUrl: urls.twilioUrl });
  const standIns = [graph, line, messenger, ...(messenger.instagram === null ? [] : [messenger.instagram]), wechat, twilio];

  const bytes = express.raw({ type: () => true, limit: '120mb' });
  app.use('/graph', bytes, serveStandIn(graph));
  app.use('/line', bytes, serveStandIn(line));
  app.use('/messenger', bytes, serveStandIn(messenger));
  app.use('/wechat', bytes, serveStandIn(wechat));
  app.use('/twilio', bytes, serveStandIn(twilio));
  app.use(onlyFromHere);
  const gateway = options.gateway === undefined ? null : { url: options.gateway.url, docsUrl: `${options.gateway.url}/docs` };
  app.use('/sandbox/api', controlApi(standIns, gateway));
  if (options.gateway !== undefined) app.use('/business', businessPanel(options.gateway));
  const shop = createShop();
  app.use('/shop', shop.router);
  app.use(pageHeaders, express.static(PAGE, { cacheControl: false }));

  return {
    url,
    port,
    ...urls,
    graph,
    line,
    messenger,
    wechat,
    twilio,
    shop,
    stop: async () => {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      server.closeAllConnections();
      await Promise.all([...standIns.map((standIn) => standIn.stop()), closed]);
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const pageHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'content-security-policy': "default-src 'self'; img-src 'self' data:; media-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  });
  next();
};
