import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldsOf, useForm } from '../app/form.ts';
import { FormProblem } from '../app/FormProblem.tsx';
import { contacts } from '../api/contacts.ts';
import { useChannels } from '../api/queries.ts';
import { call } from '../api/request.ts';
import type { Contact } from '../api/wire.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { Button } from '../parts/Button.tsx';
import { ChannelBadge } from '../parts/ChannelBadge.tsx';
import { DialogActions } from '../parts/DialogActions.tsx';
import { TextField } from '../parts/Field.tsx';
import { nameOf } from '../parts/name.ts';
import { momentOf } from '../parts/times.ts';
import { sayProblem } from '../parts/toasts.tsx';
import { useLanguage, useStrings } from '../strings/strings.ts';
import { Attributes } from './Attributes.tsx';
import { Facts } from './Facts.tsx';
import { TagList } from './TagList.tsx';

/** Who this is. What a member knows better than the platform can be changed. */
export function ContactCard({ contact }: { readonly contact: Contact }) {
  const s = useStrings();
  const language = useLanguage();
  const channels = useChannels().data ?? [];
  const [isEditing, setEditing] = useState(false);
  const change = useMutation({
    mutationFn: (body: object) => call<Contact>(`/contacts/${contact.id}`, { method: 'PATCH', body }),
    onSuccess: contacts.put,
    onError: (error) => sayProblem(error, s.app.offline),
  });
  if (isEditing) return <ContactForm contact={contact} onDone={() => setEditing(false)} />;
  return (
    <>
      <div className="panel-face">
        <Avatar name={nameOf(contact, s)} id={contact.id} url={contact.avatarUrl} size={56} />
        <strong>{nameOf(contact, s)}</strong>
        <span className="panel-pills">
          {contact.blockedAt !== null && <span className="pill pill-bad">{s.panel.blocked}</span>}
          {contact.optedOut && <span className="pill pill-warn">{s.panel.optedOut}</span>}
        </span>
      </div>
      <Facts
        rows={[
          [s.panel.email, contact.email],
          [s.panel.phone, contact.phone],
          [s.panel.language, contact.locale],
          [s.panel.since, momentOf(contact.createdAt, language)],
          ...contact.externalIds.map(({ system, id }): [string, string] => [system, id]),
        ]}
      />
      <Button small icon="user" onClick={() => setEditing(true)}>
        {s.app.edit}
      </Button>
      <h3>{s.panel.identities}</h3>
      <ul className="identities">
        {contact.identities.map((identity) => {
          const channel = channels.find((one) => one.id === identity.channelId);
          return (
            <li key={identity.id}>
              <ChannelBadge type={channel?.type} name={channel?.name} />
              <span className="mono wrap">{identity.keys.find((key) => key.retiredAt === null)?.value ?? '…'}</span>
            </li>
          );
        })}
      </ul>
      <TagList
        tags={contact.tags}
        onAdd={(tag) => change.mutate({ tags: [...contact.tags.filter((one) => one !== tag), tag] })}
        onRemove={(tag) => change.mutate({ tags: contact.tags.filter((one) => one !== tag) })}
      />
      <Attributes attributes={contact.attributes} onChange={(name, value) => change.mutate({ attributes: { [name]: value } })} />
    </>
  );
}

function ContactForm({ contact, onDone }: { readonly contact: Contact; readonly onDone: () => void }) {
  const s = useStrings();
  const form = useForm(
    (body: object) => call<Contact>(`/contacts/${contact.id}`, { method: 'PATCH', body }),
    (changed) => {
      contacts.put(changed);
      onDone();
    },
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const { name, email, phone, locale } = fieldsOf(event.currentTarget);
        form.send({ name: name || null, email: email || null, phone: phone || null, locale: locale || null });
      }}
    >
      <TextField
        label={s.app.yourName}
        name="name"
        defaultValue={contact.name ?? ''}
        maxLength={300}
        error={form.errorOf('name')}
        autoFocus
      />
      <TextField label={s.panel.email} name="email" type="email" defaultValue={contact.email ?? ''} error={form.errorOf('email')} />
      <TextField label={s.panel.phone} name="phone" type="tel" defaultValue={contact.phone ?? ''} error={form.errorOf('phone')} />
      <TextField label={s.panel.language} name="locale" defaultValue={contact.locale ?? ''} error={form.errorOf('locale')} />
      <FormProblem problem={form.problem} />
      <DialogActions action={s.app.save} busy={form.busy} onClose={onDone} />
    </form>
  );
}
