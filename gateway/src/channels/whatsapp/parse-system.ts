import type { IdentityKey, InboundEvent, InboundPerson } from '../../model/inbound.ts';
import { type Change, headOf, ignored } from './change.ts';
import { keysOf, namingByIds, personOf } from './person.ts';
import { field, listField, textField } from './wire.ts';

const BSUID_CHANGE = /changed from (\S+) to (\S+)$/;

/**
 * A `system` message: the customer changed the number or the business-scoped id, or their encryption keys changed
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/system).
 *
 * @param from whoever the message names as its sender, by the keys they had before
 */
export function systemEvent(change: Change, message: unknown, from: InboundPerson | undefined): InboundEvent {
  const id = textField(message, 'id');
  const system = field(message, 'system');
  const text = textField(system, 'body') ?? 'WhatsApp reported a change of this customer.';
  const ids = namingByIds(system);
  const current = keysOf({ ...ids, phone: ids.phone ?? textField(system, 'new_wa_id') });
  if (current.length > 0) {
    const previous = previousKeys(system, text, from);
    if (previous.length > 0) return { ...headOf(change, 'identity', id, message), is: 'identity_change', previous, current, text };
  }
  const person = from ?? (current.length > 0 ? { keys: current } : undefined);
  if (person === undefined) return ignored(headOf(change, 'ignored', id, message), 'system message about nobody');
  return { ...headOf(change, 'notice', id, message), is: 'notice', from: person, notice: 'other', text };
}

/** Named by fields, or by the sender, or, for a changed id, only in Meta's own sentence, whose end no customer writes. */
function previousKeys(system: unknown, text: string, from: InboundPerson | undefined): readonly IdentityKey[] {
  const named = keysOf({
    phone: undefined,
    userId: textField(system, 'previous_user_id'),
    parentUserId: textField(system, 'previous_parent_user_id'),
  });
  const known = [...named, ...(from?.keys ?? [])];
  if (known.length > 0) return unique(known);
  const [, before, after] = BSUID_CHANGE.exec(text) ?? [];
  return before !== undefined && after === textField(system, 'user_id') ? [{ kind: 'bsuid', value: before }] : [];
}

/** The field `user_id_update`: the business-scoped id of a customer was replaced, the phone stays. */
export function userIdEvents(change: Change): readonly InboundEvent[] {
  return listField(change.value, 'user_id_update').map((update) => {
    const ids = (which: 'previous' | 'current') =>
      keysOf({
        phone: undefined,
        userId: textField(field(update, 'user_id'), which),
        parentUserId: textField(field(update, 'parent_user_id'), which),
      });
    const phone = keysOf({ phone: textField(update, 'wa_id'), userId: undefined, parentUserId: undefined });
    const head = headOf(change, 'identity', undefined, update);
    const previous = [...ids('previous'), ...phone];
    const given = ids('current');
    if (previous.length === 0 || given.length === 0) return ignored(head, 'user_id_update without ids');
    const text = textField(update, 'detail') ?? 'WhatsApp gave this customer a new id.';
    return { ...head, is: 'identity_change', previous, current: [...given, ...phone], text };
  });
}

/** The field `user_preferences`: the customer stopped or resumed marketing messages. */
export function preferenceEvents(change: Change): readonly InboundEvent[] {
  return listField(change.value, 'user_preferences').map((preference) => {
    const head = headOf(change, 'opt_out', undefined, preference);
    const from = personOf(namingByIds(preference), change.value);
    const optedOut = OPTED_OUT.get(field(preference, 'value'));
    if (from === undefined || optedOut === undefined) return ignored(head, 'user_preferences');
    const detail = textField(preference, 'detail') ?? textField(preference, 'category') ?? 'marketing messages';
    return { ...head, is: 'opt_out', from, optedOut, detail };
  });
}

const OPTED_OUT: ReadonlyMap<unknown, boolean> = new Map([
  ['stop', true],
  ['resume', false],
  ['signup', false],
]);

function unique(keys: readonly IdentityKey[]): readonly IdentityKey[] {
  return keys.filter((key, at) => keys.findIndex((other) => other.kind === key.kind && other.value === key.value) === at);
}
