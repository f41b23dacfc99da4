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
  readonly retryWaitsMs: () => readonly number[];
  /** Called before each further try, since a redelivery gives a reply token a new minute. */
  readonly onRedelivery: (events: readonly LineEvent[]) => void;
}

/**
 * Sends LINE's webhooks, signed. A redelivered event is the same but for `deliveryContext.isRedelivery`.
 * https://developers.line.biz/en/docs/messaging-api/receiving-messages/#webhook-redelivery
 */
export function createLineWebhooks(options: LineWebhookOptions): (events: readonly LineEvent[]) => Promise<WebhookOutcome> {
  const { channelSecret, botUserId, parts, retryWaitsMs, onRedelivery } = options;
  return async (events) => {
    const url = parts.callbackUrl();
    if (url === null) return { is: 'not_connected' };
    const request = (attempt: number): { body: string; headers: Record<string, string> } => {
      if (attempt > 1) onRedelivery(events);
      const sent = attempt === 1 ? events : events.map((event) => ({ ...event, deliveryContext: { isRedelivery: true } }));
      const webhook: LineWebhook = { destination: botUserId, events: sent };
      const body = JSON.stringify(webhook);
      const signature = lineSignature(channelSecret, body);
      return {
        body,
        headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'LineBotWebhook/2.0', 'x-line-signature': signature },
      };
    };
    const isReceived = (status: number): boolean => status >= 200 && status < 300;
    const sender = { clock: parts.clock, isReceived, timeoutMs: TIMEOUT_MS, retryWaitsMs: retryWaitsMs() };
    return parts.background.run((signal) => sendWebhook({ url, request }, sender, signal));
  };
}
