import type { InboundPerson } from '../../model/inbound.ts';
import { fingerprintOf, isDeeperThan } from '../fingerprint.ts';
import { field, idAt, numberAt, textAt } from './wire.ts';

/** What every event says beside its own matter. */
export interface EventContext {
  readonly event: unknown;
  readonly type: string | undefined;
  readonly common: { readonly key: string; readonly sentAt: number | null; readonly account: null; readonly raw: unknown };
  /** The group or room, or else the user. */
  readonly from: InboundPerson | undefined;
  /** The user, where `from` is a group or room; LINE leaves the user out for people without the account's consent. */
  readonly author: InboundPerson | undefined;
  readonly freeReply: { readonly token: string; readonly until: number } | undefined;
}

/** https://developers.line.biz/en/reference/messaging-api/#send-reply-message: within one minute of the event or its redelivery, … */
const REPLY_TOKEN_MS = 60_000;
/** … and not more than 20 minutes after the event. */
const REDELIVERED_TOKEN_MS = 20 * 60_000;

const RAW_DEPTH = 64;

/** Reads what all events have in common (https://developers.line.biz/en/reference/messaging-api/#common-properties). */
export function contextOf(event: unknown, now: number): EventContext {
  const timestamp = numberAt(event, 'timestamp');
  const sentAt = timestamp !== undefined && timestamp > 0 ? timestamp : null;
  const user = idAt(event, 'source', 'userId');
  const group = idAt(event, 'source', 'groupId') ?? idAt(event, 'source', 'roomId');
  const person: InboundPerson | undefined = user === undefined ? undefined : { keys: [{ kind: 'user_id', value: user }] };
  return {
    event,
    type: textAt(event, 'type'),
    // Keeping it means writing it out as JSON, which overflows the stack on nesting that no event of LINE's has.
    common: { key: keyOf(event), sentAt, account: null, raw: isDeeperThan(event, RAW_DEPTH) ? null : event },
    from: group === undefined ? person : { keys: [{ kind: 'group', value: group }] },
    author: group === undefined ? undefined : person,
    freeReply: freeReplyOf(event, sentAt, now),
  };
}

/**
 * `webhookEventId`, the same for every delivery. Payloads older than it: the message's id for a message, else a
 * fingerprint of what does not change when LINE delivers again.
 */
function keyOf(event: unknown): string {
  const id = idAt(event, 'webhookEventId');
  if (id !== undefined) return id;
  const messageId = textAt(event, 'type') === 'message' ? idAt(event, 'message', 'id') : undefined;
  return messageId === undefined ? `event:${fingerprintOf(lasting(event))}` : `message:${messageId}`;
}

function lasting(event: unknown): unknown {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return event;
  return Object.fromEntries(Object.entries(event).filter(([name]) => name !== 'deliveryContext' && name !== 'replyToken'));
}

function freeReplyOf(event: unknown, sentAt: number | null, now: number): EventContext['freeReply'] {
  const token = textAt(event, 'replyToken');
  if (token === undefined || token === '') return undefined;
  // A clock of LINE's ahead of ours must not lengthen the minute.
  const eventAt = Math.min(sentAt ?? now, now);
  if (field(event, 'deliveryContext', 'isRedelivery') !== true) return { token, until: eventAt + REPLY_TOKEN_MS };
  const last = eventAt + REDELIVERED_TOKEN_MS;
  return now > last ? undefined : { token, until: Math.min(now + REPLY_TOKEN_MS, last) };
}

/** `freeReply` as an optional property. */
export function freeReplyIn(context: EventContext): { readonly freeReply?: { readonly token: string; readonly until: number } } {
  return context.freeReply === undefined ? {} : { freeReply: context.freeReply };
}
