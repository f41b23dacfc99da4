import type { InboundEvent } from '../../model/inbound.ts';
import type { RawRequest } from '../channel.ts';
import { encryptedIn, openBody, readBody, type ReadBody } from './body.ts';
import { accountEvents } from './parse-account.ts';
import { contextOf, personContext } from './parse-context.ts';
import { menuEvent } from './parse-menu.ts';
import { messageEvent } from './parse-message.ts';
import { personEvent } from './parse-person.ts';
import { reportEvents } from './parse-report.ts';
import type { WechatSettings } from './settings.ts';
import { textAt } from './wire.ts';

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
  const type = textAt(body.value, 'MsgType')?.toLowerCase();
  if (type === undefined && encryptedIn(body) !== undefined) return [unreadable(body, now)];
  const context = contextOf(body.value, type);
  const { event, openid } = context;
  const ignored = (what: string): readonly InboundEvent[] => [{ ...context.common, is: 'ignored', what }];
  if (type === undefined) return ignored('no_message_type');
  const told = reportEvents(context) ?? accountEvents(context);
  if (told !== undefined) return told;
  if (openid === undefined) return ignored(`${event ?? 'message'}_without_sender`);
  const person = personContext(context, openid, { format: body.format, settings, now });
  if (event === undefined) return [messageEvent(person, type)];
  const found = menuEvent(person) ?? personEvent(person);
  return found === undefined ? ignored(event) : [found];
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
