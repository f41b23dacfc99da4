import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { sendProblem } from './answer.ts';
import { consoleRouter } from './console.ts';
import type { AppDeps } from './deps.ts';
import { docsRouter } from './docs.ts';
import { errorHandler } from './error-handler.ts';
import { mailStops, mailWebhook } from './mail.ts';
import { mountRoutes } from './mount.ts';
import { openApiDocument } from './openapi.ts';
import { notFound, problem } from './problem.ts';
import { apiRoutes } from './routes/index.ts';
import { createWebhooks, webhooksFirst, webhooksRouter } from './webhooks.ts';
import { WIDGET_BASE, widgetRouter, widgetRoutes } from './widget/router.ts';

export type { AppDeps } from './deps.ts';

/** The API's version, not the program's. */
const API_VERSION = '1.0.0';

/**
 * Everything the gateway answers over HTTP. Platforms' webhooks come first: they need none of what people need, and there are many
 * of them.
 */
export function createApp(deps: AppDeps): RequestListener {
  const app = express();
  const webhooks = createWebhooks(deps);
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', deps.trustProxy);
  app.use('/webhooks/mail', mailWebhook(deps.mailIn));
  app.use('/webhooks', webhooksRouter(webhooks));
  app.use(requestId);
  app.use(securityHeaders());
  mountProbes(app, deps);
  app.get('/media/:id', deps.serveMedia);
  app.use('/mail', mailStops(deps.mailIn));
  app.use(widgetRouter(deps));
  app.use('/docs', docsRouter());
  app.use('/api/v1', noStore);
  mountApi(app, deps);
  app.use(consoleRouter());
  app.use((_request, response) => sendProblem(response, notFound('page or route')));
  app.use(errorHandler(deps.log));
  return webhooksFirst(webhooks, app, deps.log);
}

function mountApi(app: Express, deps: AppDeps): void {
  const routes = apiRoutes(deps);
  let document: string | undefined;
  app.get('/api/v1/openapi.json', (_request, response) => {
    const elsewhere = { base: WIDGET_BASE, routes: widgetRoutes(deps) };
    document ??= JSON.stringify(openApiDocument(routes, { version: API_VERSION, publicUrl: deps.publicUrl, elsewhere }));
    response.type('json').send(document);
  });
  app.use('/api/v1', mountRoutes(routes, deps));
}

function mountProbes(app: Express, deps: AppDeps): void {
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/readyz', async (_request, response) => {
    const why = await deps.ready();
    if (why === undefined) response.json({ status: 'ready' });
    else sendProblem(response, problem('unavailable', why));
  });
  app.get('/metrics', async (_request, response) => {
    response.setHeader('Content-Type', deps.metrics.contentType);
    response.end(await deps.metrics.render());
  });
}

/** Names the request in its answer and in the log. Always ours: a caller's own could be anything. */
const requestId: RequestHandler = (_request, response, next) => {
  response.setHeader('X-Request-Id', randomUUID());
  next();
};

/** Answers hold what customers said. */
const noStore: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  next();
};

/** The API shows nothing in a browser; pages that do set a policy of their own. */
function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"] } },
    // Only this host's own operator may speak for its subdomains.
    strictTransportSecurity: { includeSubDomains: false },
    referrerPolicy: { policy: 'no-referrer' },
  });
}
