import type { TwilioAccount, TwilioCustomer } from './state.ts';
import type { TwilioMedia } from './media-shelf.ts';
import type { TwilioSays } from './says.ts';

/** What is known besides the saying itself. */
export interface InboundFacts {
  readonly sid: string;
  readonly media: readonly TwilioMedia[];
  /** Addresses of the files begin here. */
  readonly baseUrl: string;
  /** Who wrote the message replied to, as `whatsapp:+…`. */
  readonly quotedSender: string | undefined;
  readonly optOut: 'STOP' | 'START' | undefined;
}

/** The address of a customer: `whatsapp:` and their number, or their business-scoped id where they hide it. */
export function addressOf(customer: TwilioCustomer): string {
  return /^\d+$/.test(customer.id) ? `whatsapp:+${customer.id}` : `whatsapp:${customer.id}`;
}

/**
 * The parameters of an incoming message's webhook, in the order real ones have them.
 * https://www.twilio.com/docs/messaging/guides/webhook-request
 */
export function inboundParams(says: TwilioSays, from: TwilioCustomer, account: TwilioAccount, facts: InboundFacts): URLSearchParams {
  const params = new URLSearchParams();
  const set = (values: Readonly<Record<string, string | undefined>>): void => {
    for (const [name, value] of Object.entries(values)) if (value !== undefined) params.set(name, value);
  };
  const isNumber = /^\d+$/.test(from.id);
  const quotes = 'quotes' in says ? says.quotes : undefined;
  set({
    ...(quotes === undefined ? {} : { OriginalRepliedMessageSender: facts.quotedSender, OriginalRepliedMessageSid: quotes }),
    ExternalUserId: from.userId === undefined ? undefined : `whatsapp:${from.userId}`,
    SmsMessageSid: facts.sid,
    NumMedia: String(facts.media.length),
    ProfileName: from.name,
    MessageType: messageType(says),
    SmsSid: facts.sid,
    WaId: isNumber ? from.id : undefined,
    SmsStatus: 'received',
    Body: bodyOf(says),
    To: account.from,
    MessagingServiceSid: account.usesService === true ? account.messagingServiceSid : undefined,
    NumSegments: String(Math.max(1, facts.media.length)),
    ReferralNumMedia: '0',
    MessageSid: facts.sid,
    AccountSid: account.accountSid,
    From: addressOf(from),
    OptOutType: facts.optOut,
    ApiVersion: '2010-04-01',
  });
  facts.media.forEach((media, index) => {
    const url = `${facts.baseUrl}/2010-04-01/Accounts/${account.accountSid}/Messages/${facts.sid}/Media/${media.sid}`;
    set({ [`MediaContentType${index}`]: media.file.mimeType.split(';')[0], [`MediaUrl${index}`]: url });
  });
  const details = detailsOf(says);
  set(details);
  const context = { ...details, ProfileName: from.name, ...(isNumber ? { WaId: from.id } : {}) };
  set({ ChannelMetadata: JSON.stringify({ type: 'whatsapp', data: { context } }) });
  if (says.type === 'raw') set(says.params);
  return params;
}

function messageType(says: TwilioSays): string {
  switch (says.type) {
    case 'voice':
      return 'audio';
    case 'template_button':
      return 'button';
    case 'button_reply':
    case 'list_reply':
      return 'interactive';
    case 'raw':
      return 'unsupported';
    default:
      return says.type;
  }
}

function bodyOf(says: TwilioSays): string {
  switch (says.type) {
    case 'text':
      return says.text;
    case 'button_reply':
    case 'template_button':
    case 'list_reply':
      return says.title;
    default:
      return 'caption' in says ? (says.caption ?? '') : '';
  }
}

function detailsOf(says: TwilioSays): Readonly<Record<string, string>> {
  switch (says.type) {
    case 'location':
      return {
        Latitude: String(says.latitude),
        Longitude: String(says.longitude),
        ...(says.address === undefined ? {} : { Address: says.address }),
        ...(says.name === undefined ? {} : { Label: says.name }),
      };
    case 'button_reply':
    case 'template_button':
      return { ButtonText: says.title, ButtonPayload: says.id };
    case 'list_reply':
      return { ListId: says.id, ListTitle: says.title };
    default:
      return {};
  }
}
