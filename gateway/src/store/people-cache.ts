import type { ContactRecord, ConversationRecord } from './records.ts';
import { keyName } from './unit.ts';

/** A contact with all its identities, and the conversations of those that were looked up. */
export interface Person {
  readonly contact: ContactRecord;
  readonly conversations: readonly ConversationRecord[];
  /** Identities of which it is known whether they have a conversation. */
  readonly lookedUp: readonly string[];
}

/**
 * People who wrote lately, as the last commit left them, so that their next message need not read them again. Only where this process
 * is the only writer.
 *
 * A unit of work takes a person out and puts them back after its commit; one that fails puts nothing back. Whoever loads a person in
 * another way evicts them first. So what is in here is never older than the database. Takers are marks, so that a unit whose people nobody
 * puts back is forgotten with all it has read.
 */
export interface PeopleCache {
  take(key: string, taker: symbol): Person | undefined;
  evict(contactId: string, taker: symbol): void;
  /** Keeps the person, unless somebody else has loaded them since this taker did. */
  put(person: Person, taker: symbol): void;
  clear(): void;
}

/** A few kilobytes each. */
const MOST_PEOPLE = 4000;

export function createPeopleCache(most = MOST_PEOPLE): PeopleCache {
  const byContact = new Map<string, { readonly person: Person; readonly keys: readonly string[] }>();
  const byKey = new Map<string, string>();
  const takers = new Map<string, symbol>();

  function remove(contactId: string): Person | undefined {
    const kept = byContact.get(contactId);
    if (kept === undefined) return undefined;
    byContact.delete(contactId);
    // As they were kept: whoever took the person may have changed them.
    for (const key of kept.keys) byKey.delete(key);
    return kept.person;
  }

  return {
    take(key, taker) {
      const contactId = byKey.get(key);
      const person = contactId === undefined ? undefined : remove(contactId);
      if (person !== undefined) takers.set(person.contact.id, taker);
      return person;
    },
    evict(contactId, taker) {
      remove(contactId);
      takers.set(contactId, taker);
      if (takers.size > 2 * most) takers.clear();
    },
    put(person, taker) {
      const { id } = person.contact;
      if (takers.get(id) !== taker) return;
      takers.delete(id);
      const keys = keysOf(person);
      byContact.set(id, { person, keys });
      for (const key of keys) byKey.set(key, id);
      if (byContact.size > most) remove(byContact.keys().next().value ?? '');
    },
    clear() {
      byContact.clear();
      byKey.clear();
      takers.clear();
    },
  };
}

/** The keys in use of identities that were looked up: only by these may a person be found here. */
function keysOf({ contact, lookedUp }: Person): readonly string[] {
  return contact.identities
    .filter((identity) => lookedUp.includes(identity.id))
    .flatMap((identity) => identity.keys.filter((key) => key.retiredAt === null).map((key) => keyName(identity.channelId, key)));
}
