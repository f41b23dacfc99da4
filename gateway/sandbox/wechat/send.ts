import type { ApiAnswer, ApiCall } from '../calls.ts';
import { isObject, optional, parseJson, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Trouble } from '../trouble.ts';
import { checkMessage } from './check-message.ts';
import type { WeChatCode } from './errors.ts';
import { done } from './errors.ts';
import type { Follower, WeChatState } from './state.ts';

/** Typing is shown this long, and needs words from either side not longer ago than that: https://developers.weixin.qq.com/doc/service/api/customer/message/api_typing */
const TYPING_MS = 15_000;
const SPOKE_WITHIN_MS = 30_000;
/** A `\u` that is an escape, and not the letter u after an escaped backslash. */
const ESCAPE = /(?<!\\)((?:\\\\)*)\\u(?=[0-9a-f]{4})/gi;

/**
 * `POST /cgi-bin/message/custom/send`: https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage
 * A code where it is refused.
 */
export function takeMessage(state: WeChatState, call: ApiCall, trouble: Trouble): ApiAnswer | WeChatCode {
  const now = state.parts.clock.now();
  const body = readMessage(state, call.body);
  if (typeof body === 'number') return body;
  const to = recipientOf(state, body);
  if (typeof to === 'number') return to;
  const fault = checkMessage(body, (mediaId) => state.media.find(mediaId, now) !== undefined);
  if (fault !== undefined) return fault;
  if (trouble.kind === 'closed_window') return 45015;
  const taken = to.allowance.take(now);
  if (taken !== 'taken') return taken;
  showOnPhone(state, to, body);
  return done();
}

/** A JSON object, or the code for what it is instead. */
export function readBody(bytes: Buffer): JsonObject | 44002 | 47001 {
  if (bytes.length === 0) return 44002;
  const body = parseJson(bytes);
  return isObject(body) ? body : 47001;
}

function readMessage(state: WeChatState, bytes: Buffer): JsonObject | WeChatCode {
  const text = bytes.toString('utf8');
  if (text.search(ESCAPE) === -1) return readBody(bytes);
  return state.behaviour().escapes === 'refused' ? 40033 : readBody(Buffer.from(text.replaceAll(ESCAPE, '$1\\\\u')));
}

/** Whom a message goes to: they must be known, not on the black list, and follow the account. */
export function recipientOf(state: WeChatState, body: unknown, leftCode = state.behaviour().leftCode): Follower | WeChatCode {
  const follower = state.followers.get(textAt(body, 'touser') ?? '');
  if (follower === undefined) return 40003;
  if (state.behaviour().blackList.includes(follower.customer.id)) return 43019;
  return follower.isFollowing ? follower : leftCode;
}

/** Puts a message of the business on a customer's phone; `shown` where the wire does not say what they read. */
export function showOnPhone(state: WeChatState, to: Follower, message: JsonObject, shown?: string): void {
  const now = state.parts.clock.now();
  to.spokeAt = now;
  to.typingUntil = Number.NEGATIVE_INFINITY;
  const kind = ['image', 'voice', 'video'].find((known) => known === textAt(message, 'msgtype'));
  const mediaId = kind === undefined ? undefined : textAt(message, kind, 'media_id');
  state.parts.chats.add({
    id: state.ids.decimal(),
    customer: to.customer.id,
    from: 'business',
    at: now,
    message,
    receipt: 'sent',
    ...optional('shown', shown === undefined ? undefined : { text: shown, buttons: [] }),
    ...optional('file', mediaId === undefined ? undefined : `/sandbox/api/wechat/files/${encodeURIComponent(mediaId)}`),
  });
}

/** `POST /cgi-bin/message/custom/typing`. */
export function takeTyping(state: WeChatState, call: ApiCall, trouble: Trouble): ApiAnswer | WeChatCode {
  const now = state.parts.clock.now();
  const body = readBody(call.body);
  if (typeof body === 'number') return body;
  const to = recipientOf(state, body);
  if (typeof to === 'number') return to;
  const command = textAt(body, 'command');
  if (command === 'CancelTyping') {
    to.typingUntil = Number.NEGATIVE_INFINITY;
    state.parts.tell({ what: 'typing', customer: to.customer.id, forMs: 0 });
    return done();
  }
  if (command !== 'Typing') return 45072;
  if (trouble.kind === 'closed_window') return 45015;
  const allowed = to.allowance.check(now);
  if (allowed !== 'open') return allowed;
  if (now - to.spokeAt > SPOKE_WITHIN_MS) return 45080;
  if (now < to.typingUntil) return 45081;
  to.typingUntil = now + TYPING_MS;
  state.parts.tell({ what: 'typing', customer: to.customer.id, forMs: TYPING_MS });
  return done();
}
