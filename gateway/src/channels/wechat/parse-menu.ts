import type { InboundEvent, InboundMessage, InboundNotice } from '../../model/inbound.ts';
import { freeReplyIn, type EventContext } from './parse-context.ts';
import { field, listAt, numberAt, textAt } from './wire.ts';

/**
 * What a customer does in the account's menu (https://developers.weixin.qq.com/doc/offiaccount/Custom_Menus/Custom_Menu_Push_Events.html);
 * undefined for every other event.
 *
 * A tap on an entry of ours, and a scan whose result the customer is shown to wait for, are messages: somebody has to answer them.
 * What WeChat does by itself (opens a page, sends the pictures and the place as messages of their own) is a line in the
 * conversation. Only the first two and the plain scan let the business write
 * (https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage).
 */
export function menuEvent(context: EventContext): InboundEvent | undefined {
  const said = messageOf(context);
  if (said !== undefined) return message(context, said);
  const noticed = noticeOf(context);
  return noticed === undefined ? undefined : notice(context, noticed);
}

type Said = InboundMessage['content'];
type Noticed = Pick<InboundNotice, 'text' | 'opens'>;

function message(context: EventContext, content: Said): InboundEvent {
  const { common, from } = context;
  if (from === undefined) return { ...common, is: 'ignored', what: 'click_without_sender' };
  // A tap has no id of its own.
  return { ...common, is: 'message', from, externalId: common.key, content, ...freeReplyIn(context), opens: 'click' };
}

function notice({ common, from, event }: EventContext, noticed: Noticed): InboundEvent {
  if (from === undefined) return { ...common, is: 'ignored', what: `${event ?? 'event'}_without_sender` };
  return { ...common, is: 'notice', from, notice: 'other', ...noticed };
}

function messageOf({ event, eventKey, fields }: EventContext): Said | undefined {
  if (event === 'click') {
    return { type: 'choice_reply', ...(eventKey === undefined ? {} : { optionId: eventKey }), label: eventKey ?? 'Menu' };
  }
  if (event !== 'scancode_waitmsg') return undefined;
  const scan = field(fields, 'ScanCodeInfo');
  const named = eventKey === undefined ? {} : { name: eventKey };
  return {
    type: 'form_reply',
    ...named,
    fields: { scanType: textAt(scan, 'ScanType') ?? '', scanResult: textAt(scan, 'ScanResult') ?? '' },
  };
}

function noticeOf({ event, eventKey, fields }: EventContext): Noticed | undefined {
  switch (event) {
    case 'view':
      return {
        text: eventKey === undefined ? 'The customer opened a page from the menu.' : `The customer opened ${eventKey} from the menu.`,
      };
    case 'view_miniprogram':
      return { text: `The customer opened the mini program page ${eventKey ?? ''} from the menu.`.replace('  ', ' ') };
    case 'scancode_push':
      return { text: scanned(textAt(fields, 'ScanCodeInfo', 'ScanResult')), opens: 'click' };
    case 'pic_sysphoto':
    case 'pic_photo_or_album':
    case 'pic_weixin':
      return { text: pictures(fields) };
    case 'location_select':
      return { text: place(field(fields, 'SendLocationInfo')) };
    default:
      return undefined;
  }
}

function scanned(result: string | undefined): string {
  return result === undefined ? 'The customer scanned a code from the menu.' : `The customer scanned a code from the menu: ${result}`;
}

function pictures(fields: unknown): string {
  const info = field(fields, 'SendPicsInfo');
  const count = numberAt(info, 'Count') ?? listAt(info, 'PicList', 'item').length;
  return count === 1 ? 'The customer sent a picture from the menu.' : `The customer sent ${count} pictures from the menu.`;
}

function place(info: unknown): string {
  const named = [textAt(info, 'Poiname'), textAt(info, 'Label')?.trim()].filter((part) => part !== undefined).join(', ');
  const coordinates = [textAt(info, 'Location_X'), textAt(info, 'Location_Y')].filter((part) => part !== undefined).join(', ');
  const where = [named, coordinates === '' ? '' : `(${coordinates})`].filter((part) => part !== '').join(' ');
  return where === '' ? 'The customer chose a place from the menu.' : `The customer chose a place from the menu: ${where}`;
}
