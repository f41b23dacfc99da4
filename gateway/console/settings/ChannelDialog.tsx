import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { FormProblem } from '../app/FormProblem.tsx';
import { fieldsOf } from '../app/form.ts';
import { keys } from '../api/keys.ts';
import { call } from '../api/request.ts';
import type { Channel, ChannelTypeForm } from '../api/wire-organisation.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActions } from '../parts/DialogActions.tsx';
import { Waiting } from '../parts/Empty.tsx';
import { Check, SelectField, TextField } from '../parts/Field.tsx';
import { useStrings } from '../strings/strings.ts';
import { settingOf, settingsFrom } from './channel-fields.ts';
import { useRecordForm } from './use-record-form.ts';

/** Connects an account, or changes one: a form made from what the gateway says this platform wants. */
export function ChannelDialog({ channel, onClose }: { readonly channel: Channel | undefined; readonly onClose: () => void }) {
  const s = useStrings();
  const words = s.settings.channels;
  const types = useQuery({
    queryKey: ['channel types'],
    queryFn: async () => (await call<{ readonly data: readonly ChannelTypeForm[] }>('/channel-types')).data,
  });
  const [chosen, setChosen] = useState(0);
  const found = types.data ?? [];
  const type = channel === undefined ? found[chosen] : found.find((one) => one.type === channel.type && one.provider === channel.provider);
  const form = useRecordForm('/channels', channel?.id, [keys.channels], onClose);
  const nameOfType = (one: ChannelTypeForm) => (one.provider === 'twilio' ? `${s.channel[one.type]} (Twilio)` : s.channel[one.type]);
  return (
    <Dialog title={channel?.name ?? words.connect} open wide onClose={onClose}>
      {type === undefined ? (
        <Waiting rows={3} />
      ) : (
        <form
          key={`${type.type} ${type.provider ?? ''}`}
          onSubmit={(event) => {
            event.preventDefault();
            const { name, ...given } = fieldsOf(event.currentTarget);
            const settings = settingsFrom(type.fields, given, channel !== undefined, channel?.settings);
            const what = channel === undefined ? { type: type.type, ...(type.provider === null ? {} : { provider: type.provider }) } : {};
            form.send({ ...what, name, settings });
          }}
        >
          {channel === undefined && (
            <SelectField
              label={words.platform}
              value={String(chosen)}
              options={found.map((one, i) => ({ value: String(i), label: nameOfType(one) }))}
              onChange={(event) => setChosen(Number(event.currentTarget.value))}
            />
          )}
          <TextField label={s.app.yourName} name="name" defaultValue={channel?.name ?? ''} required error={form.errorOf('name')} />
          {type.fields.map((field) => {
            const error = form.errorOf(`settings.${field.name}`);
            const known = settingOf(channel?.settings, field.name);
            if (field.type === 'boolean')
              return <Check key={field.name} label={field.label} name={field.name} defaultChecked={known === true} />;
            return (
              <TextField
                key={field.name}
                label={field.required ? field.label : `${field.label} (${s.app.optional})`}
                hint={field.description ?? undefined}
                error={error}
                name={field.name}
                type={field.secret ? 'password' : 'text'}
                autoComplete="off"
                spellCheck={false}
                required={field.required && !(field.secret && channel !== undefined)}
                placeholder={field.secret && channel !== undefined ? words.secretKept : undefined}
                defaultValue={Array.isArray(known) ? known.join(', ') : known === undefined || field.secret ? '' : String(known)}
              />
            );
          })}
          <FormProblem problem={form.problem} />
          <DialogActions action={channel === undefined ? words.connect : s.app.save} busy={form.busy} onClose={onClose} />
        </form>
      )}
    </Dialog>
  );
}
