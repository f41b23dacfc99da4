import type { InboundEvent, InboundStatus } from '../../model/inbound.ts';
import { codeEnding } from './errors.ts';
import { bounded, type EventContext } from './parse-context.ts';
import { listAt, textAt } from './wire.ts';

/**
 * What became of templates and notifications, and who wants them
 * (https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Template_Message_Interface.html,
 * https://developers.weixin.qq.com/doc/offiaccount/Subscription_Messages/intro.html); undefined for every other event.
 */
export function reportEvents(context: EventContext): readonly InboundEvent[] | undefined {
  switch (context.event) {
    case 'templatesendjobfinish':
      return [templateResult(context)];
    case 'subscribe_msg_sent_event':
      return items(context, 'SubscribeMsgSentEvent', (item) => notificationResult(context, item));
    case 'subscribe_msg_popup_event':
      return items(context, 'SubscribeMsgPopupEvent', (item, key) => subscription(context, item, key));
    case 'subscribe_msg_change_event':
      return items(context, 'SubscribeMsgChangeEvent', (item, key) => subscription(context, item, key));
    // Sent from the account's console, to everybody: no conversation of ours.
    case 'masssendjobfinish':
      return [{ ...context.common, is: 'ignored', what: 'masssendjobfinish' }];
    default:
      return undefined;
  }
}

/** Each item of a list becomes an event of its own. In JSON the list stands without the element around it. */
function items(
  context: EventContext,
  around: string,
  read: (item: unknown, key: string) => InboundEvent | undefined,
): readonly InboundEvent[] {
  const list = [...listAt(context.fields, around, 'List'), ...listAt(context.fields, 'List')];
  const found = list.flatMap((item, index) => read(item, `${context.common.key}:${index}`) ?? []);
  const [first] = found;
  return first === undefined ? [{ ...context.common, is: 'ignored', what: context.event ?? 'event' }] : found;
}

function templateResult({ common, fields }: EventContext): InboundEvent {
  const externalId = textAt(fields, 'MsgID') ?? textAt(fields, 'MsgId');
  if (externalId === undefined) return { ...common, is: 'ignored', what: 'template_result_without_id' };
  const status = textAt(fields, 'Status') ?? '';
  const key = bounded(`template:${externalId}:${status}`);
  if (status === 'success') return { ...common, key, is: 'status', externalId, state: 'delivered' };
  return { ...common, key, is: 'status', externalId, state: 'failed', error: templateError(status) };
}

/** `failed:user block`, `failed:freq limit`, `failed: system failed`: with and without the space. */
function templateError(status: string): NonNullable<InboundStatus['error']> {
  const why = status.replace(/^failed:\s*/i, '').trim();
  const detail = why === '' ? 'WeChat did not deliver the template.' : `WeChat did not deliver the template: ${why}.`;
  if (/^user block$/i.test(why)) return { code: 'recipient_blocked', detail, platformCode: why };
  if (/^freq limit$/i.test(why)) return { code: 'policy', detail, platformCode: why };
  return { code: 'unknown', detail, ...(why === '' ? {} : { platformCode: why }) };
}

function notificationResult({ common }: EventContext, item: unknown): InboundEvent | undefined {
  const externalId = textAt(item, 'MsgID') ?? textAt(item, 'MsgId');
  if (externalId === undefined) return undefined;
  const code = textAt(item, 'ErrorCode') ?? '0';
  const key = bounded(`notification:${externalId}:${code}`);
  if (code === '0') return { ...common, key, is: 'status', externalId, state: 'delivered' };
  const ending = codeEnding(code);
  const detail = `WeChat did not deliver the notification: ${textAt(item, 'ErrorStatus') ?? `code ${code}`}.`;
  const error = { code: ending?.is === 'refused' ? ending.reason : 'unknown', detail, platformCode: code } as const;
  return { ...common, key, is: 'status', externalId, state: 'failed', error };
}

/** One template's notifications, not all messages: so it is told, and does not opt the customer out of anything else. */
function subscription({ common, event, from }: EventContext, item: unknown, key: string): InboundEvent | undefined {
  const template = textAt(item, 'TemplateId') ?? textAt(item, 'TemplateID');
  if (template === undefined || from === undefined) return undefined;
  const isWanted = textAt(item, 'SubscribeStatusString') === 'accept';
  const isChange = event === 'subscribe_msg_change_event';
  const did = isWanted ? 'accepted' : isChange ? 'switched off' : 'declined';
  return {
    ...common,
    key: bounded(key),
    is: 'notice',
    from,
    notice: 'other',
    text: `The customer ${did} notifications by the template ${template}.`,
  };
}
