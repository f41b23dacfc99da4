import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ApiAnswer, ApiCall } from '../../../../gateway/sandbox/calls.ts';
import type { Clock } from '../../../../gateway/sandbox/clock.ts';
import { parseJson } from '../../../../gateway/sandbox/json.ts';
import type { StandIn } from '../../../../gateway/sandbox/stand-in.ts';
import type { Trouble } from '../../../../gateway/sandbox/trouble.ts';
import { NO_TROUBLE } from '../../../../gateway/sandbox/trouble.ts';

/** A clock that stands still until it is moved; waiting takes no time but is written down. */
export interface TestClock extends Clock {
  readonly waits: number[];
  pass(ms: number): void;
}

export function testClock(): TestClock {
  let now = Date.UTC(2026, 10, 20, 12, 0, 0);
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    wait: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
    pass: (ms) => {
      now += ms;
    },
  };
}

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Undefined where the text is no JSON. */
  readonly json: unknown;
}

/** A business's server on loopback: keeps what it gets and answers with the statuses given, then with 200. */
export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** The statuses of the next answers. */
  readonly answers: number[];
  stop(): Promise<void>;
}

export async function startReceiver(verifyToken = 'none'): Promise<Receiver> {
  const received: Received[] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://receiver');
      if (request.method === 'GET') {
        const isMine = url.searchParams.get('hub.verify_token') === verifyToken;
        response.writeHead(isMine ? 200 : 403).end(isMine ? url.searchParams.get('hub.challenge') : '');
        return;
      }
      const text = Buffer.concat(chunks).toString('utf8');
      received.push({
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        text,
        json: parseJson(Buffer.concat(chunks)),
      });
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/chn_1`,
    received,
    answers,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Calls a stand-in's API without a socket. */
export function callOf(standIn: StandIn, token: string) {
  return (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    trouble: Partial<Trouble> = {},
  ): Promise<ApiAnswer> => {
    const url = new URL(path, 'http://platform');
    const call: ApiCall = {
      method,
      path: url.pathname,
      query: url.searchParams,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body: body === undefined ? Buffer.alloc(0) : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    };
    return standIn.answer(call, { ...NO_TROUBLE, ...trouble });
  };
}
