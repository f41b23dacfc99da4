import type { Contact, Conversation } from '../api/wire.ts';
import type { Channel } from '../api/wire-organisation.ts';

/** Under which settings the platforms' channels have the address that customers write to. */
const ADDRESS_SETTINGS = ['from', 'phoneNumberId', 'pageId', 'botUserId', 'appId'] as const;

/** Where customers of a channel write to, as its platform calls it; a widget's are the websites that show it. */
export function channelAddress({ settings }: Pick<Channel, 'settings'>): string | null {
  const known = ADDRESS_SETTINGS.map((name) => settings[name]).find((one) => typeof one === 'string');
  if (typeof known === 'string') return known.replace(/^whatsapp:/, '');
  const sites = settings['allowedOrigins'];
  return Array.isArray(sites) && sites.length > 0 ? sites.join(', ') : null;
}

/** What the channel calls the customer: a phone number, or an id of the platform's. */
export function customerAddress(
  contact: Pick<Contact, 'identities'> | undefined,
  { identityId }: Pick<Conversation, 'identityId'>,
): string | null {
  const identity = contact?.identities.find((one) => one.id === identityId);
  return identity?.keys.find((key) => key.retiredAt === null)?.value ?? null;
}
