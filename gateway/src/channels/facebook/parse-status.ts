import type { InboundEvent, InboundStatus } from '../../model/inbound.ts';
import { asText, field, listField, textField } from '../meta/wire.ts';
import { customerOf, headOf, ignored, momentOf, type Occurrence } from './occurrence.ts';

/**
 * Messages of ours that arrived: those it names, and with a watermark all before
 * (https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events/message-deliveries).
 * `mids` may be missing.
 */
export function deliveryEvents(occurrence: Occurrence): readonly InboundEvent[] {
  const delivery = field(occurrence.item, 'delivery');
  const mids = new Set(listField(delivery, 'mids').flatMap((mid) => asText(mid) ?? []));
  const events = [...mids].map((mid) => status(occurrence, mid, 'delivered'));
  const watermark = watermarkEvent(occurrence, delivery, 'delivered');
  const all = watermark === undefined ? events : [...events, watermark];
  return all.length > 0 ? all : [ignored(headOf(occurrence, 'ignored'), 'delivery of nothing')];
}

/** Messages of ours that were read: all before a moment on Messenger, one by its id on Instagram (…/webhook-events/message-reads). */
export function readEvents(occurrence: Occurrence): readonly InboundEvent[] {
  const read = field(occurrence.item, 'read');
  const mid = textField(read, 'mid');
  if (mid !== undefined) return [status(occurrence, mid, 'read')];
  return [watermarkEvent(occurrence, read, 'read') ?? ignored(headOf(occurrence, 'ignored'), 'read of nothing')];
}

function status(occurrence: Occurrence, mid: string, state: InboundStatus['state']): InboundEvent {
  return { ...headOf(occurrence, state, mid), is: 'status', externalId: mid, state };
}

function watermarkEvent(occurrence: Occurrence, holder: unknown, state: 'delivered' | 'read'): InboundEvent | undefined {
  const from = customerOf(occurrence);
  const until = momentOf(holder, 'watermark');
  if (from === undefined || until === null) return undefined;
  const id = `until:${from.keys[0].value}:${until}`;
  return { ...headOf(occurrence, state, id), is: 'watermark', from, state, until };
}
