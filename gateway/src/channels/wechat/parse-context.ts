import type { InboundPerson, Source } from '../../model/inbound.ts';
import type { ReadBody } from './body.ts';
import { freeReplyToken } from './passive.ts';
import type { WechatSettings } from './settings.ts';
import { fingerprintOf, isDeeperThan } from '../fingerprint.ts';
import { numberAt, textAt } from './wire.ts';

/** What every message and event says beside its own matter. */
export interface EventContext {
  readonly fields: unknown;
  /** `text`, `image`, … or `event`. */
  readonly type: string | undefined;
  /** Of an event, its name in lower case: WeChat writes `CLICK`, `subscribe`, `kf_create_session`. */
  readonly event: string | undefined;
  /** What the event is about: a menu entry's key or address, a QR code's scene. */
  readonly eventKey: string | undefined;
  readonly common: { readonly key: string; readonly sentAt: number | null; readonly account: null; readonly raw: unknown };
  readonly from: InboundPerson | undefined;
  readonly freeReply: { readonly token: string; readonly until: number } | undefined;
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

/** Reads what all messages and events have in common. */
export function contextOf({ value, format }: ReadBody, settings: WechatSettings, now: number): EventContext {
  const openid = textAt(value, 'FromUserName');
  const sentAt = timeAt(value);
  const type = textAt(value, 'MsgType')?.toLowerCase();
  const key = keyOf(value, type, openid, sentAt);
  const account = textAt(value, 'ToUserName');
  // No page says how a passive reply looks in JSON, so there is none where the account has chosen that.
  const isAnswerable = settings.passiveReplies === true && format === 'xml' && openid !== undefined && account !== undefined;
  return {
    fields: value,
    type,
    event: textAt(value, 'Event')?.toLowerCase(),
    eventKey: textAt(value, 'EventKey'),
    // Keeping it means writing it out as JSON, which overflows the stack on nesting that WeChat never has.
    common: { key, sentAt, account: null, raw: isDeeperThan(value, RAW_DEPTH) ? null : value },
    from: openid === undefined ? undefined : { keys: [{ kind: 'openid', value: openid }] },
    freeReply: isAnswerable ? { token: freeReplyToken({ openid, account, about: key }), until: now + PASSIVE_MS } : undefined,
  };
}

/** Seconds; what is larger than any second of ours is taken for milliseconds. Null where it is no time. */
function timeAt(value: unknown): number | null {
  const time = numberAt(value, 'CreateTime');
  if (time === undefined || time <= 0) return null;
  const milliseconds = time > 1e12 ? time : time * 1000;
  return milliseconds > LAST_TIME ? null : milliseconds;
}

/**
 * WeChat's own advice: `MsgId` drops doubles of a message, sender and time those of an event. Name and key of the event stand with
 * them, because one act of a customer can make two events in one second (a scan that also follows).
 */
function keyOf(value: unknown, type: string | undefined, openid: string | undefined, sentAt: number | null): string {
  const messageId = type === 'event' ? undefined : (textAt(value, 'MsgId') ?? textAt(value, 'MsgID'));
  if (messageId !== undefined) return bounded(`message:${messageId}`);
  if (type !== 'event' || openid === undefined || sentAt === null) return `body:${fingerprintOf(value)}`;
  return bounded(['event', openid, sentAt / 1000, textAt(value, 'Event') ?? '', textAt(value, 'EventKey') ?? ''].join(':'));
}

/** The key, or a hash of it where it is too long for one. */
export function bounded(key: string): string {
  return key.length > KEY_MAX ? `long:${fingerprintOf(key)}` : key;
}

/** `freeReply` as an optional property. */
export function freeReplyIn({ freeReply }: EventContext): { readonly freeReply?: { readonly token: string; readonly until: number } } {
  return freeReply === undefined ? {} : { freeReply };
}

const SCENE = /^qrscene_/;

/** The QR code that led here: `qrscene_…` for somebody new, the bare scene for a follower. */
export function qrSource(eventKey: string | undefined): { readonly source?: Source } {
  const ref = eventKey?.replace(SCENE, '');
  return ref === undefined || ref === '' ? {} : { source: { kind: 'qr', ref } };
}
