import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { request } from '../shared/transport';
import type { Contact, Page } from '../shared/wire';
import { contactName } from './names';

/** Contacts that match `filter`, a page at a time. */
export async function searchContacts(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  const page = await request<Page<Contact>>(this, {
    method: 'GET',
    path: '/contacts',
    query: { q: filter, cursor: paginationToken, limit: 50 },
  });
  return {
    results: page.data.map((contact) => {
      const reachedAt = [contact.phone, contact.email].filter((address) => address !== null && address !== contactName(contact));
      return { name: [contactName(contact), ...reachedAt].join(' · '), value: contact.id };
    }),
    paginationToken: page.nextCursor ?? undefined,
  };
}
