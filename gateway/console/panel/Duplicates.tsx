import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { contacts } from '../api/contacts.ts';
import { call, newKey } from '../api/request.ts';
import type { Contact } from '../api/wire.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { Button } from '../parts/Button.tsx';
import { Confirm } from '../parts/Confirm.tsx';
import { nameOf } from '../parts/name.ts';
import { sayProblem } from '../parts/toasts.tsx';
import { useStrings } from '../strings/strings.ts';

interface Duplicate {
  readonly contact: Contact;
  readonly reasons: readonly { readonly type: string; readonly value: string }[];
}

/** Others who may be the same person, and why; merged when a member says so. */
export function Duplicates({ contact }: { readonly contact: Contact }) {
  const s = useStrings();
  const client = useQueryClient();
  const [asks, setAsks] = useState<Contact | null>(null);
  const found = useQuery({
    queryKey: ['duplicates', contact.id],
    queryFn: () => call<{ readonly data: readonly Duplicate[] }>(`/contacts/${contact.id}/duplicates`),
  });
  const merge = useMutation({
    mutationFn: (other: Contact) =>
      call(`/contacts/${other.id}/merge`, { method: 'POST', body: { into: contact.id }, idempotencyKey: newKey() }),
    onSuccess() {
      contacts.renew();
      return client.invalidateQueries({ queryKey: ['duplicates'] });
    },
    onError: (error) => sayProblem(error, s.app.offline),
    onSettled: () => setAsks(null),
  });
  const duplicates = found.data?.data ?? [];
  if (duplicates.length === 0) return null;
  return (
    <>
      <h3>{s.panel.duplicates}</h3>
      <ul className="duplicates">
        {duplicates.map(({ contact: other, reasons }) => (
          <li key={other.id}>
            <Avatar name={nameOf(other, s)} id={other.id} url={other.avatarUrl} size={28} />
            <span>
              {nameOf(other, s)}
              <span className="faint">{reasons.map((one) => one.value).join(', ')}</span>
            </span>
            <Button small onClick={() => setAsks(other)}>
              {s.panel.merge}
            </Button>
          </li>
        ))}
      </ul>
      {asks !== null && (
        <Confirm
          open
          title={s.panel.mergeTitle}
          lead={s.panel.mergeLead(nameOf(contact, s), nameOf(asks, s))}
          action={s.panel.merge}
          busy={merge.isPending}
          onClose={() => setAsks(null)}
          onConfirm={() => merge.mutate(asks)}
        />
      )}
    </>
  );
}
