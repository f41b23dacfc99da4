import type { InboundEvent, InboundStatus } from '../../model/inbound.ts';
import type { Refusal } from '../../model/outcome.ts';
import { codeEnding } from './errors.ts';
import { bounded, messageIdAt, personOf, type EventContext } from './parse-context.ts';
import { listAt, textAt } from './wire.ts';

/**
 * What became of templates and notifications, and who wants them
 * (https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Template_Message_Interface.html,
 * https://developers.weixin.qq.com/doc/offiaccount/Subscription_Messages/intro.html); undefined for every other
 * event, and for one without what it is about.
 */
export function reportEvents(context: EventContext): readonly InboundEvent[] | undefined {
  switch (context.event) {
    case 'templatesendjobfinish':
      return templateResult(context);
    case 'subscribe_msg_sent_event':
      return items(context, 'SubscribeMsgSentEvent', (item) => notificationResult(context, item));
    case 'subscribe_msg_popup_event':
      return items(context, 'SubscribeMsgPopupEvent', (item, key) => subscription(context, item, { key, refused: 'declined' }));
    case 'subscribe_msg_change_event':
      return items(context, 'SubscribeMsgChangeEvent', (item, key) => subscription(context, item, { key, refused: 'switched off' }));
    default:
      return undefined;
  }
}

/** Each item of a list becomes an event of its own. In JSON the list stands without the element around it. */
function items(
  { common, fields }: EventContext,
  around: string,
  read: (item: unknown, key: string) => InboundEvent | undefined,
): readonly InboundEvent[] | undefined {
  const list = [...listAt(fields, around, 'List'), ...listAt(fields, 'List')];
  const found = list.flatMap((item, index) => read(item, `${common.key}:${index}`) ?? []);
  return found.length === 0 ? undefined : found;
}

function templateResult({ common, fields }: EventContext): readonly InboundEvent[] | undefined {
  const [externalId, status] = [messageIdAt(fields), textAt(fields, 'Status')];
  if (externalId === undefined || status === undefined) return undefined;
  const key = bounded(`template:${externalId}:${status}`);
  if (status === 'success') return [{ ...common, key, is: 'status', externalId, state: 'delivered' }];
  return [{ ...common, key, is: 'status', externalId, state: 'failed', error: templateError(status) }];
}

const TEMPLATE_ERRORS = new Map<string, Refusal>([
  ['user block', 'recipient_blocked'],
  ['freq limit', 'policy'],
]);

/** `failed:user block`, `failed:freq limit`, `failed: system failed`: with and without the space. */
function templateError(status: string): NonNullable<InboundStatus['error']> {
  const why = status.replace(/^failed:\s*/, '');
  return { code: TEMPLATE_ERRORS.get(why) ?? 'unknown', detail: `WeChat did not deliver the template: ${why}.`, platformCode: why };
}

function notificationResult({ common }: EventContext, item: unknown): InboundEvent | undefined {
  const [externalId, code] = [messageIdAt(item), textAt(item, 'ErrorCode')];
  if (externalId === undefined || code === undefined) return undefined;
  const key = bounded(`notification:${externalId}:${code}`);
  if (code === '0') return { ...common, key, is: 'status', externalId, state: 'delivered' };
  const ending = codeEnding(code);
  const detail = `WeChat did not deliver the notification: ${textAt(item, 'ErrorStatus') ?? `code ${code}`}.`;
  const error = { code: ending?.is === 'refused' ? ending.reason : 'unknown', detail, platformCode: code } as const;
  return { ...common, key, is: 'status', externalId, state: 'failed', error };
}

/** One template's notifications, not all messages: so it is told, and does not opt the customer out of anything else. */
function subscription(
  { common, openid }: EventContext,
  item: unknown,
  { key, refused }: { readonly key: string; readonly refused: string },
): InboundEvent | undefined {
  const template = textAt(item, 'TemplateId');
  if (template === undefined || openid === undefined) return undefined;
  const did = textAt(item, 'SubscribeStatusString') === 'accept' ? 'accepted' : refused;
  const text = `The customer ${did} notifications by the template ${template}.`;
  return { ...common, key: bounded(key), is: 'notice', from: personOf(openid), notice: 'other', text };
}
