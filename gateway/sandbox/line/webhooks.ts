import { lineSignature } from '../signing.ts';
import type { StandInParts } from '../stand-in.ts';
import type { WebhookOutcome } from '../webhook-sender.ts';
import { sendWebhook } from '../webhook-sender.ts';
import type { LineEvent, LineWebhook } from './wire.ts';

/** LINE counts a webhook that is not answered in about two seconds as failed. https://developers.line.biz/en/docs/messaging-api/check-webhook-error-statistics/ */
const TIMEOUT_MS = 2_000;

export interface LineWebhookOptions {
  readonly channelSecret: string;
  /** The account's own userId: the webhook's `destination`. */
  readonly botUserId: string;
  readonly parts: StandInParts;
  /** The console's switch "Use webhook". */
  readonly isOn: () => boolean;
  readonly retryWaitsMs: () => readonly number[];
  /** Called before each further try, since a redelivery gives a reply token a new minute. */
  readonly onRedelivery: (events: readonly LineEvent[]) => void;
}

/** LINE's webhooks to the business. */
export interface LineWebhooks {
  /** `again`: as a redelivery from the first try on. */
  post(events: readonly LineEvent[], again?: boolean): Promise<WebhookOutcome>;
  /** One without events to any address, once: the console's "Verify". */
  test(url: string): Promise<WebhookOutcome>;
}

/**
 * Sends LINE's webhooks, signed. A redelivered event is the same but for `deliveryContext.isRedelivery`.
 * https://developers.line.biz/en/docs/messaging-api/receiving-messages/#webhook-redelivery
 */
export function createLineWebhooks(options: LineWebhookOptions): LineWebhooks {
  const { channelSecret, botUserId, parts, isOn, retryWaitsMs, onRedelivery } = options;
  const requestOf = (events: readonly LineEvent[], isRedelivery: boolean): { body: string; headers: Record<string, string> } => {
    if (isRedelivery) onRedelivery(events);
    const sent = isRedelivery ? events.map((event) => ({ ...event, deliveryContext: { isRedelivery: true } })) : events;
    const webhook: LineWebhook = { destination: botUserId, events: sent };
    const body = JSON.stringify(webhook);
    const signature = lineSignature(channelSecret, body);
    return {
      body,
      headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'LineBotWebhook/2.0', 'x-line-signature': signature },
    };
  };
  const sender = (waits: readonly number[]) => ({ clock: parts.clock, isReceived, timeoutMs: TIMEOUT_MS, retryWaitsMs: waits });
  return {
    post: async (events, again = false) => {
      const url = parts.callbackUrl();
      if (url === null || !isOn()) return { is: 'not_connected' };
      const request = (attempt: number) => requestOf(events, again || attempt > 1);
      return parts.background.run((signal) => sendWebhook({ url, request }, sender(retryWaitsMs()), signal));
    },
    test: (url) => parts.background.run((signal) => sendWebhook({ url, request: () => requestOf([], false) }, sender([]), signal)),
  };
}

function isReceived(status: number): boolean {
  return status >= 200 && status < 300;
}
