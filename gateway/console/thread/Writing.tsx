import { useEffect, useState } from 'react';
import type { Contact, Conversation } from '../api/wire.ts';
import { nameOf } from '../parts/name.ts';
import { useStrings } from '../strings/strings.ts';

/** The gateway's own word for how long a sign of writing holds. */
const HOLDS_MS = 8_000;

/** Says while a visitor writes on their page. It lies over the end of the thread, so that nothing moves for it. */
export function Writing({ conversation, contact }: { readonly conversation: Conversation; readonly contact: Contact | undefined }) {
  const s = useStrings();
  const isWriting = useHolds(conversation.presence?.typingUntil ?? null);
  if (!isWriting) return null;
  return (
    <p className="thread-writing">
      <span className="thread-dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {s.thread.writing(nameOf(contact, s, conversation))}
    </p>
  );
}

/** Whether it is not later yet; never for longer than such a sign holds, whatever this machine's clock says. */
function useHolds(until: string | null): boolean {
  const [over, setOver] = useState<string | null>(null);
  useEffect(() => {
    if (until === null) return;
    const leftMs = Math.min(HOLDS_MS, Math.max(0, Date.parse(until) - Date.now()));
    const timer = setTimeout(() => setOver(until), leftMs);
    return () => clearTimeout(timer);
  }, [until]);
  return until !== null && over !== until;
}
