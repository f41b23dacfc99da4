import { useCallback, useSyncExternalStore } from 'react';
import { MOST_IN_A_CALL, knownContacts } from './known-contacts.ts';
import { call, passes } from './request.ts';
import type { Contact, Id, Page } from './wire.ts';

/** Those that this page knows, from the API and the live stream. */
export const contacts = knownContacts({
  some: async (ids) => (await call<Page<Contact>>('/contacts', { query: { id: ids, limit: MOST_IN_A_CALL } })).data,
  one: (id) => call<Contact>(`/contacts/${id}`),
  passes,
  after: (ms, run) => void setTimeout(run, ms),
});

/** A person, once they are known. */
export function useContact(id: Id | undefined): Contact | undefined {
  const watch = useCallback((watcher: () => void) => (id === undefined ? () => undefined : contacts.watch(id, watcher)), [id]);
  return useSyncExternalStore(watch, () => (id === undefined ? undefined : contacts.get(id)));
}
