import type { InboundEvent, InboundNotice } from '../../model/inbound.ts';
import { bounded, freeReplyIn, qrSource, type EventContext } from './parse-context.ts';
import { numberAt, textAt } from './wire.ts';

type Noticed = Pick<InboundNotice, 'notice' | 'text' | 'reachable' | 'source' | 'opens' | 'freeReply'>;

/**
 * What happens to a person beside messages and menus: follows, scans, places, the account's own customer service
 * (https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_event_pushes.html); undefined for every other event.
 */
export function personEvent(context: EventContext): InboundEvent | undefined {
  const noticed = noticeOf(context);
  if (noticed === undefined) return undefined;
  const { common, from, event } = context;
  if (from === undefined) return { ...common, is: 'ignored', what: `${event ?? 'event'}_without_sender` };
  const key = event === 'location' ? reportKey(context) : common.key;
  return { ...common, key, is: 'notice', from, ...noticed };
}

function noticeOf(context: EventContext): Noticed | undefined {
  const { event, eventKey, fields } = context;
  switch (event) {
    case 'subscribe':
      return { notice: 'followed', reachable: true, opens: 'click', ...followed(eventKey), ...freeReplyIn(context) };
    case 'unsubscribe':
      return { notice: 'unfollowed', reachable: false, text: 'The customer no longer follows the account.' };
    case 'scan': {
      const which = eventKey === undefined ? 'a QR code' : `the QR code ${eventKey}`;
      return { notice: 'other', text: `The customer scanned ${which}.`, opens: 'click', ...qrSource(eventKey), ...freeReplyIn(context) };
    }
    case 'location':
      return { notice: 'other', text: position(fields) };
    case 'merchant_order':
      return {
        notice: 'other',
        text: `The customer placed the order ${textAt(fields, 'OrderId') ?? ''}.`.replace(' .', '.'),
        opens: 'payment',
      };
    case 'kf_create_session':
      return { notice: 'other', text: `${agent(fields, 'KfAccount')} took the conversation in WeChat's own customer service.` };
    case 'kf_close_session':
      return { notice: 'other', text: `${agent(fields, 'KfAccount')} closed the conversation in WeChat's own customer service.` };
    case 'kf_switch_session': {
      const [before, after] = [agent(fields, 'FromKfAccount'), agent(fields, 'ToKfAccount')];
      return { notice: 'other', text: `${before} passed the conversation to ${after} in WeChat's own customer service.` };
    }
    default:
      return undefined;
  }
}

const SCENE = 'qrscene_';
const TRADE = 'last_trade_no_';

/** Whoever follows in the page of a payment brings its number instead of a scene. */
function followed(eventKey: string | undefined): Pick<InboundNotice, 'text' | 'source'> {
  if (eventKey?.startsWith(SCENE) === true) {
    return { text: `The customer followed the account by the QR code ${eventKey.slice(SCENE.length)}.`, ...qrSource(eventKey) };
  }
  if (eventKey?.startsWith(TRADE) === true) {
    return { text: 'The customer followed the account after a payment.', source: { kind: 'other', ref: eventKey } };
  }
  return { text: 'The customer followed the account.' };
}

function agent(fields: unknown, name: string): string {
  return textAt(fields, name) ?? 'Somebody';
}

function position(fields: unknown): string {
  const [latitude, longitude] = [numberAt(fields, 'Latitude'), numberAt(fields, 'Longitude')];
  if (latitude === undefined || longitude === undefined) return 'The customer’s app reported a place.';
  const precision = numberAt(fields, 'Precision');
  const within = precision === undefined ? '' : `, within ${Math.round(precision)} m`;
  return `The customer is at ${latitude}, ${longitude}${within}.`;
}

const HOUR_MS = 3_600_000;

/**
 * An account may have its customers' places every 5 seconds. One report an hour for a place of about a kilometre is a line; the
 * others count as the same one.
 */
function reportKey({ common, fields, from }: EventContext): string {
  const [latitude, longitude] = [numberAt(fields, 'Latitude'), numberAt(fields, 'Longitude')];
  if (common.sentAt === null || latitude === undefined || longitude === undefined) return common.key;
  const hour = Math.floor(common.sentAt / HOUR_MS);
  return bounded(['location', from?.keys[0]?.value ?? '', hour, latitude.toFixed(2), longitude.toFixed(2)].join(':'));
}
