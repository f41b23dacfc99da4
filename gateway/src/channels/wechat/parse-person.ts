import type { InboundEvent, InboundNotice } from '../../model/inbound.ts';
import { bounded, type PersonContext } from './parse-context.ts';
import { numberAt, textAt } from './wire.ts';

type Noticed = Pick<InboundNotice, 'notice' | 'text' | 'reachable' | 'source' | 'opens' | 'freeReply'> & { readonly key?: string };

/**
 * What happens to a person beside messages and menus: follows, scans, places, the account's own customer service
 * (https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_event_pushes.html); undefined for every other event.
 */
export function personEvent(context: PersonContext): InboundEvent | undefined {
  const noticed = noticeOf(context);
  return noticed === undefined ? undefined : { ...context.common, is: 'notice', from: context.from, ...noticed };
}

function noticeOf(context: PersonContext): Noticed | undefined {
  const { event, eventKey, fields, answerable } = context;
  switch (event) {
    case 'subscribe':
      return { notice: 'followed', reachable: true, opens: 'click', ...followed(eventKey), ...answerable };
    case 'unsubscribe':
      return { notice: 'unfollowed', reachable: false, text: 'The customer no longer follows the account.' };
    case 'scan':
      return { notice: 'other', ...scanned(eventKey), opens: 'click', ...answerable };
    case 'location':
      return report(context);
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

/** Whoever follows in the page of a payment brings its number instead of a scene. */
const TRADE = 'last_trade_no_';

type Told = Pick<InboundNotice, 'text' | 'source'>;

/** The scene of the QR code that somebody new came by has a word before it; a follower's scan names the scene alone. */
function followed(eventKey = ''): Told {
  const scene = /^qrscene_(.+)/.exec(eventKey)?.[1];
  if (scene !== undefined)
    return { text: `The customer followed the account by the QR code ${scene}.`, source: { kind: 'qr', ref: scene } };
  if (eventKey.startsWith(TRADE)) {
    return { text: 'The customer followed the account after a payment.', source: { kind: 'other', ref: eventKey } };
  }
  return { text: 'The customer followed the account.' };
}

function scanned(scene: string | undefined): Told {
  if (scene === undefined) return { text: 'The customer scanned a QR code.' };
  return { text: `The customer scanned the QR code ${scene}.`, source: { kind: 'qr', ref: scene } };
}

function agent(fields: unknown, name: string): string {
  return textAt(fields, name) ?? 'Somebody';
}

const HOUR_MS = 3_600_000;

/**
 * An account may have its customers' places every 5 seconds. One report an hour for a place of about a kilometre is a line; the
 * others count as the same one.
 */
function report({ common: { sentAt }, fields, openid }: PersonContext): Noticed {
  const [latitude, longitude, precision] = ['Latitude', 'Longitude', 'Precision'].map((name) => numberAt(fields, name));
  if (latitude === undefined || longitude === undefined) return { notice: 'other', text: 'The customer’s app reported a place.' };
  const within = precision === undefined ? '' : `, within ${Math.round(precision)} m`;
  const said = { notice: 'other', text: `The customer is at ${latitude}, ${longitude}${within}.` } as const;
  if (sentAt === null) return said;
  return { ...said, key: bounded(['location', openid, Math.floor(sentAt / HOUR_MS), latitude.toFixed(2), longitude.toFixed(2)].join(':')) };
}
