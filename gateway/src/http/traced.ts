import type { Request, Response } from 'express';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Span, Tracing } from '../log/tracing.ts';
import type { Caller } from './auth/caller.ts';
import { documentOf } from './problem.ts';
import type { Reply } from './reply.ts';
import type { AnyRouteSpec } from './route.ts';
import type { Webhooks } from './webhooks.ts';

/* Spans of what is asked of us, named by the route and not by the address: addresses hold tokens. */

/** Webhooks, each in a trace of its own: who sends one is not known yet, and could name any trace. */
export function tracedWebhooks(take: Webhooks, tracing: Tracing): Webhooks {
  return (request, response, channelId) =>
    tracing.span(
      `${request.method ?? ''} /webhooks/{channelId}`,
      { kind: 'server', parent: null, facts: { ...requestFacts(request, '/webhooks/{channelId}'), 'parley.channel.id': channelId } },
      async (span) => {
        await take(request, response, channelId);
        tellAnswer(span, response);
      },
    );
}

/** What is known of an API request before it is answered. */
interface Asked {
  readonly request: Request;
  readonly response: Response;
  readonly spec: AnyRouteSpec;
  /** Undefined: nobody that we know. */
  readonly caller: Caller | undefined;
  readonly startedAt: number;
}

/** An API request: in the caller's trace, if they are somebody. A stranger could name any. */
export function tracedRequest(
  tracing: Tracing,
  { request, response, spec, caller, startedAt }: Asked,
  answer: () => Promise<Reply<unknown>>,
): Promise<Reply<unknown>> {
  const known = spec.permission === 'public' ? undefined : caller;
  const route = request.baseUrl + spec.path;
  const begin = {
    kind: 'server',
    parent: (known === undefined ? undefined : request.get('traceparent')) ?? null,
    startedAt,
    facts: { ...requestFacts(request, route), ...(known === undefined ? {} : { 'parley.caller.type': known.type }) },
  } as const;
  return tracing.span(`${request.method} ${route}`, begin, async (span) => {
    const reply = await answer();
    tellAnswer(span, response, reply.is === 'handled' ? undefined : reply.is === 'problem' ? documentOf(reply).status : reply.status);
    return reply;
  });
}

function requestFacts({ method = '' }: IncomingMessage, route: string) {
  return { 'http.request.method': method, 'http.route': route };
}

/** What was answered, and the name that its log lines have. */
function tellAnswer(span: Span, response: ServerResponse, status = response.statusCode): void {
  span.tell({ 'http.response.status_code': status, 'parley.request.id': String(response.getHeader('X-Request-Id') ?? '') });
  if (status >= 500) span.fail(String(status));
}
