import type { Address } from '../channel.ts';
import type { Fields } from './wire.ts';

/**
 * The recipient as Meta's messages name them: by phone where there is one, which every kind of message takes, by
 * business-scoped id in `recipient` otherwise
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids).
 *
 * @returns undefined where WhatsApp knows them by nothing
 */
export function recipientOf(to: Pick<Address, 'keys' | 'kind'>): Fields | undefined {
  const value = (kind: string) => to.keys.find((key) => key.kind === kind && key.value !== '')?.value;
  if (to.kind === 'group') {
    const group = value('group');
    return group === undefined ? undefined : { recipient_type: 'group', to: group };
  }
  const phone = value('phone');
  if (phone !== undefined) return { recipient_type: 'individual', to: phone };
  const userId = value('bsuid') ?? value('parent_bsuid');
  return userId === undefined ? undefined : { recipient_type: 'individual', recipient: userId };
}
