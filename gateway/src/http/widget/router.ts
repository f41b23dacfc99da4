import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type Router } from 'express';
import type { AppDeps } from '../deps.ts';
import { mountRoutes } from '../mount.ts';
import type { Route } from '../route.ts';
import { crossOrigin } from './door.ts';
import { visitorFileRoutes } from './files.ts';
import { visitorLiveRoutes } from './live-route.ts';
import { visitorMessageRoutes } from './messages.ts';
import { visitRoutes } from './visits.ts';

/** What a widget's pages call lies below this. */
export const WIDGET_BASE = '/widget/v1';

/** Every route below `WIDGET_BASE`. */
export function widgetRoutes(deps: AppDeps): readonly Route[] {
  return [...visitRoutes(deps), ...visitorMessageRoutes(deps), ...visitorFileRoutes(deps), ...visitorLiveRoutes(deps)];
}

/** Hashed by the build: what is in such a file never changes. */
const FOREVER = 'public, max-age=31536000, immutable';
/** The one name that stays: looked at again soon, and usable while it is. */
const SOON = 'public, max-age=300, stale-while-revalidate=86400';

/** Where the build lies, seen from the sources and from the built gateway. */
const PLACES = ['../../../dist/widget', '../../../widget'].map((place) => fileURLToPath(new URL(place, import.meta.url)));

/** `/widget.js`, its parts under `/widget/`, and `/widget/v1`. Scripts may be used by pages of any origin; answers only by the channel's. */
export function widgetRouter(deps: AppDeps, places: readonly string[] = PLACES): Router {
  const router = express.Router();
  router.use(`${WIDGET_BASE}/:channelId`, crossOrigin(deps));
  router.use(WIDGET_BASE, mountRoutes(widgetRoutes(deps), deps));
  const folder = () => places.find((place) => existsSync(path.join(place, 'widget.js')));
  const send = (file: string, caching: string): express.RequestHandler => {
    return (request, response, next) => {
      const root = folder();
      if (root === undefined) return next();
      const name = file === '' ? String(request.params['file'] ?? '') : file;
      response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
      response.setHeader('Access-Control-Allow-Origin', '*');
      response.setHeader('Cache-Control', caching);
      response.vary('Accept-Encoding');
      const packed = packedFor(request, root, name);
      if (packed !== undefined) {
        response.setHeader('Content-Encoding', packed.encoding);
        response.setHeader('Content-Type', 'text/javascript; charset=utf-8');
      }
      response.sendFile(packed?.name ?? name, { root, cacheControl: false, dotfiles: 'deny' }, (error) => {
        if (error === undefined || response.headersSent) return;
        response.removeHeader('Cache-Control');
        next();
      });
    };
  };
  router.get('/widget.js', send('widget.js', SOON));
  router.get('/widget/:file', send('', FOREVER));
  return router;
}

/** The file as the browser takes it smallest: the build has packed each script once. */
function packedFor(request: express.Request, root: string, name: string): { readonly encoding: string; readonly name: string } | undefined {
  const encoding = request.acceptsEncodings(['br', 'gzip']);
  const ending = encoding === 'br' ? 'br' : encoding === 'gzip' ? 'gz' : undefined;
  if (ending === undefined || !/^[\w-]+\.js$/.test(name) || !existsSync(path.join(root, `${name}.${ending}`))) return undefined;
  return { encoding: String(encoding), name: `${name}.${ending}` };
}
