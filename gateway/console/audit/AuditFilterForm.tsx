import { useMembers } from '../api/queries.ts';
import { SelectField } from '../parts/Field.tsx';
import { useLanguage, useStrings } from '../strings/strings.ts';
import { type AuditFilter, OUTCOMES, PERIODS } from './filter.ts';
import { useApiKeys } from './use-names.ts';

/** Who, what, since when, and what became of it. */
export function AuditFilterForm({ filter, onChange }: { readonly filter: AuditFilter; readonly onChange: (filter: AuditFilter) => void }) {
  const s = useStrings();
  const words = s.settings.audit;
  const language = useLanguage();
  const members = useMembers();
  const apiKeys = useApiKeys();
  const actions = Object.entries(words.actions).toSorted(([, a], [, b]) => a.localeCompare(b, language));
  return (
    <div className="audit-filter">
      <SelectField
        label={words.who}
        value={filter.actorId}
        onChange={(event) => onChange({ ...filter, actorId: event.target.value })}
        options={[
          { value: '', label: words.everybody },
          ...(members.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ...(apiKeys.data?.data ?? []).map(({ id, name }) => ({ value: id, label: `${words.actors.key}: ${name}` })),
        ]}
      />
      <SelectField
        label={words.what}
        value={filter.action}
        onChange={(event) => onChange({ ...filter, action: event.target.value })}
        options={[{ value: '', label: words.everything }, ...actions.map(([value, label]) => ({ value, label }))]}
      />
      <SelectField
        label={words.since}
        value={filter.period}
        onChange={(event) => onChange({ ...filter, period: PERIODS.find((one) => one === event.target.value) ?? 'all' })}
        options={PERIODS.map((one) => ({ value: one, label: words.periods[one] }))}
      />
      <div className="segments" role="group" aria-label={words.outcome}>
        {OUTCOMES.map((one) => (
          <button key={one} type="button" aria-pressed={filter.outcome === one} onClick={() => onChange({ ...filter, outcome: one })}>
            {words.outcomes[one]}
          </button>
        ))}
      </div>
    </div>
  );
}
