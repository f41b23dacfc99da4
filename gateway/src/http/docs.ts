import { createRequire } from 'node:module';
import path from 'node:path';
import express, { type Router } from 'express';

/** Where swagger-ui's files lie; nothing is loaded from elsewhere. */
function swaggerFolder(): string {
  return path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
}

const FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'] as const;

const PAGE = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Parley API</title>
  <link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
  <link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
  <div id="docs"></div>
  <script src="/docs/swagger-ui-bundle.js"></script>
  <script src="/docs/init.js"></script>
</body>
</html>
`;

/** In a file of its own, so that the page needs no inline script. */
const INIT = `window.addEventListener('load', () => {
  window.SwaggerUIBundle({ url: '/api/v1/openapi.json', dom_id: '#docs', deepLinking: true, defaultModelsExpandDepth: 0 });
});
`;

/** swagger-ui draws with inline styles and data: images; scripts only come from here. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** `/docs`: the API to read and try out. */
export function docsRouter(): Router {
  const router = express.Router();
  router.use((_request, response, next) => {
    response.setHeader('Content-Security-Policy', POLICY);
    next();
  });
  router.get('/', (_request, response) => void response.type('html').send(PAGE));
  router.get('/init.js', (_request, response) => void response.type('js').send(INIT));
  for (const file of FILES) {
    router.get(`/${file}`, (_request, response) => response.sendFile(file, { root: swaggerFolder(), maxAge: '1d' }));
  }
  return router;
}
