import { useState } from 'react';
import { useMe } from '../app/me.ts';
import type { Conversation } from '../api/wire.ts';
import { Button } from '../parts/Button.tsx';
import { Confirm } from '../parts/Confirm.tsx';
import { useStrings } from '../strings/strings.ts';
import { useAct, useJoin } from '../thread/use-actions.ts';

/** Somebody else has it: one may join them, or take it over, which asks first. */
export function Taken({ conversation, ownerName }: { readonly conversation: Conversation; readonly ownerName: string }) {
  const s = useStrings();
  const me = useMe();
  const act = useAct(conversation);
  const join = useJoin(conversation);
  const [asks, setAsks] = useState(false);
  const overtake = () => {
    const body = { assigneeId: me.id, expectedAssigneeId: conversation.assigneeId };
    act.mutate({ path: '/assign', body }, { onSettled: () => setAsks(false) });
  };
  return (
    <div className="composer-bar">
      <p>{s.header.takenBy(ownerName)}</p>
      {join.isPossible && (
        <Button look="accent" busy={join.busy} onClick={join.run}>
          {join.label}
        </Button>
      )}
      <Button onClick={() => setAsks(true)}>{s.header.overtake}</Button>
      <Confirm
        open={asks}
        title={s.header.overtakeTitle(ownerName)}
        lead={s.header.overtakeLead(ownerName)}
        action={s.header.overtake}
        busy={act.isPending}
        onClose={() => setAsks(false)}
        onConfirm={overtake}
      />
    </div>
  );
}
