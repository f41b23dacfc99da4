import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe } from '../app/me.ts';
import { keys } from '../api/keys.ts';
import { useMembers } from '../api/queries.ts';
import { ApiProblem, call } from '../api/request.ts';
import type { Page } from '../api/wire.ts';
import type { Member } from '../api/wire-organisation.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { Button } from '../parts/Button.tsx';
import { Confirm } from '../parts/Confirm.tsx';
import { Failed, Waiting } from '../parts/Empty.tsx';
import { say } from '../parts/toasts.tsx';
import { useStrings } from '../strings/strings.ts';
import { InviteDialog } from './InviteDialog.tsx';
import { PageHead } from './PageHead.tsx';
import { type Invitation, invitationsKey } from './invitation.ts';
import { useChange } from './use-change.ts';

/** Who is here, what they may do, and who was invited. */
export function MembersPage() {
  const s = useStrings();
  const words = s.settings.members;
  const members = useMembers();
  const [invites, setInvites] = useState(false);
  return (
    <>
      <PageHead title={s.settings.pages.members} lead={words.lead}>
        <Button look="accent" icon="plus" onClick={() => setInvites(true)}>
          {words.invite}
        </Button>
      </PageHead>
      {members.isPending && <Waiting rows={3} />}
      {members.isError && <Failed error={members.error} onRetry={() => void members.refetch()} />}
      <ul className="cards">
        {members.data?.map((member) => (
          <MemberLine key={member.id} member={member} />
        ))}
      </ul>
      <Invitations />
      {invites && <InviteDialog onClose={() => setInvites(false)} />}
    </>
  );
}

function MemberLine({ member }: { readonly member: Member }) {
  const s = useStrings();
  const me = useMe();
  const words = s.settings.members;
  const change = useChange(keys.members);
  const [asks, setAsks] = useState(false);
  const patch = (body: object) => change.mutate({ path: `/members/${member.id}`, method: 'PATCH', body });
  return (
    <li className="card-line">
      <span className={`presence presence-${member.availability}`}>
        <Avatar name={member.name} id={member.id} />
      </span>
      <span className="card-text">
        <strong>{member.id === me.id ? `${member.name} (${s.app.you})` : member.name}</strong>
        <span className="soft">{member.email}</span>
      </span>
      <label className="inline-field">
        <span>{words.capacity}</span>
        <input
          className="input input-number"
          type="number"
          min={0}
          max={10_000}
          placeholder={words.noLimit}
          defaultValue={member.capacity ?? ''}
          onBlur={(event) => {
            const { value } = event.currentTarget;
            const capacity = value === '' ? null : Number(value);
            if (capacity !== member.capacity) patch({ capacity });
          }}
        />
      </label>
      <label className="inline-field">
        <span className="hidden">{words.role}</span>
        <select className="input" value={member.role} onChange={(event) => patch({ role: event.currentTarget.value })}>
          <option value="agent">{words.agent}</option>
          <option value="admin">{words.admin}</option>
        </select>
      </label>
      <Button look="danger" small disabled={member.id === me.id} onClick={() => setAsks(true)}>
        {s.app.remove}
      </Button>
      <Confirm
        open={asks}
        danger
        title={words.removeTitle(member.name)}
        lead={words.removeLead}
        action={s.app.remove}
        busy={change.isPending}
        onClose={() => setAsks(false)}
        onConfirm={() => change.mutate({ path: `/members/${member.id}`, method: 'DELETE' }, { onSettled: () => setAsks(false) })}
      />
    </li>
  );
}

function Invitations() {
  const s = useStrings();
  const words = s.settings.members;
  const change = useChange<Invitation>(invitationsKey);
  const found = useQuery({
    queryKey: invitationsKey,
    queryFn: () => call<Page<Invitation>>('/invitations', { query: { limit: 100 } }),
    retry: (failures, error) => failures < 2 && !(error instanceof ApiProblem),
  });
  const open = found.data?.data ?? [];
  if (open.length === 0) return null;
  return (
    <>
      <h2 className="section">{words.pending}</h2>
      <ul className="cards">
        {open.map((invitation) => (
          <li key={invitation.id} className="card-line">
            <span className="card-text">
              <strong>{invitation.email}</strong>
              <span className="soft">{words[invitation.role]}</span>
            </span>
            <Button
              small
              onClick={() =>
                change.mutate(
                  { path: `/invitations/${invitation.id}/resend`, method: 'POST', body: {} },
                  {
                    onSuccess: (sent) =>
                      say(sent.acceptUrl === undefined ? words.invited(sent.email) : `${words.handOver} ${sent.acceptUrl}`),
                  },
                )
              }
            >
              {words.resend}
            </Button>
            <Button small look="danger" onClick={() => change.mutate({ path: `/invitations/${invitation.id}`, method: 'DELETE' })}>
              {words.revoke}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
