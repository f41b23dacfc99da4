import { useQuery } from '@tanstack/react-query';
import { call } from '../api/request.ts';
import type { Id, Page } from '../api/wire.ts';
import type { ContactChange } from '../api/wire-organisation.ts';
import { Failed, Waiting } from '../parts/Empty.tsx';
import { momentOf } from '../parts/times.ts';
import { useLanguage, useStrings } from '../strings/strings.ts';

/** What was changed of a contact, by whom, newest first. */
export function History({ contactId }: { readonly contactId: Id }) {
  const s = useStrings();
  const language = useLanguage();
  const history = useQuery({
    queryKey: ['contact history', contactId],
    queryFn: () => call<Page<ContactChange>>(`/contacts/${contactId}/history`, { query: { limit: 50 } }),
    staleTime: 0,
  });
  if (history.isError) return <Failed error={history.error} onRetry={() => void history.refetch()} />;
  if (history.isPending) return <Waiting rows={3} />;
  return (
    <ol className="sessions">
      {history.data.data.map((change) => (
        <li key={change.id}>
          <strong>{momentOf(change.at, language)}</strong>
          <span className="faint">{change.actor.name ?? s.thread.system}</span>
          {change.changes.map(({ field, from, to }) => (
            <span key={field}>{`${field}: ${wordOf(from)} → ${wordOf(to)}`}</span>
          ))}
          {change.changes.length === 0 && <span>{change.what}</span>}
        </li>
      ))}
    </ol>
  );
}

function wordOf(value: unknown): string {
  if (value === null || value === undefined) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
