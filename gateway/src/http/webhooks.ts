import express, { type Request, type Router } from 'express';
import type { RawRequest } from '../channels/channel.ts';
import { sendProblem } from './answer.ts';
import type { AppDeps } from './deps.ts';
import { problem } from './problem.ts';

/** Far above any platform's largest request. */
export const MOST_WEBHOOK_BYTES = 5 * 1024 * 1024;

/**
 * `/webhooks/{channelId}`. Mounted before any other parser: a platform signs bytes, and whoever reads them as JSON first gets other
 * ones. Nothing is decompressed, so that a small request cannot become a large one.
 */
export function webhooksRouter({ receive, publicUrl }: Pick<AppDeps, 'receive' | 'publicUrl'>): Router {
  const router = express.Router();
  const base = publicUrl.replace(/\/+$/, '');
  router.use(express.raw({ type: () => true, limit: MOST_WEBHOOK_BYTES, inflate: false }));
  router.all('/:channelId', async (request, response) => {
    response.setHeader('X-Content-Type-Options', 'nosniff');
    if (request.method !== 'POST' && request.method !== 'GET') {
      response.setHeader('Allow', 'GET, POST');
      sendProblem(response, problem('method_not_allowed', 'Only GET, POST can be used here.'));
      return;
    }
    const reply = await receive({ ...rawRequest(request, base), channelId: request.params.channelId });
    response.statusCode = reply.status;
    response.setHeader('Content-Type', reply.contentType);
    response.end(reply.body);
  });
  return router;
}

function rawRequest(request: Request, base: string): RawRequest {
  const body: unknown = request.body;
  return {
    method: request.method,
    url: base + request.originalUrl,
    query: firstValues(request.query),
    headers: joinedHeaders(request),
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
  };
}

function firstValues(query: Request['query']): Readonly<Record<string, string>> {
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(query)) {
    const first: unknown = Array.isArray(value) ? value[0] : value;
    if (typeof first === 'string') values.set(name, first);
  }
  return Object.fromEntries(values);
}

function joinedHeaders({ headers }: Request): Readonly<Record<string, string | undefined>> {
  const joined: Record<string, string | undefined> = {};
  for (const name in headers) {
    const value = headers[name];
    joined[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return joined;
}
