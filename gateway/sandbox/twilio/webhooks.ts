import type { Ids } from '../ids.ts';
import { isLoopbackUrl } from '../loopback.ts';
import type { StandInParts } from '../stand-in.ts';
import type { Delivery } from './deliver.ts';
import { connectionOf, deliver } from './deliver.ts';
import type { TwilioMessage } from './messages.ts';
import { twilioSignature } from './signature.ts';
import type { TwilioAccount } from './state.ts';
import { sentenceOf } from './errors.ts';

export interface TwilioWebhookOptions {
  readonly account: TwilioAccount;
  readonly ids: Ids;
  readonly parts: StandInParts;
  /** The address as the console has it, where that differs from the one on this machine. */
  readonly publicUrl: () => string | null;
}

/** Twilio's webhooks to the business: signed forms. */
export interface TwilioWebhooks {
  /** To the sender's own address. */
  readonly sendInbound: (params: URLSearchParams) => Promise<Delivery>;
  /** A status callback to the address that came with the message; nothing where none came. */
  readonly sendStatus: (message: TwilioMessage, callback: string | null) => Promise<void>;
}

/**
 * https://www.twilio.com/docs/usage/webhooks/getting-started-twilio-webhooks ; the token is the same on every try, the signature is over
 * the whole address without its fragment.
 */
export function createTwilioWebhooks({ account, ids, parts, publicUrl }: TwilioWebhookOptions): TwilioWebhooks {
  const post = (address: string, params: URLSearchParams): Promise<Delivery> => {
    const target = targetOf(address, parts.callbackUrl(), publicUrl());
    // An address elsewhere: nothing leaves this machine.
    if (target === undefined) return Promise.resolve({ outcome: { is: 'given_up', tries: 0, status: null } });
    const request = {
      body: params.toString(),
      headers: {
        accept: '*/*',
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'user-agent': 'TwilioProxy/1.1',
        'x-home-region': 'us1',
        'x-twilio-signature': twilioSignature(account.authToken, withoutFragment(address), params),
        'i-twilio-idempotency-token': ids.uuid(),
      },
    };
    return parts.background.run((signal) => deliver(target, request, connectionOf(address), signal));
  };
  return {
    sendInbound(params) {
      const url = publicUrl() ?? parts.callbackUrl();
      return url === null ? Promise.resolve({ outcome: { is: 'not_connected' } }) : post(url, params);
    },
    async sendStatus(message, callback) {
      if (callback !== null) await post(callback, statusParams(message, account));
    },
  };
}

/** Where on this machine an address is reached, or undefined where it is not. */
function targetOf(address: string, callbackUrl: string | null, publicUrl: string | null): string | undefined {
  if (isLoopbackUrl(address)) return withoutFragment(address);
  if (callbackUrl === null || publicUrl === null) return undefined;
  const url = new URL(address);
  return url.origin === new URL(publicUrl).origin ? new URL(url.pathname + url.search, callbackUrl).href : undefined;
}

function withoutFragment(url: string): string {
  return url.replace(/#.*$/s, '');
}

/**
 * https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks : the number is partly hidden, and only what
 * WhatsApp itself reports has an EventType.
 */
function statusParams(message: TwilioMessage, account: TwilioAccount): URLSearchParams {
  const status = message.status;
  const isEvent = status === 'delivered' || status === 'read' || status === 'undelivered';
  return new URLSearchParams({
    ...(isEvent ? { EventType: status.toUpperCase() } : {}),
    SmsSid: message.sid,
    SmsStatus: status,
    MessageStatus: status,
    ChannelToAddress: message.to.replace('whatsapp:', '').replace(/\d{4}$/, 'XXXX'),
    To: message.to,
    ChannelPrefix: 'whatsapp',
    MessageSid: message.sid,
    AccountSid: account.accountSid,
    ...(message.serviceSid === null ? {} : { MessagingServiceSid: message.serviceSid }),
    ...(status === 'sent' ? { StructuredMessage: 'false' } : {}),
    ...(message.errorCode === null ? {} : { ErrorCode: String(message.errorCode), ChannelStatusMessage: sentenceOf(message.errorCode) }),
    From: message.from ?? account.from,
    ApiVersion: '2010-04-01',
    ...(status === 'read' ? {} : { ChannelInstallSid: account.senderSid }),
  });
}
