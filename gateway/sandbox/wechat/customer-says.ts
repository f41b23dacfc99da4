import type { Said } from '../stand-in.ts';
import type { Deed } from './allowance.ts';
import { inboundFields } from './inbound.ts';
import { pictureUrl } from './media-routes.ts';
import { readPassiveAnswer } from './passive.ts';
import type { WeChatSays } from './says.ts';
import { showOnPhone } from './send.ts';
import type { Follower, WeChatState } from './state.ts';
import type { WireFields } from './wire.ts';
import { readable } from './wire.ts';

/** What a customer reads where the business's server is silent or talks nonsense. "The account's service is out of order." */
export const OUT_OF_ORDER = '该公众号提供的服务出现故障，请稍后再试';

/** Events after which nobody sees an answer, and so no failure either. */
const SILENT_EVENTS = ['unsubscribe', 'VIEW', 'LOCATION', 'subscribe_msg_popup_event'];

/** A customer says or does something: their phone shows it, the business hears of it, and what it answers is shown. */
export function say(state: WeChatState, follower: Follower, says: WeChatSays, turn: number): Said {
  const now = state.parts.clock.now();
  const id = state.ids.decimal();
  const fields = inboundFields(says, {
    msgId: BigInt(id),
    isFollowing: follower.isFollowing,
    turn,
    keep: (kind, file) => state.media.keep(kind, file, now),
    pictureUrl: (mediaId) => pictureUrl(state, mediaId),
    ticket: () => `gQ${state.ids.token()}${state.ids.token()}==`,
  });
  remember(follower, says, fields, now);
  if (fields === undefined) return { id, webhook: Promise.resolve({ is: 'delivered', tries: 0 }) };
  show(state, follower, fields, id, now);
  const webhook = state.parts.background.run(async () => {
    const pushed = await state.pushes.send(follower.customer.id, fields);
    if (pushed.outcome.is === 'delivered') {
      state.parts.chats.change(id, (entry) => (entry.receipt === 'sent' ? { receipt: 'delivered' } : {}));
      showAnswer(state, follower, fields, pushed.answer);
    } else if (pushed.outcome.is === 'given_up') showFailure(state, follower, fields, 'no answer, or not HTTP 200');
    return pushed.outcome;
  });
  return { id, webhook };
}

/** What a saying changes between the customer and the account. */
function remember(follower: Follower, says: WeChatSays, fields: WireFields | undefined, now: number): void {
  if (says.type === 'mute') follower.isMuted = says.isMuted;
  if (says.type === 'agree' && says.accepts) follower.agreed.set(says.templateId, (follower.agreed.get(says.templateId) ?? 0) + 1);
  if (says.type === 'unsubscribe') {
    follower.isFollowing = false;
    follower.allowance.end();
    return;
  }
  if (!follower.isFollowing && (says.type === 'subscribe' || says.type === 'scan')) {
    follower.isFollowing = true;
    follower.followedAt = now;
    follower.scene = says.type === 'scan' ? says.scene : '';
  }
  const deed = deedOf(says, fields);
  if (deed === undefined) return;
  follower.spokeAt = now;
  follower.allowance.grant(deed, now);
}

/** A tap in a menu message arrives as a text but counts as a menu click: see `allowance.ts` for the page. */
function deedOf(says: WeChatSays, fields: WireFields | undefined): Deed | undefined {
  if (fields === undefined) return undefined;
  if (says.type === 'msgmenu') return 'action';
  if (fields['MsgType'] !== 'event') return 'message';
  const opening = ['CLICK', 'SCAN', 'subscribe', 'scancode_push', 'scancode_waitmsg'];
  return typeof fields['Event'] === 'string' && opening.includes(fields['Event']) ? 'action' : undefined;
}

function show(state: WeChatState, follower: Follower, fields: WireFields, id: string, now: number): void {
  const mediaId = fields['MediaId'];
  const entry = { id, customer: follower.customer.id, from: 'customer', at: now, message: readable(fields), receipt: 'sent' } as const;
  state.parts.chats.add(typeof mediaId === 'string' ? { ...entry, file: `/sandbox/api/wechat/files/${mediaId}` } : entry);
}

function showAnswer(state: WeChatState, follower: Follower, fields: WireFields, text: string): void {
  const now = state.parts.clock.now();
  const answer = readPassiveAnswer(text, {
    account: state.account,
    behaviour: state.behaviour(),
    openid: follower.customer.id,
    hasMedia: (mediaId) => state.media.find(mediaId, now) !== undefined,
    isToMessage: fields['MsgType'] !== 'event',
  });
  if (answer.is === 'reply') showOnPhone(state, follower, { ...answer.message, isPassiveReply: true });
  if (answer.is === 'abnormal') showFailure(state, follower, fields, answer.why);
}

/** `why` stands in the entry for whoever looks for the reason; the customer does not see it. */
function showFailure(state: WeChatState, follower: Follower, fields: WireFields, why: string): void {
  if (typeof fields['Event'] === 'string' && SILENT_EVENTS.includes(fields['Event'])) return;
  state.parts.chats.add({
    id: state.ids.decimal(),
    customer: follower.customer.id,
    from: 'business',
    at: state.parts.clock.now(),
    message: { msgtype: 'notice', notice: { content: OUT_OF_ORDER, why } },
    receipt: 'failed',
  });
}
