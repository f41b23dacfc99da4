import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FormProblem } from '../app/FormProblem.tsx';
import { fieldsOf, useForm } from '../app/form.ts';
import { keys } from '../api/keys.ts';
import { call, newKey } from '../api/request.ts';
import type { Campaign, Channel } from '../api/wire-organisation.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { SelectField, TextArea, TextField } from '../parts/Field.tsx';
import { useStrings } from '../strings/strings.ts';
import { campaignInput, refFrom } from './campaign-input.ts';

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
  const client = useQueryClient();
  const [name, setName] = useState(campaign?.name ?? '');
  const [channelId, setChannelId] = useState(campaign?.channelId ?? channels[0]?.id ?? '');
  const type = channels.find((one) => one.id === channelId)?.type;
  const form = useForm(
    (body: object) =>
      campaign === undefined
        ? call('/campaigns', { method: 'POST', body, idempotencyKey: newKey() })
        : call(`/campaigns/${campaign.id}`, { method: 'PATCH', body }),
    () => {
      void client.invalidateQueries({ queryKey: keys.campaigns });
      onClose();
    },
  );
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
        <div className="dialog-actions">
          <Button onClick={onClose}>{s.app.cancel}</Button>
          <Button type="submit" look="accent" busy={form.busy}>
            {campaign === undefined ? words.create : s.app.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
