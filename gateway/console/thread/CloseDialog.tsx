import { useState } from 'react';
import type { Conversation } from '../api/wire.ts';
import { Confirm } from '../parts/Confirm.tsx';
import { TextField } from '../parts/Field.tsx';
import { useStrings } from '../strings/strings.ts';
import { useAct } from './use-actions.ts';

export function CloseDialog({ conversation, onClose }: { readonly conversation: Conversation; readonly onClose: () => void }) {
  const s = useStrings();
  const act = useAct(conversation);
  const [reason, setReason] = useState('');
  const body = reason.trim() === '' ? {} : { reason: reason.trim() };
  return (
    <Confirm
      open
      title={s.header.closeTitle}
      lead={s.header.closeLead}
      action={s.header.close}
      busy={act.isPending}
      onClose={onClose}
      onConfirm={() => act.mutate({ path: '/close', body }, { onSettled: onClose })}
    >
      <TextField
        label={`${s.header.closeReason} (${s.app.optional})`}
        value={reason}
        maxLength={200}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </Confirm>
  );
}
