import { useState } from 'react';
import { keys } from '../api/keys.ts';
import { useTeams } from '../api/queries.ts';
import type { Team } from '../api/wire-organisation.ts';
import { Button } from '../parts/Button.tsx';
import { Empty, Failed, Waiting } from '../parts/Empty.tsx';
import { useStrings } from '../strings/strings.ts';
import { PageHead } from './PageHead.tsx';
import { TeamDialog } from './TeamDialog.tsx';
import { RemoveButton } from './RemoveButton.tsx';

/** Teams and their crew. */
export function TeamsPage() {
  const s = useStrings();
  const words = s.settings.teams;
  const teams = useTeams();
  const [edits, setEdits] = useState<Team | 'new' | null>(null);
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
            <RemoveButton
              path={`/teams/${team.id}`}
              title={words.removeTitle(team.name)}
              lead={words.removeLead}
              stale={[keys.teams, keys.channels, keys.lists, keys.counts]}
            />
          </li>
        ))}
      </ul>
      {edits !== null && <TeamDialog team={edits === 'new' ? undefined : edits} onClose={() => setEdits(null)} />}
    </>
  );
}
