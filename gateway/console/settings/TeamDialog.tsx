import { useState } from 'react';
import { FormProblem } from '../app/FormProblem.tsx';
import { fieldsOf } from '../app/form.ts';
import { keys } from '../api/keys.ts';
import { useChannels, useMembers } from '../api/queries.ts';
import type { Id } from '../api/wire.ts';
import type { Team } from '../api/wire-organisation.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActions } from '../parts/DialogActions.tsx';
import { Check, SelectField, TextField } from '../parts/Field.tsx';
import { useStrings } from '../strings/strings.ts';
import { useRecordForm } from './use-record-form.ts';

const ASSIGNMENTS = ['manual', 'round_robin', 'least_busy'] as const;

/** A team's name, how it works, its crew and the channels it serves. */
export function TeamDialog({ team, onClose }: { readonly team: Team | undefined; readonly onClose: () => void }) {
  const s = useStrings();
  const words = s.settings.teams;
  const members = useMembers().data ?? [];
  const channels = useChannels().data ?? [];
  const [channelIds, setChannelIds] = useState<readonly Id[]>(team?.channelIds ?? []);
  const form = useRecordForm('/teams', team?.id, [keys.teams, keys.channels, keys.lists, keys.counts], onClose);
  return (
    <Dialog title={team?.name ?? words.create} open wide onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const { name, mode, assignment, ...roles } = fieldsOf(event.currentTarget);
          const crew = Object.entries(roles)
            .filter(([id, role]) => id.startsWith('mbr_') && role !== '')
            .map(([memberId, role]) => ({ memberId, role }));
          form.send({ name, mode, assignment, members: crew, channelIds });
        }}
      >
        <TextField label={s.app.yourName} name="name" defaultValue={team?.name ?? ''} required autoFocus error={form.errorOf('name')} />
        <fieldset className="field">
          <legend>{words.mode}</legend>
          {(['collaboration', 'grab'] as const).map((mode) => (
            <label key={mode} className="check">
              <input type="radio" name="mode" value={mode} defaultChecked={(team?.mode ?? 'collaboration') === mode} />
              <span>
                <strong>{words[mode]}</strong>
                <br />
                <span className="soft">{mode === 'grab' ? words.grabLead : words.collaborationLead}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <SelectField
          label={words.assignment}
          name="assignment"
          defaultValue={team?.assignment ?? 'manual'}
          options={ASSIGNMENTS.map((value) => ({ value, label: words[value] }))}
        />
        <fieldset className="field">
          <legend>{words.members}</legend>
          {members.map((member) => (
            <label key={member.id} className="crew">
              <span>{member.name}</span>
              <select className="input" name={member.id} defaultValue={team?.members.find((one) => one.memberId === member.id)?.role ?? ''}>
                <option value="">{words.notIn}</option>
                <option value="representative">{words.representative}</option>
                <option value="admin">{words.teamAdmin}</option>
              </select>
            </label>
          ))}
        </fieldset>
        <fieldset className="field">
          <legend>{words.channels}</legend>
          {channels.map((channel) => (
            <Check
              key={channel.id}
              label={channel.name}
              checked={channelIds.includes(channel.id)}
              onChange={(event) =>
                setChannelIds(event.currentTarget.checked ? [...channelIds, channel.id] : channelIds.filter((one) => one !== channel.id))
              }
            />
          ))}
        </fieldset>
        <FormProblem problem={form.problem} />
        <DialogActions action={s.app.save} busy={form.busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}
