import type { ApiAnswer, ApiCall } from '../calls.ts';
import { at, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { WeChatCode } from './errors.ts';
import { JSON_HEADERS } from './errors.ts';
import { readBody, recipientOf, showOnPhone } from './send.ts';
import type { Follower, WeChatState } from './state.ts';
import type { MessageTemplate, NotificationTemplate, WireFields } from './wire.ts';
import { wireJson } from './wire.ts';

/** The message templates every sandbox account has. */
export const SAMPLE_TEMPLATES: readonly MessageTemplate[] = [
  {
    template_id: 'Sandbox0Order0Shipped0Template0Number000001',
    title: '订单发货通知',
    primary_industry: 'IT科技',
    deputy_industry: '互联网|电子商务',
    content: '订单编号：{{character_string1.DATA}}\n商品名称：{{thing2.DATA}}\n发货时间：{{time3.DATA}}\n',
    example: '订单编号：HB-1042\n商品名称：港口地图集\n发货时间：2026年11月20日 12:00\n',
  },
  {
    template_id: 'Sandbox0Reply0Waiting0Template0Number000002',
    title: '咨询回复提醒',
    primary_industry: 'IT科技',
    deputy_industry: '互联网|电子商务',
    content: '回复内容：{{thing1.DATA}}\n',
    example: '回复内容：您的问题已有答复\n',
  },
];

/** The subscribe notifications every sandbox account has. */
export const SAMPLE_NOTIFICATIONS: readonly NotificationTemplate[] = [
  {
    priTmplId: 'Sandbox0Back0In0Stock0Notification000000001',
    title: '到货通知',
    content: '商品名称：{{thing1.DATA}}\n到货时间：{{time2.DATA}}\n',
    example: '商品名称：港口地图集\n到货时间：2026年11月20日 12:00\n',
    type: 2,
  },
];

/** Doubles of a `client_msg_id` are dropped this long: https://developers.weixin.qq.com/doc/service/api/notify/template/api_sendtemplatemessage */
const ONCE_FOR_MS = 10 * 60_000;
/** Characters a value may have, by the kind in its name: https://developers.weixin.qq.com/doc/offiaccount/Subscription_Messages/api.html */
const MOST_CHARACTERS: Readonly<Record<string, number>> = { thing: 20, phrase: 5, name: 20, character_string: 32, number: 32, letter: 32 };
const SLOT = /\{\{(\w+)\.DATA\}\}/g;

/** `POST /cgi-bin/message/template/send`; a code where it is refused. What became of it comes later as a webhook. */
export function takeTemplate(state: WeChatState, call: ApiCall): ApiAnswer | WeChatCode {
  const now = state.parts.clock.now();
  const body = readBody(call.body);
  if (typeof body === 'number') return body;
  const template = state.templates.find((known) => known.template_id === textAt(body, 'template_id'));
  if (template === undefined) return 40037;
  const to = recipientOf(state, body, 43004);
  if (typeof to === 'number') return to;
  const clientId = textAt(body, 'client_msg_id');
  const key = `${to.customer.id} ${clientId ?? ''}`;
  const before = clientId === undefined ? undefined : state.sentOnce.get(key);
  if (before !== undefined && now - before.at < ONCE_FOR_MS) return withId(before.msgid);
  const msgid = BigInt(state.ids.decimal());
  if (clientId !== undefined) state.sentOnce.set(key, { msgid, at: now });
  const result = to.isMuted ? 'failed:user block' : state.behaviour().templateResult;
  if (result === 'success') showOnPhone(state, to, body, filled(template.title, template.content, body));
  report(state, to, { MsgType: 'event', Event: 'TEMPLATESENDJOBFINISH', MsgID: msgid, Status: result });
  return withId(msgid);
}

/**
 * `POST /cgi-bin/message/subscribe/bizsend`: one for each time the customer agreed.
 * https://developers.weixin.qq.com/doc/offiaccount/Subscription_Messages/intro.html
 */
export function takeNotification(state: WeChatState, call: ApiCall): ApiAnswer | WeChatCode | { code: 47003; detail: string } {
  const body = readBody(call.body);
  if (typeof body === 'number') return body;
  const template = state.notifications.find((known) => known.priTmplId === textAt(body, 'template_id'));
  if (template === undefined) return 40037;
  // Notifications also reach those who do not follow, so only the openid counts here.
  const to = state.followers.get(textAt(body, 'touser') ?? '');
  if (to === undefined) return 40003;
  const wrong = slotsOf(template.content).find((slot) => !isGoodValue(slot, valueOf(body, slot)));
  if (wrong !== undefined) return { code: 47003, detail: `data.${wrong}.value ${valueOf(body, wrong) === '' ? 'is emtpy' : 'invalid'}` };
  const left = to.agreed.get(template.priTmplId) ?? 0;
  if (left < 1) return 43101;
  if (template.type === 2) to.agreed.set(template.priTmplId, left - 1);
  const msgid = BigInt(state.ids.decimal());
  showOnPhone(state, to, body, filled(template.title, template.content, body));
  const List = [{ TemplateId: template.priTmplId, MsgID: msgid, ErrorCode: 0, ErrorStatus: 'success' }];
  report(state, to, { MsgType: 'event', Event: 'subscribe_msg_sent_event', SubscribeMsgSentEvent: { List } });
  return withId(msgid);
}

/** `msgid` is a bare number with 18 digits, more than a double holds. */
function withId(msgid: bigint): ApiAnswer {
  return { status: 200, headers: JSON_HEADERS, body: Buffer.from(wireJson({ errcode: 0, errmsg: 'ok', msgid })) };
}

function report(state: WeChatState, to: Follower, fields: WireFields): void {
  void state.parts.background.run(async (signal) => {
    await state.parts.clock.wait(state.behaviour().reportDelayMs, signal);
    if (!signal.aborted) await state.pushes.send(to.customer.id, fields);
  });
}

function filled(title: string, content: string, body: JsonObject): string {
  return `${title}\n${content.replaceAll(SLOT, (_whole, slot: string) => valueOf(body, slot))}`.trimEnd();
}

function slotsOf(content: string): readonly string[] {
  return [...content.matchAll(SLOT)].map((match) => match[1] ?? '');
}

function valueOf(body: JsonObject, slot: string): string {
  const value = at(body, 'data', slot, 'value');
  return typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '';
}

function isGoodValue(slot: string, value: string): boolean {
  const most = MOST_CHARACTERS[slot.replace(/\d+$/, '')] ?? Number.POSITIVE_INFINITY;
  return value !== '' && [...value].length <= most;
}
