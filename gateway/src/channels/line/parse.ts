import type { InboundEvent } from '../../model/inbound.ts';
import type { RawRequest } from '../channel.ts';
import { accountEvent } from './parse-account.ts';
import { contextOf, type EventContext } from './parse-context.ts';
import { contentEvent } from './parse-message.ts';
import { noticeEvent } from './parse-notice.ts';
import type { LineSettings } from './settings.ts';
import { isFields, listAt, textAt } from './wire.ts';

/**
 * What a webhook says (https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects), one event of ours
 * for each of LINE's. Total over any JSON; `undefined` for what is none. The console's "Verify" has no events.
 *
 * @param now when the request came, milliseconds since 1970: a redelivered reply token is good from then
 */
export function parse(request: RawRequest, settings: LineSettings, now: number): readonly InboundEvent[] | undefined {
  let body: unknown;
  try {
    body = JSON.parse(request.body.toString('utf8'));
  } catch {
    return undefined;
  }
  const destination = textAt(body, 'destination');
  const isForAnother = settings.botUserId !== undefined && destination !== undefined && destination !== settings.botUserId;
  return listAt(body, 'events').map((event) => {
    const context = contextOf(event, now);
    return isForAnother ? ignored(context, 'other_destination') : inWords(context);
  });
}

function inWords(context: EventContext): InboundEvent {
  const { event, type } = context;
  if (!isFields(event) || type === undefined) return ignored(context, 'malformed_event');
  const ofTheAccount = accountEvent(context);
  if (ofTheAccount !== undefined) return ofTheAccount;
  // Another module of the account holds this chat, and LINE forbids to answer it.
  if (textAt(event, 'mode') === 'standby') return ignored(context, 'standby');
  return contentEvent(context) ?? noticeEvent(context) ?? ignored(context, type);
}

function ignored(context: EventContext, what: string): InboundEvent {
  return { ...context.common, is: 'ignored', what };
}
