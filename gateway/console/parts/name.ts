import type { Contact, Conversation } from '../api/wire.ts';
import type { Strings } from '../strings/en.ts';

/** Whom nobody has named has a name of the gateway's, in English: `Visitor 7QK2`. */
const MADE = [
  [/^Visitor ([\w-]{4})$/, 'visitor'],
  [/^WeChat user ([\w-]{4})$/, 'wechat'],
] as const;

/** A person's name as it is shown: one that the gateway made, in the reader's language. */
export function shownName(name: string, s: Pick<Strings, 'names'>): string {
  for (const [made, where] of MADE) {
    const end = made.exec(name)?.[1];
    if (end !== undefined) return s.names[where](end);
  }
  return name;
}

/** What a person is called: their name, else how they can be reached, else what the channel calls them. */
export function nameOf(contact: Contact | undefined, s: Pick<Strings, 'names'>, conversation?: Conversation): string {
  const { lastMessage } = conversation ?? {};
  const said = lastMessage?.author.type === 'contact' ? lastMessage.author.name : null;
  const name = contact?.name ?? contact?.phone ?? contact?.email ?? said;
  if (name !== null && name !== undefined && name !== '') return shownName(name, s);
  const identity = contact?.identities.find((one) => one.id === conversation?.identityId) ?? contact?.identities[0];
  return identity?.keys.find((key) => key.retiredAt === null)?.value ?? '…';
}
