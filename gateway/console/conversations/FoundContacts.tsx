import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { goTo } from '../app/location.ts';
import { call } from '../api/request.ts';
import type { Contact, Conversation, Page } from '../api/wire.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { nameOf } from '../parts/name.ts';
import { useStrings } from '../strings/strings.ts';
import { WriteFirst } from './WriteFirst.tsx';

const MOST = 5;

/** People who fit a search, also those who never had a conversation: one may write to them first. */
export function FoundContacts({ q }: { readonly q: string }) {
  const s = useStrings();
  const [writingTo, setWritingTo] = useState<Contact | null>(null);
  const found = useQuery({
    queryKey: ['found contacts', q],
    queryFn: () => call<Page<Contact>>('/contacts', { query: { q, limit: MOST } }),
  });
  const contacts = found.data?.data ?? [];
  if (contacts.length === 0) return null;
  const open = async (contact: Contact) => {
    const page = await call<Page<Conversation>>('/conversations', { query: { contactId: contact.id, limit: 1 } });
    const [first] = page.data;
    if (first === undefined) setWritingTo(contact);
    else goTo({ conversationId: first.id });
  };
  return (
    <div className="found" role="group" aria-label={s.list.people}>
      <h3>{s.list.people}</h3>
      <ul>
        {contacts.map((contact) => (
          <li key={contact.id}>
            <button type="button" className="found-person" onClick={() => void open(contact)}>
              <Avatar name={nameOf(contact, s)} id={contact.id} url={contact.avatarUrl} size={28} />
              <span className="row-name">{nameOf(contact, s)}</span>
              <span className="faint">{contact.phone ?? contact.email}</span>
            </button>
          </li>
        ))}
      </ul>
      {writingTo !== null && <WriteFirst contact={writingTo} onClose={() => setWritingTo(null)} />}
    </div>
  );
}
