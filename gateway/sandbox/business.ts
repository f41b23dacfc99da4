import express from 'express';
import type { Request, Response, Router } from 'express';
import { at } from './json.ts';

/** The gateway behind the panel "What the business sees". */
export interface GatewayAccess {
  /** Without a slash at the end. */
  readonly url: string;
  readonly apiKey: string;
}

const ID = /^[a-z]{3}_[0-9A-Za-z]+$/;

/**
 * The few calls of the gateway's public API that the panel makes, under `/business`. The key stays here: the page never
 * sees it, and nothing but these calls can be made with it.
 */
export function businessPanel(gateway: GatewayAccess): Router {
  const router = express.Router();
  router.use(express.json());
  const pass =
    (path: (request: Request) => string | undefined) =>
    async (request: Request, response: Response): Promise<void> => {
      const target = path(request);
      if (target === undefined) response.status(404).json({ title: 'Not found', detail: 'There is no such thing.' });
      else await forward(gateway, request, response, target);
    };
  const withId =
    (before: string, after: string) =>
    (request: Request): string | undefined => {
      const id = request.params['id'];
      return typeof id === 'string' && ID.test(id) ? `${before}/${id}${after}` : undefined;
    };
  router.get(
    '/channels',
    pass(() => '/channels'),
  );
  router.get(
    '/conversations',
    pass(() => '/conversations?limit=50'),
  );
  router.get('/conversations/:id/messages', pass(withId('/conversations', '/messages?limit=50')));
  router.post('/conversations/:id/messages', pass(withId('/conversations', '/messages')));
  router.get('/contacts/:id', pass(withId('/contacts', '')));
  return router;
}

async function forward(gateway: GatewayAccess, request: Request, response: Response, path: string): Promise<void> {
  const isWrite = request.method === 'POST';
  const key = request.headers['idempotency-key'];
  try {
    const answer = await fetch(`${gateway.url}/api/v1${path}`, {
      method: request.method,
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
      headers: {
        authorization: `Bearer ${gateway.apiKey}`,
        ...(isWrite ? { 'content-type': 'application/json' } : {}),
        ...(typeof key === 'string' ? { 'idempotency-key': key } : {}),
      },
      ...(isWrite ? { body: JSON.stringify({ content: at(request.body, 'content'), answers: true }) } : {}),
    });
    const body = Buffer.from(await answer.arrayBuffer());
    response
      .status(answer.status)
      .type(answer.headers.get('content-type') ?? 'application/json')
      .send(body);
  } catch {
    response.status(502).json({ title: 'No answer', detail: `The gateway at ${gateway.url} does not answer.` });
  }
}
