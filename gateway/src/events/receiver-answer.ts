import type { PostEnd } from '../net/client.ts';

/** n8n may take a while to start an execution; a receiver that needs longer is retried. */
export const TIMEOUT_MS = 20_000;
/** DESIGN section 8: three days. */
export const GIVE_UP_MS = 3 * 24 * 3_600_000;
/** n8n answers 200 with this to everything while its database is migrating, for half a second of every start (abstract-server.js of 2.41). */
const N8N_STARTING = 'n8n is starting up';

/** Why a receiver did not take what was posted to it, or null when it did. */
export function problemOf(end: PostEnd): string | null {
  if (end.is === 'no_answer') return end.why;
  if (end.status < 200 || end.status >= 300) return `the receiver answered ${end.status}`;
  return end.opening.startsWith(N8N_STARTING) ? 'n8n is still starting' : null;
}

/**
 * What n8n says of an execution that will never go on (waiting-webhooks.ts of 2.41: 404 for one that was deleted, 409 for one that has
 * ended). Its 409 "is running already" is none of them: an answer that comes before the execution was put to wait is tried again. A bare
 * 404 may come from a proxy whose n8n is restarting.
 */
const N8N_GONE = /The execution [^.]{0,100}(?:does not exist|has finished)/;

/** Why a workflow that was to go on never will, or undefined where trying again may help. */
export function whyGone(end: PostEnd): string | undefined {
  if (end.is === 'no_answer') return undefined;
  if (end.status === 410) return 'the receiver answered 410: it is gone';
  const isGone = (end.status === 404 || end.status === 409) && N8N_GONE.test(end.opening);
  return isGone ? `the receiver answered ${end.status}: n8n no longer has this execution` : undefined;
}
