import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FormProblem } from '../app/FormProblem.tsx';
import { fieldsOf, useForm } from '../app/form.ts';
import { keys } from '../api/keys.ts';
import { useChannels, useMembers } from '../api/queries.ts';
import { call, newKey } from '../api/request.ts';
import type { Id } from '../api/wire.ts';
import type { Team } from '../api/wire-organisation.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Check, SelectField, TextField } from '../parts/Field.tsx';
import { useStrings } from '../strings/strings.ts';

const ASSIGNMENTS = ['manual', 'round_robin', 'least_busy'] as const;

/** A team's name, how it works, its crew and the channels it serves. */
export function TeamDialog({ team, onClose }: { readonly team: Team | undefined; readonly onClose: () => void }) {
  const s = useStrings();
  const words = s.settings.teams;
  const client = useQueryClient();
  const members = useMembers().data ?? [];
  const channels = useChannels().data ?? [];
  const [channelIds, setChannelIds] = useState<readonly Id[]>(team?.channelIds ?? []);
  const form = useForm(
    (body: object) =>
      team === undefined
        ? call<Team>('/teams', { method: 'POST', body, idempotencyKey: newKey() })
        : call<Team>(`/teams/${team.id}`, { method: 'PATCH', body }),
    () => {
      for (const queryKey of [keys.teams, keys.channels, keys.lists, keys.counts]) void client.invalidateQueries({ queryKey });
      onClose();
    },
  );
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
        <div className="dialog-actions">
          <Button onClick={onClose}>{s.app.cancel}</Button>
          <Button type="submit" look="accent" busy={form.busy}>
            {s.app.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
