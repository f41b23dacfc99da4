import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';

/** What of the gateway is no page of the console, whatever its address. */
const NOT_PAGES = /^\/(api|webhooks|media|docs|widget|healthz|readyz|metrics)(\/|$)/;

/** Hashed by the build: what is in such a file never changes. */
const FOREVER = 'public, max-age=31536000, immutable';

/** Where the build lies, seen from the sources and from the built gateway. The sources' own folder has no `assets`. */
const PLACES = ['../../dist/console', '../../console'].map((place) => fileURLToPath(new URL(place, import.meta.url)));

/** Shows what is pushed while no page is open. It lies at the root: its scope is that of its address. */
const PUSH_WORKER = '/push-worker.js';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * `/`: the agents' console. Its files under `/assets` are kept by browsers for good; every other address that a browser asks for as
 * a page is answered with the one page, which reads the address itself. Addresses of the API, of webhooks, of files and of the
 * documentation are never answered here.
 *
 * @param places folders that may hold the build; the first that does is used, looked for until it is there
 */
export function consoleRouter(places: readonly string[] = PLACES): Router {
  const router = express.Router();
  let found: Build | undefined;
  const build = () => (found = latestBuild(places, found));
  router.get('/assets/:file', (request, response, next) => {
    const folder = build()?.folder;
    if (folder === undefined) return next();
    sendAsset(request, response, path.join(folder, 'assets'), String(request.params['file'] ?? ''), next);
  });
  router.get(PUSH_WORKER, (_request, response, next) => {
    const folder = build()?.folder;
    if (folder === undefined) return next();
    // Asked for by its name, so that a browser must look whether there is a newer one.
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile(PUSH_WORKER.slice(1), { root: folder, cacheControl: false }, (error) => error && next());
  });
  router.get('/{*page}', (request, response, next) => {
    if (NOT_PAGES.test(request.path) || path.extname(request.path) !== '' || !asksForPage(request)) return next();
    const page = build()?.page;
    if (page === undefined) {
      response.status(503).type('html').send('<!doctype html><title>Parley</title><p>The console is not built yet: npm run build.</p>');
      return;
    }
    const nonce = randomBytes(16).toString('base64');
    response.setHeader('Content-Security-Policy', policyWith(nonce));
    response.setHeader('Permissions-Policy', 'geolocation=(), payment=(), usb=(), camera=(self), microphone=(self)');
    response.setHeader('Cache-Control', 'no-store');
    response.type('html').send(page.replace('content="NONCE"', `content="${nonce}"`));
  });
  return router;
}

/** Browsers name pages when they go somewhere; programs take anything, and are told that there is nothing. */
function asksForPage({ headers }: Request): boolean {
  return headers.accept?.includes('text/html') === true;
}

interface Build {
  readonly folder: string;
  readonly page: string;
  readonly builtAt: number;
}

/** The page names files by their hashes, so that it is read again when the console was built anew. */
function latestBuild(places: readonly string[], known: Build | undefined): Build | undefined {
  const folder = known?.folder ?? places.find((place) => existsSync(path.join(place, 'assets')));
  if (folder === undefined) return undefined;
  const file = path.join(folder, 'index.html');
  const builtAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (builtAt === undefined || builtAt === known?.builtAt) return known;
  return { folder, page: readFileSync(file, 'utf8'), builtAt };
}

/**
 * Scripts only from our own files. Styles too, and those few `style` elements that a library makes while a dialog is open, by the
 * nonce. Pictures and films also from what a member has just picked (`blob:`).
 */
function policyWith(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Sends a built file, packed as the browser takes it: the build has packed each once. */
function sendAsset(request: Request, response: Response, folder: string, file: string, next: Parameters<RequestHandler>[2]): void {
  const encoding = request.acceptsEncodings(['br', 'gzip']);
  const packed = encoding === 'br' ? `${file}.br` : encoding === 'gzip' ? `${file}.gz` : undefined;
  const type = TYPES[path.extname(file)];
  response.setHeader('Cache-Control', FOREVER);
  response.setHeader('Vary', 'Accept-Encoding');
  if (packed !== undefined && type !== undefined && !file.includes('/') && existsSync(path.join(folder, packed))) {
    response.setHeader('Content-Encoding', String(encoding));
    response.sendFile(packed, { root: folder, headers: { 'Content-Type': type }, cacheControl: false }, (error) => error && next());
    return;
  }
  response.sendFile(file, { root: folder, cacheControl: false }, (error) => error && next());
}
