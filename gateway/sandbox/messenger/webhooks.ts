import { createHmac } from 'node:crypto';
import { optional } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { metaJson, metaSignature } from '../signing.ts';
import type { StandInParts } from '../stand-in.ts';
import type { WebhookOutcome } from '../webhook-sender.ts';
import { sendWebhook } from '../webhook-sender.ts';
import type { MessengerAccount, Network, ReceiptBehaviour } from './state.ts';
import { businessId } from './state.ts';
import type { Subscription } from './subscriptions.ts';
import { isSubscribed } from './subscriptions.ts';
import type { MessagingEvent, MessengerWebhook } from './wire.ts';

/** https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks : 5 s to answer. */
const TIMEOUT_MS = 5_000;
/** The app behind Meta's own Page Inbox: https://developers.facebook.com/docs/messenger-platform/handover-protocol */
export const PAGE_INBOX_APP_ID = 263902037430900;

export interface MessengerWebhookOptions {
  readonly account: MessengerAccount;
  readonly network: Network;
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
  const { account, network, parts, subscription, retryWaitsMs, receipts } = options;
  const { chats, clock } = parts;
  const isInstagram = network === 'instagram';
  const business = businessId(options);

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
    if (!isSubscribed(subscription, event, network)) return { is: 'not_connected' };
    const object = isInstagram ? 'instagram' : 'page';
    const webhook: MessengerWebhook = { object, entry: [{ id: business, time: clock.now(), messaging: [event] }] };
    return post(webhook);
  };

  const fromCustomer = (customer: string, what: JsonObject): MessagingEvent => ({
    sender: { id: customer },
    recipient: { id: business },
    timestamp: clock.now(),
    ...what,
  });

  const mark = (customer: string, receipt: 'delivered' | 'read'): void => {
    for (const entry of chats.of(customer)) {
      const isBehind = entry.receipt === 'sent' || (receipt === 'read' && entry.receipt === 'delivered');
      if (entry.from === 'business' && isBehind) chats.change(entry.id, () => ({ receipt }));
    }
  };

  /** Instagram names the message that was seen, Messenger the time. */
  const sendRead = async (customer: string, mid?: string): Promise<WebhookOutcome> => {
    const seen = mid ?? chats.of(customer).findLast((entry) => entry.from === 'business')?.id;
    mark(customer, 'read');
    const read = isInstagram ? { mid: seen } : { watermark: clock.now() };
    return isInstagram && seen === undefined ? { is: 'delivered', tries: 0 } : sendEvent(fromCustomer(customer, { read }));
  };

  /** Instagram's says neither which app sent the message nor what it put on it. */
  const echoOf = (sent: SentMessage): JsonObject => {
    const ours = isInstagram ? {} : { app_id: sent.appId, ...optional('metadata', sent.metadata) };
    return { mid: sent.id, is_echo: true, ...ours, ...sent.content };
  };

  return {
    post,
    sendEvent,
    sendRead,
    report(sent) {
      void parts.background.run(async (signal) => {
        const { delayMs, upTo } = receipts();
        await sendEvent({
          sender: { id: business },
          recipient: { id: sent.customer },
          timestamp: clock.now(),
          message: echoOf(sent),
        });
        if (upTo === 'none') return;
        await clock.wait(delayMs, signal);
        if (signal.aborted) return;
        mark(sent.customer, 'delivered');
        // The Instagram app shows it, but tells nobody.
        if (!isInstagram) await sendEvent(fromCustomer(sent.customer, { delivery: { mids: [sent.id], watermark: clock.now() } }));
        if (upTo === 'delivered') return;
        await clock.wait(delayMs, signal);
        if (!signal.aborted) await sendRead(sent.customer, sent.id);
      });
    },
  };
}
