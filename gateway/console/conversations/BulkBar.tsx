import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe } from '../app/me.ts';
import { applyConversation } from '../api/apply-event.ts';
import { useMembers, useTeams } from '../api/queries.ts';
import { call, newKey } from '../api/request.ts';
import type { Conversation, Id } from '../api/wire.ts';
import { Button } from '../parts/Button.tsx';
import { Confirm } from '../parts/Confirm.tsx';
import { SelectField, TextField } from '../parts/Field.tsx';
import { say } from '../parts/toasts.tsx';
import { useStrings } from '../strings/strings.ts';

type Change = { readonly path: string; readonly body: (conversation: Conversation | undefined) => object };

/** What can be done with several at once: each is its own call, so that one that is refused does not hold up the others. */
export function BulkBar({
  selected,
  conversations,
  onDone,
}: {
  readonly selected: ReadonlySet<Id>;
  readonly conversations: readonly Conversation[];
  readonly onDone: () => void;
}) {
  const s = useStrings();
  const me = useMe();
  const client = useQueryClient();
  const [asks, setAsks] = useState<'assign' | 'close' | 'tag' | null>(null);
  const change = useMutation({
    async mutationFn({ path, body }: Change) {
      let failed = 0;
      for (const id of selected) {
        const known = conversations.find((one) => one.id === id);
        await call<Conversation>(`/conversations/${id}/${path}`, { method: 'POST', body: body(known), idempotencyKey: newKey() }).then(
          (conversation) => applyConversation(client, conversation, me.id),
          () => (failed += 1),
        );
      }
      return failed;
    },
    onSuccess(failed) {
      say(failed === 0 ? s.list.done(selected.size) : s.list.someFailed(failed), failed > 0);
      setAsks(null);
      onDone();
    },
  });
  const isNone = selected.size === 0 || change.isPending;
  return (
    <div className="bulk" role="toolbar" aria-label={s.list.selected(selected.size)}>
      <span className="bulk-count">{s.list.selected(selected.size)}</span>
      <Button
        small
        disabled={isNone}
        onClick={() =>
          change.mutate({ path: 'assign', body: (known) => ({ assigneeId: me.id, expectedAssigneeId: known?.assigneeId ?? null }) })
        }
      >
        {s.list.takeAll}
      </Button>
      <Button small disabled={isNone} onClick={() => setAsks('assign')}>
        {s.list.assignAll}
      </Button>
      <Button small disabled={isNone} onClick={() => setAsks('tag')}>
        {s.list.tagAll}
      </Button>
      <Button small disabled={isNone} onClick={() => setAsks('close')}>
        {s.list.closeAll}
      </Button>
      <Confirm
        open={asks === 'close'}
        title={s.header.closeTitle}
        lead={s.header.closeLead}
        action={s.list.closeAll}
        busy={change.isPending}
        onClose={() => setAsks(null)}
        onConfirm={() => change.mutate({ path: 'close', body: () => ({}) })}
      />
      {asks === 'assign' && (
        <AssignDialog
          busy={change.isPending}
          onClose={() => setAsks(null)}
          onAssign={(to) => change.mutate({ path: 'assign', body: (known) => ({ ...to, expectedAssigneeId: known?.assigneeId ?? null }) })}
        />
      )}
      {asks === 'tag' && (
        <TagDialog
          busy={change.isPending}
          onClose={() => setAsks(null)}
          onTag={(tag) => change.mutate({ path: 'tags', body: () => ({ add: [tag] }) })}
        />
      )}
    </div>
  );
}

/** To a member or a team. */
function AssignDialog({
  busy,
  onAssign,
  onClose,
}: {
  readonly busy: boolean;
  readonly onAssign: (to: { readonly teamId: Id } | { readonly assigneeId: Id }) => void;
  readonly onClose: () => void;
}) {
  const s = useStrings();
  const members = useMembers().data ?? [];
  const teams = useTeams().data ?? [];
  const [to, setTo] = useState('');
  return (
    <Confirm
      open
      title={s.list.assignAll}
      action={s.header.transferSubmit}
      busy={busy}
      onClose={onClose}
      onConfirm={() => to !== '' && onAssign(to.startsWith('tea_') ? { teamId: to } : { assigneeId: to })}
    >
      <SelectField
        label={s.header.transferTitle}
        required
        value={to}
        options={[
          { value: '', label: '…' },
          ...members.map(({ id, name }) => ({ value: id, label: `${s.header.member}: ${name}` })),
          ...teams.map(({ id, name }) => ({ value: id, label: `${s.header.team}: ${name}` })),
        ]}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
    </Confirm>
  );
}

function TagDialog({
  busy,
  onTag,
  onClose,
}: {
  readonly busy: boolean;
  readonly onTag: (tag: string) => void;
  readonly onClose: () => void;
}) {
  const s = useStrings();
  const [tag, setTag] = useState('');
  return (
    <Confirm
      open
      title={s.list.tagAll}
      action={s.app.add}
      busy={busy}
      onClose={onClose}
      onConfirm={() => tag.trim() !== '' && onTag(tag.trim())}
    >
      <TextField label={s.list.tagPrompt} value={tag} maxLength={100} onChange={(event) => setTag(event.currentTarget.value)} />
    </Confirm>
  );
}
