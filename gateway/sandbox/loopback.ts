import type { RequestHandler } from 'express';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether an address leads to this machine. */
export function isLoopbackUrl(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) && LOOPBACK.has(new URL(url).hostname);
}

/**
 * Keeps web pages from elsewhere out: a browser that was led to loopback by a foreign name shows that name as the host,
 * and a foreign page that posts here shows its own origin.
 */
export const onlyFromHere: RequestHandler = (request, response, next) => {
  const host = request.headers.host ?? '';
  const origin = request.headers.origin;
  const isHere = isLoopbackUrl(`http://${host}`) && (origin === undefined || origin === `http://${host}`);
  if (isHere) next();
  else response.status(403).json({ title: 'Forbidden', detail: 'The sandbox answers its own page and programs on this machine only.' });
};
