import type { InboundEvent, InboundStatus } from '../../model/inbound.ts';
import { type Change, headOf, ignored } from './change.ts';
import { refusalOf } from './errors.ts';
import { field, listField, present, textField } from './wire.ts';

/** A voice message that was played was read before. Others (`deleted`, `warning`) say nothing of the delivery. */
const STATES: ReadonlyMap<string, InboundStatus['state']> = new Map<string, InboundStatus['state']>([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['played', 'read'],
  ['failed', 'failed'],
]);

/**
 * What became of our messages. One message has one status of each kind, in a group one for each participant
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status).
 */
export function statusEvents(change: Change): readonly InboundEvent[] {
  return listField(change.value, 'statuses').map((status) => statusEvent(change, status));
}

function statusEvent(change: Change, status: unknown): InboundEvent {
  const externalId = textField(status, 'id');
  const word = textField(status, 'status') ?? 'unknown';
  const participant = textField(status, 'recipient_participant_user_id') ?? textField(status, 'recipient_participant_id');
  const id = externalId === undefined ? undefined : [externalId, word, ...(participant === undefined ? [] : [participant])].join(':');
  const head = headOf(change, 'status', id, status);
  const state = STATES.get(word);
  if (state === undefined || externalId === undefined) return ignored(head, `status ${word}`);
  return {
    ...head,
    ...present<InboundStatus>({
      is: 'status',
      externalId,
      state,
      correlation: textField(status, 'biz_opaque_callback_data'),
      error: state === 'failed' ? errorOf(listField(status, 'errors')[0]) : undefined,
    }),
  };
}

type StatusError = NonNullable<InboundStatus['error']>;

function errorOf(error: unknown): StatusError {
  const platformCode = textField(error, 'code');
  const details = textField(field(error, 'error_data'), 'details');
  const detail = details ?? textField(error, 'message') ?? textField(error, 'title') ?? 'WhatsApp gave no reason.';
  return present<StatusError>({ code: refusalOf(platformCode), detail, platformCode });
}
