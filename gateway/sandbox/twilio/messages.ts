import { sentenceOf } from './errors.ts';
import type { Page } from './paging.ts';
import { cutPage } from './paging.ts';
import type { MessageResource, MessageStatus } from './wire.ts';

/** A message as Twilio keeps it. Only its ending changes. */
export interface TwilioMessage {
  /** `SM` or, with a file, `MM` and 32 hexadecimal digits. */
  readonly sid: string;
  readonly direction: MessageResource['direction'];
  /** `whatsapp:+…`; null until a Messaging Service has chosen a sender. */
  from: string | null;
  readonly to: string;
  readonly body: string;
  readonly mediaSids: readonly string[];
  readonly serviceSid: string | null;
  readonly createdAt: number;
  status: MessageStatus;
  sentAt: number | null;
  updatedAt: number;
  errorCode: number | null;
}

/** All messages of an account, both ways. */
export interface MessageBook {
  add(message: TwilioMessage): TwilioMessage;
  find(sid: string): TwilioMessage | undefined;
  count(): number;
  /** One page of what `To`, `From` and `DateSent` (`<`, `>`: days, both included) leave, newest first. */
  page(query: URLSearchParams): Page<TwilioMessage>;
}

const MOST_KEPT = 5_000;

/** An empty book. */
export function createMessageBook(): MessageBook {
  let messages: TwilioMessage[] = [];
  return {
    add(message) {
      messages.push(message);
      if (messages.length > MOST_KEPT) messages = messages.slice(-MOST_KEPT);
      return message;
    },
    find: (sid) => messages.find((message) => message.sid === sid),
    count: () => messages.length,
    page: (query) => cutPage(messages.filter((message) => isWanted(message, query)).toReversed(), query),
  };
}

function isWanted(message: TwilioMessage, query: URLSearchParams): boolean {
  const day = new Date(message.sentAt ?? message.createdAt).toISOString().slice(0, 10);
  const [to, from] = [query.get('To'), query.get('From')];
  const [on, until, since] = [query.get('DateSent'), query.get('DateSent<'), query.get('DateSent>')];
  return (
    (to === null || to === message.to) &&
    (from === null || from === message.from) &&
    (on === null || day === on.slice(0, 10)) &&
    (until === null || day <= until.slice(0, 10)) &&
    (since === null || day >= since.slice(0, 10))
  );
}

/** A message as the API shows it. */
export function messageResource(message: TwilioMessage, accountSid: string): MessageResource {
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${message.sid}`;
  return {
    sid: message.sid,
    account_sid: accountSid,
    messaging_service_sid: message.serviceSid,
    from: message.from,
    to: message.to,
    body: message.body,
    status: message.status,
    direction: message.direction,
    num_media: String(message.mediaSids.length),
    num_segments: message.from === null ? '0' : '1',
    error_code: message.errorCode,
    error_message: message.errorCode === null ? null : sentenceOf(message.errorCode),
    price: null,
    price_unit: null,
    api_version: '2010-04-01',
    date_created: rfc2822(message.createdAt),
    date_sent: message.sentAt === null ? null : rfc2822(message.sentAt),
    date_updated: rfc2822(message.updatedAt),
    uri: `${uri}.json`,
    subresource_uris: { media: `${uri}/Media.json` },
  };
}

/** `GET …/Messages.json`: https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources */
export function messageList(page: Page<TwilioMessage>, accountSid: string): Readonly<Record<string, unknown>> {
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages.json`;
  const at = (number: number): string => `${uri}?PageSize=${page.pageSize}&Page=${number}`;
  return {
    messages: page.items.map((message) => messageResource(message, accountSid)),
    page: page.page,
    page_size: page.pageSize,
    start: page.start,
    end: page.start + Math.max(0, page.items.length - 1),
    uri: at(page.page),
    first_page_uri: at(0),
    previous_page_uri: page.page === 0 ? null : at(page.page - 1),
    next_page_uri: page.next === null ? null : `${uri}?${page.next}`,
  };
}

/** Twilio's dates of the 2010 API: `Thu, 24 Aug 2023 05:01:45 +0000`. */
export function rfc2822(at: number): string {
  return new Date(at).toUTCString().replace('GMT', '+0000');
}
