import type { ChatEntry } from '../chats.ts';
import { metaJson, metaSignature } from '../signing.ts';
import type { Said, StandInParts } from '../stand-in.ts';
import type { WebhookOutcome } from '../webhook-sender.ts';
import { sendWebhook } from '../webhook-sender.ts';
import type { GraphAccount, WhatsAppCustomer } from './inbound.ts';
import { envelope } from './inbound.ts';
import { titleOf } from './errors.ts';
import type { InboundMessage, MessageStatus } from './wire.ts';

/** How the receipts of a sent message come back. */
export interface StatusBehaviour {
  /** Pause before each. */
  readonly delayMs: number;
  /** The last one that comes; `none` sends no status at all. */
  readonly upTo: 'none' | 'sent' | 'delivered' | 'read';
}

export interface WebhookOptions {
  readonly account: GraphAccount;
  readonly appSecret: string;
  readonly retryWaitsMs: readonly number[];
  readonly parts: StandInParts;
  /** Where they go now; null: nowhere. */
  readonly callbackUrl: () => string | null;
  readonly statuses: () => StatusBehaviour;
}

/** Sends WhatsApp's webhooks to the business, signed and retried as Meta does. */
export interface GraphWebhooks {
  /** Marks the entry sent at once and delivered when the business has it. */
  sendMessage(customer: WhatsAppCustomer, message: InboundMessage, entryId: string): Said;
  /** sent, delivered, read, one after the other, in the background. */
  sendReceipts(customer: WhatsAppCustomer, messageId: string, correlation: string | undefined): void;
  /** In the background, a failed status with Meta's code. */
  sendFailure(customer: WhatsAppCustomer, messageId: string, correlation: string | undefined, code: number, details: string): void;
  /** Posts any body, signed. */
  post(body: unknown): Promise<WebhookOutcome>;
}

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview : anything but 200 is retried. */
export function createGraphWebhooks({ account, appSecret, retryWaitsMs, parts, callbackUrl, statuses }: WebhookOptions): GraphWebhooks {
  const post = async (body: unknown): Promise<WebhookOutcome> => {
    const url = callbackUrl();
    if (url === null) return { is: 'not_connected' };
    const text = metaJson(body);
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'facebookexternalua',
      'x-hub-signature-256': metaSignature(appSecret, text),
    };
    const options = { clock: parts.clock, isReceived: (status: number) => status === 200, timeoutMs: 10_000, retryWaitsMs };
    return parts.background.run((signal) => sendWebhook({ url, request: () => ({ body: text, headers }) }, options, signal));
  };

  const sendStatus = async (customer: WhatsAppCustomer, status: Omit<MessageStatus, 'timestamp' | 'recipient_id'>): Promise<void> => {
    parts.chats.change(status.id, (entry) => ({ receipt: isFurther(entry, status.status) ? status.status : entry.receipt }));
    const whole: MessageStatus = { ...status, timestamp: String(Math.floor(parts.clock.now() / 1000)), recipient_id: customer.id };
    await post(envelope(account, customer, { statuses: [whole] }));
  };

  return {
    post,
    sendMessage(customer, message, entryId) {
      const webhook = parts.background.run(async () => {
        const outcome = await post(envelope(account, customer, { messages: [message] }));
        parts.chats.change(entryId, (entry) => (entry.receipt === 'sent' && outcome.is === 'delivered' ? { receipt: 'delivered' } : {}));
        return outcome;
      });
      return { id: message.id, webhook };
    },
    sendReceipts(customer, messageId, correlation) {
      const { delayMs, upTo } = statuses();
      const order = ['sent', 'delivered', 'read'] as const;
      const wanted = upTo === 'none' ? [] : order.slice(0, order.indexOf(upTo) + 1);
      void parts.background.run(async (signal) => {
        for (const status of wanted) {
          await parts.clock.wait(delayMs, signal);
          if (signal.aborted) return;
          await sendStatus(customer, { id: messageId, status, ...correlated(correlation) });
        }
      });
    },
    sendFailure(customer, messageId, correlation, code, details) {
      const title = titleOf(code);
      void parts.background.run(async (signal) => {
        await parts.clock.wait(statuses().delayMs, signal);
        if (signal.aborted) return;
        const errors = [{ code, title, message: title, error_data: { details } }];
        await sendStatus(customer, { id: messageId, status: 'failed', ...correlated(correlation), errors });
      });
    },
  };
}

function correlated(correlation: string | undefined): { readonly biz_opaque_callback_data?: string } {
  return correlation === undefined ? {} : { biz_opaque_callback_data: correlation };
}

function isFurther(entry: ChatEntry, status: MessageStatus['status']): boolean {
  const order = ['sending', 'sent', 'delivered', 'read', 'failed'];
  return order.indexOf(status) > order.indexOf(entry.receipt);
}
