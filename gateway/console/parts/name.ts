import type { Contact, Conversation } from '../api/wire.ts';

/** What a person is called: their name, else how they can be reached, else what the channel calls them. */
export function nameOf(contact: Contact | undefined, conversation?: Conversation): string {
  const { lastMessage } = conversation ?? {};
  const said = lastMessage?.author.type === 'contact' ? lastMessage.author.name : null;
  const name = contact?.name ?? contact?.phone ?? contact?.email ?? said;
  if (name !== null && name !== undefined && name !== '') return name;
  const identity = contact?.identities.find((one) => one.id === conversation?.identityId) ?? contact?.identities[0];
  return identity?.keys.find((key) => key.retiredAt === null)?.value ?? '…';
}
