import { useState } from 'react';
import { FormProblem } from '../app/FormProblem.tsx';
import { fieldsOf } from '../app/form.ts';
import { keys } from '../api/keys.ts';
import type { Campaign, Channel } from '../api/wire-organisation.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActions } from '../parts/DialogActions.tsx';
import { SelectField, TextArea, TextField } from '../parts/Field.tsx';
import { useStrings } from '../strings/strings.ts';
import { campaignInput, refFrom } from './campaign-input.ts';
import { useRecordForm } from './use-record-form.ts';

const UTM = ['source', 'medium', 'campaign'] as const;

/** Makes a campaign, or changes what may change: its channel and its code stand on paper. */
export function CampaignDialog({
  campaign,
  channels,
  onClose,
}: {
  readonly campaign: Campaign | undefined;
  readonly channels: readonly Channel[];
  readonly onClose: () => void;
}) {
  const s = useStrings();
  const words = s.settings.campaigns;
  const [name, setName] = useState(campaign?.name ?? '');
  const [channelId, setChannelId] = useState(campaign?.channelId ?? channels[0]?.id ?? '');
  const type = channels.find((one) => one.id === channelId)?.type;
  const form = useRecordForm('/campaigns', campaign?.id, [keys.campaigns], onClose);
  return (
    <Dialog title={campaign?.name ?? words.create} open wide onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          form.send(campaignInput(fieldsOf(event.currentTarget), type, campaign === undefined));
        }}
      >
        <TextField
          label={s.app.yourName}
          name="name"
          value={name}
          required
          autoFocus
          maxLength={200}
          error={form.errorOf('name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {campaign === undefined && (
          <>
            <SelectField
              label={words.channel}
              name="channelId"
              value={channelId}
              required
              options={channels.map((one) => ({ value: one.id, label: `${one.name} (${s.channel[one.type]})` }))}
              error={form.errorOf('channelId')}
              onChange={(event) => setChannelId(event.currentTarget.value)}
            />
            <TextField
              label={words.ref}
              hint={words.refHint}
              name="ref"
              placeholder={refFrom(name)}
              pattern="[A-Za-z0-9_\-]{3,64}"
              required={refFrom(name) === ''}
              error={form.errorOf('ref')}
            />
          </>
        )}
        {(type === 'whatsapp' || type === 'line') && (
          <TextArea
            label={words.text}
            hint={words.textHint}
            name="text"
            rows={3}
            maxLength={1000}
            defaultValue={campaign?.text ?? ''}
            error={form.errorOf('text')}
          />
        )}
        {type === 'widget' && (
          <>
            <TextField
              label={words.pageUrl}
              name="pageUrl"
              type="url"
              required
              placeholder="https://"
              defaultValue={campaign?.pageUrl ?? ''}
              error={form.errorOf('pageUrl')}
            />
            <fieldset className="field">
              <legend>{words.utm}</legend>
              {UTM.map((one) => (
                <TextField
                  key={one}
                  label={words.utmFields[one]}
                  name={`utm.${one}`}
                  maxLength={200}
                  defaultValue={campaign?.utm[one] ?? ''}
                  error={form.errorOf(`utm.${one}`)}
                />
              ))}
            </fieldset>
          </>
        )}
        <FormProblem problem={form.problem} />
        <DialogActions action={campaign === undefined ? words.create : s.app.save} busy={form.busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}
