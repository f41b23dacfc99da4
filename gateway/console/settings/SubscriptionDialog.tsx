import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FormProblem } from '../app/FormProblem.tsx';
import { useForm } from '../app/form.ts';
import { call, newKey } from '../api/request.ts';
import type { Subscription } from '../api/wire-organisation.ts';
import { Button } from '../parts/Button.tsx';
import { CopyField } from '../parts/CopyField.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActions } from '../parts/DialogActions.tsx';
import { Check, TextField } from '../parts/Field.tsx';
import { useStrings } from '../strings/strings.ts';

/** What can be heard of, in the order of the API's own list. Their names are the API's words, in every language. */
const EVENTS = [
  'message.received', 'message.sent', 'message.delivered', 'message.read', 'message.failed', 'message.updated', 'message.deleted',
  'conversation.created', 'conversation.updated', 'conversation.snoozed', 'conversation.status_changed', 'conversation.soon_overdue',
  'conversation.overdue', 'conversation.joined', 'conversation.left', 'conversation.assigned', 'conversation.transferred',
  'conversation.closed', 'conversation.reopened', 'conversation.handed_over', 'conversation.window_closing', 'conversation.window_closed',
  'contact.created', 'contact.updated', 'contact.merged', 'contact.online', 'contact.offline',
  'note.created', 'template.status_changed', 'channel.health_changed',
] as const; // prettier-ignore

/** Has events delivered to an address. What the receiver checks signatures with is shown once. */
export function SubscriptionDialog({ onClose }: { readonly onClose: () => void }) {
  const s = useStrings();
  const words = s.settings.subscriptions;
  const client = useQueryClient();
  const [made, setMade] = useState<Subscription>();
  const form = useForm(
    (body: object) => call<Subscription>('/subscriptions', { method: 'POST', body, idempotencyKey: newKey() }),
    (subscription) => {
      setMade(subscription);
      void client.invalidateQueries({ queryKey: ['subscriptions'] });
    },
  );
  return (
    <Dialog title={words.create} open wide onClose={onClose}>
      {made !== undefined ? (
        <>
          {made.secret === undefined ? <p>{words.changed}</p> : <CopyField label={words.secret} value={made.secret} />}
          <div className="dialog-actions">
            <Button look="accent" onClick={onClose}>
              {s.app.close}
            </Button>
          </div>
        </>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const data = new FormData(event.currentTarget);
            form.send({ url: data.get('url'), events: data.getAll('events') });
          }}
        >
          <TextField label={words.url} name="url" type="url" required autoFocus placeholder="https://" error={form.errorOf('url')} />
          <fieldset className="field">
            <legend>{words.events}</legend>
            <div className="event-types">
              {EVENTS.map((one) => (
                <Check
                  key={one}
                  label={<span className="mono">{one}</span>}
                  name="events"
                  value={one}
                  defaultChecked={one === 'message.received'}
                />
              ))}
            </div>
            {form.errorOf('events') !== undefined && <p className="field-error">{form.errorOf('events')}</p>}
          </fieldset>
          <FormProblem problem={form.problem} />
          <DialogActions action={words.create} busy={form.busy} onClose={onClose} />
        </form>
      )}
    </Dialog>
  );
}
