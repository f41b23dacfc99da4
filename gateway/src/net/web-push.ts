import { createPublicKey } from 'node:crypto';
import type { PlatformFetch } from '../model/http.ts';

/** A browser as it gave itself: where it is pushed to, and what for it is encrypted with; base64url. */
export interface Browser {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** Who pushes: RFC 8292. `subject` is an https or mailto address that the push service may complain to. */
export interface PushSender {
  readonly subject: string;
  readonly publicKey: string;
  readonly privateKey: string;
}

export interface Push {
  readonly payload: string;
  /** For how long the push service keeps it for a browser that is away. */
  readonly ttlSeconds: number;
  /** A later push with the same topic replaces one that was not fetched yet. At most 32 characters of base64url. */
  readonly topic: string;
}

/** `gone`: the browser is not subscribed any more. `refused`: this push will never be taken. */
export type PushEnd =
  | { readonly is: 'sent' }
  | { readonly is: 'gone' }
  | { readonly is: 'refused'; readonly detail: string }
  | { readonly is: 'later'; readonly detail: string; readonly afterMs: number | null };

const TIMEOUT_MS = 15_000;

/** A pair of keys for RFC 8292. */
export async function makeVapidKeys(): Promise<{ readonly publicKey: string; readonly privateKey: string }> {
  return (await load()).generateVAPIDKeys();
}

/**
 * One push, encrypted for its browser (RFC 8291) and posted to its push service through the guarded way out. Never throws for what the
 * push service does.
 *
 * @param browser with keys that `isBrowserKeys` has found good
 */
export async function sendPush(fetch: PlatformFetch, sender: PushSender, browser: Browser, push: Push): Promise<PushEnd> {
  const { generateRequestDetails } = await load();
  const { headers, body } = generateRequestDetails(browser, push.payload, {
    vapidDetails: sender,
    TTL: push.ttlSeconds,
    topic: push.topic,
    urgency: 'high',
    contentEncoding: 'aes128gcm',
  });
  // The length is counted once more where the body is written.
  const texts = Object.entries(headers).flatMap(([name, value]) =>
    name === 'Content-Length' ? [] : [[name.toLowerCase(), String(value)]],
  );
  const answer = await fetch({ method: 'POST', url: browser.endpoint, headers: Object.fromEntries(texts), body, timeoutMs: TIMEOUT_MS });
  if (answer.is === 'no_answer') return { is: 'later', detail: answer.why, afterMs: null };
  return endOf(answer.status, answer.headers['retry-after']);
}

/** What a push service's status says: RFC 8030 section 5 and 7.3. */
function endOf(status: number, retryAfter: string | undefined): PushEnd {
  if (status >= 200 && status < 300) return { is: 'sent' };
  if (status === 404 || status === 410) return { is: 'gone' };
  const detail = `the push service answered ${status}`;
  if (status === 429 || status >= 500) {
    const seconds = Number(retryAfter);
    return { is: 'later', detail, afterMs: Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null };
  }
  return { is: 'refused', detail };
}

const POINT_BYTES = 65;
const AUTH_BYTES = 16;
const UNCOMPRESSED = 4;

/** Whether these are keys of a browser: a point on the curve P-256, uncompressed, and 16 bytes (RFC 8291 section 3). */
export function isBrowserKeys({ p256dh, auth }: Browser['keys']): boolean {
  const point = Buffer.from(p256dh, 'base64url');
  if (point.length !== POINT_BYTES || point[0] !== UNCOMPRESSED || Buffer.from(auth, 'base64url').length !== AUTH_BYTES) return false;
  const coordinate = (from: number) => point.subarray(from, from + 32).toString('base64url');
  try {
    createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) }, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

/** Loaded at the first push: most gateways never send one. */
async function load() {
  return (await import('web-push')).default;
}
