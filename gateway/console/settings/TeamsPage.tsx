import { useState } from 'react';
import { keys } from '../api/keys.ts';
import { useTeams } from '../api/queries.ts';
import type { Team } from '../api/wire-organisation.ts';
import { Button } from '../parts/Button.tsx';
import { Confirm } from '../parts/Confirm.tsx';
import { Empty, Failed, Waiting } from '../parts/Empty.tsx';
import { useStrings } from '../strings/strings.ts';
import { PageHead } from './PageHead.tsx';
import { TeamDialog } from './TeamDialog.tsx';
import { useChange } from './use-change.ts';

/** Teams and their crew. */
export function TeamsPage() {
  const s = useStrings();
  const words = s.settings.teams;
  const teams = useTeams();
  const change = useChange(keys.teams, keys.channels, keys.lists, keys.counts);
  const [edits, setEdits] = useState<Team | 'new' | null>(null);
  const [removes, setRemoves] = useState<Team | null>(null);
  return (
    <>
      <PageHead title={s.settings.pages.teams} lead={words.lead}>
        <Button look="accent" icon="plus" onClick={() => setEdits('new')}>
          {words.create}
        </Button>
      </PageHead>
      {teams.isPending && <Waiting rows={2} />}
      {teams.isError && <Failed error={teams.error} onRetry={() => void teams.refetch()} />}
      {teams.data?.length === 0 && <Empty icon="users" title={words.empty} />}
      <ul className="cards">
        {teams.data?.map((team) => (
          <li key={team.id} className="card-line">
            <span className="card-text">
              <strong>{team.name}</strong>
              <span className="soft">{[words[team.mode], words[team.assignment], words.nMembers(team.members.length)].join(' · ')}</span>
            </span>
            <Button small onClick={() => setEdits(team)}>
              {s.app.edit}
            </Button>
            <Button small look="danger" onClick={() => setRemoves(team)}>
              {s.app.remove}
            </Button>
          </li>
        ))}
      </ul>
      {edits !== null && <TeamDialog team={edits === 'new' ? undefined : edits} onClose={() => setEdits(null)} />}
      {removes !== null && (
        <Confirm
          open
          danger
          title={words.removeTitle(removes.name)}
          lead={words.removeLead}
          action={s.app.remove}
          busy={change.isPending}
          onClose={() => setRemoves(null)}
          onConfirm={() => change.mutate({ path: `/teams/${removes.id}`, method: 'DELETE' }, { onSettled: () => setRemoves(null) })}
        />
      )}
    </>
  );
}
