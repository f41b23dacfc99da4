import type { ActionEnd, Address, CallIo, PlatformMessage } from '../channel.ts';
import { call, endOf, jsonBody } from './call.ts';
import type { WechatSettings } from './settings.ts';

const ALREADY_TYPING = 45081;

/**
 * Shows "the other side is typing" for 15 seconds, if the customer did something in the last 30
 * (https://developers.weixin.qq.com/doc/service/api/customer/message/api_typing). That it shows already is as good. Never throws.
 */
export async function showTyping(to: Address, _last: PlatformMessage | null, settings: WechatSettings, io: CallIo): Promise<ActionEnd> {
  const touser = to.keys.find((key) => key.kind === 'openid')?.value;
  if (touser === undefined) return { is: 'refused', reason: 'recipient_unreachable', detail: 'No openid is known for this customer.' };
  const request = { method: 'POST', path: '/cgi-bin/message/custom/typing', ...jsonBody({ touser, command: 'Typing' }) } as const;
  const called = await call(request, settings, io);
  if (called.is !== 'called') return called;
  return called.code === 0 || called.code === ALREADY_TYPING ? { is: 'done' } : endOf(called, io.now());
}
