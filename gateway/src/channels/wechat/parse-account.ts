import type { InboundEvent, InboundHealth } from '../../model/inbound.ts';
import type { EventContext } from './parse-context.ts';
import { numberAt, textAt } from './wire.ts';

type Health = Pick<InboundHealth, 'level' | 'what' | 'detail'>;

/**
 * What WeChat says of the account's verification, without which most of its API is shut
 * (the page 微信认证事件推送 of the platform's manual); undefined for every other event.
 */
export function accountEvents(context: EventContext): readonly InboundEvent[] | undefined {
  const health = healthOf(context);
  return health === undefined ? undefined : [{ ...context.common, is: 'health', ...health }];
}

function healthOf({ event, fields }: EventContext): Health | undefined {
  const what = 'verification';
  const until = dayAt(fields, 'ExpiredTime');
  const because = textAt(fields, 'FailReason') ?? 'no reason given';
  switch (event) {
    case 'qualification_verify_success':
      return { level: 'info', what, detail: `The account's qualification was verified; it is good until ${until}.` };
    case 'qualification_verify_fail':
      return { level: 'error', what, detail: `The account's qualification was not verified: ${because}.` };
    case 'naming_verify_success':
      return { level: 'info', what, detail: `The account's name was verified; the verification is good until ${until}.` };
    case 'naming_verify_fail':
      return { level: 'warning', what, detail: `The account's name was not verified: ${because}.` };
    case 'annual_renew':
      return { level: 'warning', what, detail: `The account's verification must be renewed before ${until}.` };
    case 'verify_expired':
      return { level: 'error', what, detail: `The account's verification expired on ${until}; WeChat will refuse messages.` };
    default:
      return undefined;
  }
}

function dayAt(fields: unknown, name: string): string {
  const seconds = numberAt(fields, name);
  const day = new Date((seconds ?? Number.NaN) * 1000);
  return Number.isNaN(day.getTime()) ? 'an unknown day' : day.toISOString().slice(0, 10);
}
