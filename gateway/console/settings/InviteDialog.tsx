import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FormProblem } from '../app/FormProblem.tsx';
import { fieldsOf, useForm } from '../app/form.ts';
import { call, newKey } from '../api/request.ts';
import { Button } from '../parts/Button.tsx';
import { CopyField } from '../parts/CopyField.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActions } from '../parts/DialogActions.tsx';
import { SelectField, TextField } from '../parts/Field.tsx';
import { say } from '../parts/toasts.tsx';
import { useStrings } from '../strings/strings.ts';
import { type Invitation, invitationsKey } from './invitation.ts';

/** Asks somebody in. Where no mail is set up, the link is shown once, to be handed over. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const s = useStrings();
  const words = s.settings.members;
  const client = useQueryClient();
  const [link, setLink] = useState<string | null>(null);
  const form = useForm(
    (body: object) => call<Invitation>('/invitations', { method: 'POST', body, idempotencyKey: newKey() }),
    (invitation) => {
      void client.invalidateQueries({ queryKey: invitationsKey });
      if (invitation.acceptUrl !== undefined) return setLink(invitation.acceptUrl);
      say(words.invited(invitation.email));
      onClose();
    },
  );
  if (link !== null) {
    return (
      <Dialog title={words.invite} open onClose={onClose}>
        <CopyField label={words.handOver} value={link} />
        <div className="dialog-actions">
          <Button look="accent" onClick={onClose}>
            {s.app.close}
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={words.invite} open onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const { email, role, name } = fieldsOf(event.currentTarget);
          form.send({ email, role, ...(name ? { name } : {}) });
        }}
      >
        <TextField label={words.email} name="email" type="email" required autoFocus error={form.errorOf('email')} />
        <TextField label={`${s.app.yourName} (${s.app.optional})`} name="name" error={form.errorOf('name')} />
        <SelectField
          label={words.role}
          name="role"
          options={[
            { value: 'agent', label: words.agent },
            { value: 'admin', label: words.admin },
          ]}
        />
        <FormProblem problem={form.problem} />
        <DialogActions action={words.invite} busy={form.busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}
