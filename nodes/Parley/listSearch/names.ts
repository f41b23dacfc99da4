import { statusOptions } from '../shared/statuses';
import type { ChannelType, Contact, Status } from '../shared/wire';
import type { Channel } from '../shared/wire-organization';

const PLATFORMS: Readonly<Record<ChannelType, string>> = {
  whatsapp: 'WhatsApp',
  facebook: 'Messenger',
  line: 'LINE',
  wechat: 'WeChat',
  widget: 'Web chat',
};

/** What people call the platform; the word itself for one that is newer than this node. */
export function platformName(type: ChannelType): string {
  return PLATFORMS[type] ?? type;
}

/** A channel as a list shows it. */
export function channelName({ name, type }: Pick<Channel, 'name' | 'type'>): string {
  return `${name} (${platformName(type)})`;
}

/** A status as a list shows it. */
export function statusName(status: Status): string {
  return statusOptions.find(({ value }) => value === status)?.name.toLowerCase() ?? status;
}

/** What to call a contact where only one line is free. */
export function contactName(contact: Pick<Contact, 'id' | 'name' | 'phone' | 'email'>): string {
  return contact.name ?? contact.phone ?? contact.email ?? contact.id;
}

/** At most `maxLength` characters of a text, on one line. */
export function shortened(text: string, maxLength: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = Array.from(line);
  return characters.length <= maxLength ? line : `${characters.slice(0, maxLength - 1).join('')}…`;
}
