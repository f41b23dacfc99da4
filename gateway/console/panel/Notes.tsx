import { useQuery } from '@tanstack/react-query';
import { keys } from '../api/keys.ts';
import { call } from '../api/request.ts';
import type { Id, Message, Page } from '../api/wire.ts';
import { Failed } from '../parts/Empty.tsx';
import { momentOf } from '../parts/times.ts';
import { useLanguage, useStrings } from '../strings/strings.ts';
import { Text } from '../thread/Text.tsx';

const MOST = 50;

/** What the team has noted of a conversation, newest first, without what was said in between. */
export function Notes({ conversationId }: { readonly conversationId: Id }) {
  const s = useStrings();
  const language = useLanguage();
  const found = useQuery({
    queryKey: keys.notes(conversationId),
    queryFn: () => call<Page<Message>>(`/conversations/${conversationId}/messages`, { query: { visibility: 'internal', limit: MOST } }),
  });
  const notes = found.data?.data ?? [];
  return (
    <>
      <h3>{s.list.notes}</h3>
      {found.isError && <Failed error={found.error} onRetry={() => void found.refetch()} />}
      {found.isSuccess && notes.length === 0 && <p className="faint">{s.panel.noNotes}</p>}
      <ol className="sessions">
        {notes.map((note) => (
          <li key={note.id}>
            <span className="faint">{`${note.author.name ?? s.thread.system} · ${momentOf(note.createdAt, language)}`}</span>
            {note.content.type === 'text' && <Text text={note.content.text} />}
          </li>
        ))}
      </ol>
    </>
  );
}
