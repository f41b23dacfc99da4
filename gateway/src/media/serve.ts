import { pipeline } from 'node:stream/promises';
import type { Request, RequestHandler, Response } from 'express';
import { contentDisposition } from './disposition.ts';
import type { MediaSigner } from './signing.ts';
import type { ByteRange, MediaStorage } from './storage.ts';

/** A file as the store knows it. */
export interface ServableFile {
  readonly state: 'pending' | 'stored' | 'failed';
  /** Null until it is stored. */
  readonly storageKey: string | null;
  readonly mimeType: string;
  readonly name: string | null;
  readonly bytes: number | null;
}

export interface ServeMediaParts {
  readonly find: (attachmentId: string) => Promise<ServableFile | undefined> | ServableFile | undefined;
  readonly storage: Pick<MediaStorage, 'open' | 'stat'>;
  readonly signer: Pick<MediaSigner, 'check'>;
}

/** Types a browser shows without running anything in them; all others are handed over as files. */
const INLINE: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
  'video/mp4',
  'video/ogg',
  'audio/ogg',
  'audio/mp4',
  'audio/mpeg',
  'audio/amr',
]);

const RETRY_AFTER_S = 5;
/** As long as one signed address is given out. */
const MAX_AGE_S = 60 * 60;

/**
 * Serves `GET` and `HEAD /media/:id?expires=&signature=`, whole or by one range. The signature is checked before anything is
 * looked up, so that ids cannot be probed. What customers send is never trusted to be harmless: it comes sandboxed, under the
 * type its bytes have, and as a download unless that type is an image, sound or film.
 */
export function serveMedia({ find, storage, signer }: ServeMediaParts): RequestHandler {
  return async (request, response) => {
    const id = String(request.params['id'] ?? '');
    const { expires, signature } = request.query;
    secure(response);
    if (!signer.check(id, expires, signature)) {
      refuse(response, 403, 'media_link_invalid', 'This link has expired or was altered. Ask for the message again to get a new one.');
      return;
    }
    const file = await find(id);
    if (file === undefined) refuse(response, 404, 'not_found', 'There is no such file.');
    else if (file.state === 'pending') {
      response.setHeader('Retry-After', RETRY_AFTER_S);
      refuse(response, 503, 'media_pending', 'The file has not been fetched from the platform yet. Try again in a few seconds.');
    } else if (file.state === 'failed' || file.storageKey === null) {
      refuse(response, 410, 'media_failed', 'The file could not be fetched from the platform.');
    } else await serveFile(request, response, { id, file, storageKey: file.storageKey, storage });
  };
}

function secure(response: Response): void {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Security-Policy', "sandbox; default-src 'none'");
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
  response.setHeader('Referrer-Policy', 'no-referrer');
}

interface Serving {
  readonly id: string;
  readonly file: ServableFile;
  readonly storageKey: string;
  readonly storage: ServeMediaParts['storage'];
}

async function serveFile(request: Request, response: Response, { id, file, storageKey, storage }: Serving): Promise<void> {
  const found = await storage.stat(storageKey);
  if (found === undefined) {
    refuse(response, 410, 'media_failed', 'The file is not in storage any more.');
    return;
  }
  const etag = `"${id}"`;
  response.setHeader('ETag', etag);
  response.setHeader('Cache-Control', `private, max-age=${MAX_AGE_S}, immutable`);
  response.setHeader('Accept-Ranges', 'bytes');
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  const range = requestedRange(request, etag, found.bytes);
  if (range === 'unsatisfiable') {
    response.setHeader('Content-Range', `bytes */${found.bytes}`);
    refuse(response, 416, 'range_not_satisfiable', 'The file has no such range.');
    return;
  }
  response.setHeader('Content-Type', file.mimeType);
  response.setHeader('Content-Disposition', contentDisposition(INLINE.has(file.mimeType) ? 'inline' : 'attachment', file.name));
  if (range === undefined) response.status(200).setHeader('Content-Length', found.bytes);
  else {
    response.status(206).setHeader('Content-Length', range.end - range.start + 1);
    response.setHeader('Content-Range', `bytes ${range.start}-${range.end}/${found.bytes}`);
  }
  await sendBytes(request, response, await openBytes(request, storage, storageKey, range, found.bytes));
}

async function openBytes(
  request: Request,
  storage: ServeMediaParts['storage'],
  storageKey: string,
  range: ByteRange | undefined,
  bytes: number,
): ReturnType<MediaStorage['open']> {
  return request.method === 'HEAD' || bytes === 0 ? undefined : await storage.open(storageKey, range);
}

async function sendBytes(request: Request, response: Response, bytes: Awaited<ReturnType<MediaStorage['open']>>): Promise<void> {
  if (bytes === undefined) {
    // Removed between stat and open: the promised length cannot be kept.
    if (request.method !== 'HEAD' && response.getHeader('Content-Length') !== 0) response.destroy();
    else response.end();
    return;
  }
  // A reader who goes away in the middle, or a disk that fails then, cannot be answered any more.
  await pipeline(bytes, response).catch(() => response.destroy());
}

/** One range, or undefined for the whole file: several ranges, and ones of another version (`If-Range`), get all of it. */
function requestedRange(request: Request, etag: string, bytes: number): ByteRange | 'unsatisfiable' | undefined {
  const ifRange = request.headers['if-range'];
  if (request.headers.range === undefined || (ifRange !== undefined && ifRange !== etag)) return undefined;
  const ranges = request.range(bytes);
  if (ranges === -1) return 'unsatisfiable';
  if (ranges === undefined || ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return undefined;
  const [range] = ranges;
  return range === undefined ? undefined : { start: range.start, end: range.end };
}

function refuse(response: Response, status: number, code: string, detail: string): void {
  response.setHeader('Cache-Control', 'no-store');
  response.removeHeader('ETag');
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title: TITLES[status] ?? 'Error', status, code, detail }));
}

const TITLES: Readonly<Record<number, string>> = {
  403: 'Forbidden',
  404: 'Not Found',
  410: 'Gone',
  416: 'Range Not Satisfiable',
  503: 'Service Unavailable',
};
