import { useState } from 'react';
import { useMembers, useTeams } from '../api/queries.ts';
import type { Conversation } from '../api/wire.ts';
import { Confirm } from '../parts/Confirm.tsx';
import { SelectField, TextArea } from '../parts/Field.tsx';
import { useStrings } from '../strings/strings.ts';
import { useAct } from './use-actions.ts';

/** To a member or a team, with a note for whoever gets it. */
export function TransferDialog({ conversation, onClose }: { readonly conversation: Conversation; readonly onClose: () => void }) {
  const s = useStrings();
  const act = useAct(conversation);
  const members = useMembers().data ?? [];
  const teams = useTeams().data ?? [];
  const [to, setTo] = useState('');
  const [note, setNote] = useState('');
  const options = [
    { value: '', label: '…' },
    ...members
      .filter((one) => one.id !== conversation.assigneeId)
      .map((one) => ({ value: one.id, label: `${s.header.member}: ${one.name} (${s.profile[one.availability]})` })),
    ...teams.filter((one) => one.id !== conversation.teamId).map((one) => ({ value: one.id, label: `${s.header.team}: ${one.name}` })),
  ];
  const transfer = () => {
    if (to === '') return;
    const body = {
      ...(to.startsWith('tea_') ? { teamId: to } : { assigneeId: to }),
      ...(note.trim() === '' ? {} : { note: note.trim() }),
      expectedAssigneeId: conversation.assigneeId,
    };
    act.mutate({ path: '/transfer', body }, { onSuccess: onClose });
  };
  return (
    <Confirm
      open
      title={s.header.transferTitle}
      action={s.header.transferSubmit}
      busy={act.isPending}
      onClose={onClose}
      onConfirm={transfer}
    >
      <SelectField
        label={s.header.transferTitle}
        options={options}
        value={to}
        required
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <TextArea
        label={`${s.header.transferNote} (${s.app.optional})`}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </Confirm>
  );
}
