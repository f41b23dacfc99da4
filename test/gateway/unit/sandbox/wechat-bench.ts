import { createDecipheriv } from 'node:crypto';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { DEMO_WECHAT, DEMO_WECHAT_CUSTOMERS } from '../../../../gateway/sandbox/demo-accounts.ts';
import { at, textAt } from '../../../../gateway/sandbox/json.ts';
import { serveStandIn } from '../../../../gateway/sandbox/transport.ts';
import type { WebhookOutcome } from '../../../../gateway/sandbox/webhook-sender.ts';
import type { WeChatOptions, WeChatStandIn } from '../../../../gateway/sandbox/wechat.ts';
import { createWeChat } from '../../../../gateway/sandbox/wechat.ts';
import type { WeChatSays } from '../../../../gateway/sandbox/wechat/says.ts';
import type { TestClock } from './bench.ts';
import { testClock } from './bench.ts';

/** What came to the business's server. */
export interface Push {
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly userAgent: string;
  readonly url: string;
  readonly text: string;
}

/** The customer of the tests, a follower who has not written yet. */
export const LI = DEMO_WECHAT_CUSTOMERS[0]?.id ?? '';

/** What each test gets anew: a business, and a stand-in that is connected to it. */
export interface WeChatBench {
  readonly clock: TestClock;
  readonly business: Business;
  readonly wechat: WeChatStandIn;
  readonly call: ServedWeChat['call'];
  readonly token: ServedWeChat['token'];
  /** Takes another stand-in, connected unless `isAlone`. */
  readonly serve: (options: Partial<WeChatOptions>, isAlone?: boolean) => Promise<void>;
  /** Li says it, and the webhook has ended. */
  readonly says: (what: WeChatSays) => Promise<WebhookOutcome>;
}

/** Sets the bench up before each test of a file and takes it down after it. */
export function useWeChat(options: Partial<WeChatOptions>): WeChatBench {
  let clock = testClock();
  let business: Business | undefined;
  let served: ServedWeChat | undefined;
  const running = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error('The bench is up during a test only.');
    return part;
  };
  const serve: WeChatBench['serve'] = async (wanted, isAlone = false) => {
    await served?.stop();
    served = await serveWeChat({ clock, ...wanted });
    if (!isAlone) served.wechat.connect(running(business).url);
  };
  beforeEach(async () => {
    clock = testClock();
    business = await startBusiness();
    await serve(options);
  });
  afterEach(async () => {
    await served?.stop();
    await business?.stop();
    served = undefined;
  });
  return {
    get clock() {
      return clock;
    },
    get business() {
      return running(business);
    },
    get wechat() {
      return running(served).wechat;
    },
    call: (...what) => running(served).call(...what),
    token: () => running(served).token(),
    serve,
    says: (what) => running(served).wechat.customerSays(LI, what).webhook,
  };
}

/** The business's server on loopback: answers with what is given, then with `success`; `silent` answers never. */
export interface Business {
  readonly url: string;
  readonly pushes: Push[];
  readonly answers: ({ readonly status?: number; readonly body?: string } | 'silent')[];
  stop(): Promise<void>;
}

async function startBusiness(): Promise<Business> {
  const pushes: Push[] = [];
  const answers: Business['answers'] = [];
  const { url, stop } = await listen((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const query = new URL(request.url ?? '/', 'http://business').searchParams;
      if (request.method === 'GET') {
        response.end(query.get('echostr'));
        return;
      }
      pushes.push({
        query,
        contentType: request.headers['content-type'] ?? '',
        userAgent: request.headers['user-agent'] ?? '',
        url: request.url ?? '',
        text: Buffer.concat(chunks).toString('utf8'),
      });
      const answer = answers.shift() ?? {};
      if (answer !== 'silent') response.writeHead(answer.status ?? 200).end(answer.body ?? 'success');
    });
  });
  return { url: `${url}/webhooks/chn_1`, pushes, answers, stop };
}

/** A stand-in served over HTTP on loopback, as the sandbox serves it. */
export interface ServedWeChat {
  readonly wechat: WeChatStandIn;
  /** With the access token that `token` gives, unless the path names one. A body that is no form or text goes as JSON. */
  call(method: string, path: string, body?: unknown): Promise<ApiReply>;
  token(): Promise<string>;
  stop(): Promise<void>;
}

export interface ApiReply {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly text: string;
  readonly json: unknown;
  /** The `errcode`, where there is one. */
  readonly code: unknown;
}

async function serveWeChat(options: Partial<WeChatOptions>): Promise<ServedWeChat> {
  const app = express();
  const { url, stop } = await listen(app);
  const wechat = createWeChat({ ...DEMO_WECHAT, ...options, baseUrl: `${url}/wechat` });
  app.use('/wechat', express.raw({ type: () => true, limit: '20mb' }), serveStandIn(wechat));

  const raw = async (method: string, path: string, body?: unknown): Promise<ApiReply> => {
    const isReady = body === undefined || typeof body === 'string' || body instanceof FormData;
    const response = await fetch(path.startsWith('http') ? path : `${url}/wechat${path}`, {
      method,
      ...(body === undefined ? {} : { body: isReady ? body : JSON.stringify(body) }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString('utf8');
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      json = undefined;
    }
    return { status: response.status, headers: response.headers, bytes, text, json, code: at(json, 'errcode') };
  };
  const credentials = { grant_type: 'client_credential', appid: DEMO_WECHAT.appId, secret: DEMO_WECHAT.appSecret };
  const token = async (): Promise<string> => textAt((await raw('POST', '/cgi-bin/stable_token', credentials)).json, 'access_token') ?? '';
  return {
    wechat,
    token,
    call: async (method, path, body) => {
      const needsToken = path.startsWith('/') && !path.includes('access_token=') && !/\/(stable_)?token\b/.test(path);
      return raw(method, needsToken ? `${path}${path.includes('?') ? '&' : '?'}access_token=${await token()}` : path, body);
    },
    stop: async () => {
      await Promise.all([wechat.stop(), stop()]);
    },
  };
}

async function listen(handle: RequestListener): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const server: Server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What is in an encrypted text, worked out step by step as the documentation tells it. */
export function decrypted(encodingAesKey: string, text: string): { readonly message: string; readonly appId: string } {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(Buffer.from(text, 'base64')), decipher.final()]);
  const content = padded.subarray(16, padded.length - (padded.at(-1) ?? 0));
  const length = content.readUInt32BE(0);
  return { message: content.subarray(4, 4 + length).toString(), appId: content.subarray(4 + length).toString() };
}

/** The text of one element of a flat XML, CDATA or not. */
export function elementOf(xml: string, name: string): string | undefined {
  const inside = new RegExp(`<${name}>(?:<!\\[CDATA\\[)?([\\s\\S]*?)(?:\\]\\]>)?</${name}>`).exec(xml)?.[1];
  return inside;
}

/** A form with one file in it. */
export function fileForm(bytes: Buffer, name: string, type = 'application/octet-stream', field = 'media'): FormData {
  const form = new FormData();
  form.set(field, new Blob([new Uint8Array(bytes)], { type }), name);
  return form;
}
