import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '../api/keys.ts';
import { useChannels, useTeams } from '../api/queries.ts';
import { call } from '../api/request.ts';
import type { Settings } from '../api/wire-organisation.ts';
import { Failed, Waiting } from '../parts/Empty.tsx';
import { SelectField } from '../parts/Field.tsx';
import { PageHead } from '../settings/PageHead.tsx';
import { useStrings } from '../strings/strings.ts';
import { OrganisationName } from './OrganisationName.tsx';
import { RetentionForm } from './RetentionForm.tsx';
import { RulesForm } from './RulesForm.tsx';
import type { Scope } from './draft.ts';

/** How long a customer may wait, when people work, and all else that holds: for the organisation, a team, a channel. */
export function RulesPage() {
  const s = useStrings();
  const words = s.settings.rules;
  const [chosen, setChosen] = useState('');
  const teams = useTeams().data ?? [];
  const channels = useChannels().data ?? [];
  const scope = scopeOf(chosen);
  const query = scope.is === 'organisation' ? {} : { [`${scope.is}Id`]: scope.id };
  const found = useQuery({
    queryKey: scope.is === 'organisation' ? keys.settings : [...keys.settings, chosen],
    queryFn: () => call<Settings>('/settings', { query }),
  });
  return (
    <>
      <PageHead title={s.settings.pages.rules} lead={words.lead} />
      <div className="narrow">
        <SelectField
          label={words.scope}
          hint={scope.is === 'organisation' ? undefined : words.scopeHint}
          value={chosen}
          options={[
            { value: '', label: words.organisation },
            ...teams.map(({ id, name }) => ({ value: id, label: words.team(name) })),
            ...channels.map(({ id, name }) => ({ value: id, label: words.channel(name) })),
          ]}
          onChange={({ currentTarget: { value } }) => setChosen(value)}
        />
      </div>
      {scope.is === 'organisation' && <OrganisationName />}
      {found.isPending && <Waiting rows={4} />}
      {found.isError && <Failed error={found.error} onRetry={() => void found.refetch()} />}
      {found.data !== undefined && <RulesForm key={chosen} scope={scope} settings={found.data} />}
      {scope.is === 'organisation' && <RetentionForm />}
    </>
  );
}

function scopeOf(chosen: string): Scope {
  if (chosen === '') return { is: 'organisation' };
  return chosen.startsWith('tea_') ? { is: 'team', id: chosen } : { is: 'channel', id: chosen };
}
