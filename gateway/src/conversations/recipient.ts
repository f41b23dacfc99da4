import type { ChannelType } from '../model/conversation.ts';
import type { IdentityKey } from '../model/inbound.ts';
import type { ContactRecord } from '../store/records.ts';

/** E.164 without the plus: at most 15 digits (https://www.itu.int/rec/T-REC-E.164). */
const PHONE = /^[1-9]\d{5,14}$/;
/** A country code, a dot and letters and digits (https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids). */
const BSUID = /^[A-Z]{2}\.[0-9A-Za-z.]{1,128}$/;

/**
 * How a platform names the person or group that a writer names by their id there: on WhatsApp a phone number in any usual spelling
 * or a business-scoped id, on LINE a user, group (`C…`) or room (`R…`) id.
 *
 * @returns the key, or a sentence that says what such an id looks like
 */
export function keyOfExternalId(type: ChannelType, externalId: string): IdentityKey | string {
  const text = externalId.trim();
  switch (type) {
    case 'whatsapp': {
      if (BSUID.test(text)) return { kind: 'bsuid', value: text };
      const digits = text.replace(/^\+|[\s().-]/g, '');
      return PHONE.test(digits)
        ? { kind: 'phone', value: digits }
        : 'On WhatsApp this is a phone number with its country code, or a business-scoped user id.';
    }
    case 'line':
      if (/^U[0-9a-f]{32}$/.test(text)) return { kind: 'user_id', value: text };
      return /^[CR][0-9a-f]{32}$/.test(text) ? { kind: 'group', value: text } : 'On LINE this is U, C or R and 32 hexadecimal digits.';
    case 'facebook':
      return /^(ig:)?\d{1,32}$/.test(text)
        ? { kind: 'psid', value: text }
        : 'On Messenger this is a page-scoped id, digits only; on Instagram ig: and the id.';
    case 'wechat':
      return /^[\w-]{1,128}$/.test(text) ? { kind: 'openid', value: text } : 'On WeChat this is an openid.';
    case 'widget':
      return /^[\w-]{1,128}$/.test(text) ? { kind: 'visitor_id', value: text } : 'On the widget this is a visitor id.';
  }
}

/** By which key a contact can be written to on a channel: one they are known by there, else on WhatsApp their phone number. */
export function keyOfContact(
  contact: ContactRecord,
  channel: { readonly id: string; readonly type: ChannelType },
): IdentityKey | undefined {
  for (const identity of contact.identities) {
    if (identity.channelId !== channel.id || identity.mergedInto !== null) continue;
    const key = identity.keys.find((one) => one.retiredAt === null);
    if (key !== undefined) return { kind: key.kind, value: key.value };
  }
  if (channel.type !== 'whatsapp' || contact.phone === null) return undefined;
  const key = keyOfExternalId('whatsapp', contact.phone);
  return typeof key === 'string' ? undefined : key;
}
