import type { Clock } from './clock.ts';

/** How a webhook ended. `status` is null where no answer came. */
export type WebhookOutcome =
  | { readonly is: 'delivered'; readonly tries: number }
  | { readonly is: 'given_up'; readonly tries: number; readonly status: number | null }
  | { readonly is: 'not_connected' };

export interface WebhookPost {
  readonly url: string;
  /** Made anew for each try, since LINE marks a redelivery in the signed body. `attempt` starts at 1. */
  readonly request: (attempt: number) => { readonly body: string; readonly headers: Readonly<Record<string, string>> };
}

export interface SenderOptions {
  readonly clock: Clock;
  /** What the platform takes for "received". */
  readonly isReceived: (status: number) => boolean;
  /** How long it waits for an answer. */
  readonly timeoutMs: number;
  /** The pause before each further try. */
  readonly retryWaitsMs: readonly number[];
}

/** At once, then 1, 2, 4 … s: real platforms go on for days, a sandbox for two minutes. */
export const RETRY_WAITS_MS = [0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000] as const;

/** Posts a webhook until it is received or the tries are used up. Never throws. */
export async function sendWebhook(post: WebhookPost, options: SenderOptions, signal: AbortSignal): Promise<WebhookOutcome> {
  let status: number | null = null;
  let tries = 0;
  for (const waitMs of [undefined, ...options.retryWaitsMs]) {
    if (waitMs !== undefined && waitMs > 0) await options.clock.wait(waitMs, signal);
    if (signal.aborted) break;
    tries += 1;
    status = await postOnce(post.url, post.request(tries), options.timeoutMs, signal);
    if (status !== null && options.isReceived(status)) return { is: 'delivered', tries };
  }
  return { is: 'given_up', tries, status };
}

async function postOnce(
  url: string,
  request: ReturnType<WebhookPost['request']>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<number | null> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: request.headers,
      body: request.body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return null;
  }
}
