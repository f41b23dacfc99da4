import type { IncomingMessage } from 'node:http';
import type { AppDeps } from '../deps.ts';

/** How long somebody who was removed, or whose key was taken back, may go on listening. */
const LOOK_MS = 10_000;

/** What is needed of an answer that goes on. */
interface LongAnswer {
  readonly closed: boolean;
  readonly writableEnded: boolean;
  end(): unknown;
  on(event: 'close', then: () => void): unknown;
}

/**
 * Ends an answer that goes on for as long as somebody listens when they could not ask for it any more: their session has ended, their key was
 * taken back, they were removed.
 */
export function endWhenNotAllowed(
  { headers }: Pick<IncomingMessage, 'headers'>,
  response: LongAnswer,
  { accounts, authenticator }: Pick<AppDeps, 'accounts' | 'authenticator'>,
  lookMs = LOOK_MS,
): void {
  if (response.closed || response.writableEnded) return;
  const isAllowed = async () => {
    const caller = headers.authorization === undefined ? await accounts.callerOf(headers.cookie) : undefined;
    return (caller ?? (await authenticator.authenticate(headers.authorization))) !== undefined;
  };
  const look = () =>
    isAllowed().then(
      (allowed) => (allowed ? undefined : response.end()),
      // A store that cannot be read now says nothing about who is allowed; the next look does.
      () => undefined,
    );
  const timer = setInterval(() => void look(), lookMs);
  response.on('close', () => clearInterval(timer));
}
