import { useMutation, useQuery } from '@tanstack/react-query';
import { goTo } from '../app/location.ts';
import { useChannels } from '../api/queries.ts';
import { call, newKey } from '../api/request.ts';
import type { Contact, Conversation, Message, Page } from '../api/wire.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { SelectField, TextArea } from '../parts/Field.tsx';
import { nameOf } from '../parts/name.ts';
import { sayProblem } from '../parts/toasts.tsx';
import { useStrings } from '../strings/strings.ts';
import { type FormEvent, useState } from 'react';

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

/** The first message to somebody without a conversation, on a channel that reaches them. The platform has the last word. */
function WriteFirst({ contact, onClose }: { readonly contact: Contact; readonly onClose: () => void }) {
  const s = useStrings();
  const channels = useChannels().data ?? [];
  const reaching = channels.filter(
    (one) => contact.identities.some((identity) => identity.channelId === one.id) || (one.type === 'whatsapp' && contact.phone !== null),
  );
  const send = useMutation({
    mutationFn: (body: object) => call<Message>('/messages', { method: 'POST', body, idempotencyKey: newKey() }),
    onSuccess(message) {
      onClose();
      goTo({ conversationId: message.conversationId });
    },
    onError: (error) => sayProblem(error, s.app.offline),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    send.mutate({ channelId: data.get('channelId'), to: { contactId: contact.id }, content: { type: 'text', text: data.get('text') } });
  };
  return (
    <Dialog title={`${s.list.writeFirst}: ${nameOf(contact, s)}`} open onClose={onClose}>
      <form onSubmit={submit}>
        <SelectField label={s.panel.channel} name="channelId" options={reaching.map((one) => ({ value: one.id, label: one.name }))} />
        <TextArea label={s.composer.label} name="text" required autoFocus />
        <div className="dialog-actions">
          <Button onClick={onClose}>{s.app.cancel}</Button>
          <Button type="submit" look="accent" busy={send.isPending} disabled={reaching.length === 0}>
            {s.composer.send}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
