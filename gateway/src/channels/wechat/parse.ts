import type { InboundEvent } from '../../model/inbound.ts';
import type { RawRequest } from '../channel.ts';
import { encryptedIn, openBody, readBody, type ReadBody } from './body.ts';
import { accountEvent } from './parse-account.ts';
import { contextOf, type EventContext } from './parse-context.ts';
import { menuEvent } from './parse-menu.ts';
import { messageEvent } from './parse-message.ts';
import { personEvent } from './parse-person.ts';
import { reportEvents } from './parse-report.ts';
import type { WechatSettings } from './settings.ts';
import { fieldsOf, textAt } from './wire.ts';

/**
 * What a request of WeChat's says: one message or one event
 * (https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_standard_messages.html, …/Receiving_event_pushes.html).
 * Undefined for a body that is neither XML nor JSON, is over 64 KiB, or does not open with the channel's key.
 *
 * @param now milliseconds since 1970, from which a passive reply has its few seconds
 */
export function parse(request: RawRequest, settings: WechatSettings, now: number): readonly InboundEvent[] | undefined {
  const sent = readBody(request.body);
  const body = sent === undefined ? undefined : openBody(sent, settings);
  if (body === undefined) return undefined;
  if (body.format === 'json' && fieldsOf(body.value) === undefined) return [];
  if (textAt(body.value, 'MsgType') === undefined && encryptedIn(body) !== undefined) return [unreadable(body, now)];
  return eventsOf(contextOf(body, settings, now));
}

function eventsOf(context: EventContext): readonly InboundEvent[] {
  if (context.type === undefined) return [{ ...context.common, is: 'ignored', what: 'no_message_type' }];
  if (context.type !== 'event') return [messageEvent(context)];
  const reports = reportEvents(context);
  if (reports !== undefined) return reports;
  const event = menuEvent(context) ?? personEvent(context) ?? accountEvent(context);
  return [event ?? { ...context.common, is: 'ignored', what: context.event ?? 'event_without_name' }];
}

const HOUR_MS = 3_600_000;

/**
 * The account encrypts, and the channel has no key: a message is lost, and only an admin can help, who is told once an hour. Answering
 * with an error would tell the customer, three times over, and nobody else.
 */
function unreadable(body: ReadBody, now: number): InboundEvent {
  return {
    key: `unreadable:${Math.floor(now / HOUR_MS)}`,
    sentAt: null,
    account: null,
    raw: body.value,
    is: 'health',
    level: 'error',
    what: 'encoding_aes_key',
    detail: 'WeChat encrypts its messages (safe mode), but the channel has no EncodingAESKey, so they cannot be read.',
  };
}
