import type { Request } from 'express';

/** Methods that change nothing, whoever asks. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a request that comes with a cookie was made by a page of ours: browsers send cookies along for pages of others too. They say in
 * `Sec-Fetch-Site` where a request comes from, and in `Origin` on whatever is no GET; neither can be set by a page.
 *
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 * @param publicUrl `PARLEY_PUBLIC_URL`
 */
export function isOwnRequest(request: Pick<Request, 'method' | 'headers'>, publicUrl: string): boolean {
  if (SAFE.has(request.method)) return true;
  return request.headers['sec-fetch-site'] === 'same-origin' || request.headers.origin === new URL(publicUrl).origin;
}

/** Whether a browser says that a page of somebody else made this request. A program says nothing of the kind. */
export function isForeignRequest(request: Pick<Request, 'method' | 'headers'>, publicUrl: string): boolean {
  const isFromBrowser = request.headers.origin !== undefined || request.headers['sec-fetch-site'] !== undefined;
  return isFromBrowser && !isOwnRequest(request, publicUrl);
}
