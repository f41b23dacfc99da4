import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import express, { type Router } from 'express';
import type { RawRequest } from '../channels/channel.ts';
import { sendProblem } from './answer.ts';
import type { AppDeps } from './deps.ts';
import { answerError } from './error-handler.ts';
import { tracedWebhooks } from './traced.ts';
import { problem } from './problem.ts';
import { wholeBody } from './whole-body.ts';

/** Far above any platform's largest request. */
export const MOST_WEBHOOK_BYTES = 5 * 1024 * 1024;

/** Answers a platform's request for this channel. Rejects only where something of ours is broken. */
export type Webhooks = (request: IncomingMessage, response: ServerResponse, channelId: string) => Promise<void>;

/**
 * `/webhooks/{channelId}`. A platform signs bytes, and whoever reads them as JSON first gets other ones: nothing else touches them before.
 */
export function createWebhooks({ receive, publicUrl, tracing }: Pick<AppDeps, 'receive' | 'publicUrl' | 'tracing'>): Webhooks {
  const base = publicUrl.replace(/\/+$/, '');
  const take: Webhooks = async (request, response, channelId) => {
    const { method = '' } = request;
    if (method !== 'POST' && method !== 'GET') {
      response.setHeader('Allow', 'GET, POST');
      refuse(response, problem('method_not_allowed', 'Only GET, POST can be used here.'));
      return;
    }
    // Its log lines are found by it; a caller's own could be anything.
    const requestId = randomUUID();
    response.setHeader('X-Request-Id', requestId);
    const body = await wholeBody(request, MOST_WEBHOOK_BYTES);
    if (body === undefined) return refuse(response, problem('bad_request', 'The body broke off.'));
    if (!Buffer.isBuffer(body)) return refuse(response, body);
    const reply = await receive({ ...rawRequest(request, method, base, body), channelId, requestId });
    response.writeHead(reply.status, {
      ...SAFE,
      'Content-Type': reply.contentType,
      'Content-Length': Buffer.byteLength(reply.body),
      ...(reply.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(reply.retryAfterSeconds) }),
    });
    response.end(reply.body);
  };
  return tracing === undefined ? take : tracedWebhooks(take, tracing);
}

const SAFE = { 'X-Content-Type-Options': 'nosniff' } as const;

function refuse(response: ServerResponse, failure: Parameters<typeof sendProblem>[1]): void {
  response.setHeader('X-Content-Type-Options', SAFE['X-Content-Type-Options']);
  sendProblem(response, failure);
}

/** The same behind Express, for addresses that are written in another way than ours. */
export function webhooksRouter(webhooks: Webhooks): Router {
  const router = express.Router();
  router.all('/:channelId', (request, response) => webhooks(withWholeUrl(request), response, request.params.channelId));
  return router;
}

/** A router shows its handlers the address without the part it is mounted at; platforms sign the whole. */
function withWholeUrl(request: express.Request): IncomingMessage {
  request.url = request.originalUrl;
  return request;
}

/** The address as we give it to platforms: a prefix and an id of ours. */
const OURS = /^\/webhooks\/(chn_\w+)(?:\?|$)/;

/**
 * Takes webhooks before Express does, and gives it all other requests. They are most of what a gateway answers, and finding their route
 * is work that only people’s requests need (measured with the cheaper reading of bodies: 549 µs of the main thread a webhook before, 514 after).
 */
export function webhooksFirst(webhooks: Webhooks, others: RequestListener, log: AppDeps['log']): RequestListener {
  return (request, response) => {
    const channelId = OURS.exec(request.url ?? '')?.[1];
    if (channelId === undefined) {
      others(request, response);
      return;
    }
    webhooks(request, response, channelId).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else answerError(log, error, request, response);
    });
  };
}

function rawRequest(request: IncomingMessage, method: string, base: string, body: Buffer): RawRequest {
  const url = request.url ?? '';
  return { method, url: base + url, query: firstValues(url), headers: joinedHeaders(request), body };
}

function firstValues(url: string): Readonly<Record<string, string>> {
  const start = url.indexOf('?');
  if (start < 0) return {};
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) if (!values.has(name)) values.set(name, value);
  return Object.fromEntries(values);
}

function joinedHeaders({ headers }: IncomingMessage): Readonly<Record<string, string | undefined>> {
  const joined: Record<string, string | undefined> = {};
  for (const name in headers) {
    const value = headers[name];
    joined[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return joined;
}
