import type { IdentityKey, IdentityKeyKind, InboundPerson } from '../../model/inbound.ts';
import { field, listField, present, textField } from './wire.ts';

/** What a part of a payload says of whom it is about. Any of it may be missing. */
export interface Naming {
  readonly phone: string | undefined;
  readonly userId: string | undefined;
  readonly parentUserId: string | undefined;
}

/** Somebody, or a group, that is known by at least one key. */
export interface Named extends InboundPerson {
  readonly keys: readonly [IdentityKey, ...IdentityKey[]];
}

/** Reads `from`, `from_user_id`, … (or `to`, `to_user_id`, …) of a message. */
export function namingOf(message: unknown, side: 'from' | 'to'): Naming {
  return {
    phone: textField(message, side),
    userId: textField(message, `${side}_user_id`),
    parentUserId: textField(message, `${side}_parent_user_id`),
  };
}

/** Reads `wa_id`, `user_id` and `parent_user_id`, as contacts, system messages and preferences have them. */
export function namingByIds(holder: unknown): Naming {
  return { phone: textField(holder, 'wa_id'), userId: textField(holder, 'user_id'), parentUserId: textField(holder, 'parent_user_id') };
}

/**
 * The person, with all keys that the message and its line in the payload's `contacts` give, the business-scoped ones
 * first: a phone may be absent or empty once its owner has a username
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids).
 *
 * @returns undefined where nothing names them
 */
export function personOf(naming: Naming, value: unknown): Named | undefined {
  const contact = contactOf(naming, listField(value, 'contacts'));
  const listed = namingByIds(contact);
  const [first, ...others] = keysOf({
    phone: naming.phone ?? listed.phone,
    userId: naming.userId ?? listed.userId,
    parentUserId: naming.parentUserId ?? listed.parentUserId,
  });
  if (first === undefined) return undefined;
  const profile = field(contact, 'profile');
  return present<Named>({
    keys: [first, ...others],
    name: textField(profile, 'name'),
    username: textField(profile, 'username')?.replace(/^@(?=.)/, ''),
  });
}

/** The keys a naming gives, in the order in which they are trusted. */
export function keysOf(naming: Naming): readonly IdentityKey[] {
  return [...keyOf('bsuid', naming.userId), ...keyOf('parent_bsuid', naming.parentUserId), ...keyOf('phone', naming.phone)];
}

/** A group as whose conversation something is. */
export function groupOf(groupId: string, name?: string): Named {
  return present<Named>({ keys: [{ kind: 'group', value: groupId }], name });
}

function keyOf(kind: IdentityKeyKind, value: string | undefined): readonly IdentityKey[] {
  return value === undefined ? [] : [{ kind, value }];
}

/** Only a line that names the same person; an only line without any id, or for a message without any, is theirs too. */
function contactOf(naming: Naming, contacts: readonly unknown[]): unknown {
  const same = contacts.find((contact) => {
    const ids = namingByIds(contact);
    return (naming.userId !== undefined && ids.userId === naming.userId) || (naming.phone !== undefined && ids.phone === naming.phone);
  });
  if (same !== undefined || contacts.length !== 1) return same;
  const isAnonymous = keysOf(namingByIds(contacts[0])).length === 0;
  return keysOf(naming).length === 0 || isAnonymous ? contacts[0] : undefined;
}
