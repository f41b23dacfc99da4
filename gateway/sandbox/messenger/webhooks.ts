import { createHmac } from 'node:crypto';
import { optional } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { metaJson, metaSignature } from '../signing.ts';
import type { StandInParts } from '../stand-in.ts';
import type { WebhookOutcome } from '../webhook-sender.ts';
import { sendWebhook } from '../webhook-sender.ts';
import type { MessengerAccount, ReceiptBehaviour } from './state.ts';
import type { Subscription } from './subscriptions.ts';
import { isSubscribed } from './subscriptions.ts';
import type { MessagingEvent, MessengerWebhook } from './wire.ts';

/** https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks : 5 s to answer. */
const TIMEOUT_MS = 5_000;
/** The app behind Meta's own Page Inbox: https://developers.facebook.com/docs/messenger-platform/handover-protocol */
export const PAGE_INBOX_APP_ID = 263902037430900;

export interface MessengerWebhookOptions {
  readonly account: MessengerAccount;
  readonly parts: StandInParts;
  readonly subscription: Subscription;
  readonly retryWaitsMs: readonly number[];
  readonly receipts: () => ReceiptBehaviour;
}

/** A message of the business, as its echo repeats it. */
export interface SentMessage {
  readonly id: string;
  readonly customer: string;
  /** `text` or `attachments`. */
  readonly content: JsonObject;
  readonly metadata?: string;
  readonly appId: number;
}

/** Sends Messenger's webhooks to the business, signed and retried as Meta does. */
export interface MessengerWebhooks {
  /** Posts any body, signed; retries until it is answered 200. */
  post(body: unknown): Promise<WebhookOutcome>;
  /** Posts one event, if the app is subscribed to its field; else it is as if nobody were connected. */
  sendEvent(event: MessagingEvent): Promise<WebhookOutcome>;
  /** In the background: the echo of a message of the business, then its receipts, which also mark the phone. */
  report(sent: SentMessage): void;
  /** The customer has read everything until now. */
  sendRead(customer: string): Promise<WebhookOutcome>;
}

export function createMessengerWebhooks(options: MessengerWebhookOptions): MessengerWebhooks {
  const { account, parts, subscription, retryWaitsMs, receipts } = options;
  const { chats, clock } = parts;

  const post = async (body: unknown): Promise<WebhookOutcome> => {
    const url = parts.callbackUrl();
    if (url === null) return { is: 'not_connected' };
    const text = metaJson(body);
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'facebookexternalua',
      'x-hub-signature': `sha1=${createHmac('sha1', account.appSecret).update(text).digest('hex')}`,
      'x-hub-signature-256': metaSignature(account.appSecret, text),
    };
    const sender = { clock, isReceived: (status: number) => status === 200, timeoutMs: TIMEOUT_MS, retryWaitsMs };
    return parts.background.run((signal) => sendWebhook({ url, request: () => ({ body: text, headers }) }, sender, signal));
  };

  const sendEvent = async (event: MessagingEvent): Promise<WebhookOutcome> => {
    if (!isSubscribed(subscription, event)) return { is: 'not_connected' };
    const webhook: MessengerWebhook = { object: 'page', entry: [{ id: account.pageId, time: clock.now(), messaging: [event] }] };
    return post(webhook);
  };

  const fromCustomer = (customer: string, what: JsonObject): MessagingEvent => ({
    sender: { id: customer },
    recipient: { id: account.pageId },
    timestamp: clock.now(),
    ...what,
  });

  const mark = (customer: string, receipt: 'delivered' | 'read'): void => {
    for (const entry of chats.of(customer)) {
      const isBehind = entry.receipt === 'sent' || (receipt === 'read' && entry.receipt === 'delivered');
      if (entry.from === 'business' && isBehind) chats.change(entry.id, () => ({ receipt }));
    }
  };

  const sendRead = (customer: string): Promise<WebhookOutcome> => {
    mark(customer, 'read');
    return sendEvent(fromCustomer(customer, { read: { watermark: clock.now() } }));
  };

  return {
    post,
    sendEvent,
    sendRead,
    report(sent) {
      void parts.background.run(async (signal) => {
        const { delayMs, upTo } = receipts();
        await sendEvent({
          sender: { id: account.pageId },
          recipient: { id: sent.customer },
          timestamp: clock.now(),
          message: { mid: sent.id, is_echo: true, app_id: sent.appId, ...optional('metadata', sent.metadata), ...sent.content },
        });
        if (upTo === 'none') return;
        await clock.wait(delayMs, signal);
        if (signal.aborted) return;
        mark(sent.customer, 'delivered');
        await sendEvent(fromCustomer(sent.customer, { delivery: { mids: [sent.id], watermark: clock.now() } }));
        if (upTo === 'delivered') return;
        await clock.wait(delayMs, signal);
        if (!signal.aborted) await sendRead(sent.customer);
      });
    },
  };
}
