import type { SentMessage } from './wire.ts';

/** A retry key is remembered for a day: https://developers.line.biz/en/docs/messaging-api/retrying-api-request/ */
const LIVES_MS = 24 * 60 * 60_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What was accepted under a retry key. */
export interface Accepted {
  readonly requestId: string;
  readonly sentMessages: readonly SentMessage[];
  readonly at: number;
}

/** The retry keys seen. */
export interface RetryKeys {
  find(key: string, now: number): Accepted | undefined;
  remember(key: string, accepted: Accepted): void;
}

/** Whether a header's value can be a retry key. */
export function isRetryKey(key: string): boolean {
  return UUID.test(key);
}

/** No keys yet. */
export function createRetryKeys(): RetryKeys {
  const keys = new Map<string, Accepted>();
  return {
    find(key, now) {
      const accepted = keys.get(key.toLowerCase());
      return accepted !== undefined && now - accepted.at < LIVES_MS ? accepted : undefined;
    },
    remember: (key, accepted) => void keys.set(key.toLowerCase(), accepted),
  };
}
