import type { InboundPerson } from '../../model/inbound.ts';
import type { ReadBody } from './body.ts';
import { freeReplyToken } from './passive.ts';
import type { WechatSettings } from './settings.ts';
import { fingerprintOf, isDeeperThan } from '../fingerprint.ts';
import { numberAt, textAt } from './wire.ts';

/** What every message and event says beside its own matter. */
export interface EventContext {
  readonly fields: unknown;
  /** Its name in lower case, since WeChat writes `CLICK`, `subscribe`, `kf_create_session`; undefined: a message. */
  readonly event: string | undefined;
  /** What the event is about: a menu entry's key or address, a QR code's scene. */
  readonly eventKey: string | undefined;
  readonly openid: string | undefined;
  readonly common: { readonly key: string; readonly sentAt: number | null; readonly account: null; readonly raw: unknown };
}

/** The same of what names who it is from. */
export interface PersonContext extends EventContext {
  readonly openid: string;
  readonly from: InboundPerson;
  /** Empty where no answer to it is free. */
  readonly answerable: { readonly freeReply?: { readonly token: string; readonly until: number } };
}

/**
 * WeChat hangs up after 5 s
 * (https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Passive_user_reply_message.html); half of one is for the way.
 */
export const PASSIVE_MS = 4500;

const RAW_DEPTH = 64;
/** A longer key is a hash of itself: it is a key of the store. */
const KEY_MAX = 200;
const LAST_TIME = 8.64e15;

/**
 * Reads what all messages and events have in common.
 *
 * @param type `event`, or what kind of message it is; undefined: neither
 */
export function contextOf(fields: unknown, type: string | undefined): EventContext {
  const event = type === 'event' ? (textAt(fields, 'Event') ?? 'event_without_name') : undefined;
  const openid = textAt(fields, 'FromUserName');
  const eventKey = textAt(fields, 'EventKey');
  const sentAt = timeAt(fields);
  const key = event === undefined ? messageKey(fields) : keyOfEvent(fields, [openid, sentAt, event, eventKey]);
  // Keeping it means writing it out as JSON, which overflows the stack on nesting that WeChat never has.
  const raw = isDeeperThan(fields, RAW_DEPTH) ? null : fields;
  return { fields, event: event?.toLowerCase(), eventKey, openid, common: { key, sentAt, account: null, raw } };
}

/**
 * The context of what this person sent.
 *
 * @param now milliseconds since 1970, from which a passive reply has its few seconds
 */
export function personContext(
  context: EventContext,
  openid: string,
  { format, settings, now }: { readonly format: ReadBody['format']; readonly settings: WechatSettings; readonly now: number },
): PersonContext {
  const person = { ...context, openid, from: personOf(openid) };
  const account = textAt(context.fields, 'ToUserName');
  // No page says how a passive reply looks in JSON, so there is none where the account has chosen that.
  if (settings.passiveReplies !== true || format !== 'xml' || account === undefined) return { ...person, answerable: {} };
  const token = freeReplyToken({ openid, account, about: context.common.key });
  return { ...person, answerable: { freeReply: { token, until: now + PASSIVE_MS } } };
}

/** Whoever has this openid. */
export function personOf(openid: string): InboundPerson {
  return { keys: [{ kind: 'openid', value: openid }] };
}

/** Seconds; what is larger than any second of ours is taken for milliseconds. Null where it is no time. */
function timeAt(value: unknown): number | null {
  const time = numberAt(value, 'CreateTime');
  if (time === undefined || time <= 0) return null;
  const milliseconds = time > 1e12 ? time : time * 1000;
  return milliseconds > LAST_TIME ? null : milliseconds;
}

/** The platform's id of a message, or of one of ours that it tells about: its pages write the name in both ways. */
export function messageIdAt(fields: unknown): string | undefined {
  return textAt(fields, 'MsgId') ?? textAt(fields, 'MsgID');
}

/** WeChat's own advice: `MsgId` drops doubles of a message, sender and time those of an event. */
function messageKey(fields: unknown): string {
  const id = messageIdAt(fields);
  return id === undefined ? bodyKey(fields) : bounded(`message:${id}`);
}

/**
 * Name and key of an event stand with sender and time, because one act of a customer can make two events in one second (a scan that
 * also follows).
 */
function keyOfEvent(
  fields: unknown,
  [openid, sentAt, event, eventKey]: readonly [string | undefined, number | null, string, string | undefined],
): string {
  if (openid === undefined || sentAt === null) return bodyKey(fields);
  return bounded(['event', openid, sentAt / 1000, event, eventKey].join(':'));
}

function bodyKey(fields: unknown): string {
  return `body:${fingerprintOf(fields)}`;
}

/** The key, or a hash of it where it is too long for one. */
export function bounded(key: string): string {
  return key.length > KEY_MAX ? `long:${fingerprintOf(key)}` : key;
}
