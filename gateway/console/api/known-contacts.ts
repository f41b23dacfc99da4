import type { Contact, Id } from './wire.ts';

/** What is asked for in the same moment goes in one call. */
const GATHER_MS = 10;
/** As many as the API answers at once. */
export const MOST_IN_A_CALL = 100;
const FIRST_RETRY_MS = 1_000;
const MOST_RETRY_MS = 30_000;

/** How people are asked for, and how one waits. */
export interface ContactSource {
  /** Those of these ids that there are. */
  some(ids: readonly Id[]): Promise<readonly Contact[]>;
  /** One who was merged into another answers with that other. */
  one(id: Id): Promise<Contact>;
  /** Whether it is worth to ask again after such a failure. */
  passes(error: unknown): boolean;
  after(ms: number, run: () => void): void;
}

/**
 * People, as far as anybody looked at them. They are not in the query cache: a long list shows thousands of them, and that cache goes
 * through everything it holds whenever something happens.
 */
export function knownContacts(source: ContactSource) {
  const known = new Map<Id, Contact>();
  const watchers = new Map<Id, Set<() => void>>();
  /** Asked for already, or about to be: not again. */
  const asked = new Set<Id>();
  let gathering: Id[] = [];
  let retryMs = FIRST_RETRY_MS;

  /** Under the id that was asked for, which is another's where two became one. */
  const keep = (id: Id, contact: Contact) => {
    const before = known.get(id);
    // An answer may be older than the event that overtook it.
    if (before !== undefined && before.id === contact.id && before.updatedAt > contact.updatedAt) return;
    known.set(id, contact);
    watchers.get(id)?.forEach((watcher) => watcher());
  };
  const fetchSome = async (ids: readonly Id[]) => {
    try {
      const found = new Map((await source.some(ids)).map((contact) => [contact.id, contact]));
      for (const id of ids) keep(id, found.get(id) ?? (await source.one(id)));
      retryMs = FIRST_RETRY_MS;
    } catch (error) {
      if (!source.passes(error)) return;
      const missing = ids.filter((id) => !known.has(id));
      source.after(retryMs, () => {
        for (const id of missing) asked.delete(id);
        ask(missing.filter((id) => watchers.has(id)));
      });
      retryMs = Math.min(retryMs * 2, MOST_RETRY_MS);
    }
  };
  const ask = (ids: readonly Id[]) => {
    const fresh = ids.filter((id) => !asked.has(id));
    if (fresh.length === 0) return;
    for (const id of fresh) asked.add(id);
    if (gathering.length === 0) {
      source.after(GATHER_MS, () => {
        const all = gathering;
        gathering = [];
        for (let at = 0; at < all.length; at += MOST_IN_A_CALL) void fetchSome(all.slice(at, at + MOST_IN_A_CALL));
      });
    }
    gathering.push(...fresh);
  };
  return {
    get: (id: Id) => known.get(id),
    /** Asks for those who are not known. */
    ask,
    /** Calls back whenever something else is known of a person, and asks for one of whom nothing is. @returns ends it */
    watch(id: Id, watcher: () => void): () => void {
      const all = watchers.get(id) ?? new Set();
      watchers.set(id, all.add(watcher));
      ask([id]);
      return () => {
        all.delete(watcher);
        if (all.size === 0 && watchers.get(id) === all) watchers.delete(id);
      };
    },
    /** What the API said of a person. */
    put(contact: Contact): void {
      asked.add(contact.id);
      keep(contact.id, contact);
    },
    /** What is known may be old: whoever is looked at is asked for again now, the others when somebody looks. */
    renew(): void {
      asked.clear();
      ask([...watchers.keys()]);
    },
  };
}
