import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { goTo } from '../app/location.ts';
import { useChannels, useMembers } from '../api/queries.ts';
import { call } from '../api/request.ts';
import type { Id, Page } from '../api/wire.ts';
import type { ContactChange, Session } from '../api/wire-organisation.ts';
import { Button } from '../parts/Button.tsx';
import { ChannelBadge } from '../parts/ChannelBadge.tsx';
import { Failed, Waiting } from '../parts/Empty.tsx';
import { momentOf } from '../parts/times.ts';
import { useLanguage, useStrings } from '../strings/strings.ts';
import { timelineOf } from './timeline.ts';

const FIRST = 50;
/** As many as the API gives at once. */
const MOST = 200;

/** What there was with a customer, on every channel: when they wrote, who answered, how it ended, and what was changed of them. */
export function Timeline({ contactId }: { readonly contactId: Id }) {
  const s = useStrings();
  const language = useLanguage();
  const [limit, setLimit] = useState(FIRST);
  const found = useQuery({
    queryKey: ['sessions', 'of contact', contactId, limit],
    queryFn: async () => {
      const [sessions, changes] = await Promise.all([
        call<Page<Session>>(`/contacts/${contactId}/sessions`, { query: { limit } }),
        call<Page<ContactChange>>(`/contacts/${contactId}/history`, { query: { limit } }),
      ]);
      return { entries: timelineOf(sessions, changes), isWhole: sessions.nextCursor === null && changes.nextCursor === null };
    },
    staleTime: 0,
    placeholderData: (before) => before,
  });
  if (found.isError) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
  if (found.isPending) return <Waiting rows={3} />;
  return (
    <>
      <ol className="sessions">
        {found.data.entries.map((entry) => (
          <li key={entry.is === 'session' ? entry.session.id : entry.change.id}>
            <strong>{momentOf(entry.at, language)}</strong>
            {entry.is === 'session' ? <SessionEntry session={entry.session} /> : <ChangeEntry change={entry.change} />}
          </li>
        ))}
      </ol>
      {!found.data.isWhole && limit < MOST && (
        <Button small busy={found.isFetching} onClick={() => setLimit(MOST)}>
          {s.panel.earlierStill}
        </Button>
      )}
    </>
  );
}

function SessionEntry({ session }: { readonly session: Session }) {
  const s = useStrings();
  const channel = useChannels().data?.find((one) => one.id === session.channelId);
  const members = useMembers().data ?? [];
  const owners = session.owners.flatMap((id) => members.filter((one) => one.id === id).map((one) => one.name));
  return (
    <>
      <button type="button" className="timeline-session" onClick={() => goTo({ conversationId: session.conversationId })}>
        <ChannelBadge type={channel?.type} name={channel?.name} />
        {s.thread.opened(session.number)}
      </button>
      {owners.length > 0 && <span className="faint">{owners.join(', ')}</span>}
      {session.closedAt !== null && (
        <span className="faint">{session.closeReason === null ? s.thread.closed : s.thread.closedFor(session.closeReason)}</span>
      )}
    </>
  );
}

function ChangeEntry({ change }: { readonly change: ContactChange }) {
  const s = useStrings();
  return (
    <>
      <span className="faint">{change.actor.name ?? s.thread.system}</span>
      {change.changes.map(({ field, from, to }) => (
        <span key={field}>{`${field}: ${wordOf(from)} → ${wordOf(to)}`}</span>
      ))}
      {change.changes.length === 0 && <span>{change.what}</span>}
    </>
  );
}

function wordOf(value: unknown): string {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return '–';
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
