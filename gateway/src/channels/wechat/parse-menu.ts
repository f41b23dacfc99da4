import type { InboundEvent, InboundMessage, InboundNotice } from '../../model/inbound.ts';
import type { EventContext, PersonContext } from './parse-context.ts';
import { field, numberAt, textAt } from './wire.ts';

/**
 * What a customer does in the account's menu (https://developers.weixin.qq.com/doc/offiaccount/Custom_Menus/Custom_Menu_Push_Events.html);
 * undefined for every other event.
 *
 * A tap on an entry of ours, and a scan whose result the customer is shown to wait for, are messages: somebody has to answer them.
 * What WeChat does by itself (opens a page, sends the pictures and the place as messages of their own) is a line in the
 * conversation. Only the first two and the plain scan let the business write
 * (https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage).
 */
export function menuEvent(context: PersonContext): InboundEvent | undefined {
  const { common, from, answerable } = context;
  const content = messageOf(context);
  // A tap has no id of its own.
  if (content !== undefined) return { ...common, is: 'message', from, externalId: common.key, content, ...answerable, opens: 'click' };
  const noticed = noticeOf(context);
  return noticed === undefined ? undefined : { ...common, is: 'notice', from, notice: 'other', ...noticed };
}

type Said = InboundMessage['content'];
type Noticed = Pick<InboundNotice, 'text' | 'opens'>;

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
  const count = numberAt(fields, 'SendPicsInfo', 'Count');
  const sent = count === 1 ? 'a picture' : count === undefined ? 'pictures' : `${count} pictures`;
  return `The customer sent ${sent} from the menu.`;
}

function place(info: unknown): string {
  // WeChat's labels begin with a blank.
  const named = joined(', ', textAt(info, 'Poiname'), textAt(info, 'Label')?.trim());
  const coordinates = joined(', ', textAt(info, 'Location_X'), textAt(info, 'Location_Y'));
  const where = joined(' ', named, coordinates && `(${coordinates})`);
  return where === undefined ? 'The customer chose a place from the menu.' : `The customer chose a place from the menu: ${where}`;
}

/** What there is of the texts; undefined where there is nothing. */
function joined(between: string, ...texts: readonly (string | undefined)[]): string | undefined {
  return texts.filter(Boolean).join(between) || undefined;
}
