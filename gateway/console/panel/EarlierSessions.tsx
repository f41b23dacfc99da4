import { useMembers } from '../api/queries.ts';
import type { Conversation } from '../api/wire.ts';
import { clockText } from '../conversations/clock-text.ts';
import { momentOf } from '../parts/times.ts';
import { useLanguage, useStrings } from '../strings/strings.ts';
import { useSessions } from '../thread/use-messages.ts';

/** Every stretch of the conversation that was closed: when, by whom it was answered, how it ended. */
export function EarlierSessions({ conversation }: { readonly conversation: Conversation }) {
  const s = useStrings();
  const language = useLanguage();
  const members = useMembers().data ?? [];
  const sessions = useSessions(conversation.id);
  const earlier = (sessions.data ?? []).filter((one) => one.closedAt !== null);
  return (
    <>
      <h3>{s.panel.earlier}</h3>
      {sessions.isSuccess && earlier.length === 0 && <p className="faint">{s.panel.noEarlier}</p>}
      <ol className="sessions">
        {earlier.map((session) => {
          const owners = session.owners.flatMap((id) => members.filter((one) => one.id === id).map((one) => one.name));
          return (
            <li key={session.id}>
              <strong>{momentOf(session.openedAt, language)}</strong>
              <span>{owners.join(', ')}</span>
              {session.firstResponseMs !== null && (
                <span className="faint">{s.panel.answeredIn(clockText(session.firstResponseMs, s.units))}</span>
              )}
              {session.closeReason !== null && <span className="faint">{s.thread.closedFor(session.closeReason)}</span>}
            </li>
          );
        })}
      </ol>
    </>
  );
}
